#!/bin/sh
# A column with a `separator` holds several values in a cell ("Model for Tabular Data", Parsing Cells), and the RDF of
# an unordered list is a triple for each (csv2rdf, "Generating RDF"). @zazuko/rdf-parser-csvw knows no `separator`: a
# council with two other names gets one name that nobody has, both with the mark between them, and no search for
# either finds it. Nothing is said: no error, no warning, and what its README says of the standard does not speak of
# lists.
# Expected: "Aston", "Aston Town". Instead: load the graph's Turtle or N-Quads, or split such literals after loading.
# Seen with @zazuko/rdf-parser-csvw 0.17.0: the one literal "Aston|Aston Town".
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @zazuko/rdf-parser-csvw@0.17.0 n3@2.13.12 >/dev/null
cat > seen.mjs <<'J'
import { Readable } from "node:stream"
import CsvwParser from "@zazuko/rdf-parser-csvw"
import { Parser, Store } from "n3"

const metadata = new Store(new Parser().parse(`
  @prefix csvw: <http://www.w3.org/ns/csvw#> .
  [] a csvw:Table ; csvw:url <http://example.org/towns.csv> ; csvw:tableSchema [
    csvw:aboutUrl "http://example.org/town/{id}" ; csvw:column (
      [ csvw:name "id" ; csvw:title "id" ; csvw:suppressOutput true ]
      [ csvw:name "names" ; csvw:title "names" ; csvw:separator "|" ; csvw:propertyUrl "http://example.org/name" ]
    ) ] .`))
const parser = new CsvwParser({ metadata, baseIRI: "http://example.org/towns.csv" })
const seen = []
for await (const { predicate, object } of parser.import(Readable.from(["id,names\n1,Aston|Aston Town\n2,Barrow\n"])))
  if (predicate.value === "http://example.org/name") seen.push(object.value)
console.log("names:", JSON.stringify(seen))
process.exit(JSON.stringify(seen) === '["Aston|Aston Town","Barrow"]' ? 0 : 1)
J
node seen.mjs
