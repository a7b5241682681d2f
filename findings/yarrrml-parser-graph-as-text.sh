#!/bin/sh
# Rows of a table as triples in a named graph, in YARRRML: `graphs: ex:history`. Written as RML or R2RML that is a graph
# map, whose constant has to be an IRI (R2RML, 7.1). yarrrml-parser writes the text "http://example.org/history": a
# graph cannot have a literal for its name, so a processor refuses the mapping, or the triples are not where they were
# to be. A graph with a column in it, ex:year/$(year), is a template and right, and so are constants as predicates and
# objects.
# Expected: rr:constant <http://example.org/history>. Instead: write that line by hand afterwards. Seen with
# @rmlio/yarrrml-parser 1.12.2: a literal, for a subject and for a predicate, in RML and in R2RML.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @rmlio/yarrrml-parser@1.12.2 >/dev/null
cat > seen.cjs <<'J'
const generators = { RML: require("@rmlio/yarrrml-parser/lib/rml-generator.js"), R2RML: require("@rmlio/yarrrml-parser/lib/r2rml-generator.js") }

const head = `prefixes: { ex: "http://example.org/" }
mappings:
  council:
    sources: [[councils.csv~csv]]
    s: ex:council/$(code)
`
const places = {
  "of a subject": `${head}    graphs: ex:history\n    po: [[ex:name, $(name)]]\n`,
  "of a predicate": `${head}    po: [{ p: ex:name, o: $(name), graphs: ex:history }]\n`,
  "with a column": `${head}    graphs: ex:year/$(year)\n    po: [[ex:name, $(name)]]\n`,
}
const seen = []
for (const [language, Generator] of Object.entries(generators)) {
  for (const [place, text] of Object.entries(places)) {
    const quads = new Generator().convert(text)
    const map = quads.find(({ predicate }) => predicate.value.endsWith("#graphMap")).object
    const { predicate, object } = quads.find((quad) => quad.subject.equals(map) && /#(constant|template)$/.test(quad.predicate.value))
    seen.push(`${language}, ${place}: ${predicate.value.split("#")[1]}, ${object.termType} ${object.value}`)
  }
}
console.log(seen.join("\n"))
const known = ["RML", "R2RML"].flatMap((language) => [
  `${language}, of a subject: constant, Literal http://example.org/history`,
  `${language}, of a predicate: constant, Literal http://example.org/history`,
  `${language}, with a column: template, Literal http://example.org/year/{year}`,
])
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
