#!/bin/sh
# Numbers in a CSV file as people write them, 1,234 or 25%, in a column with "datatype": "number" and a format: the
# marks of groups and of the decimals, percent and per mille are read for every numeric datatype (Metadata Vocabulary
# for Tabular Data, 6.4.2; "number" is xsd:double, 5.11.1). csvw reads them where the column is "decimal"; where it is
# "number", "double" or "float" it warns that the value is invalid, and its JSON has the text "1,234" among numbers, of
# which no sum can be made. And a count padded with noughts, 007 in the format "000", it refuses for every datatype.
# Expected: 1234, 1234.5, 0.25 and 7 for each. Instead: "decimal". Seen with csvw 4.1.1: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check csvw==4.1.1 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import json
import sys
from pathlib import Path

from csvw import CSVW

CASES = {
    "1,234": {"groupChar": ","},
    "1.234,5": {"decimalChar": ",", "groupChar": "."},
    "25%": {"pattern": "#0%"},
    "007": {"pattern": "000"},
    "1.25": {"pattern": "#0.00"},
}
seen = {}
for text, how in CASES.items():
    Path("councils.csv").write_text(f'council,value\na,"{text}"\n')
    seen[text] = []
    for base in ("decimal", "number", "double"):
        columns = [{"name": "council"}, {"name": "value", "datatype": {"base": base, "format": how}}]
        table = {"@context": "http://www.w3.org/ns/csvw", "url": "councils.csv", "tableSchema": {"columns": columns}}
        Path("councils.csv-metadata.json").write_text(json.dumps(table))
        seen[text].append(CSVW("councils.csv-metadata.json").to_json(minimal=True)[0]["value"])
    print(f"{text}: as decimal {seen[text][0]!r}, as number {seen[text][1]!r}, as double {seen[text][2]!r}")
known = {
    "1,234": [1234, "1,234", "1,234"],
    "1.234,5": [1234.5, "1.234,5", "1.234,5"],
    "25%": [0.25, "25%", "25%"],
    "007": ["007", "007", "007"],
    "1.25": [1.25, 1.25, 1.25],
}
sys.exit(seen != known)
P
