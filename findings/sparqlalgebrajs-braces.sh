#!/bin/sh
# A group in braces is worked out by itself and joined with the rest (SPARQL 1.1, 18.2.2.6: Join(G, A) for a group in a
# group). sparqlalgebrajs and Traqula's algebra keep that in their algebra, and write the braces no more when they make
# a query of it: an OPTIONAL or a MINUS that belonged to the inner group then belongs to all that stands before it.
# Barrow, closed on another day than it was inspected, comes in, and Carn, which MINUS did not touch for want of a
# common name, goes out. The query is valid and nothing is said.
# Expected: the same rows before and after. Instead: SELECT * around the inner group, { { SELECT * { … } } }, which both
# keep. Seen with sparqlalgebrajs 5.0.2 and @traqula/algebra-sparql-1-1 1.3.1: see `known`.
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

const store = new oxigraph.Store()
store.load(`@prefix ex: <http://example.org/> .
  ex:a ex:name "Aston" ; ex:inspected "2002-05-01" ; ex:closed "2002-05-01" .
  ex:b ex:name "Barrow" ; ex:inspected "2003-05-01" ; ex:closed "2004-05-01" .
  ex:c ex:name "Carn" ; ex:inspected "2005-05-01" . ex:report ex:of "2005-05-01" .`, { format: "text/turtle" })
const where = {
  "OPTIONAL": "?t ex:inspected ?day { ?t ex:name ?n OPTIONAL { ?t ex:closed ?day } }",
  "MINUS": "?t ex:inspected ?day { ?t ex:name ?n MINUS { ?r ex:of ?day } }",
  "MINUS in a SELECT": "?t ex:inspected ?day { SELECT * { ?t ex:name ?n MINUS { ?r ex:of ?day } } }",
}
const rows = (query) => store.query(query).map((row) => row.get("n").value).sort().join(" ")
const seen = Object.entries(where).map(([what, pattern]) => {
  const query = `PREFIX ex: <http://example.org/> SELECT ?n { ${pattern} }`
  const traqula = new Generator().generate(toAst(toAlgebra(new Parser().parse(query), {})))
  return `${what}: ${rows(query)}; sparqlalgebrajs ${rows(toSparql(translate(query)))}; Traqula ${rows(traqula)}`
})
console.log(seen.join("\n"))
const known = [
  "OPTIONAL: Aston Carn; sparqlalgebrajs Aston Barrow Carn; Traqula Aston Barrow Carn",
  "MINUS: Aston Barrow Carn; sparqlalgebrajs Aston Barrow; Traqula Aston Barrow",
  "MINUS in a SELECT: Aston Barrow Carn; sparqlalgebrajs Aston Barrow Carn; Traqula Aston Barrow Carn",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
