#!/bin/sh
# Two things without an address that name each other, as a council and its team do: four triples like any others.
# rdflib (JavaScript) begins to write Turtle at what has an address or at what nobody points to, and comes to neither
# of the two: the file is empty. A list of years, ex:a ex:years (2002 2003), it writes in RDF/XML as an empty
# collection: that short form (RDF/XML, 7.2.19) holds things alone, not literals, so the list has to be written out. No
# error either time, and a file that other software reads; what has addresses, and lists of addresses, are all there.
# Expected: four triples, two years. Instead: write N-Triples, or N3.js's Writer. Seen with rdflib 2.4.0 (npm): none
# and none.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts rdflib@2.4.0 >/dev/null
cat > seen.mjs <<'J'
import * as rdflib from "rdflib"

const base = "http://example.org/"
const read = (text) => {
  const store = rdflib.graph()
  rdflib.parse(text, store, base, "text/turtle")
  return store
}
const circle = read('@prefix ex: <http://example.org/> . _:c ex:team _:t ; ex:name "A" . _:t ex:council _:c ; ex:name "B" .')
const years = read("@prefix ex: <http://example.org/> . ex:a ex:years (2002 2003) .")
const written = (store, type) => rdflib.serialize(null, store, base, type)
const found = (store, type) => (written(store, type).match(/200[23]/g) ?? []).length
const seen = [
  `circle: ${circle.statements.length} triples; in Turtle ${read(written(circle, "text/turtle")).statements.length}`,
  `circle: in N-Triples ${read(written(circle, "application/n-triples")).statements.length}`,
  `years: in Turtle ${found(years, "text/turtle")}, in RDF/XML ${found(years, "application/rdf+xml")}`,
]
console.log(seen.join("\n"))
const known = ["circle: 4 triples; in Turtle 0", "circle: in N-Triples 4", "years: in Turtle 2, in RDF/XML 0"]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
