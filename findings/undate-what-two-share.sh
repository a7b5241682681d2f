#!/bin/sh
# Under directions from April to June, under a board from June to September: for how long both? undate's intersection
# of two intervals is "the overlap", or None where there is none, and its intervals hold both their ends, as EDTF's do
# (level 0, Time Interval): durations count them, and June is `in` each of the two. Where what they share is one date as
# it is written, a day, a month, a year, intersection says None: a council is never found to have been under both. If
# May and June are shared it is right. An interval of one day, 2003-04-01/2003-04-01, it takes for none either.
# Expected: June 2003. Instead: compare the days, latest and earliest of both. Seen with undate 0.8.0: None.
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

def edtf(text):
    return Undate.parse(text, "EDTF")

print("undate", version("undate"))
seen = []
PAIRS = [
    ("2003-04/2003-06", "2003-05/2003-09", "2003-05"),
    ("2003-04/2003-06", "2003-06/2003-09", "2003-06"),
    ("2002/2003", "2003/2004", "2003"),
    ("2003-04-01/2003-06-30", "2003-06-30/2003-09-01", "2003-06-30"),
]
for one, other, shared in PAIRS:
    assert edtf(shared) in edtf(one) and edtf(shared) in edtf(other)
    both = edtf(one).intersection(edtf(other))
    print(f"{one} and {other}: {both}; {shared} is in each")
    seen.append(both and both.format("EDTF"))
instead = max(edtf("2003-04").earliest, edtf("2003-06").earliest) <= min(edtf("2003-06").latest, edtf("2003-09").latest)
print("instead, the days:", instead)
sys.exit((seen, instead) != (["2003-05/2003-06", None, None, None], True))
P
