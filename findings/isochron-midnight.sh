#!/bin/sh
# The end of a day in ISO 8601, 2003-03-31T24:00:00: the same moment as the beginning of the next (8601:2004, 4.2.3);
# XML Schema has it so too (2, 3.2.7.1: "the first instant of the following day"). isochron knows 24:00 and makes it the
# beginning of the same day: a power that ends with 31 March ends a day early, what happened on that day lies after its
# end, and the last day of an interval written with its bounds is lost. Nothing is said. isodate, which it offers itself
# as a replacement for, refuses the hour 24, so that one learns of it.
# Expected: 2003-04-01T00:00:00 and 365 days. Instead: ciso8601, or write the next day. Seen with isochron 0.1.0: a day
# less; ciso8601 2.3.3 gives what is expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check isochron==0.1.0 ciso8601==2.3.3 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import sys

import ciso8601
import isochron

seen = {}
for text in ("2003-03-31T24:00:00", "2003-03-31T24:00:00Z", "20031231T240000", "2003-03-31T23:59:59"):
    seen[text] = tuple(read(text).isoformat() for read in (isochron.parse_datetime, ciso8601.parse_datetime))
    print("%s: isochron %s, ciso8601 %s" % (text, *seen[text]))
year = isochron.parse_interval("2002-04-01T00:00:00/2003-03-31T24:00:00")
print("the year of account has", (year.end - year.start).days, "days")
known = {
    "2003-03-31T24:00:00": ("2003-03-31T00:00:00", "2003-04-01T00:00:00"),
    "2003-03-31T24:00:00Z": ("2003-03-31T00:00:00+00:00", "2003-04-01T00:00:00+00:00"),
    "20031231T240000": ("2003-12-31T00:00:00", "2004-01-01T00:00:00"),
    "2003-03-31T23:59:59": ("2003-03-31T23:59:59", "2003-03-31T23:59:59"),
}
sys.exit((seen, (year.end - year.start).days) != (known, 364))
P
