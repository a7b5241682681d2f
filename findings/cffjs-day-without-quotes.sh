#!/bin/sh
# The day of a release in CITATION.cff, date-released: 2003-04-01, without quotes, as people write it. CFF is YAML 1.2
# ("Schema Guide"), its schema asks for a string, and in YAML 1.2 those signs are one, for its schemas have no type of
# dates (10.3, Core Schema). cffjs reads it as YAML 1.1 does, as a moment, and finds the file not valid: "must be
# string". With quotes it is valid. What it reads and writes again is a date no more, 2003-04-01T00:00:00.000Z, which
# no reader of CFF takes for one (schema 1.2.0, date: four, two and two digits).
# Expected: valid, and the same day again. Instead: quotes. Seen with cffjs 0.0.2: see `known`; the npm package yaml
# 2.5.0, which reads YAML 1.2: a string.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts cffjs@0.0.2 yaml@2.5.0 >/dev/null
cat > seen.mjs <<'J'
import { mkdirSync, readFileSync, writeFileSync } from "fs"
import { readCFF, validateCFFFile, writeCFF } from "cffjs"
import { parse } from "yaml"

const seen = []
for (const day of ["2003-04-01", '"2003-04-01"']) {
  const text = `cff-version: 1.2.0\nmessage: Please cite it.\ntitle: Councils and stars\ndate-released: ${day}\n`
    + "authors:\n  - name: Audit Commission\n"
  writeFileSync("CITATION.cff", text)
  let valid = "valid"
  try {
    validateCFFFile("CITATION.cff")
  } catch (error) {
    valid = /"\/date-released".*must be string/s.test(error.message) ? "date-released must be string" : error.message
  }
  mkdirSync("again", { recursive: true })
  writeCFF(readCFF("CITATION.cff"), "again")
  const again = readFileSync("again/CITATION.cff", "utf8").match(/date-released: (.*)/)[1]
  seen.push(`${day}: ${valid}; YAML 1.2: ${typeof parse(text)["date-released"]}; written again ${again}`)
}
console.log(seen.join("\n"))
const known = ["2003-04-01: date-released must be string; YAML 1.2: string; written again 2003-04-01T00:00:00.000Z",
  "\"2003-04-01\": valid; YAML 1.2: string; written again '2003-04-01'"]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
