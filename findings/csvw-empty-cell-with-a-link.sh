#!/bin/sh
# A cell that is empty where the column makes addresses (`valueUrl`). Its value is null, so its value URL is null too,
# unless the column is virtual ("Model for Tabular Data", Parsing Cells, last step), and csv2rdf writes no triple.
# @zazuko/rdf-parser-csvw fills the template with nothing: whoever has no team is in the team
# <http://example.org/team/>, together with all others who have none, and where the template is the cell alone the
# object is the IRI <>, which a reader of the file written from it takes for the file itself. Whoever counts teams or
# chiefs has one too many.
# Expected: one triple of a team, one of a chief. Instead: load the graph's Turtle or N-Quads, or delete the triples
# whose object is the template without a value. Seen with @zazuko/rdf-parser-csvw 0.17.0: two of each.
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
      [ csvw:name "team" ; csvw:title "team" ; csvw:propertyUrl "http://example.org/team" ;
        csvw:valueUrl "http://example.org/team/{team}" ]
      [ csvw:name "chief" ; csvw:title "chief" ; csvw:propertyUrl "http://example.org/chief" ; csvw:valueUrl "{+chief}" ]
    ) ] .`))
const table = "id,team,chief\n1,north,http://example.org/person/jo\n2,,\n"
const parser = new CsvwParser({ metadata, baseIRI: "http://example.org/towns.csv" })
const seen = []
for await (const { predicate, object } of parser.import(Readable.from([table])))
  if (/\/(team|chief)$/.test(predicate.value)) seen.push(`${predicate.value} <${object.value}>`)
console.log(seen.join("\n"))
const known = [
  "http://example.org/team <http://example.org/team/north>",
  "http://example.org/chief <http://example.org/person/jo>",
  "http://example.org/team <http://example.org/team/>",
  "http://example.org/chief <>",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
