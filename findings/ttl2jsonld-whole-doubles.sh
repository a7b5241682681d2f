#!/bin/sh
# Turtle made JSON-LD by ttl2jsonld. A number without a fraction is an xsd:integer in JSON-LD (API, Object to RDF
# Conversion), so an xsd:double has to keep its datatype beside it. ttl2jsonld makes "1.0"^^xsd:double the bare number 1:
# read again it is the integer 1, and a shape with sh:datatype xsd:double is violated. "INF"^^xsd:double becomes null,
# which JSON-LD takes for no value: the triple is gone. An integer longer than JavaScript holds comes back as another
# number. Nothing is said; numbers written without quotes, decimals and years it keeps.
# Expected: the literals that stand in the Turtle. Instead: N3.js to read and jsonld-streaming-serializer to write. Seen
# with @frogcat/ttl2jsonld 0.0.10: see `known`; jsonld-streaming-serializer 4.0.0: all four with their datatype.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @frogcat/ttl2jsonld@0.0.10 jsonld-streaming-serializer@4.0.0 \
    n3@2.13.12 >/dev/null
cat > seen.mjs <<'J'
import { Readable } from "node:stream"
import ttl2jsonld from "@frogcat/ttl2jsonld"
import { JsonLdSerializer } from "jsonld-streaming-serializer"
import { Parser } from "n3"

const value = (thing) => JSON.stringify([thing["http://x/p"]].flat()[0]).replace("http://www.w3.org/2001/XMLSchema#", "xsd:")
const seen = []
for (const text of ['"1.0"^^xsd:double', '"INF"^^xsd:double', '"9007199254740993"^^xsd:integer', '"2.50"^^xsd:decimal']) {
  const turtle = `@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . <http://x/s> <http://x/p> ${text} .`
  const parts = await new JsonLdSerializer().import(Readable.from(new Parser().parse(turtle))).toArray()
  const written = JSON.parse(JSON.stringify(ttl2jsonld.parse(turtle)))
  seen.push(`${text}: ${value(written)}; ${value(JSON.parse(parts.join(""))[0])}`)
}
console.log(seen.join("\n"))
const known = [
  '"1.0"^^xsd:double: 1; {"@value":"1.0","@type":"xsd:double"}',
  '"INF"^^xsd:double: null; {"@value":"INF","@type":"xsd:double"}',
  '"9007199254740993"^^xsd:integer: 9007199254740992; {"@value":"9007199254740993","@type":"xsd:integer"}',
  '"2.50"^^xsd:decimal: {"@value":"2.50","@type":"xsd:decimal"}; {"@value":"2.50","@type":"xsd:decimal"}',
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
