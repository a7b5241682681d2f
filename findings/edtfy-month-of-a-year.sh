#!/bin/sh
# Dates that people type, made EDTF. A month written as the standard itself writes it, `2003-04`, and years of account as
# councils write them, `1998-99`: edtfy takes the hyphen for "to" and the rest for a year, and gives the interval
# 2003/0004, from 2003 to the year 4, or 1998/0099, without an error; in words, the same month comes out right. "After
# 2004" becomes [2004,..], which is no EDTF (level 1 has 2004/.., level 2 [2004..]). edtf.js refuses all of them, so they
# are found where somebody reads them, not where they were typed.
# Expected: 2003-04, an interval to 1999 or an error, and 2004/.. or [2004..]. Instead: keep what edtf.js parses before
# handing it to edtfy. Seen with edtfy 0.0.8 (edtf 4.11.1 as the reader): see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts edtfy@0.0.8 edtf@4.11.1 >/dev/null
cat > seen.mjs <<'J'
import edtf from "edtf"
import edtfy from "edtfy"

const seen = ["April 2003", "2003-04", "2002-10", "1998-99", "after 2004"].map((typed) => {
  const made = edtfy(typed)
  let read
  try { edtf(made); read = "read" } catch { read = "refused" }
  return `${typed}: ${made}, ${read}`
})
console.log(seen.join("\n"))
const known = [
  "April 2003: 2003-04, read",
  "2003-04: 2003/0004, refused",
  "2002-10: 2002/0010, refused",
  "1998-99: 1998/0099, refused",
  "after 2004: [2004,..], refused",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
