#!/bin/sh
# What a cell says that stands for nothing: `"null": ["", "n/a"]` (Metadata Vocabulary for Tabular Data, 5.7: a
# string or several). csvw_functions, which passes the standard's tests by its own account, takes no cell of such a
# column for nothing, the empty ones no more: its RDF has a note "" and a note "n/a", whose owners count as having a
# note. With one string in place of the list it does as the standard says, and csvw reads both.
# Expected: one triple of a note, and one. Instead: one string, or csvw. Seen with csvw_functions 0.0.0: three and one;
# csvw 4.1.1: one and one.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check csvw-functions==0.0.0 csvw==4.1.1 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import functools
import http.server
import json
import sys
import threading
from importlib.metadata import version
from pathlib import Path

import csvw
import csvw_functions

class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory="."))
threading.Thread(target=server.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{server.server_port}"
print("csvw_functions", version("csvw-functions"), "csvw", version("csvw"))
seen = []
for name, null, cells in (("several", ["", "n/a"], ["praised", "", "n/a"]), ("one", "n/a", ["praised", "n/a", "n/a"])):
    Path(f"{name}.csv").write_text("id,note\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells)))
    columns = [{"name": "id", "titles": "id", "suppressOutput": True},
               {"name": "note", "titles": "note", "null": null, "propertyUrl": "http://example.org/note"}]
    schema = {"aboutUrl": "http://example.org/town/{id}", "columns": columns}
    described = {"@context": "http://www.w3.org/ns/csvw", "url": f"{name}.csv", "tableSchema": schema}
    Path(f"{name}.csv-metadata.json").write_text(json.dumps(described))
    group = csvw_functions.create_annotated_table_group(f"{here}/{name}.csv-metadata.json")
    lines = csvw_functions.create_rdf(group, mode="minimal").splitlines()
    (table,) = csvw.CSVW(f"{name}.csv-metadata.json").tables
    notes = [row["note"] for row in table if row["note"] is not None]
    seen.append((sum("example.org/note" in line for line in lines), len(notes)))
    print(f"null {json.dumps(null)}: csvw_functions {seen[-1][0]} notes, csvw {seen[-1][1]}")
sys.exit(seen != [(3, 1), (1, 1)])
P
