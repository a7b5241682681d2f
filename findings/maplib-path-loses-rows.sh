#!/bin/sh
# Which teams worked in a region, by a path: ?team ex:council/ex:within+ ?region. A sequence is a join (SPARQL 1.1,
# 9.3), and only `*`, `+` and `?` take out duplicates, of themselves (9.4): a team in two councils of one region
# stands there twice, and COUNT says how many councils. maplib takes duplicates out of the whole path, so a count over
# it is of teams, not of councils, and does not agree with the same pattern written as two triples. (purrdf 3.0.1 does
# so too.)
# Expected: two rows each way. Instead: write the sequence as two patterns with a variable between them. Seen with
# maplib 0.20.26: 1 and 2; pyoxigraph 0.5.13 and rdflib 7.6.0: 2 and 2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check maplib==0.20.26 pyoxigraph==0.5.13 rdflib==7.6.0 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import sys
from importlib.metadata import version

import maplib
import pyoxigraph
import rdflib

DATA = """@prefix ex: <http://example.org/> . ex:team ex:council ex:aston , ex:barrow .
ex:aston ex:within ex:west . ex:barrow ex:within ex:west ."""
store, graph, model = pyoxigraph.Store(), rdflib.Graph().parse(data=DATA, format="turtle"), maplib.Model()
store.load(input=DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)
model.reads(DATA, format="turtle")
print(*(f"{name} {version(name)}" for name in ("maplib", "pyoxigraph", "rdflib")))
seen = []
for pattern in ("?team ex:council/ex:within+ ex:west", "?team ex:council ?council . ?council ex:within+ ex:west"):
    query = f"PREFIX ex: <http://example.org/> SELECT ?team {{ {pattern} }}"
    seen.append((model.query(query).height, len(list(store.query(query))), len(list(graph.query(query)))))
    print(f"{pattern}: maplib {seen[-1][0]}, Oxigraph {seen[-1][1]}, rdflib {seen[-1][2]}")
sys.exit(seen != [(1, 2, 2), (2, 2, 2)])
P
