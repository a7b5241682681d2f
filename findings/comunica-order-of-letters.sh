#!/bin/sh
# Which strings come before another. SPARQL 1.1 compares them code point by code point (17.3, operator mapping), so that
# a query has the same rows on every engine: "Corby" < "a", for capitals come first. Comunica compares as a person sorts,
# by JavaScript's rules of a language: a filter that cuts a list of names, or of codes in capitals and small letters,
# keeps others than the store would that it asks, and MIN and MAX choose others. Over several sources, where it
# compares itself, a query that was right over one has other rows.
# Expected: Aston and Corby; barrow. Instead: compare UCASE of both sides, where the case does not count. Seen with
# @comunica/query-sparql-rdfjs-lite 5.2.3, and in @comunica/query-sparql 5.4.1: none; Corby.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
    @comunica/query-sparql-rdfjs-lite@5.2.3 n3@2.13.12 oxigraph@0.5.11 >/dev/null
cat > seen.mjs <<'J'
import { QueryEngine } from "@comunica/query-sparql-rdfjs-lite"
import { Store } from "n3"
import oxigraph from "oxigraph"

const names = 'VALUES ?m { "Aston" "barrow" "Corby" }'
const queries = {
  "before a": `SELECT ?n { ${names} FILTER(?m < "a") BIND(?m AS ?n) }`,
  "the last": `SELECT (MAX(?m) AS ?n) { ${names} }`,
  "before C, in capitals": `SELECT ?n { ${names} FILTER(UCASE(?m) < "C") BIND(?m AS ?n) }`,
}
const list = (found) => found.map((row) => row.get("n").value).sort().join(" ") || "none"
const seen = []
for (const [what, text] of Object.entries(queries)) {
  const rows = await (await new QueryEngine().queryBindings(text, { sources: [new Store()] })).toArray()
  seen.push(`${what}: Comunica ${list(rows)}; Oxigraph ${list(new oxigraph.Store().query(text))}`)
}
console.log(seen.join("\n"))
const known = [
  "before a: Comunica none; Oxigraph Aston Corby",
  "the last: Comunica Corby; Oxigraph barrow",
  "before C, in capitals: Comunica Aston barrow; Oxigraph Aston barrow",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
