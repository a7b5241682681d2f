#!/bin/sh
# What a text must be like, said once and used by several properties: sh:node ex:Code, where ex:Code asks for a string
# of nine characters. A node shape looks at any term, a literal too (SHACL, 2.1 and 4.7.1: each value node has to
# conform). shacl-rust reports every literal that meets a sh:node, the right ones with the wrong ones; the same two
# constraints written at the property itself find the wrong one alone. A file of right codes does not pass, and the
# report cannot tell which of them to mend.
# Expected: one result. Instead: repeat the constraints at each property. Seen with shacl-rust 0.2.12: two by sh:node,
# one at the property; pyshacl 0.40.1: one and one.
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
from rdflib import SH, Graph

PREFIXES = """@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"""
DATA = """ex:aston a ex:Council ; ex:code "X09000001" . ex:barrow a ex:Council ; ex:code "X9" ."""
CODE = "sh:datatype xsd:string ; sh:minLength 9 ; sh:maxLength 9"
SHAPE = "ex:Council-code a sh:NodeShape ; sh:targetClass ex:Council ; sh:property [ sh:path ex:code ; %s ] . "
print("shacl-rust", version("shacl-rust"), "pyshacl", version("pyshacl"))
seen = []
for name, shape in {
    "by sh:node": SHAPE % "sh:node ex:Code" + f"ex:Code a sh:NodeShape ; {CODE} .",
    "at the property": SHAPE % CODE,
}.items():
    report = pyshacl.validate(Graph().parse(data=PREFIXES + DATA), shacl_graph=Graph().parse(data=PREFIXES + shape))[1]
    other = sorted(str(report.value(result, SH.focusNode)) for result in report.objects(None, SH.result))
    results = shacl_rust.validate(PREFIXES + DATA, PREFIXES + shape)["results"]
    ours = sorted(result["focusNode"].strip("<>") for result in results)
    seen.append((len(ours), len(other)))
    print(f"{name}: shacl-rust {ours}, pySHACL {other}")
sys.exit(seen != [(2, 1), (1, 1)])
P
