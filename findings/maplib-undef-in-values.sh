#!/bin/sh
# A value that a caller may leave out is UNDEF in a VALUES block, and constrains nothing: the row joins with whatever
# the pattern binds (SPARQL 1.1, 10.2.1, and "compatible mappings"). maplib joins UNDEF with nothing at all: the row
# is lost, and with it the answer, without an error. patgraph writes each parameter of a question so (VALUES ?council
# { UNDEF }), so a question read from /queries/NAME.rq and asked of maplib without a value answers no row, which looks
# like "there is none". A row with one value and one UNDEF is lost as well.
# Expected: three rows, and four. Instead: delete the VALUES lines that hold only UNDEF before asking. Seen with
# maplib 0.20.26: no row for either; pyoxigraph 0.5.13: 3 and 4.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check maplib==0.20.26 pyoxigraph==0.5.13 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import sys
from importlib.metadata import version

import maplib
import pyoxigraph

DATA = """@prefix ex: <http://example.org/> . ex:north ex:council ex:aston , ex:barrow . ex:south ex:council ex:aston ."""
QUERY = "PREFIX ex: <http://example.org/> SELECT ?team ?council { VALUES %s ?team ex:council ?council }"
store, model = pyoxigraph.Store(), maplib.Model()
store.load(input=DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)
model.reads(DATA, format="turtle")
print("maplib", version("maplib"), "pyoxigraph", version("pyoxigraph"))
seen = []
for values in ("?team { ex:north }", "?team { UNDEF }", "(?team ?council) { (ex:north UNDEF) (UNDEF ex:aston) }"):
    seen.append((model.query(QUERY % values).height, len(list(store.query(QUERY % values)))))
    print(f"VALUES {values}: maplib {seen[-1][0]} rows, Oxigraph {seen[-1][1]}")
sys.exit(seen != [(2, 2), (0, 3), (0, 4)])
P
