#!/bin/sh
# Triples written as Turtle with prefixes, as the README of rdf (npm) has it: triple.toTurtle(profile). A literal with a
# datatype is its text, ^^ and the datatype, for which a name with a prefix may stand: "2003-04-01"^^xsd:date (Turtle,
# 2.5.1 and rule 128s). If the profile has a prefix for the datatype, rdf writes the datatype alone: aston opened
# xsd:date. The file is right Turtle, the day is gone, and all days are one thing; so it is with "1"^^xsd:boolean,
# doubles without an exponent and datatypes of one's own. Without that prefix, and for numbers and truth that Turtle has
# in short, it is right. Nothing is said.
# Expected: the triples as they were. Instead: no prefix for xsd, or N3.js's Writer. Seen with rdf 4.1.1: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts rdf@4.1.1 n3@1.26.0 >/dev/null
cat > seen.cjs <<'J'
const rdf = require("rdf")
const { Parser } = require("n3")

const ex = "http://example.org/"
const xsd = "http://www.w3.org/2001/XMLSchema#"
const written = (value, datatype, prefixes) => {
  const profile = rdf.environment.createProfile()
  for (const [prefix, iri] of Object.entries(prefixes)) profile.setPrefix(prefix, iri)
  const triple = new rdf.Triple(new rdf.NamedNode(`${ex}aston`), new rdf.NamedNode(`${ex}has`), new rdf.Literal(value, datatype))
  const turtle = triple.toTurtle(profile)
  const head = Object.entries(prefixes).map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .\n`).join("")
  const [{ object }] = new Parser().parse(head + turtle)
  return `${turtle} (${object.termType} ${object.value})`
}
const seen = [
  written("2003-04-01", `${xsd}date`, { ex, xsd }),
  written("1", `${xsd}boolean`, { ex, xsd }),
  written("4.5", `${xsd}double`, { ex, xsd }),
  written("E06000001", `${ex}code`, { ex, xsd }),
  written("2003-04-01", `${xsd}date`, { ex }),
  written("4", `${xsd}integer`, { ex, xsd }),
]
console.log(seen.join("\n"))
const known = [
  "ex:aston ex:has xsd:date . (NamedNode http://www.w3.org/2001/XMLSchema#date)",
  "ex:aston ex:has xsd:boolean . (NamedNode http://www.w3.org/2001/XMLSchema#boolean)",
  "ex:aston ex:has xsd:double . (NamedNode http://www.w3.org/2001/XMLSchema#double)",
  "ex:aston ex:has ex:code . (NamedNode http://example.org/code)",
  `ex:aston ex:has "2003-04-01"^^<http://www.w3.org/2001/XMLSchema#date> . (Literal 2003-04-01)`,
  "ex:aston ex:has 4 . (Literal 4)",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
