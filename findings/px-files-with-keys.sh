#!/bin/sh
# A table in the PX format with KEYS: each row of data begins with its values of the stub, in quotation marks, and its
# cells follow with spaces between them; rows of noughts are left out (PX file format, "Data in the PX-file"). pxrd,
# which says that it reads such files, splits a row at commas alone: with spaces between cells, as the format has them,
# all of the table is 0. pyaxis knows no KEYS: it takes the keys for cells, and where as many stand there as the table
# has, one row per category and one left out, the counts slide into others' places: the 2 of the good in 2003 is that of
# the fair in 2002. Nothing is said.
# Expected: good 1 and 2, fair 0 and 0, poor 5 and 6. Instead: have the file written without KEYS. Seen with pxrd 0.0.3
# and pyaxis 0.4.3: see `known`; with commas between the cells pxrd reads them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check pxrd==0.0.3 pyaxis==0.4.3 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import contextlib
import io
import sys

import pxrd
from pyaxis import pyaxis

HEAD = """CHARSET="ANSI";
AXIS-VERSION="2000";
LANGUAGE="en";
MATRIX="stars";
SUBJECT-CODE="LG";
SUBJECT-AREA="Councils";
TITLE="Councils by category and year";
CONTENTS="Councils";
UNITS="councils";
DECIMALS=0;
STUB="Category";
HEADING="Year";
VALUES("Category")="Good","Fair","Poor";
VALUES("Year")="2002","2003";
"""
FILES = {
    "with KEYS": 'KEYS("Category")=VALUES;\nDATA=\n"Good" 1 2\n"Poor" 5 6;\n',
    "with KEYS and commas": 'KEYS("Category")=VALUES;\nDATA=\n"Good",1,2\n"Poor",5,6;\n',
    "without": "DATA=\n1 2\n0 0\n5 6;\n",
}
seen = {}
for name, data in FILES.items():
    with open("stars.px", "w") as file:
        file.write(HEAD + data)
    with contextlib.redirect_stdout(io.StringIO()):
        table = pxrd.read("stars.px")
    one = [table.datum([category, year]) for category in range(3) for year in range(2)]
    try:
        other = " ".join(pyaxis.parse("stars.px", encoding="utf-8")["DATA"]["DATA"])
    except ValueError:
        other = "an error"
    seen[name] = " ".join(f"{cell:g}" for cell in one), other
    print("%s: pxrd %s; pyaxis %s" % (name, *seen[name]))
known = {
    "with KEYS": ("0 0 0 0 0 0", '"Good" 1 2 "Poor" 5 6'),
    "with KEYS and commas": ("1 2 0 0 5 6", "an error"),
    "without": ("1 2 0 0 5 6", "1 2 0 0 5 6"),
}
sys.exit(seen != known)
P
