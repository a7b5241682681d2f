#!/bin/sh
# Dates as texts have them, made ISO 8601-2 by unstruwwel, which finds the year, the month and the century in words. A
# day that is in ISO 8601 already, 2003-04-01, it takes for a row of years, 2003 to 2004 and 2001: the day becomes four
# years, without a doubt being shown, while "1 April 2003" comes out right. "April-June 2003" is June alone, and "since
# 2004" 2004 alone, though "after 2004" has no end. Of "before 2004" it makes ..2003-12-31, which is none in the
# standard that it names (as in EDTF, level 1, an open interval has a solidus, ../2003-12-31).
# Expected: one day, three months, no end, and what a reader of EDTF takes. Instead: keep ISO dates from it. Seen with
# unstruwwel 1.0.2: see `known`; edtf-validate 2.0.0 refuses the last and takes the one with a solidus.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check unstruwwel==1.0.2 edtf-validate==2.0.0 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import sys

from edtf_validate.valid_edtf import is_valid
from unstruwwel import unstruwwel

known = {
    "2003-04-01": "2001-01-01/2004-12-31",
    "1 April 2003": "2003-04-01/2003-04-01",
    "April-June 2003": "2003-06-01/2003-06-30",
    "March 2003 to April 2004": "2003-03-01/2004-04-30",
    "since 2004": "2004-01-01/2004-12-31",
    "after 2004": "2005-01-01..",
    "before 2004": "..2003-12-31",
}
seen = {text: unstruwwel(text, "en", scheme="iso-format") for text in known}
for text, made in seen.items():
    print(f"{text}: {made}, valid EDTF: {is_valid(made)}")
taken = [is_valid(text) for text in (seen["before 2004"], seen["after 2004"], "../2003-12-31", "2005-01-01/..")]
sys.exit((seen, taken) != (known, [False, False, True, True]))
P
