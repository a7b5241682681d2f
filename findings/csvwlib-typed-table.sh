#!/bin/sh
# A table with its CSVW metadata beside it and one typed column cannot be converted to RDF by csvwlib with the
# rdflib of today: `CSVWConverter.to_rdf` ends in a TypeError, for `XSD.term`, a method of the namespace once, is a
# name in it now. pip puts the two together: csvwlib names no version of rdflib that it needs.
# Expected: the triples that the standard's conversion (csv2rdf) gives, four of them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check csvwlib==0.3.2 rdflib==7.6.0 'setuptools<81' 2>/dev/null
cd "$work"
printf 'name,stars\nAston,1\nBarrow,3\n' > towns.csv
cat > towns.csv-metadata.json <<'J'
{"@context": "http://www.w3.org/ns/csvw", "url": "towns.csv",
 "tableSchema": {"aboutUrl": "http://example.org/town/{name}", "columns": [
  {"name": "name", "titles": "name", "propertyUrl": "http://example.org/name"},
  {"name": "stars", "titles": "stars", "datatype": "integer", "propertyUrl": "http://example.org/stars"}]}}
J
"$work/venv/bin/python" -W ignore - <<'P'
import http.server, os, sys, threading
from functools import partial
from importlib.metadata import version

class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory="."))
threading.Thread(target=server.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{server.server_port}"
from csvwlib import CSVWConverter
print("csvwlib", version("csvwlib"), "rdflib", version("rdflib"))
seen = {}
for name, given in {
    "by address": (f"{here}/towns.csv", None),
    "with its metadata named": (f"{here}/towns.csv", f"{here}/towns.csv-metadata.json"),
}.items():
    try:
        found = CSVWConverter.to_rdf(*given, mode="minimal", format="nt")
        seen[name] = f"{len(str(found).splitlines())} lines"
    except Exception as error:
        seen[name] = f"{type(error).__name__}: {error}"
for name, what in seen.items():
    print(f"{name}: {what}")
sys.exit(set(seen.values()) != {"TypeError: 'URIRef' object is not callable"})
P
