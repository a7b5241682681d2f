#!/bin/sh
# Two conditions on groups, HAVING (COUNT(?t) > 1) (MAX(?y) > 2003), all of which have to hold (SPARQL 1.1, 19.8, rule
# 21; 18.2.4.1 puts a variable for each aggregate). Translated to algebra and back by sparqlalgebrajs, the last stays
# with the groups and the others become filters on the rows before there are groups, which ask for a variable that is
# not there yet: no row is left. And GROUP_CONCAT(?n; SEPARATOR=""), which puts names side by side, comes back without
# its separator, which then is a space (18.5.1.7): other texts. Nothing is said. Traqula's algebra, which came after it,
# has both right.
# Expected: Aston, and AB. Instead: one condition with `&&`; Traqula. Seen with sparqlalgebrajs 5.0.2: none, and "A B";
# @traqula/algebra-sparql-1-1 1.3.1: as expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts sparqlalgebrajs@5.0.2 oxigraph@0.5.11 \
    @traqula/algebra-sparql-1-1@1.3.1 @traqula/parser-sparql-1-1@1.3.1 @traqula/generator-sparql-1-1@1.3.1 >/dev/null
cat > seen.mjs <<'J'
import { toAlgebra, toAst } from "@traqula/algebra-sparql-1-1"
import { Generator } from "@traqula/generator-sparql-1-1"
import { Parser } from "@traqula/parser-sparql-1-1"
import oxigraph from "oxigraph"
import { toSparql, translate } from "sparqlalgebrajs"

const groups = `VALUES (?n ?t ?y) { ("Aston" 1 2002) ("Aston" 2 2004) ("Barrow" 3 2001) ("Barrow" 4 2003) ("Carn" 5 2005) }`
const queries = {
  "two conditions": `SELECT ?n { ${groups} } GROUP BY ?n HAVING (COUNT(?t) > 1) (MAX(?y) > 2003)`,
  "one with &&": `SELECT ?n { ${groups} } GROUP BY ?n HAVING (COUNT(?t) > 1 && MAX(?y) > 2003)`,
  "no separator": `SELECT (GROUP_CONCAT(?m; SEPARATOR="") AS ?n) { VALUES ?m { "A" "B" } }`,
}
const rows = (query) => new oxigraph.Store().query(query).map((row) => row.get("n").value).join(", ") || "none"
const seen = Object.entries(queries).map(([what, query]) => {
  const traqula = new Generator().generate(toAst(toAlgebra(new Parser().parse(query), {})))
  return `${what}: ${rows(query)}; sparqlalgebrajs ${rows(toSparql(translate(query)))}; Traqula ${rows(traqula)}`
})
console.log(seen.join("\n"))
const known = [
  "two conditions: Aston; sparqlalgebrajs none; Traqula Aston",
  "one with &&: Aston; sparqlalgebrajs Aston; Traqula Aston",
  "no separator: AB; sparqlalgebrajs A B; Traqula AB",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
