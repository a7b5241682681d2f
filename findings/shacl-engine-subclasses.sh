#!/bin/sh
# A rule for ex:Event, and an ontology by which a review is an event: it is in the data, with the reviews. What is an
# instance of a class, for sh:targetClass and sh:class, is read from the data graph, rdfs:subClassOf with it (SHACL,
# sections 1.1 and 2.1.3.2). shacl-engine reads rdfs:subClassOf in the shapes graph alone: the rule looks at no review
# and finds nothing, and where sh:class asks for an event, each review is reported as none. So patgraph's view, whose
# ontology comes with it, passes rules that it was not held to. rdf-validate-shacl reads the data.
# Expected: 1 result and 0. Instead: put the rdfs:subClassOf triples into the shapes graph as well. Seen with
# shacl-engine 1.1.2: 0 and 1; rdf-validate-shacl 0.6.5: 1 and 0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts shacl-engine@1.1.2 rdf-validate-shacl@0.6.5 @zazuko/env@3.0.1 n3@2.13.12 >/dev/null
cat > seen.mjs <<'J'
import rdf from "@zazuko/env"
import { Parser } from "n3"
import RdfValidateShacl from "rdf-validate-shacl"
import { Validator } from "shacl-engine"

const PREFIXES = `@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
  @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . `
const read = (text) => rdf.dataset(new Parser().parse(PREFIXES + text))
const ONTOLOGY = "ex:Review rdfs:subClassOf ex:Event ."
const DATA = "ex:review a ex:Review . ex:report a ex:Report ; ex:about ex:review ."
const DATED = "ex:Event-dated a sh:NodeShape ; sh:targetClass ex:Event ; sh:property [ sh:path ex:date ; sh:minCount 1 ] ."
const ABOUT = "ex:Report-about a sh:NodeShape ; sh:targetClass ex:Report ; sh:property [ sh:path ex:about ; sh:class ex:Event ] ."
const seen = []
for (const [name, data, shapes] of [
  ["a date for each event", DATA + ONTOLOGY, DATED],
  ["reports about events", DATA + ONTOLOGY, ABOUT],
  ["a date, ontology in both", DATA + ONTOLOGY, DATED + ONTOLOGY],
  ["about, ontology in both", DATA + ONTOLOGY, ABOUT + ONTOLOGY],
]) {
  const one = await new Validator(read(shapes), { factory: rdf }).validate({ dataset: read(data) })
  const other = await new RdfValidateShacl(read(shapes), { factory: rdf }).validate(read(data))
  seen.push(`${one.results.length} ${other.results.length}`)
  console.log(`${name}: shacl-engine ${one.results.length}, rdf-validate-shacl ${other.results.length}`)
}
process.exit(seen.join(", ") === "0 1, 1 0, 1 1, 0 0" ? 0 : 1)
J
node seen.mjs
