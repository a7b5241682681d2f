#!/bin/sh
# A column of links, `"valueUrl": "{+link}"`: the plus says that marks with a meaning in an address stay as they are (RFC
# 6570, 3.2.3, which CSVW's templates follow). csvw_functions writes `?` and `&` as %3F and %26 all the same: the link
# http://example.org/a?id=1&part=2 becomes <http://example.org/a%3Fid=1%26part=2>, another address, which leads nowhere.
# Links without a query come out right, so that a look at the first rows does not show it.
# Expected: the link as it stands in the cell. Instead: load the graph's Turtle or N-Quads. Seen with csvw_functions
# 0.0.0: see `known`; uritemplate 4.2.0, which it needs, expands the same template rightly.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check csvw-functions==0.0.0 uritemplate==4.2.0 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import functools
import http.server
import json
import sys
import threading
from importlib.metadata import version
from pathlib import Path

import csvw_functions
import uritemplate

class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory="."))
threading.Thread(target=server.serve_forever, daemon=True).start()
links = ["http://example.org/b", "http://example.org/a?id=1&part=2"]
Path("links.csv").write_text("id,link\n" + "".join(f"{n},{link}\n" for n, link in enumerate(links)))
columns = [{"name": "id", "titles": "id", "suppressOutput": True},
           {"name": "link", "titles": "link", "propertyUrl": "http://example.org/link", "valueUrl": "{+link}"}]
schema = {"aboutUrl": "http://example.org/town/{id}", "columns": columns}
described = {"@context": "http://www.w3.org/ns/csvw", "url": "links.csv", "tableSchema": schema}
Path("links.csv-metadata.json").write_text(json.dumps(described))
group = csvw_functions.create_annotated_table_group(
    f"http://127.0.0.1:{server.server_port}/links.csv-metadata.json"
)
seen = [line.split()[2] for line in csvw_functions.create_rdf(group, mode="minimal").splitlines()]
print("csvw_functions", version("csvw-functions"), "uritemplate", version("uritemplate"))
for link, made in zip(links, seen):
    print(f"{link}: csvw_functions {made}, uritemplate <{uritemplate.expand('{+link}', link=link)}>")
known = ["<http://example.org/b>", "<http://example.org/a%3Fid=1%26part=2>"]
sys.exit(seen != known or [uritemplate.expand("{+link}", link=link) for link in links] != links)
P
