#!/bin/sh
# How many different councils each concern was raised in, where a concern may have none: an OPTIONAL, and
# COUNT(DISTINCT ?council) by concern. A row in which the council is unbound is no value, and Count leaves it out
# (SPARQL 1.1, 18.5.1.2), so the concern that nobody raised has 0. maplib counts "no council" as a council: 1. Without
# DISTINCT it gives 0, so one query contradicts the other; over all rows DISTINCT counts one more than there are.
# patgraph asks so in `concern-frequency` and others: what is never mentioned is then mentioned once, and no row
# warns.
# Expected: 0. Instead: SELECT DISTINCT ?concern ?council in a group within, and COUNT(?council) around it. Seen with
# maplib 0.20.26: 1; pyoxigraph 0.5.13: 0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check maplib==0.20.26 pyoxigraph==0.5.13 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import sys
from importlib.metadata import version

import maplib
import pyoxigraph

DATA = """@prefix ex: <http://example.org/> . ex:staff a ex:Concern ; ex:council ex:aston , ex:barrow .
ex:money a ex:Concern ; ex:council ex:aston . ex:trust a ex:Concern ."""
QUERY = """PREFIX ex: <http://example.org/> SELECT ?concern (COUNT(%s?council) AS ?councils)
{ ?concern a ex:Concern OPTIONAL { ?concern ex:council ?council } } GROUP BY ?concern ORDER BY ?concern"""
store, model = pyoxigraph.Store(), maplib.Model()
store.load(input=DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)
model.reads(DATA, format="turtle")
print("maplib", version("maplib"), "pyoxigraph", version("pyoxigraph"), "| money, staff, trust")
seen = []
for distinct in ("", "DISTINCT "):
    query = QUERY % distinct
    seen.append(([count for _, count in model.query(query).rows()], [int(row["councils"].value) for row in store.query(query)]))
    print(f"COUNT({distinct}?council): maplib {seen[-1][0]}, Oxigraph {seen[-1][1]}")
within = """PREFIX ex: <http://example.org/> SELECT ?concern (COUNT(?council) AS ?councils) { SELECT DISTINCT ?concern ?council
{ ?concern a ex:Concern OPTIONAL { ?concern ex:council ?council } } } GROUP BY ?concern ORDER BY ?concern"""
print("instead:", instead := [count for _, count in model.query(within).rows()])
sys.exit((seen, instead) != ([([1, 2, 0], [1, 2, 0]), ([1, 2, 1], [1, 2, 0])], [1, 2, 0]))
P
