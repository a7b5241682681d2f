#!/bin/sh
# The area of a council in two parts, one with a hole where another council lies: a MULTIPOLYGON of polygons, each with
# its outer ring and its holes (OGC 06-103r4, 7.2.2), and the same in GeoJSON (RFC 7946, 3.1.7: an array of Polygons).
# From WKT to GeoJSON geodaisy makes one polygon of it, with the second part for a hole outside the first; from GeoJSON
# to WKT every ring is a polygon, the hole an area of its own on top. Either way what is written is valid in form, and
# areas and tests of what lies within are wrong. One polygon with a hole, and several without one from GeoJSON, come out
# right.
# Expected: two polygons, of two rings and one. Instead: pygeoconv. Seen with geodaisy 0.1.1: one of three rings, and
# three of one; pygeoconv 1.0.1 gives what is expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check geodaisy==0.1.1 pygeoconv==1.0.1 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import json
import sys

import geodaisy.converters
import pygeoconv

OUTER, HOLE, SECOND = "(0 0, 9 0, 9 9, 0 9, 0 0)", "(1 1, 1 2, 2 2, 1 1)", "(20 20, 30 20, 30 30, 20 20)"
WKT = {
    "two parts, one hole": f"MULTIPOLYGON (({OUTER}, {HOLE}), ({SECOND}))",
    "two parts": f"MULTIPOLYGON (({OUTER}), ({SECOND}))",
    "one part, one hole": f"POLYGON ({OUTER}, {HOLE})",
}

def rings(shape):
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [len(part) for part in parts]

seen = {}
for name, wkt in WKT.items():
    right = pygeoconv.wkt_to_geojson(wkt)
    there = json.loads(geodaisy.converters.wkt_to_geojson(wkt))
    back = pygeoconv.wkt_to_geojson(geodaisy.converters.geojson_to_wkt(json.dumps(right)))
    seen[name] = tuple(map(rings, (right, there, back)))
    print("%s: rings of each polygon %s; from WKT by geodaisy %s, from GeoJSON by geodaisy %s" % (name, *seen[name]))
known = {
    "two parts, one hole": ([2, 1], [3], [1, 1, 1]),
    "two parts": ([1, 1], [2], [1, 1]),
    "one part, one hole": ([2], [2], [2]),
}
sys.exit(seen != known)
P
