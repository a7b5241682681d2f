#!/bin/sh
# Which councils have the day that stands for "not known" in the same file: $.councils[?@.closed == $.unknown], with
# unknown: null. In JSONPath null is a value like others, equal to null alone; where a query finds nothing there is no
# value, and that is equal to nothing found alone (RFC 9535, 2.3.5.2.2 and its table of comparisons; 2.6). jsonpath-js,
# "100% Compatible with RFC 9535", takes a null that a query from $ finds for nothing found: it leaves out who has null
# and takes who has no such member at all, and != is the other way round. null written out, and a null from @, are
# right. No error.
# Expected: aston, barrow; all; none. Instead: json-p3. Seen with jsonpath-js 0.3.1: see `known`; json-p3 2.3.1: as
# expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts jsonpath-js@0.3.1 json-p3@2.3.1 >/dev/null
cat > seen.mjs <<'J'
import { JSONPathJS } from "jsonpath-js"
import { query } from "json-p3"

const file = {
  unknown: null,
  council: "aston",
  councils: [{ id: "aston", closed: null }, { id: "barrow", closed: null }, { id: "carn" }, { id: "dale", closed: "2003-04-01" }],
}
const seen = {}
for (const condition of ["@.closed == $.unknown", "$.unknown == null", "$.unknown != null", "@.closed != $.unknown", "@.closed == null", "@.id == $.council"]) {
  const path = `$.councils[?${condition}].id`
  seen[condition] = [new JSONPathJS(path).find(file), query(path, file).values()].map((ids) => ids.join(" ") || "none")
}
console.log(JSON.stringify(seen, null, 1))
const all = "aston barrow carn dale"
const known = {
  "@.closed == $.unknown": ["carn", "aston barrow"],
  "$.unknown == null": ["none", all],
  "$.unknown != null": [all, "none"],
  "@.closed != $.unknown": ["aston barrow dale", "carn dale"],
  "@.closed == null": ["aston barrow", "aston barrow"],
  "@.id == $.council": ["aston", "aston"],
}
process.exit(JSON.stringify(seen) === JSON.stringify(known) ? 0 : 1)
J
node seen.mjs
