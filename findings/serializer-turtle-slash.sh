#!/bin/sh
# Addresses in levels, .../id/council/haringey, and a prefix for what they begin with. After a prefix Turtle takes no `/`,
# `#`, `?` or `,` unless escaped (6.5, PN_LOCAL); a writer has to escape them or to write the whole IRI.
# @rdfjs/serializer-turtle shortens whatever begins with a prefix's IRI and writes `id:council/haringey`: no parser reads
# the file, which is noticed where it is loaded, not where it was written. Without prefixes it is right.
# Expected: <https://example.org/id/council/haringey>. Instead: N3.js's Writer, with the same prefix. Seen with
# @rdfjs/serializer-turtle 1.1.5: no Turtle for four of five addresses; N3.js 2.13.12: all five.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @rdfjs/serializer-turtle@1.1.5 n3@2.13.12 >/dev/null
cat > seen.mjs <<'J'
import Serializer from "@rdfjs/serializer-turtle"
import { DataFactory, Parser, Writer } from "n3"

const base = "https://example.org/id/"
const read = (text, wanted) => {
  try { return new Parser().parse(text)[0].object.value === wanted ? "the same" : "another" } catch { return "no Turtle" }
}
const seen = []
for (const end of ["haringey", "council/haringey", "council#haringey", "council?n=1", "council,north"]) {
  const quads = new Parser().parse(`<${base}a> <${base}b> <${base}${end}> .`)
  const text = new Serializer({ prefixes: [["id", DataFactory.namedNode(base)]] }).transform(quads)
  const writer = new Writer({ prefixes: { id: base } })
  writer.addQuads(quads)
  const other = await new Promise((good, bad) => writer.end((error, made) => error ? bad(error) : good(made)))
  seen.push(`${end}: serializer-turtle ${read(text, base + end)}, N3.js ${read(other, base + end)}`)
}
console.log(seen.join("\n"))
const known = ["haringey: serializer-turtle the same, N3.js the same"].concat(
  ["council/haringey", "council#haringey", "council?n=1", "council,north"].map(
    (end) => `${end}: serializer-turtle no Turtle, N3.js the same`))
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
