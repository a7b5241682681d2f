#!/bin/sh
# The day on which a year of account begins, "--04-01"^^xsd:gMonthDay, or a day of each month, "---01"^^xsd:gDay: so
# XML Schema writes them (2, 3.2.12.1 and 3.2.13.1), with the hyphens that stand for what is left out.
# rdf-validate-shacl, by rdf-validate-datatype, holds both for no such dates under sh:datatype, and lets "04-01" and
# "01", which are none, pass: right data is reported and wrong data is not. A month (--04) and a month of a year it
# reads rightly.
# Expected: no result for the first two, one each for the others. Instead: shacl-engine for shapes with these two. Seen
# with rdf-validate-shacl 0.6.5 (rdf-validate-datatype 0.2.2): 1, 1, 0, 0; shacl-engine 1.1.2: 0, 0, 1, 1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts rdf-validate-shacl@0.6.5 rdf-validate-datatype@0.2.2 \
    shacl-engine@1.1.2 @zazuko/env@3.0.1 n3@2.13.12 >/dev/null
cat > seen.mjs <<'J'
import rdf from "@zazuko/env"
import { Parser } from "n3"
import RdfValidateShacl from "rdf-validate-shacl"
import { Validator } from "shacl-engine"

const read = (text) => rdf.dataset(new Parser().parse(`@prefix ex: <http://example.org/> .
  @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . ${text}`))
const values = [["--04-01", "gMonthDay"], ["---01", "gDay"], ["04-01", "gMonthDay"], ["01", "gDay"], ["--04", "gMonth"]]
const seen = []
for (const [text, type] of values) {
  const shapes = read(`ex:Begins a sh:NodeShape ; sh:targetSubjectsOf ex:begins ;
    sh:property [ sh:path ex:begins ; sh:datatype xsd:${type} ] .`)
  const data = read(`ex:account ex:begins "${text}"^^xsd:${type} .`)
  const one = await new RdfValidateShacl(shapes, { factory: rdf }).validate(data)
  const other = await new Validator(shapes, { factory: rdf }).validate({ dataset: data })
  seen.push(`"${text}"^^xsd:${type}: rdf-validate-shacl ${one.results.length}; shacl-engine ${other.results.length}`)
}
console.log(seen.join("\n"))
const known = [
  '"--04-01"^^xsd:gMonthDay: rdf-validate-shacl 1; shacl-engine 0',
  '"---01"^^xsd:gDay: rdf-validate-shacl 1; shacl-engine 0',
  '"04-01"^^xsd:gMonthDay: rdf-validate-shacl 0; shacl-engine 1',
  '"01"^^xsd:gDay: rdf-validate-shacl 0; shacl-engine 1',
  '"--04"^^xsd:gMonth: rdf-validate-shacl 0; shacl-engine 0',
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
