#!/bin/sh
# A date known to lie in a stretch of days is a set in EDTF, `[2002-07-01..2002-08-10]`: one of these (level 2, "Set
# representation", where two dots stand for all values between two). edtf.js reads it and lists all 41 days, yet says
# that the latest moment is the end of the first day and that no other day is in it; @edtf-ts/core, which reads the
# same standard, says 10 August. A time line or a filter built on `max`, `includes` or `covers` loses such dates
# without a word.
# Expected: the end of the last day, as for `[2002-07-01,2002-08-10]`, which edtf.js has right. Instead: take the
# bounds that stand beside each such date (`pat:earliest`, `pat:latest`; `…Earliest`, `…Latest`). Seen with edtf
# 4.11.1: max 2002-07-01, 31 July not included.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts edtf@4.11.1 @edtf-ts/core@0.4.2 >/dev/null
cat > seen.mjs <<'J'
import edtf from "edtf"
import { parse } from "@edtf-ts/core"

const day = (moment) => new Date(Number(moment)).toISOString().slice(0, 10)
const other = (text) => { const { value } = parse(text); return `${day(value.min)} to ${day(value.max)}` }
const seen = ["[2002-07-01,2002-08-10]", "[2002-07-01..2002-08-10]", "[1952..1956]"].map((text) => {
  const date = edtf(text)
  return [text, [...date].length, `${day(date.min)} to ${day(date.max)}`, other(text)].join(" | ")
})
const window = edtf("[2002-07-01..2002-08-10]")
seen.push(`31 July: ${window.includes(edtf("2002-07-31"))}, ${window.covers(edtf("2002-07-31"))}`)
console.log("set | values | edtf 4.11.1 | @edtf-ts/core 0.4.2")
console.log(seen.join("\n"))
const known = [
  "[2002-07-01,2002-08-10] | 2 | 2002-07-01 to 2002-08-10 | 2002-07-01 to 2002-08-10",
  "[2002-07-01..2002-08-10] | 41 | 2002-07-01 to 2002-07-01 | 2002-07-01 to 2002-08-10",
  "[1952..1956] | 5 | 1952-01-01 to 1952-12-31 | 1952-01-01 to 1956-12-31",
  "31 July: false, false",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
