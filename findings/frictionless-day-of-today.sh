#!/bin/sh
# Dates of which the year or the month is known, 2003 or 2003-04, in a column with "type": "date", "format": "any" (Table
# Schema, 4: "any parsable representation of a date"), beside whole days. frictionless and tableschema read them by
# dateutil, which fills in what is missing from the day on which it runs: 2003 is 30 November 2003 when asked on a 30
# November, and another day tomorrow. Two runs over one file differ, the table is valid, and events change places in
# their order. tableschema for JavaScript takes the first day.
# Expected: an error, or the same day each time. Instead: the types "year" and "yearmonth", columns of bounds as patgraph
# gives them, or "string". Seen with frictionless 5.18.1, tableschema 1.21.0 (PyPI): the day and month of today;
# tableschema 1.12.6 (npm): 2003-01-01, 2003-04-01.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check frictionless==5.18.1 tableschema==1.21.0 2>/dev/null
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts tableschema@1.12.6 >/dev/null
cat > other.cjs <<'J'
const { Field } = require("tableschema")

const field = new Field({ name: "day", type: "date", format: "any" })
const day = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"))
console.log(JSON.stringify(process.argv.slice(2).map((text) => day(field.castValue(text)).join("-"))))
J
"$work/venv/bin/python" -W ignore - <<'P'
import datetime
import json
import subprocess
import sys

import tableschema
from frictionless import Field

GIVEN = ["2003", "2003-04", "2003-04-01"]
FIELD = {"name": "day", "type": "date", "format": "any"}

def days():
    read = Field.from_descriptor(FIELD).read_cell
    return [str(read(text)[0]) for text in GIVEN], [str(tableschema.Field(FIELD).cast_value(text)) for text in GIVEN]

today = datetime.date.today()
month = "02-28" if (today.month, today.day) == (2, 29) else today.strftime("%m-%d")
known = [f"2003-{month}", f"2003-04-{min(today.day, 30):02}", "2003-04-01"]
python, older = days()
ran = subprocess.run(["node", "other.cjs", *GIVEN], capture_output=True, text=True, check=True)
javascript = json.loads(ran.stdout)
print("given:", GIVEN)
print("frictionless:", python, "tableschema (PyPI):", older, "tableschema (npm):", javascript)
sys.exit(python != known or older != known or javascript != ["2003-01-01", "2003-04-01", "2003-04-01"])
P
