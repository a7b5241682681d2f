#!/bin/sh
# A table of councils with a column of yes and no, written as a spreadsheet: True and False in Python. OpenDocument has
# a kind of cell for it, office:value-type="boolean" with an office:boolean-value. odsexport writes a number,
# office:value-type="float", whose office:value is the word True, where a double of XML Schema belongs (1.2, 18.2, "W3C
# Schema Data Types"). Nothing is said; of a date without a time, which it cannot write, it says so.
# Expected: a boolean, or an error. Instead: "yes" and "no", or 1 and 0. Seen with odsexport 1.0.0: see `known`; what
# odsslicer 1.0.1 reads there is text, with a warning.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check odsexport==1.0.0 odsslicer==1.0.1 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import re
import sys
import warnings
import zipfile
from importlib.metadata import version

import odsexport
from odsslicer import ODSReader

DOUBLE = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NaN"
document = odsexport.ODSDocument()
writer = document.new_sheet("Councils").writer()
for row in [("aston", 3, True), ("barrow", 0.5, False)]:
    writer.writerow(row)
document.write("councils.ods")
content = zipfile.ZipFile("councils.ods").read("content.xml").decode()
values = re.findall(r'office:value-type="float" office:value="([^"]*)"', content)
print("odsexport", version("odsexport"), "odsslicer", version("odsslicer"))
for value in values:
    print(f"a number: {value!r}, {'a double' if re.fullmatch(DOUBLE, value) else 'no double'}")
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    read = ODSReader("councils.ods").sheet("Councils")["A1:C2"].to_list()
print("read:", read, "with a warning" if said else "")
known = (["3", "True", "0.5", "False"], [["aston", 3, "True"], ["barrow", 0.5, "False"]], True)
sys.exit((values, read, bool(said)) != known or "boolean-value" in content)
P
