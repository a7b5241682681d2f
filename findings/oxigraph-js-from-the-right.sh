#!/bin/sh
# What is left of several: ?all - ?good - ?fair, or a share of a share, ?a / ?b / ?c. SPARQL 1.1 has such a row as a first
# operand and each sign with the next one (19.8, rules 116 and 117), and its signs are XPath's (17.3), which go from
# the left (XPath 2.0, A.4). Oxigraph's package for JavaScript goes from the right: 10 - 4 - 3 is 10 - (4 - 3) = 9, and
# 10 - 4 + 3 is 3. No error, and two operands are right, so that a query which was tried with two goes wrong with
# three. pyoxigraph, the same engine for Python, goes from the left: a page and its server differ over one query.
# Expected: 3, 2, 9, 4. Instead: brackets, (?a - ?b) - ?c. Seen with oxigraph 0.5.11 (npm, the newest there): 9, 50, 3, 1;
# pyoxigraph 0.5.13 (PyPI): as expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check pyoxigraph==0.5.13 2>/dev/null
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts oxigraph@0.5.11 >/dev/null
cat > other.mjs <<'J'
import oxigraph from "oxigraph"

const store = new oxigraph.Store()
const value = (query) => store.query(query)[0].get("x").value
console.log(JSON.stringify(process.argv.slice(2).map(value)))
J
"$work/venv/bin/python" - <<'P'
import json
import subprocess
import sys

import pyoxigraph

BRACKETS = "(10 - 4) - 3"
SUMS = ["10 - 4 - 3", "100 / 10 / 5", "10 - 4 + 3", "8 / 4 * 2", BRACKETS]
queries = [f"SELECT ({text} AS ?x) {{}}" for text in SUMS]
python = [next(iter(pyoxigraph.Store().query(query)))["x"].value for query in queries]
given = subprocess.run(["node", "other.mjs", *queries], capture_output=True, text=True, check=True).stdout
javascript = json.loads(given)
for text, first, other in zip(SUMS, javascript, python, strict=True):
    print(f"{text}: oxigraph (npm) {first}; pyoxigraph {other}")
sys.exit(javascript != ["9", "50", "3", "1", "3"] or python != ["3", "2", "9", "4", "3"])
P
