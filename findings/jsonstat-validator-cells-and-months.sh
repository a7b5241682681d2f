#!/bin/sh
# A table in JSON-stat: `value` has a cell for each place that the sizes make, two regions by two years four, with null
# for what is missing or, as an object, under the place's number; `updated` is a date of ISO 8601 that Date.parse of
# JavaScript takes (JSON-stat 2.0, value, updated), so a month, 2004-01, or a year, but no week. jsonstat-validator
# calls itself stricter than the official validator, with "all limitations and logical rules". It passes a table of
# three cells, of five, and one with a cell in place 7, which readers fill up or cut as each thinks right, so that
# counts stand under another year; it refuses the month and the year, and lets the week pass.
# Expected: the tables with four places and the month and year valid, the others not. Instead: multiply the sizes, and
# look oneself. Seen with jsonstat-validator 0.4.6: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check jsonstat-validator==0.4.6 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import sys

from jsonstat_validator import JSONStatValidationError, validate_jsonstat

TABLE = {
    "version": "2.0",
    "class": "dataset",
    "id": ["region", "year"],
    "size": [2, 2],
    "role": {"time": ["year"]},
    "dimension": {
        "region": {"category": {"index": ["N", "S"]}},
        "year": {"category": {"index": ["2002", "2003"]}},
    },
}
CASES = {
    "four cells": ({"value": [1, 2, None, 4]}, True),
    "three cells": ({"value": [1, 2, 4]}, True),
    "five cells": ({"value": [1, 2, 3, 4, 5]}, True),
    "a cell in place 7 of 0 to 3": ({"value": {"0": 1, "7": 4}}, True),
    "a size that does not fit": ({"value": [1, 2, 3, 4], "size": [2, 3]}, False),
    "updated on a day": ({"value": [1, 2, 3, 4], "updated": "2004-01-02"}, True),
    "updated in a month": ({"value": [1, 2, 3, 4], "updated": "2004-01"}, False),
    "updated in a year": ({"value": [1, 2, 3, 4], "updated": "2004"}, False),
    "updated in a week": ({"value": [1, 2, 3, 4], "updated": "2004-W01-1"}, True),
}
seen = {}
for name, (more, _) in CASES.items():
    try:
        validate_jsonstat({**TABLE, **more})
        seen[name] = True
    except JSONStatValidationError:
        seen[name] = False
    print(f"{name}: {'valid' if seen[name] else 'not valid'}")
known = {name: valid for name, (_, valid) in CASES.items()}
sys.exit(seen != known)
P
