#!/bin/sh
# A query with a name in it, "St Mary's", made tidy by the npm package of qlue-ls, whose README calls the formatter,
# alone of all it does, ready for production. What stands between quotes is text, and the other kind of quote in it is
# one of its letters (SPARQL 1.1, 19.8, rules 156 and 157). qlue-ls takes it for a sign that wants room: after a name
# for which it finds a place it puts a blank, "St Mary' s", which no council is called, and at the end of a pattern the
# end of the line, so that the query can no longer be read (a text in single or double quotes has no line ends). And the
# prefix a:, which a prefix may be (rule 168), becomes the word `a` and another prefix. It says nothing.
# Expected: the same terms before and after. Instead: """St Mary's""", or the package of PyPI. Seen with qlue-ls 0.5.9
# (npm, the newest there): see `known`; qlue-ls 0.9.0 (PyPI) leaves all as it was.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts qlue-ls@0.5.9 sparqljs@3.7.4 >/dev/null
cat > seen.mjs <<'J'
import { readFileSync } from "node:fs"
import { initSync, format_raw } from "qlue-ls/qlue_ls.js"
import sparqljs from "sparqljs"

initSync({ module: readFileSync("node_modules/qlue-ls/qlue_ls_bg.wasm") })
const objects = (query) => {
  try {
    return JSON.stringify(new sparqljs.Parser().parse(query).where[0].triples.flatMap(({ predicate, object }) => [predicate.value, object.value]))
  } catch {
    return "refused"
  }
}
const queries = {
  "within": `SELECT * { ?c <n:name> "St Mary's", "Aston" }`,
  "quoted": `SELECT * { ?c <n:name> 'the "old" board', "Aston" }`,
  "at the end": `SELECT * { ?c <n:name> "St Mary's" }`,
  "prefix": `PREFIX a: <n:> SELECT * { ?c a:name "Aston" }`,
  "between three": `SELECT * { ?c <n:name> """St Mary's""" }`,
}
const seen = Object.entries(queries).map(([name, query]) => `${name}: ${objects(query)} ${objects(format_raw(query))}`)
console.log(seen.join("\n"))
const known = [
  `within: ["n:name","St Mary's","n:name","Aston"] ["n:name","St Mary' s","n:name","Aston"]`,
  String.raw`quoted: ["n:name","the \"old\" board","n:name","Aston"] ["n:name","the \"old \" board","n:name","Aston"]`,
  `at the end: ["n:name","St Mary's"] refused`,
  `prefix: ["n:name","Aston"] refused`,
  `between three: ["n:name","St Mary's"] ["n:name","St Mary's"]`,
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
