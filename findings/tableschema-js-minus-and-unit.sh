#!/bin/sh
# How a score changed, in a table with a unit beside the number: "bareNumber": false, for cells such as 95% or £95,
# where what is not of the number is taken off at both ends (Table Schema, integer and number). tableschema (npm), which
# datapackage reads rows by, takes the minus off with it: -5% is 5, and £-1.50 is 1.5. What fell has risen, the table is
# valid, and a sum over it is wrong. Without `bareNumber` -5 is -5.
# Expected: -5 and -1.5. Instead: frictionless (Python) 5.21.0, which has them. Seen with tableschema 1.12.6: 5, 1.5.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts tableschema@1.12.6 >/dev/null
cat > seen.cjs <<'J'
const { Field } = require("tableschema")

const seen = [["integer", "95%"], ["integer", "-5%"], ["number", "-1.5%"], ["number", "£-1.50"]].map(([type, cell]) =>
  `${cell}: ${new Field({ name: "change", type, bareNumber: false }).castValue(cell)}`)
seen.push(`-5 without a unit: ${new Field({ name: "change", type: "integer" }).castValue("-5")}`)
console.log(seen.join("\n"))
const known = ["95%: 95", "-5%: 5", "-1.5%: 1.5", "£-1.50: 1.5", "-5 without a unit: -5"]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
