#!/bin/sh
# A moment on 30 February, which no calendar has. A literal that is not of its datatype is a result of sh:datatype,
# for the datatypes that SPARQL names, xsd:dateTime among them (SHACL, 4.1.2). rdf-validate-shacl and shacl-engine let
# it pass, as they do 31 April, and rdf-validate-shacl also the 13th month; a month without a day (2003-02) both
# report. JavaScript's own dates run over into March, so a page counts the day as 2 March. pySHACL reports all three.
# What was mistyped in data to be joined with patgraph's is thus not found by the validators that web tools bring.
# Expected: 1, 1, 1 from each. Instead: validate with pySHACL. Seen with rdf-validate-shacl 0.6.5: 0, 0, 0;
# shacl-engine 1.1.2: 0, 0, 1; pyshacl 0.40.1: 1, 1, 1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check pyshacl==0.40.1 2>/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts shacl-engine@1.1.2 rdf-validate-shacl@0.6.5 @zazuko/env@3.0.1 n3@2.13.12 >/dev/null
cat > shape.ttl <<'T'
@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:Event-at a sh:NodeShape ; sh:targetClass ex:Event ; sh:property [ sh:path ex:at ; sh:datatype xsd:dateTime ] .
T
for moment in 2003-02-28T10:00:00 2003-02-30T10:00:00 2003-04-31T10:00:00 2003-13-01T10:00:00; do
  printf '@prefix ex: <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:event a ex:Event ; ex:at "%s"^^xsd:dateTime .\n' "$moment" > "$moment.ttl"
done
cat > seen.mjs <<'J'
import { readFileSync } from "node:fs"
import rdf from "@zazuko/env"
import { Parser } from "n3"
import RdfValidateShacl from "rdf-validate-shacl"
import { Validator } from "shacl-engine"

const read = (name) => rdf.dataset(new Parser().parse(readFileSync(name, "utf8")))
for (const name of process.argv.slice(2)) {
  const one = await new RdfValidateShacl(read("shape.ttl"), { factory: rdf }).validate(read(name))
  const other = await new Validator(read("shape.ttl"), { factory: rdf }).validate({ dataset: read(name) })
  console.log(name, "rdf-validate-shacl", one.results.length, "shacl-engine", other.results.length)
}
J
cat > seen.py <<'P'
import logging
import sys

import pyshacl
from rdflib import Graph, URIRef

logging.disable(logging.CRITICAL)
for name in sys.argv[1:]:
    report = pyshacl.validate(Graph().parse(name), shacl_graph=Graph().parse("shape.ttl"))[1]
    print(name, "pyshacl", len(set(report.subjects(URIRef("http://www.w3.org/ns/shacl#focusNode")))))
P
node seen.mjs 2003*.ttl > seen.txt
venv/bin/python -W ignore seen.py 2003*.ttl >> seen.txt
cat seen.txt
cat > known.txt <<'T'
2003-02-28T10:00:00.ttl rdf-validate-shacl 0 shacl-engine 0
2003-02-30T10:00:00.ttl rdf-validate-shacl 0 shacl-engine 0
2003-04-31T10:00:00.ttl rdf-validate-shacl 0 shacl-engine 0
2003-13-01T10:00:00.ttl rdf-validate-shacl 0 shacl-engine 1
2003-02-28T10:00:00.ttl pyshacl 0
2003-02-30T10:00:00.ttl pyshacl 1
2003-04-31T10:00:00.ttl pyshacl 1
2003-13-01T10:00:00.ttl pyshacl 1
T
cmp seen.txt known.txt
