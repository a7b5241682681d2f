#!/bin/sh
# A boolean spelt as a digit, "1"^^xsd:boolean: valid (XML Schema 2, 3.3.2.2), the same value as true, and what some stores
# answer with. @jeswr/pretty-turtle writes booleans without quotes and datatype, these too: `1`, which Turtle reads as an
# integer. After it `?x = true` finds nothing, a shape with sh:datatype xsd:boolean is violated, and where the integer 1
# stood beside it, one of two values is gone. It writes true and false rightly, and no error.
# Expected: "1"^^xsd:boolean. Instead: N3.js's own Writer. Seen with @jeswr/pretty-turtle 1.8.2: an integer; N3.js 2.13.12:
# a boolean.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @jeswr/pretty-turtle@1.8.2 n3@2.13.12 >/dev/null
cat > seen.mjs <<'J'
import { write } from "@jeswr/pretty-turtle"
import { Parser, Writer } from "n3"

const xsd = "http://www.w3.org/2001/XMLSchema#"
const types = (text) => new Parser().parse(text).map((quad) => quad.object.datatype.value.replace(xsd, "")).join(" ")
const seen = []
for (const value of ["true", "1", "0"]) {
  const quads = new Parser().parse(`<http://example.org/a> <http://example.org/b> "${value}"^^<${xsd}boolean> .`)
  const writer = new Writer()
  writer.addQuads(quads)
  const other = await new Promise((good, bad) => writer.end((error, text) => error ? bad(error) : good(text)))
  seen.push(`${value}: pretty-turtle ${types(await write(quads))}, N3.js ${types(other)}`)
}
console.log(seen.join("\n"))
const known = [
  "true: pretty-turtle boolean, N3.js boolean",
  "1: pretty-turtle integer, N3.js boolean",
  "0: pretty-turtle integer, N3.js boolean",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
