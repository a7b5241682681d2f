#!/bin/sh
# A crate made RDF: a name with its language, {"@value": "Cyngor Môn", "@language": "cy"}, is one triple with a tagged
# literal (JSON-LD 1.1 API, Object to RDF Conversion). rocraters reads the crate and writes such values again as JSON,
# but its `to_rdf` leaves them out, as it does dates with a datatype: a council without a name, a table without a day,
# and no word of it. Plain strings, numbers and links are all there.
# Expected: four triples more about the council and the file, "Cyngor Môn"@cy among them. Instead: a JSON-LD processor,
# such as PyLD, on the same file. Seen with rocraters 0.6.0: two of the four.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check rocraters==0.6.0 2>/dev/null
cd "$work"
printf 'x\n' > teams.csv
cat > ro-crate-metadata.json <<'J'
{"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [
  {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"},
   "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}},
  {"@id": "./", "@type": "Dataset", "name": "Councils", "description": "Teams.", "datePublished": "2026-11-29",
   "license": {"@id": "https://example.org/licence"}, "hasPart": [{"@id": "teams.csv"}], "author": {"@id": "#council"}},
  {"@id": "teams.csv", "@type": "File", "name": "Teams",
   "dateModified": {"@value": "2026-11-28", "@type": "http://www.w3.org/2001/XMLSchema#date"}},
  {"@id": "#council", "@type": "Organization", "name": {"@value": "Cyngor Môn", "@language": "cy"}, "alternateName": "Anglesey"}]}
J
"$work/venv/bin/python" - <<'P'
import json
import sys
from importlib.metadata import version

import rocraters

crate = rocraters.read("ro-crate-metadata.json", 1)
lines = crate.to_rdf("ntriples", base="http://example.org/crate/").splitlines()
wanted = {"Teams": "name> \"Teams\"", "2026-11-28": "dateModified>", "Cyngor Môn": "Cyngor Môn", "Anglesey": "\"Anglesey\""}
seen = {name: any(text in line for line in lines) for name, text in wanted.items()}
print("rocraters", version("rocraters"))
print("in its RDF:", seen)
again = crate.to_json()
print("in its JSON:", {name: name in (again if isinstance(again, str) else json.dumps(again, ensure_ascii=False))
                       for name in wanted})
sys.exit(seen != {"Teams": True, "2026-11-28": False, "Cyngor Môn": False, "Anglesey": True})
P
