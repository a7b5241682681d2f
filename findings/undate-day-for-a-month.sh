#!/bin/sh
# A meeting on the 1st of a month that nobody wrote down, 2003-XX-01 in EDTF (level 1, "Unspecified digit(s)"). undate
# writes it as ISO 8601 by joining the parts that are known: 2003-01, which is January 2003, and its own reader takes it
# for that. So is 2003-1X-01, which is October, November or December. The last of a month, XXXX-XX-31, is --31, a month
# that is none, and December of a year in the nineties, 199X-12, has no year at all. Nothing is said: no error, and as
# EDTF all come out as they were. A year alone, or with a month, is right.
# Expected: 2003, or an error. Instead: format("EDTF"). Seen with undate 0.8.0: 2003-01.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check undate==0.8.0 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import sys
from importlib.metadata import version

from undate import Undate

print("undate", version("undate"))
seen = []
for text in ("2003", "2003-04", "2003-XX-01", "2003-1X-01", "XXXX-XX-31", "199X-12"):
    date = Undate.parse(text, "EDTF")
    assert date.format("EDTF") == text
    iso = date.format("ISO8601")
    try:
        again = Undate.parse(iso, "ISO8601")
        days = f"{again.earliest} to {again.latest}" if again.is_known("year") else "no year"
    except ValueError as error:
        days = str(error)
    print(f"{text}, {date.earliest} to {date.latest}: {iso}, read again {days}")
    seen.append(iso)
    if text == "2003-1X-01":
        assert days == "2003-01-01 to 2003-01-31" and str(date.earliest) == "2003-10-01"
sys.exit(seen != ["2003", "2003-04", "2003-01", "2003-01", "--31", "--12"])
P
