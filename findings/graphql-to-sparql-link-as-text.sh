#!/bin/sh
# A question in GraphQL-LD: the councils of a region, { council(region: "http://example.org/north") { name } }, where
# the context says of region that its values are addresses, "@type": "@id" (JSON-LD 1.1, 4.2.3: then a string is an IRI;
# and graphql-to-sparql's README has a JSON-LD context for its context). graphql-to-sparql makes a literal of it, of the
# datatype <@id>, which no graph has: no council is found (and without a base IRI it is no query). And where a field
# stands twice, as it does when fragments meet, region { name } region { id }, GraphQL makes one selection of both
# (2021, 5.3.2 and 6.3.2); here the id is of any region, so that of two regions each has both names. Texts and dates are
# typed rightly, and region { name id } is right. No error.
# Expected: aston; 2 rows. Instead: a name of the context in place of the string (region: North); one selection. Seen
# with graphql-to-sparql 6.1.0, and oxigraph 0.5.11 to ask: none; 4.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts graphql-to-sparql@6.1.0 graphql@17.1.0 jsonld-context-parser@3.1.1 @traqula/algebra-sparql-1-2@1.3.1 @traqula/generator-sparql-1-2@1.3.1 oxigraph@0.5.11 >/dev/null
cat > seen.mjs <<'J'
import { Converter } from "graphql-to-sparql"
import { toAst } from "@traqula/algebra-sparql-1-2"
import { Generator } from "@traqula/generator-sparql-1-2"
import oxigraph from "oxigraph"

const ex = "http://example.org/"
const context = { "@context": {
  council: `${ex}council`, name: `${ex}name`, near: `${ex}near`, North: `${ex}north`,
  region: { "@id": `${ex}region`, "@type": "@id" }, opened: { "@id": `${ex}opened`, "@type": "http://www.w3.org/2001/XMLSchema#date" },
} }
const store = new oxigraph.Store()
store.load(`PREFIX ex: <${ex}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
  ex:all ex:council ex:aston . ex:aston ex:name "Aston" ; ex:region ex:north ; ex:opened "2003-04-01"^^xsd:date ; ex:near ex:north , ex:south .
  ex:north ex:name "North" . ex:south ex:name "South" .`, { format: "text/turtle" })
const rows = async (question) => {
  const query = new Generator().generate(toAst(await new Converter().graphqlToSparqlAlgebra(question, context)))
  return store.query(query, { base_iri: ex }).map((row) => [...row.values()].map(({ value }) => value.replace(ex, "")).join(" ")).sort()
}
const questions = {
  "by the address": `{ council(region: "${ex}north") { name } }`,
  "by a name of the context": "{ council(region: North) { name } }",
  "by the day": '{ council(opened: "2003-04-01") { name } }',
  "one selection": "{ council { near { name id } } }",
  "two selections": "{ council { near { name } near { id } } }",
}
const seen = []
for (const [name, question] of Object.entries(questions)) seen.push(`${name}: ${(await rows(question)).join(", ") || "none"}`)
console.log(seen.join("\n"))
const known = [
  "by the address: none",
  "by a name of the context: Aston",
  "by the day: Aston",
  "one selection: north North, south South",
  "two selections: North north, North south, South north, South south",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
