#!/bin/sh
# Which years under directions were years under a board too? interval-utilities, "mathematical set operations on
# intervals", parts two sets of them: "values only in a, values only in b, and values in both" (README, separateAll),
# and "merges a set of intervals into the smallest subset" (mergeAll). A set has no order, and the README asks for none.
# Both are right if the intervals come sorted. Else, as rows of a query do, what lies before the one looked at is passed
# over: a board in 2002-2003 within directions of 2001-2004 is "only in b", if those of 2008-2009 are named first, and
# the smallest subset of 0-2, 3-6 and 1-5 is 0-2 and 1-6, which overlap. Nothing is said.
# Expected: the same in any order. Instead: its own sort first. Seen with interval-utilities 0.1.0: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts interval-utilities@0.1.0 >/dev/null
cat > seen.mjs <<'J'
import { configure } from "interval-utilities"

const { mergeAll, separateAll, sort } = configure((one, other) => one - other)
const text = (list) => list.map(([from, to]) => `${from}-${to}`).join(" ") || "none"
const parted = (a, b) => {
  const parts = separateAll(a, b)
  return `only a ${text(parts.a)}, only b ${text(parts.b)}, both ${text(parts.ab)}`
}
const directions = [[2008, 2009], [2001, 2004]]
const board = [[2002, 2003]]
const seen = [
  parted(directions, board),
  `sorted: ${parted(sort(...directions), board)}`,
  `merged: ${text(mergeAll([0, 2], [3, 6], [1, 5]))}; sorted: ${text(mergeAll(...sort([0, 2], [3, 6], [1, 5])))}`,
]
console.log(seen.join("\n"))
const known = [
  "only a 2008-2009 2001-2004, only b 2002-2003, both none",
  "sorted: only a 2001-2002 2003-2004 2008-2009, only b none, both 2002-2003",
  "merged: 0-2 1-6; sorted: 0-6",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
