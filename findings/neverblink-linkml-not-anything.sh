#!/bin/sh
# What a note must not say, in LinkML: none_of: [{equals_string: unknown}], which no value may match ("Metamodel",
# none_of and equals_string). neverblink-linkml's SHACL for it is sh:not [ ], without the string: an empty shape, to
# which every node conforms, so that sh:not refuses every node (SHACL, 4.6.1). Whatever the note is, the council is not
# valid. As a constraint of its own, equals_string: council, it is not there, nor in JSON Schema, and any kind will do;
# the OWL of the same schema has it. It reports no issue.
# Expected: one of three notes refused, and one kind. Instead: sh:not with sh:hasValue by hand, or pattern. Seen with
# neverblink-linkml 0.17.2 and pyshacl 0.40.1: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check \
    neverblink-linkml==0.17.2 pyshacl==0.40.1 rdflib==7.6.0 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import json
import sys
from importlib.metadata import version

import linkml_scala
import pyshacl
import rdflib

SCHEMA = """id: http://example.org/councils
name: councils
prefixes: {linkml: "https://w3id.org/linkml/", ex: "http://example.org/", xsd: "http://www.w3.org/2001/XMLSchema#"}
default_prefix: ex
types:
  string: {uri: "xsd:string", base: str}
classes:
  Council:
    tree_root: true
    attributes:
      note: {range: string, none_of: [{equals_string: unknown}]}
      kind: {range: string, equals_string: council}
"""
DATA = 'PREFIX ex: <http://example.org/> ex:aston a ex:Council ; ex:%s "%s" .'
GIVEN = [("note", "unknown"), ("note", "weak"), ("note", "reviewed in May"), ("kind", "council"), ("kind", "region")]

with linkml_scala.load_string(SCHEMA) as schema:
    shapes, properties = schema.shacl(), json.loads(schema.json_schema())["$defs"]["Council"]["properties"]
    issues, ontology = schema.issues(linkml_scala.WARNING), schema.owl()
shapes = rdflib.Graph().parse(data=shapes, format="turtle")
print("neverblink-linkml", version("neverblink-linkml"), "pyshacl", version("pyshacl"))
seen = {}
for name, value in GIVEN:
    data = rdflib.Graph().parse(data=DATA % (name, value), format="turtle")
    seen[name, value] = pyshacl.validate(data, shacl_graph=shapes)[0]
    print(f"{name} {value!r}: {'valid' if seen[name, value] else 'not valid'}")
print("JSON Schema:", properties["kind"])
known = [False, False, False, True, True]
said = issues == [] and set(properties["kind"]) == {"title", "type"} and '"council"' in ontology
sys.exit(list(seen.values()) != known or not said)
P
