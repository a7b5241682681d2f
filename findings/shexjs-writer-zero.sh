#!/bin/sh
# A shape in ShEx: a score that is not below nothing, MININCLUSIVE 0, whole, FRACTIONDIGITS 0, a note that is not empty,
# and so on. @shexjs/writer writes schemas (ShExJ) as text (ShExC), and leaves out each facet whose number is 0: what it
# writes takes -5 for a score and 2.5 for a whole number. Facets with other numbers come through, so that a round trip
# of a few shapes does not show it. Nothing is said.
# Expected: the facets that were there (ShEx 2.1, 5.4.4 and 5.4.5, and the grammar of ShExC). Instead: keep ShExJ, or
# MINEXCLUSIVE -1 for whole numbers. Seen with @shexjs/writer 1.0.0-alpha.27, @shexjs/parser 1.0.0-alpha.28: five of
# eight are lost.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @shexjs/writer@1.0.0-alpha.27 \
    @shexjs/parser@1.0.0-alpha.28 >/dev/null
cat > seen.cjs <<'J'
const parser = require("@shexjs/parser")
const Writer = require("@shexjs/writer")

const prefixes = { ex: "http://example.org/", xsd: "http://www.w3.org/2001/XMLSchema#" }
const head = Object.entries(prefixes).map(([name, address]) => `PREFIX ${name}: <${address}>`).join("\n")
const seen = ["MININCLUSIVE 0", "MINEXCLUSIVE 0", "MAXINCLUSIVE 0", "MININCLUSIVE 0.0", "FRACTIONDIGITS 0", "MININCLUSIVE 1",
  "MININCLUSIVE -1", "FRACTIONDIGITS 2"].map((facet) => {
  const read = (text) => parser.construct("http://example.org/", {}, {}).parse(text)
  let written = ""
  new Writer({ prefixes }, {}).writeSchema(read(`${head}\nex:S { ex:score xsd:decimal ${facet} }`), (error, text) => {
    written = text ?? written
  })
  const { datatype, type, ...facets } = read(written).shapes[0].shapeExpr.expression.valueExpr
  return `${facet}: ${JSON.stringify(facets)}`
})
console.log(seen.join("\n"))
const known = ["MININCLUSIVE 0: {}", "MINEXCLUSIVE 0: {}", "MAXINCLUSIVE 0: {}", "MININCLUSIVE 0.0: {}",
  "FRACTIONDIGITS 0: {}", 'MININCLUSIVE 1: {"mininclusive":1}', 'MININCLUSIVE -1: {"mininclusive":-1}',
  'FRACTIONDIGITS 2: {"fractiondigits":2}']
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
