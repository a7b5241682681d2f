#!/bin/sh
# Two tables that refer to each other, a council to its team and a team to its council, are valid Croissant for
# mlcroissant, and no record of either can be read. Expected: what validates can be read, or validation says why not.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check mlcroissant==1.1.1 2>/dev/null
cd "$work"
printf 'id,team\nC1,T1\n' > council.csv
printf 'id,council\nT1,C1\n' > team.csv
"$work/venv/bin/python" - <<'P'
import hashlib, json, logging, pathlib, sys
from importlib.metadata import version
logging.disable(logging.CRITICAL)
context = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "dct": "http://purl.org/dc/terms/", "citeAs": "cr:citeAs",
    "column": "cr:column", "conformsTo": "dct:conformsTo", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "extract": "cr:extract", "field": "cr:field",
    "fileObject": "cr:fileObject", "fileProperty": "cr:fileProperty", "fileSet": "cr:fileSet", "format": "cr:format",
    "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key",
    "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
    "examples": {"@id": "cr:examples", "@type": "@json"},
}
def sheet(name):
    content = pathlib.Path(f"{name}.csv").read_bytes()
    return {"@type": "cr:FileObject", "@id": f"{name}.csv", "name": f"{name}.csv", "contentUrl": f"{name}.csv",
            "encodingFormat": "text/csv", "sha256": hashlib.sha256(content).hexdigest()}
def field(name, column, refers=None):
    found = {"@type": "cr:Field", "@id": f"{name}/{column}", "name": f"{name}/{column}", "dataType": "sc:Text",
             "source": {"fileObject": {"@id": f"{name}.csv"}, "extract": {"column": column}}}
    return found | ({"references": {"field": {"@id": refers}}} if refers else {})
def about(circle):
    sets = [("council", [field("council", "id"), field("council", "team", "team/id")]),
            ("team", [field("team", "id"), field("team", "council", "council/id" if circle else None)])]
    return {"@context": context, "@type": "sc:Dataset", "name": "towns", "description": "Two tables.", "version": "1.0.0",
            "conformsTo": "http://mlcommons.org/croissant/1.0", "license": "https://creativecommons.org/licenses/by/4.0/",
            "url": "http://example.org/", "datePublished": "2026-01-01", "citeAs": "none",
            "distribution": [sheet("council"), sheet("team")],
            "recordSet": [{"@type": "cr:RecordSet", "@id": name, "name": name, "field": fields} for name, fields in sets]}
import mlcroissant
print("mlcroissant", version("mlcroissant"))
seen = []
for circle in (False, True):
    pathlib.Path("croissant.json").write_text(json.dumps(about(circle)))
    try:
        dataset = mlcroissant.Dataset(jsonld="croissant.json")
        valid = f"{len(dataset.metadata.ctx.issues.errors)} errors"
    except Exception as error:
        seen.append((circle, type(error).__name__, str(error)[:200])); continue
    try:
        rows = f"{len(list(dataset.records('team')))} record"
    except Exception as error:
        rows = type(error).__name__
    seen.append((circle, valid, rows))
for circle, *what in seen:
    print("in a circle:" if circle else "one way:", *what)
sys.exit(seen != [(False, "0 errors", "1 record"), (True, "0 errors", "NetworkXUnfeasible")])
P
