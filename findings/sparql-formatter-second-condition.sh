#!/bin/sh
# Two conditions on groups, HAVING (COUNT(?team) > 1) (MAX(?year) > 2003), each in its brackets: SPARQL 1.1 has one or
# more (19.8, rule 21), and all have to hold. sparql-formatter writes the first and forgets the others: the tidy query is
# valid and has more rows than the one it was made of. A formatter is trusted to change nothing.
# Expected: the same rows before and after. Instead: one condition with `&&`. Seen with sparql-formatter 1.0.2: one
# council before, two after; with `&&` one and one.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts sparql-formatter@1.0.2 oxigraph@0.5.11 >/dev/null
cat > seen.mjs <<'J'
import oxigraph from "oxigraph"
import { spfmt } from "sparql-formatter"

const store = new oxigraph.Store()
const query = (having) => `
SELECT ?council WHERE {
  VALUES (?council ?team ?year) { ("Aston" 1 2002) ("Aston" 2 2004) ("Barrow" 3 2001) ("Barrow" 4 2003) ("Carn" 5 2005) }
}
GROUP BY ?council
HAVING ${having}
ORDER BY ?council`
const rows = (text) => store.query(text).map((row) => row.get("council").value).join(" ")
const seen = ["(COUNT(?team) > 1) (MAX(?year) > 2003)", "(COUNT(?team) > 1 && MAX(?year) > 2003)"].map((having) =>
  `${having}: ${rows(query(having))}; formatted: ${rows(spfmt.format(query(having)))}`)
console.log(seen.join("\n"))
const known = [
  "(COUNT(?team) > 1) (MAX(?year) > 2003): Aston; formatted: Aston Barrow",
  "(COUNT(?team) > 1 && MAX(?year) > 2003): Aston; formatted: Aston",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
