#!/bin/sh
# Autumn 2003 is 2003-23 in EDTF (level 1, Seasons), which says of a season no more than its name. The three libraries
# that give it days do not agree: python-edtf and @edtf-ts/core say September to November, edtf.js July to September,
# as if seasons were the quarters of a year; and winter is October to December, or December to the end of February,
# or, in python-edtf, December alone. A date that a page sorts or filters by edtf.js lies two months too early, and
# what happened in November was not in autumn.
# Expected: one reading, or no bounds where the standard has none. Instead: take `pat:earliest` and `pat:latest` (in
# tables `…Earliest` and `…Latest`), which say what patgraph means by it: 1 September to 30 November. Seen with edtf
# (npm) 4.11.1, @edtf-ts/core 0.4.2, edtf (PyPI) 5.0.2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check edtf==5.0.2 2>/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts edtf@4.11.1 @edtf-ts/core@0.4.2 >/dev/null
cat > seen.mjs <<'J'
import edtf from "edtf"
import { parse } from "@edtf-ts/core"

const day = (moment) => new Date(Number(moment)).toISOString().slice(0, 10)
for (const season of ["2003-21", "2003-22", "2003-23", "2003-24"]) {
  const one = edtf(season), { value } = parse(season)
  console.log(`${season} edtf.js ${day(one.min)} ${day(one.max)} | edtf-ts ${day(value.min)} ${day(value.max)}`)
}
J
cat > seen.py <<'P'
from edtf import parse_edtf, struct_time_to_date

for season in ("2003-21", "2003-22", "2003-23", "2003-24"):
    date = parse_edtf(season)
    print(season, "python-edtf", *map(struct_time_to_date, (date.lower_strict(), date.upper_strict())))
P
node seen.mjs > seen.txt
venv/bin/python -W ignore seen.py >> seen.txt
cat seen.txt
cat > known.txt <<'T'
2003-21 edtf.js 2003-01-01 2003-03-31 | edtf-ts 2003-03-01 2003-05-31
2003-22 edtf.js 2003-04-01 2003-06-30 | edtf-ts 2003-06-01 2003-08-31
2003-23 edtf.js 2003-07-01 2003-09-30 | edtf-ts 2003-09-01 2003-11-30
2003-24 edtf.js 2003-10-01 2003-12-31 | edtf-ts 2003-12-01 2004-02-29
2003-21 python-edtf 2003-03-01 2003-05-31
2003-22 python-edtf 2003-06-01 2003-08-31
2003-23 python-edtf 2003-09-01 2003-11-30
2003-24 python-edtf 2003-12-01 2003-12-31
T
cmp seen.txt known.txt
