#!/bin/sh
# A table whose first name has a semicolon in it, in quotes: "name; as listed",stars. What stands between quotes is of
# the field (RFC 4180, 2, rules 5 and 6), so that the comma is the only separator that the line can have. csv-string
# finds "the best separator" by itself if none is given (README, parse and detect): it takes the first of `,`, `;`, `|`
# and tab that it meets, in quotes too, splits at it, and then reads no row at all: [] for the whole table, without an
# error. A tab or a bar in quotes does the same; in the second name, or with commas before it, it is right.
# Expected: two rows. Instead: name the separator, parse(text, ","). Seen with csv-string 4.1.1: none; with "," two.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts csv-string@4.1.1 >/dev/null
cat > seen.cjs <<'J'
const csv = require("csv-string")

const tables = {
  "semicolon": '"name; as listed",stars\nAston,3\n',
  "bar": '"name | area",stars\nAston,3\n',
  "in the second": 'name,"stars; of five"\nAston,3\n',
  "comma": '"name, as listed";stars\nAston;3\n',
}
const seen = {}
for (const [name, text] of Object.entries(tables)) seen[name] = [csv.detect(text), csv.parse(text).length, csv.parse(text, name === "comma" ? ";" : ",").length]
console.log(JSON.stringify(seen, null, 1))
const known = {
  "semicolon": [";", 0, 2],
  "bar": ["|", 0, 2],
  "in the second": [",", 2, 2],
  "comma": [",", 0, 2],
}
process.exit(JSON.stringify(seen) === JSON.stringify(known) ? 0 : 1)
J
node seen.cjs
