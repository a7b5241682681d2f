#!/bin/sh
# Addresses in levels by a prefix, in a query: pat:council\/barrow. What may not stand in a name after a prefix is
# written with a backslash, which is no part of the IRI (SPARQL 1.1, 4.1.1 and 19.8, PN_LOCAL_ESC): <…/council/barrow>.
# sparqljs and Traqula, by which Comunica reads queries, leave the backslash in: an engine that takes their tree finds
# nothing, and the query that sparqljs's own generator writes has <…/council\/barrow>, which the grammar does not have
# (IRIREF). Names with \. and \# go the same way, %2F is right. No error when reading. Tools that shorten IRIs write
# such names.
# Expected: <http://example.org/council/barrow>, as Oxigraph and N3.js read it. Instead: whole IRIs in queries. Seen
# with sparqljs 3.7.4 and @traqula/parser-sparql-1-1, @traqula/algebra-sparql-1-1 1.3.1: see `known`; oxigraph 0.5.11:
# right.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts sparqljs@3.7.4 @traqula/parser-sparql-1-1@1.3.1 \
    @traqula/algebra-sparql-1-1@1.3.1 oxigraph@0.5.11 >/dev/null
cat > seen.mjs <<'J'
import { toAlgebra } from "@traqula/algebra-sparql-1-1"
import { Parser as Traqula } from "@traqula/parser-sparql-1-1"
import { Store } from "oxigraph"
import sparqljs from "sparqljs"

const store = new Store()
const seen = ["council\\/barrow", "st\\.", "part\\#2", "council%2Fbarrow"].map((name) => {
  const text = `PREFIX ex: <http://example.org/> SELECT * { ?s ?p ex:${name} }`
  const query = new sparqljs.Parser().parse(text)
  let again
  try { store.query(new sparqljs.Generator().stringify(query)); again = "a query" } catch { again = "no query" }
  const traqula = toAlgebra(new Traqula().parse(text)).input.patterns[0].object
  const [row] = store.query(`PREFIX ex: <http://example.org/> SELECT (ex:${name} AS ?x) {}`)
  const shown = [query.where[0].triples[0].object, traqula, row.get("x")].map(({ value }) => value.slice(19))
  return `${name}: sparqljs ${shown[0]}, written ${again}; Traqula ${shown[1]}; Oxigraph ${shown[2]}`
})
console.log(seen.join("\n"))
const known = [
  "council\\/barrow: sparqljs council\\/barrow, written no query; Traqula council\\/barrow; Oxigraph council/barrow",
  "st\\.: sparqljs st\\., written no query; Traqula st\\.; Oxigraph st.",
  "part\\#2: sparqljs part\\#2, written no query; Traqula part\\#2; Oxigraph part#2",
  "council%2Fbarrow: sparqljs council%2Fbarrow, written a query; Traqula council%2Fbarrow; Oxigraph council%2Fbarrow",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
