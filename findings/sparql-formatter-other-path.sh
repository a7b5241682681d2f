#!/bin/sh
# A query made tidy by sparql-formatter. What a path says hangs on its brackets: ^(ex:in/ex:in) is the whole way
# backwards, ^ex:in/ex:in is one step back and one forth (SPARQL 1.1, 9.1; 19.8, rule 92: `^` stands before one
# element). The formatter writes the first as the second, and leaves the star out of (ex:in*)?, so that a region's
# teams become the places that share a region, and all levels become one. The query it gives is valid and has rows, and
# nothing is said; brackets in other places it keeps.
# Expected: the same rows before and after. Instead: turn the pattern round (?team ex:in/ex:in ?region), and look at
# the paths after formatting. Seen with sparql-formatter 1.0.2: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts sparql-formatter@1.0.2 oxigraph@0.5.11 >/dev/null
cat > seen.mjs <<'J'
import oxigraph from "oxigraph"
import { spfmt } from "sparql-formatter"

const store = new oxigraph.Store()
store.load(`@prefix ex: <http://example.org/> .
  ex:team ex:in ex:aston . ex:aston ex:in ex:north . ex:north ex:in ex:uk .`, { format: "text/turtle" })
const rows = (query) => store.query(query).map((row) => row.get("x").value.replace(/.*\//, "")).sort().join(" ")
const where = {
  "the way back": "ex:north ^(ex:in/ex:in) ?x",
  "all levels": "ex:team (ex:in*)? ?x",
  "the way there": "ex:team (ex:in/ex:in) ?x",
}
const seen = Object.entries(where).map(([what, pattern]) => {
  const query = `PREFIX ex: <http://example.org/>\nSELECT ?x WHERE { ${pattern} }`
  return `${what}: ${rows(query)}; formatted: ${rows(spfmt.format(query))}`
})
console.log(seen.join("\n"))
const known = [
  "the way back: team; formatted: north",
  "all levels: aston north team uk; formatted: aston team",
  "the way there: north; formatted: north",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
