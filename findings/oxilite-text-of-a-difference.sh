#!/bin/sh
# A key to sort or to choose by, made of text and a number: STR(9999 - YEAR(?day)) puts the newest first, and MIN takes
# it. Where the day is an xsd:date, oxilite works out the number, 7982, but gives nothing for its text, nor for
# xsd:integer() of it: the key is unbound, so is all that CONCAT makes of it, and the column stays empty in every row,
# without an error. The year alone has a text, and with an xsd:dateTime the difference has one too. Five of patgraph's
# questions ask so, and lost months, first and last days.
# Expected: 7982 each time, as pyoxigraph has it. Instead: give the number a name with BIND before it is cast. Seen with
# oxilite 0.9.1: unbound for the text and the cast of the difference of a date, right for the four others.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check oxilite==0.9.1 pyoxigraph==0.5.13 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import sys
from importlib.metadata import version

import oxilite
import pyoxigraph

DATA = """@prefix ex: <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:visit ex:day "2017-07-13"^^xsd:date ; ex:moment "2017-07-13T10:00:00Z"^^xsd:dateTime ."""
QUERY = """PREFIX ex: <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?x { ex:visit ex:day ?day ; ex:moment ?moment . %s }"""
print("oxilite", version("oxilite"), "pyoxigraph", version("pyoxigraph"))
seen = []
for made in ("BIND(9999 - YEAR(?day) AS ?x)", "BIND(STR(YEAR(?day)) AS ?x)", "BIND(STR(9999 - YEAR(?moment)) AS ?x)",
             "BIND(9999 - YEAR(?day) AS ?n) BIND(STR(?n) AS ?x)", "BIND(STR(9999 - YEAR(?day)) AS ?x)",
             "BIND(xsd:integer(9999 - YEAR(?day)) AS ?x)"):
    found = []
    for engine in (oxilite, pyoxigraph):
        store = engine.Store()
        store.load(DATA.encode(), format=engine.RdfFormat.TURTLE)
        (row,) = store.query(QUERY % made)
        found.append(row["x"].value if row["x"] else None)
    print(f"{made}: oxilite {found[0]}; Oxigraph {found[1]}")
    seen.append(tuple(found))
sys.exit(seen != [("7982", "7982"), ("2017", "2017"), ("7982", "7982"), ("7982", "7982"), (None, "7982"), (None, "7982")])
P
