#!/bin/sh
# What must not be before 2003: sh:minInclusive "2003-01-01"^^xsd:date. A value that cannot be compared with it, a text
# or a thing, is a result too (SHACL, 4.3.2), and a literal that is not of its datatype's lexical space is one of
# sh:datatype (4.1.2). rete-graph's `shacl` reports only what compares and is too small: whoever wrote "unknown" in
# place of a date passes, and so do 30 February and "x"^^xsd:date, for it looks at the datatype's name alone. The graph
# "conforms", and a test with too early a date shows that the rule works.
# Expected: 3 results, 2, and 1 each. Instead: write the graph as N-Quads and use pySHACL. Seen with rete-graph 0.3.6:
# see `known`; pySHACL 0.40.1 gives what is expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check rete-graph==0.3.6 pyshacl==0.40.1 rdflib==7.6.0 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import logging
import sys

import pyshacl
import rete_graph
from rdflib import Graph
from rdflib.namespace import SH

logging.disable(logging.CRITICAL)
NAMES = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> ."
NAMES += " @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
CASES = {
    "not before 2003": ('sh:minInclusive "2003-01-01"^^xsd:date', '"2002-04-01"^^xsd:date, "unknown", ex:later'),
    "a date": ("sh:datatype xsd:date", '"2003-02-30"^^xsd:date, "x"^^xsd:date'),
    "a whole number": ("sh:datatype xsd:integer", '"several"^^xsd:integer'),
    "of another datatype": ("sh:datatype xsd:date", '"2003"^^xsd:gYear'),
}
seen = {}
for name, (rule, values) in CASES.items():
    shapes = f"{NAMES} ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; {rule} ] ."
    data = f"{NAMES} ex:a ex:p {values} ."
    one = rete_graph.open(rete_graph.build(data, "ttl")).shacl(shapes)["results"]
    _, other, _ = pyshacl.validate(Graph().parse(data=data), shacl_graph=Graph().parse(data=shapes))
    seen[name] = len(one), len(list(other.subjects(SH.resultSeverity)))
    print(f"{name}: rete-graph {seen[name][0]}, pySHACL {seen[name][1]}")
sys.exit(seen != {"not before 2003": (1, 3), "a date": (0, 2), "a whole number": (0, 1), "of another datatype": (1, 1)})
P
