#!/bin/sh
# A council's area and its offices in one geometry: a GEOMETRYCOLLECTION with a MULTIPOINT in it (Simple Features,
# 7.2.1; as GeoJSON, RFC 7946, 3.1.8). wkt and @loaders.gl/wkt write it, and read nothing of it: null, for the whole
# collection, whatever else is in it and however the points stand. A MULTIPOINT alone they read, and a line in a
# collection. Of a collection with nothing in it they make "GEOMETRYCOLLECTION ()", as @terraformer/wkt does, where the
# grammar has EMPTY, and EMPTY they do not read. No error: a map has no area for that council.
# Expected: what was written. Instead: betterknown. Seen with wkt 0.1.1, @loaders.gl/wkt 4.5.2, @terraformer/wkt 2.2.2:
# see `known`; betterknown 1.2.0 reads the points and writes EMPTY.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts wkt@0.1.1 @loaders.gl/wkt@4.5.2 @terraformer/wkt@2.2.2 \
    betterknown@1.2.0 >/dev/null
cat > seen.mjs <<'J'
import { WKTLoader, WKTWriter } from "@loaders.gl/wkt"
import { geojsonToWKT, wktToGeoJSON } from "@terraformer/wkt"
import { geoJSONToWkt, wktToGeoJSON as betterknown } from "betterknown"
import wkt from "wkt"

const point = { type: "Point", coordinates: [1, 2] }
const given = {
  line: [point, { type: "LineString", coordinates: [[0, 0], [1, 1]] }],
  points: [point, { type: "MultiPoint", coordinates: [[1, 2], [3, 4]] }],
  nothing: [],
}
const libraries = {
  wkt: [wkt.stringify, wkt.parse],
  "@loaders.gl/wkt": [WKTWriter.encodeTextSync, (text) => WKTLoader.parseTextSync(text)],
  "@terraformer/wkt": [geojsonToWKT, wktToGeoJSON],
  betterknown: [geoJSONToWkt, betterknown],
}
const seen = []
for (const [name, [write, read]] of Object.entries(libraries)) {
  for (const [kind, geometries] of Object.entries(given)) {
    const text = write({ type: "GeometryCollection", geometries })
    let back
    try { back = read(text)?.geometries?.length } catch { back = "an error" }
    seen.push(`${name}, ${kind}: ${kind === "nothing" ? `${text}, ` : ""}read ${back}`)
  }
  seen.push(`${name}: EMPTY is ${JSON.stringify(read("GEOMETRYCOLLECTION EMPTY")?.geometries)}`)
}
console.log(seen.join("\n"))
const known = [
  "wkt, line: read 2", "wkt, points: read undefined", "wkt, nothing: GEOMETRYCOLLECTION (), read 0", "wkt: EMPTY is undefined",
  "@loaders.gl/wkt, line: read 2", "@loaders.gl/wkt, points: read undefined",
  "@loaders.gl/wkt, nothing: GEOMETRYCOLLECTION (), read 0", "@loaders.gl/wkt: EMPTY is undefined",
  "@terraformer/wkt, line: read 2", "@terraformer/wkt, points: read 2",
  "@terraformer/wkt, nothing: GEOMETRYCOLLECTION(), read an error", "@terraformer/wkt: EMPTY is []",
  "betterknown, line: read 2", "betterknown, points: read 2",
  "betterknown, nothing: GEOMETRYCOLLECTION EMPTY, read undefined", "betterknown: EMPTY is undefined",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
