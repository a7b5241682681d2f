#!/bin/sh
# Values of JavaScript made literals of RDF and back by rdf-literal. A month, toRdf(date, { datatype: xsd:gYearMonth }),
# is "2003-04": CCYY-MM (XML Schema 2, 3.2.10.1); rdf-literal writes "2003-4", in which it finds a fault itself if asked
# to validate. A decimal has no exponent (3.2.3.1), yet 4.5 as xsd:decimal becomes "4.5E0". Both are literals without a
# value: no filter finds them, and sh:datatype is violated. "INF"^^xsd:double, which it writes rightly, it reads as NaN,
# so that no upper bound is no number. October to December, whole numbers and doubles come out right, and nothing is
# said.
# Expected: 2003-04, 4.5, Infinity. Instead: write these three as texts with their datatype. Seen with rdf-literal
# 2.0.0, decimals looked at by oxigraph 0.5.11: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts rdf-literal@2.0.0 rdf-data-factory@2.0.2 oxigraph@0.5.11 >/dev/null
cat > seen.mjs <<'J'
import { fromRdf, toRdf } from "rdf-literal"
import { DataFactory } from "rdf-data-factory"
import oxigraph from "oxigraph"

const factory = new DataFactory()
const xsd = (name) => factory.namedNode(`http://www.w3.org/2001/XMLSchema#${name}`)
const reads = (literal) => {
  try {
    fromRdf(literal, true)
    return "reads it"
  } catch {
    return "refuses it"
  }
}
const store = new oxigraph.Store()
// a literal that its datatype has can be cast to it; one that it has not is an error, and the name is left unbound
const cast = ({ value, datatype }) => {
  const name = datatype.value.split("#")[1]
  const [row] = store.query(`PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?v { BIND(xsd:${name}("${value}") AS ?v) }`)
  return row.has("v") ? "valid" : "not valid"
}
const seen = []
for (const [day, type] of [["2003-04-01", "gYearMonth"], ["2003-11-01", "gYearMonth"], ["2003-04-01", "gYear"], ["2003-04-01", "date"]]) {
  const literal = toRdf(new Date(day), { datatype: xsd(type) })
  seen.push(`${type} of ${day}: ${literal.value}, ${reads(literal)}`)
}
for (const [value, type] of [[4.5, "decimal"], [4, "decimal"], [4.5, "double"]]) {
  const literal = toRdf(value, { datatype: xsd(type) })
  seen.push(`${type} of ${value}: ${literal.value}, ${cast(literal)}`)
}
for (const value of [Infinity, -Infinity]) {
  const literal = toRdf(value, { datatype: xsd("double") })
  seen.push(`double of ${value}: ${literal.value}, read as ${fromRdf(literal)}`)
}
console.log(seen.join("\n"))
const known = [
  "gYearMonth of 2003-04-01: 2003-4, refuses it",
  "gYearMonth of 2003-11-01: 2003-11, reads it",
  "gYear of 2003-04-01: 2003, reads it",
  "date of 2003-04-01: 2003-04-01, reads it",
  "decimal of 4.5: 4.5E0, not valid",
  "decimal of 4: 4, valid",
  "double of 4.5: 4.5E0, valid",
  "double of Infinity: INF, read as NaN",
  "double of -Infinity: -INF, read as NaN",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
TZ=UTC node seen.mjs
