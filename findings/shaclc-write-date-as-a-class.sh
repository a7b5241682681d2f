#!/bin/sh
# A shape that says of a day sh:datatype xsd:date, written in SHACL's Compact Syntax, where a name behind the path
# stands for sh:datatype if it is a datatype that SPARQL 1.1 supports (17.1: numbers, text, booleans, moments), and for
# sh:class if it is another ("Compact Syntax Rules", propertyType). shaclc-write puts every datatype there, so the day
# is an instance of the class xsd:date afterwards, which no literal is: each right day is reported, each wrong one too.
# Its sister shaclc-parse reads it so, and takes xsd:unsignedInt, which SPARQL's list has, for a class as well. No
# error.
# Expected: `ex:day datatype=xsd:date`, which the syntax has and shaclc-parse reads. Instead: write Turtle, or that by
# hand. Seen with shaclc-write 1.6.3, shaclc-parse 2.0.0: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts shaclc-write@1.6.3 shaclc-parse@2.0.0 n3@2.13.12 >/dev/null
cat > seen.mjs <<'J'
import { Parser } from "n3"
import { parse } from "shaclc-parse"
import { write } from "shaclc-write"

const prefixes = {
  ex: "http://example.org/", sh: "http://www.w3.org/ns/shacl#", xsd: "http://www.w3.org/2001/XMLSchema#",
  owl: "http://www.w3.org/2002/07/owl#",
}
const heads = (word) => Object.entries(prefixes).map(([name, address]) => `${word}${name}: <${address}>`)
const read = (text) => [...parse(`${heads("PREFIX ").join("\n")}\n${text}`, { baseIRI: "http://example.org/shapes" })]
const kind = (quads) => {
  const { predicate, object } = quads.find((quad) => /#(class|datatype)$/.test(quad.predicate.value))
  return `sh:${predicate.value.split("#")[1]} ${object.value.split(/[#/]/).pop()}`
}
const seen = []
for (const name of ["xsd:string", "xsd:dateTime", "xsd:date", "xsd:gYear", "xsd:unsignedInt", "ex:points"]) {
  const turtle = `${heads("@prefix ").join(" . ")} . <http://example.org/shapes> a owl:Ontology .
    ex:Council a sh:NodeShape ; sh:property [ sh:path ex:seen ; sh:datatype ${name} ] .`
  const { text } = await write(new Parser().parse(turtle), { prefixes })
  const line = text.match(/ex:seen[^.]*/)[0].trim()
  const explicit = read(`shape ex:Council {\n\tex:seen datatype=${name} .\n}`)
  seen.push(`${name}: written "${line}", read ${kind(read(text.slice(text.indexOf("shape "))))}; by datatype= ${kind(explicit)}`)
}
console.log(seen.join("\n"))
const known = [["xsd:string", "datatype"], ["xsd:dateTime", "datatype"], ["xsd:date", "class"], ["xsd:gYear", "class"],
  ["xsd:unsignedInt", "class"], ["ex:points", "class"]].map(([name, word]) => {
  const last = name.split(":")[1]
  return `${name}: written "ex:seen ${name}", read sh:${word} ${last}; by datatype= sh:datatype ${last}`
})
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
