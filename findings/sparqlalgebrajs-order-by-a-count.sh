#!/bin/sh
# The most reviewed first: GROUP BY ?council ORDER BY DESC(COUNT(?review)) LIMIT 1, without a column for the count. SPARQL
# 1.1 replaces an aggregate in ORDER BY by a variable that stands for it (18.2.4.1). sparqlalgebrajs and Traqula's
# algebra do so on the way to algebra, and on the way back leave the variable without the aggregate: ORDER BY DESC(?var0),
# which nothing binds. The query written from it is valid, in no order, and LIMIT keeps whichever group comes first. A
# CONSTRUCT loses ORDER BY altogether in sparqlalgebrajs, so that its LIMIT keeps others. Whoever rewrites queries to
# send them on, to add a graph or a filter, asks another question, and is told nothing.
# Expected: ORDER BY DESC(COUNT(?review)), and ORDER BY DESC(?year). Instead: SELECT ?council (COUNT(?review) AS ?n), and
# order by ?n. Seen with sparqlalgebrajs 5.0.2 and @traqula/algebra-sparql-1-1 1.3.1: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts sparqlalgebrajs@5.0.2 \
    @traqula/algebra-sparql-1-1@1.3.1 @traqula/parser-sparql-1-1@1.3.1 @traqula/generator-sparql-1-1@1.3.1 >/dev/null
cat > seen.mjs <<'J'
import { toAlgebra, toAst } from "@traqula/algebra-sparql-1-1"
import { Generator } from "@traqula/generator-sparql-1-1"
import { Parser } from "@traqula/parser-sparql-1-1"
import { toSparql, translate } from "sparqlalgebrajs"

const queries = {
  "not shown": "SELECT ?c { ?r <u:about> ?c } GROUP BY ?c ORDER BY DESC(COUNT(?r)) LIMIT 1",
  "shown": "SELECT ?c (COUNT(?r) AS ?n) { ?r <u:about> ?c } GROUP BY ?c ORDER BY DESC(?n) LIMIT 1",
  "construct": "CONSTRUCT { ?r <u:last> ?y } { ?r <u:year> ?y } ORDER BY DESC(?y) LIMIT 1",
}
const there = {
  sparqlalgebrajs: (query) => toSparql(translate(query)),
  Traqula: (query) => new Generator().generate(toAst(toAlgebra(new Parser().parse(query), {}))),
}
const order = (text) => text.match(/ORDER BY DESC ?\((.*?)\)+ *LIMIT/s)?.[1].replace(/\s/g, "") ?? "no order"
const seen = Object.entries(queries).map(([what, query]) => {
  const found = Object.entries(there).map(([name, back]) => `${name} ${order(back(query).replace(/\s+/g, " "))}`)
  return `${what}: ${order(query)}; ${found.join("; ")}`
})
console.log(seen.join("\n"))
const known = [
  "not shown: COUNT(?r; sparqlalgebrajs ?var0; Traqula ?var0",
  "shown: ?n; sparqlalgebrajs ?n; Traqula ?n",
  "construct: ?y; sparqlalgebrajs no order; Traqula ?y",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
