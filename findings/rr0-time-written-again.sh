#!/bin/sh
# Dates that are known in part, in EDTF: 199X, a year of the nineties; 2003-04-~01, on about the first of April 2003;
# 2003/.., from 2003 on; -0044. @rr0/time, which says that it implements levels 0 to 2, reads them and writes others:
# what is open is the text "[object Object]", a doubt about the day is one about the year and the month too (level 2: a
# mark to the left of a part is of that part alone), an end that is open becomes one that is not known (level 1,
# "2003/"), and a year loses its zeros, where EDTF has four digits. Nothing is said; whole dates, months and doubts
# about the whole come through.
# Expected: what was read. Instead: edtf.js. Seen with @rr0/time 0.11.2: see `known`; edtf.js 4.11.1 writes all as they
# were.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @rr0/time@0.11.2 edtf@4.11.1 >/dev/null
cat > seen.mjs <<'J'
import { Level2Date, Level2Interval } from "@rr0/time"
import edtf from "edtf"

const seen = ["2003-04-01", "2003?", "2003-23", "199X", "2003-XX", "2003-04-~01", "-0044", "2003/2004", "2003/.."].map((text) => {
  const written = (text.includes("/") ? Level2Interval : Level2Date).fromString(text).toString()
  let other
  try { other = edtf(text).edtf } catch { other = "refused" }
  return `${text}: ${written}; edtf.js ${other}`
})
console.log(seen.join("\n"))
const known = [
  "2003-04-01: 2003-04-01; edtf.js 2003-04-01", "2003?: 2003?; edtf.js 2003?", "2003-23: 2003-23; edtf.js 2003-23",
  "199X: [object Object]; edtf.js 199X", "2003-XX: 2003-[object Object]; edtf.js 2003-XX",
  "2003-04-~01: 2003~-04~-01~; edtf.js 2003-04-~01", "-0044: -44; edtf.js -0044",
  "2003/2004: 2003/2004; edtf.js 2003/2004", "2003/..: 2003/; edtf.js 2003/..",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
