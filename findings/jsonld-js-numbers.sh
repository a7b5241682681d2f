#!/bin/sh
# Numbers between N-Quads and JSON-LD. A string with its datatype, {"@value": "INF", "@type": "…double"}, is that
# literal in RDF as it stands (JSON-LD 1.1 API, Object to RDF Conversion: only JSON's own numbers are converted).
# jsonld.js makes every xsd:double anew, and of infinity, "INF", it makes NaN, which is another value. The other way,
# with `useNativeTypes` (RDF to Object Conversion, step 2.4), a valid xsd:integer becomes a number; jsonld.js makes
# "+2" and "03" (valid by XML Schema 2, 3.3.13.1), and what JavaScript cannot hold, strings without a datatype: read
# again they are texts, which sums leave out. PyLD keeps the numbers.
# Expected: INF, and numbers. Instead: PyLD, or leave `useNativeTypes` off. Seen with jsonld 9.0.0 (npm) and PyLD 3.3.0
# (PyPI): see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check PyLD==3.3.0 2>/dev/null
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts jsonld@9.0.0 >/dev/null
cat > other.mjs <<'J'
import { readFileSync } from "node:fs"
import jsonld from "jsonld"

const format = "application/n-quads"
const document = await jsonld.fromRDF(readFileSync(0, "utf8"), { format, useNativeTypes: process.argv[2] === "true" })
process.stdout.write(await jsonld.toRDF(document, { format }))
J
"$work/venv/bin/python" - <<'P'
import re
import subprocess
import sys

from pyld import jsonld

XSD = "http://www.w3.org/2001/XMLSchema#"
VALUES = [("INF", "double", False), ("2.5E0", "double", False), ("2.50", "decimal", False)]
VALUES += [("+2", "integer", True), ("03", "integer", True), ("9007199254740993", "integer", True), ("2", "integer", True)]

def short(quads):
    return " ".join(part for part in re.search(r'"(.*?)"(?:\^\^<.*#(.*)>)? \.', quads).groups("text"))

seen = []
for text, kind, native in VALUES:
    given = f'<http://example.org/s> <http://example.org/p> "{text}"^^<{XSD}{kind}> .\n'
    command = ["node", "other.mjs", str(native).lower()]
    first = subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout
    form = {"format": "application/n-quads"}
    other = jsonld.to_rdf(jsonld.from_rdf(given, {**form, "useNativeTypes": native}), form)
    seen.append((f"{text} {kind}", short(first), short(other)))
    print("%s: jsonld.js %s; PyLD %s" % seen[-1])
known = [
    ("INF double", "NaN double", "INF double"),
    ("2.5E0 double", "2.5E0 double", "2.5E0 double"),
    ("2.50 decimal", "2.50 decimal", "2.50 decimal"),
    ("+2 integer", "+2 text", "2 integer"),
    ("03 integer", "03 text", "3 integer"),
    ("9007199254740993 integer", "9007199254740993 text", "9007199254740993 integer"),
    ("2 integer", "2 integer", "2 integer"),
]
sys.exit(seen != known)
P
