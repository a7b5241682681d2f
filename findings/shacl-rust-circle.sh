#!/bin/sh
# How far up a chain of categories goes, as a rule: sh:path [ sh:oneOrMorePath ex:broader ] with a count. The value
# nodes of such a path are those of the SPARQL path `ex:broader+` (SHACL, 2.3.1.6), and one that leads back to where
# it began has its beginning among them. shacl-rust leaves the beginning out: of two that are broader than each other
# it counts one instead of two, and of one that is broader than itself none, so that "nothing is above the top"
# (sh:maxCount 0) lets this one pass. Rules that are there to find circles in a vocabulary such as patgraph's concepts
# miss them without a word. pySHACL finds each; where there is no circle they agree.
# Expected: one result, two, and one (the chain). Instead: write the rule as sh:sparql with a path, which shacl-rust
# reads rightly. Seen with shacl-rust 0.2.12: 0, 0, 1; pyshacl 0.40.1: 1, 2, 1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check shacl-rust==0.2.12 pyshacl==0.40.1 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import sys
from importlib.metadata import version

import pyshacl
import shacl_rust
from rdflib import Graph, URIRef

PREFIXES = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
SHAPE = """ex:Category-broader a sh:NodeShape ; sh:targetClass ex:Category ;
  sh:property [ sh:path [ sh:oneOrMorePath ex:broader ] ; sh:maxCount %d ] ."""
RULE = """ex:Category-circle a sh:NodeShape ; sh:targetClass ex:Category ; sh:sparql [ sh:message "A circle." ;
  sh:select "SELECT $this { $this <http://example.org/broader>+ $this }" ] ."""
ITSELF = "ex:money a ex:Category ; ex:broader ex:money ."
EACH_OTHER = "ex:money a ex:Category ; ex:broader ex:staff . ex:staff a ex:Category ; ex:broader ex:money ."
CHAIN = "ex:pay a ex:Category ; ex:broader ex:money . ex:money ex:broader ex:means ."


def results(data, shape):
    report = pyshacl.validate(Graph().parse(data=data), shacl_graph=Graph().parse(data=shape))[1]
    found = set(report.subjects(URIRef("http://www.w3.org/ns/shacl#focusNode")))
    return len(shacl_rust.validate(data, shape)["results"]), len(found)


print("shacl-rust", version("shacl-rust"), "pyshacl", version("pyshacl"))
seen = [results(PREFIXES + data, PREFIXES + SHAPE % most) for data, most in ((ITSELF, 0), (EACH_OTHER, 1), (CHAIN, 1))]
for name, (ours, other) in zip(("above itself", "above each other", "a chain"), seen, strict=True):
    print(f"{name}: shacl-rust {ours}, pySHACL {other}")
rule = results(PREFIXES + EACH_OTHER, PREFIXES + RULE)
print(f"instead, by sh:sparql: shacl-rust {rule[0]}, pySHACL {rule[1]}")
sys.exit((seen, rule) != ([(0, 1), (0, 2), (1, 1)], (2, 2)))
P
