#!/bin/sh
# A name with its language, or a date with its datatype, in the metadata of a crate: {"@value": "Cyngor Môn", "@language": "cy"},
# as JSON-LD writes them and as every converter from RDF does. ro-crate (JavaScript) takes such an object for a thing
# without an `@id`: read and written again, the name is a link to "entity-1", which is nowhere in the crate, and the
# text is gone. Nothing is said, and a name that is a plain string comes through.
# Expected: what was read. Instead: the Python library `rocrate`, which keeps them, or plain strings. Seen with ro-crate
# 3.7.2 (npm): three values lost, one kept; rocrate 0.16.0 (PyPI): all four kept.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check rocrate==0.16.0 2>/dev/null
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts ro-crate@3.7.2 >/dev/null
mkdir given
cat > given/ro-crate-metadata.json <<'J'
{"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [
  {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"},
   "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}},
  {"@id": "./", "@type": "Dataset", "description": "Teams.", "license": {"@id": "https://example.org/licence"},
   "name": {"@value": "Councils", "@language": "en"}, "alternateName": "Cynghorau",
   "datePublished": {"@value": "2026-11-29", "@type": "https://schema.org/Date"}, "author": {"@id": "#council"}},
  {"@id": "#council", "@type": "Organization", "name": {"@value": "Cyngor Môn", "@language": "cy"}}]}
J
cat > other.mjs <<'J'
import { readFileSync, writeFileSync } from "node:fs"
import { ROCrate } from "ro-crate"

const crate = new ROCrate(JSON.parse(readFileSync("given/ro-crate-metadata.json", "utf8")))
writeFileSync("javascript.json", JSON.stringify(crate))
J
node other.mjs
"$work/venv/bin/python" - <<'P'
import json
import sys
from pathlib import Path

from rocrate.rocrate import ROCrate

ROCrate("given").write("python")
seen = {}
for name, file in (("rocrate", "python/ro-crate-metadata.json"), ("ro-crate", "javascript.json")):
    things = {thing["@id"]: thing for thing in json.loads(Path(file).read_text())["@graph"]}
    root = things["./"]
    values = [root["name"], root["alternateName"], root["datePublished"], things["#council"]["name"]]
    seen[name] = [value.get("@value") if isinstance(value, dict) else value for value in values]
    print(f"{name}: {json.dumps(values, ensure_ascii=False)}, {len(things)} things")
known = {"rocrate": ["Councils", "Cynghorau", "2026-11-29", "Cyngor Môn"], "ro-crate": [None, "Cynghorau", None, None]}
sys.exit(seen != known)
P
