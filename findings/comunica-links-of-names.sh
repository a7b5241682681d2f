#!/bin/sh
# A link made of a name in a query: CONCAT("…?q=", ENCODE_FOR_URI(?name)). The function escapes all that is not a letter,
# a digit or one of `-_.~` (SPARQL 1.1, 17.4.3.11, which takes XPath's fn:encode-for-uri). Comunica leaves `&`, `/`, `?`,
# `#`, `+` and others as they are, as JavaScript's encodeURI does: "Heath & Reform" becomes a search for "Heath ",
# "A/B" another path, and all after a `#` is never sent. Names without such marks come out right, so a test of a few does
# not show it.
# Expected: Heath%20%26%20Reform, A%2FB, C%23%20%2B%20D%3F. Instead: make the link where the rows are read. Seen with
# @comunica/query-sparql-rdfjs-lite 5.2.3, and in @comunica/query-sparql 5.4.1: Heath%20&%20Reform, A/B, C#%20+%20D?.
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

const query = (name) => `SELECT (ENCODE_FOR_URI("${name}") AS ?x) {}`
const seen = []
for (const name of ["Aston Town", "Heath & Reform", "A/B", "C# + D?"]) {
  const [row] = await (await new QueryEngine().queryBindings(query(name), { sources: [new Store()] })).toArray()
  const [other] = new oxigraph.Store().query(query(name))
  seen.push(`${name}: Comunica ${row.get("x").value}, Oxigraph ${other.get("x").value}`)
}
console.log(seen.join("\n"))
const known = [
  "Aston Town: Comunica Aston%20Town, Oxigraph Aston%20Town",
  "Heath & Reform: Comunica Heath%20&%20Reform, Oxigraph Heath%20%26%20Reform",
  "A/B: Comunica A/B, Oxigraph A%2FB",
  "C# + D?: Comunica C#%20+%20D?, Oxigraph C%23%20%2B%20D%3F",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
