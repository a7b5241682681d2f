#!/bin/sh
# The answer of a SPARQL service, made short by wikibase-sdk's simplifySparqlResults. A boolean of XML Schema is written
# true, false, 1 or 0 ("XML Schema Part 2", 3.2.2.1), and what stands in the JSON of results is a literal's lexical form
# ("SPARQL 1.1 Query Results JSON Format", 3.2.2). wikibase-sdk has true for "true" and false for all else: what is
# "1"^^xsd:boolean, as it comes from tables and databases, is false. No error. Of doubles, which it makes numbers, INF
# becomes NaN (3.2.5.1: it is infinity).
# Expected: true, and Infinity. Instead: the JSON as it came. Seen with wikibase-sdk 11.6.6: false, NaN.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts wikibase-sdk@11.6.6 >/dev/null
cat > seen.mjs <<'J'
import { simplifySparqlResults } from "wikibase-sdk"

const literal = (value, kind) => ({ type: "literal", value, datatype: `http://www.w3.org/2001/XMLSchema#${kind}` })
const rows = [["true", "2.5"], ["1", "INF"], ["false", "1e3"], ["0", "-INF"]]
const bindings = rows.map(([weak, score]) => ({ weak: literal(weak, "boolean"), score: literal(score, "double") }))
const seen = simplifySparqlResults({ head: { vars: ["weak", "score"] }, results: { bindings } })
  .map(({ weak, score }, at) => `${rows[at].join(", ")}: ${weak}, ${score}`)
console.log(seen.join("\n"))
const known = ["true, 2.5: true, 2.5", "1, INF: false, NaN", "false, 1e3: false, 1000", "0, -INF: false, NaN"]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
