#!/bin/sh
# A place near the meridian, in Well-Known Text: POINT(1e-7 51.5). Numbers there may have an exponent (Simple Features,
# 7.2.1, approximate numeric literal), and whoever writes small ones by JavaScript writes them so. wicket reads the
# digits before the `e` and leaves the rest: 1e-7 is 1, a degree east of where it was, and 5.15E1 is 5.15. It writes
# such numbers itself: what it wrote it reads as another place. Points, lines and multipoints go so, polygons are right.
# No error.
# Expected: the numbers that were written. Instead: betterknown or @terraformer/wkt. Seen with wicket 1.3.8: see
# `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts wicket@1.3.8 betterknown@1.2.0 >/dev/null
cat > seen.cjs <<'J'
const { wktToGeoJSON } = require("betterknown")
const { Wkt } = require("wicket")

const read = (text) => {
  const wkt = new Wkt()
  wkt.read(text)
  return wkt
}
const seen = ["POINT(1e-7 51.5)", "POINT(-0.1 5.15E1)", "LINESTRING(0 51,1e-7 51.5)", "MULTIPOINT((1e-7 51.5),(2 52))",
  "POLYGON((1e-7 0,1 0,1 1,1e-7 0))"].map((text) =>
  `${text}: ${JSON.stringify(read(text).toJson().coordinates)}; betterknown ${JSON.stringify(wktToGeoJSON(text).coordinates)}`)
const written = read(JSON.stringify({ type: "Point", coordinates: [0.0000001, 51.5] })).write()
seen.push(`written ${written}, read ${read(written).write()}`)
console.log(seen.join("\n"))
const known = [
  "POINT(1e-7 51.5): [1,51.5]; betterknown [1e-7,51.5]",
  "POINT(-0.1 5.15E1): [-0.1,5.15]; betterknown [-0.1,51.5]",
  "LINESTRING(0 51,1e-7 51.5): [[0,51],[1,51.5]]; betterknown [[0,51],[1e-7,51.5]]",
  "MULTIPOINT((1e-7 51.5),(2 52)): [[1,51.5],[2,52]]; betterknown [[1e-7,51.5],[2,52]]",
  "POLYGON((1e-7 0,1 0,1 1,1e-7 0)): [[[1e-7,0],[1,0],[1,1],[1e-7,0]]]; betterknown [[[1e-7,0],[1,0],[1,1],[1e-7,0]]]",
  "written POINT(1e-7 51.5), read POINT(1 51.5)",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
