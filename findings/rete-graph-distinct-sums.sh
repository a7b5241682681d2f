#!/bin/sh
# Sums and means without repetition: SUM(DISTINCT ?fund), AVG(DISTINCT ?fund), and COUNT(DISTINCT *) for rows that two
# branches of a UNION both have. DISTINCT takes duplicates out before any aggregate works (SPARQL 1.1, 18.5.1; 18.5.1.2
# has COUNT(DISTINCT *) by name). rete-graph heeds it in COUNT(DISTINCT ?fund) and passes over it in the three others:
# the sum is 6 where the two different values are 1 and 4, and the mean is that of all three rows.
# Expected: 5, 2.5, 2 and 2. Instead: the aggregate over a sub-select with SELECT DISTINCT. Seen with rete-graph 0.3.6:
# 6, 2, 3 and 2; Oxigraph gives what is expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check rete-graph==0.3.6 pyoxigraph==0.5.13 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import sys

import pyoxigraph
import rete_graph

DATA = """@prefix ex: <http://example.org/> .
  ex:a ex:fund 1 ; ex:region ex:north . ex:b ex:fund 1 . ex:c ex:fund 4 ; ex:region ex:north ; ex:chosen true ."""
CASES = {
    "SUM(DISTINCT ?fund)": "?council ex:fund ?fund",
    "AVG(DISTINCT ?fund)": "?council ex:fund ?fund",
    "COUNT(DISTINCT *)": "{ ?council ex:region ex:north } UNION { ?council ex:chosen true }",
    "COUNT(DISTINCT ?fund)": "?council ex:fund ?fund",
    "SUM(?fund)": "{ SELECT DISTINCT ?fund { ?council ex:fund ?fund } }",
}
store = pyoxigraph.Store()
store.load(DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)
graph = rete_graph.open(rete_graph.build(DATA, "ttl"))
seen = {}
for what, where in CASES.items():
    query = f"PREFIX ex: <http://example.org/> SELECT ({what} AS ?x) {{ {where} }}"
    answers = graph.query(query)[0]["x"].n3, str(next(iter(store.query(query)))["x"])
    seen[what] = tuple(float(answer.split('"')[1]) for answer in answers)
    print(f"{what}: rete-graph {seen[what][0]:g}, Oxigraph {seen[what][1]:g}")
known = {
    "SUM(DISTINCT ?fund)": (6, 5),
    "AVG(DISTINCT ?fund)": (2, 2.5),
    "COUNT(DISTINCT *)": (3, 2),
    "COUNT(DISTINCT ?fund)": (2, 2),
    "SUM(?fund)": (5, 5),
}
sys.exit(seen != known)
P
