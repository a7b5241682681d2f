#!/bin/sh
# A filter in a group of its own that asks for a name which only the group around it binds. By SPARQL 1.1 (5.2.2:
# a filter is on the group in which it stands) that name is unbound there, so NOT EXISTS finds the one thing that is
# listed, and no row is left. rdflib gives every row. Oxigraph gives none, as it should, until one more pattern that
# every row meets already stands in the outer group: then it gives every row too. A rule written so reports what it is
# for in one engine, nothing in another, and in a third what its neighbours decide.
# Expected: no row, from both, for both queries. Seen with pyoxigraph 0.5.13: 0 rows and 50; rdflib 7.6.0: 50 and 50.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check pyoxigraph==0.5.13 rdflib==7.6.0 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import sys
from importlib.metadata import version

import pyoxigraph
import rdflib

DATA = "@prefix ex: <http://example.org/> . ex:other ex:listedIn ex:index . " + " ".join(
    f"ex:report{n} a ex:Report ; ex:about ex:topic{n} . ex:topic{n} a ex:Topic ." for n in range(50)
)
QUERY = """PREFIX ex: <http://example.org/>
SELECT ?report ?topic {
  ?report ex:about ?topic . %s
  { ?report a ex:Report . FILTER NOT EXISTS { ?topic ex:listedIn ex:index } }
}"""
store, graph = pyoxigraph.Store(), rdflib.Graph().parse(data=DATA, format="turtle")
store.load(input=DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)
print("pyoxigraph", version("pyoxigraph"), "rdflib", version("rdflib"))
seen = []
for more in ("", "?topic a ex:Topic ."):
    rows = len(list(store.query(QUERY % more))), len(list(graph.query(QUERY % more)))
    print(f"with {more or 'no more pattern'}: Oxigraph {rows[0]} rows, rdflib {rows[1]}")
    seen.append(rows)
sys.exit(seen != [(0, 50), (50, 50)])
P
