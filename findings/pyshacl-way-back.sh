#!/bin/sh
# Which teams work in a region, as a rule on the region: sh:path [ sh:inversePath (ex:of ex:in) ], the whole way from a
# team to its council and on to the region, backwards. The value nodes are those of the SPARQL path ^(ex:of/ex:in)
# (SHACL, 2.3.1.4), which goes back over ex:in first. pySHACL turns each step round and leaves their order: back over
# ex:of, then over ex:in, where mostly nothing is. A sh:minCount then reports every region, and any other rule on such a
# path passes, whatever the teams are. One step backwards, and the two written in the order of the way back, are right.
# Expected: the team, three times. Instead: ([ sh:inversePath ex:in ] [ sh:inversePath ex:of ]). Seen with pySHACL
# 0.40.1 on rdflib 7.6.0: see `known`; shacl 0.3.4 (PyPI) and Oxigraph find the team each time.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check pyshacl==0.40.1 rdflib==7.6.0 shacl==0.3.4 \
    pyoxigraph==0.5.13 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import logging
import sys

import pyoxigraph
import pyshacl
import shacl
from rdflib import Graph
from rdflib.namespace import SH

logging.disable(logging.CRITICAL)
NAMES = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
DATA = NAMES + "ex:north a ex:Region . ex:aston ex:in ex:north . ex:team ex:of ex:aston ."
PATHS = {
    "the whole way back": ("[ sh:inversePath (ex:of ex:in) ]", "^(ex:of/ex:in)"),
    "any number of ways back": ("[ sh:oneOrMorePath [ sh:inversePath (ex:of ex:in) ] ]", "(^(ex:of/ex:in))+"),
    "step by step": ("([ sh:inversePath ex:in ] [ sh:inversePath ex:of ])", "^ex:in/^ex:of"),
    "one step": ("[ sh:inversePath ex:in ]", "^ex:in"),
}
store = pyoxigraph.Store()
store.load(DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)

def short(things):
    return " ".join(sorted(str(thing).strip("<>").rsplit("/", 1)[1] for thing in things))

seen = {}
for name, (path, sparql) in PATHS.items():
    shapes = f"{NAMES} ex:S a sh:NodeShape ; sh:targetClass ex:Region ;"
    shapes += f" sh:property [ sh:path {path} ; sh:nodeKind sh:Literal ] ."
    _, report, _ = pyshacl.validate(Graph().parse(data=DATA), shacl_graph=Graph().parse(data=shapes))
    other = shacl.Shapes.from_turtle(shapes).validate_turtle(DATA).results
    rows = store.query(f"PREFIX ex: <http://example.org/> SELECT ?x {{ ex:north {sparql} ?x }}")
    found = report.objects(None, SH.value), (each.value for each in other), (row["x"] for row in rows)
    seen[name] = tuple(map(short, found))
    print("%s: pySHACL %s; shacl %s; Oxigraph %s" % (name, seen[name][0] or "none", *seen[name][1:]))
known = {
    "the whole way back": ("", "team", "team"),
    "any number of ways back": ("", "team", "team"),
    "step by step": ("team", "team", "team"),
    "one step": ("aston", "aston", "aston"),
}
sys.exit(seen != known)
P
