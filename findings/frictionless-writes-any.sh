#!/bin/sh
# A column of dates in a Data Package, as people type them: "type": "date", "format": "any" (Table Schema, 4: "any
# parsable representation"). frictionless reads them, and finds the table valid. Written again as CSV, as is done to
# clean or to join tables, the date of every row is the word "any": the format is taken for a pattern of strftime,
# which has no letter to fill in. Nothing is said, and no date is left. Moments ("datetime") go the same way.
# Expected: 2003-04-01 and 2004-05-01. Instead: a pattern in place of "any", where all are written alike. Seen with
# frictionless 5.18.1: any, any; by a pattern as it should be.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check frictionless==5.18.1 2>/dev/null
cd "$work"
printf 'council,day\nAston,01 April 2003\nBarrow,01 May 2004\n' > given.csv
"$work/venv/bin/python" -W ignore - <<'P'
import sys
from pathlib import Path

from frictionless import Resource, Schema

seen = {}
for form in ("any", "%d %B %Y"):
    fields = [{"name": "council", "type": "string"}, {"name": "day", "type": "date", "format": form}]
    table = Resource(path="given.csv", schema=Schema.from_descriptor({"fields": fields}))
    read = [row["day"].isoformat() for row in table.read_rows()]
    table.write(path="written.csv")
    written = [line.split(",")[1] for line in Path("written.csv").read_text().splitlines()[1:]]
    Path("written.csv").unlink()
    seen[form] = table.validate().valid, read, written
    print(f"{form}: valid {seen[form][0]}, read {read}, written {written}")
DAYS = ["2003-04-01", "2004-05-01"]
known = {"any": (True, DAYS, ["any", "any"]), "%d %B %Y": (True, DAYS, ["01 April 2003", "01 May 2004"])}
sys.exit(seen != known)
P
