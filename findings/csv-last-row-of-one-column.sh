#!/bin/sh
# A list of councils to look up, one column, and no line end after the last: RFC 4180 (2, rule 2) lets the last record
# have one or not. jquery-csv ("100% IETF RFC 4180 Complete") and @vanillaes/csv ("RFC 4180 compliant") leave the last
# row out of their arrays: three councils are two, without an error. In quotes or not is the same. With a second column
# or with a line end it is there, and jquery-csv's toObjects has it.
# Expected: three rows below the head. Instead: end the text with a line end before it is read. Seen with jquery-csv
# 1.0.40, @vanillaes/csv 3.0.8: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts jquery-csv@1.0.40 @vanillaes/csv@3.0.8 >/dev/null
cat > seen.mjs <<'J'
import { parse } from "@vanillaes/csv"
import jquery from "jquery-csv"

const given = {
  "quoted": 'council\n"Barrow"\n"Carn"\n"Dent"',
  "quoted, with a line end": 'council\n"Barrow"\n"Carn"\n"Dent"\n',
  "as they are": "council\nBarrow\nCarn\nDent",
  "with a second column": 'council,stars\n"Barrow","3"\n"Carn","0"\n"Dent","1"',
}
const seen = Object.entries(given).map(([kind, text]) => {
  const rows = [jquery.toArrays(text).length - 1, jquery.toObjects(text).length, parse(text).length - 1]
  return `${kind}: jquery-csv ${rows[0]}, as objects ${rows[1]}; @vanillaes/csv ${rows[2]}`
})
console.log(seen.join("\n"))
const known = ["quoted: jquery-csv 2, as objects 3; @vanillaes/csv 2",
  "quoted, with a line end: jquery-csv 3, as objects 3; @vanillaes/csv 3",
  "as they are: jquery-csv 2, as objects 3; @vanillaes/csv 2",
  "with a second column: jquery-csv 3, as objects 3; @vanillaes/csv 3"]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
