#!/bin/sh
# Councils on a map, GeoJSON made KML: {"stars": 0, "closed": false}. A value of ExtendedData is text, for any property
# (KML 2.3, Data and value), so 0 is "0". @maphubs/tokml, a copy of tokml, writes an empty value for 0 and for false:
# who had no star is as one whom nobody has looked at, and whoever was not closed as one of whom it is not known. Other
# numbers and true come through. tokml itself, @placemarkio/tokml and geojson-to-kml write them.
# Expected: 0 and false. Instead: tokml 0.4.0. Seen with @maphubs/tokml 0.6.1: two empty values.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @maphubs/tokml@0.6.1 tokml@0.4.0 >/dev/null
cat > seen.cjs <<'J'
const libraries = { "@maphubs/tokml": require("@maphubs/tokml"), tokml: require("tokml") }

const properties = { stars: 0, closed: false, seen: 3, open: true }
const geometry = { type: "Point", coordinates: [-0.1, 51.5] }
const seen = Object.entries(libraries).map(([name, write]) => {
  const kml = write({ type: "FeatureCollection", features: [{ type: "Feature", properties, geometry }] })
  return `${name}: ${[...kml.matchAll(/<Data name="(\w+)"><value>(.*?)<\/value>/g)].map(([, key, value]) => `${key} "${value}"`).join(", ")}`
})
console.log(seen.join("\n"))
const known = ['@maphubs/tokml: stars "", closed "", seen "3", open "true"',
  'tokml: stars "0", closed "false", seen "3", open "true"']
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
