#!/bin/sh
# What happened before 2004, asked as patgraph and most who use it would: FILTER(?day < "2004-01-01"^^xsd:date).
# SPARQL 1.1 asks an engine to order dateTimes (17.3) and leaves dates to it; Oxigraph, rdflib, Jena and Virtuoso
# order them. holosdb takes `<` between two dates for an error, so the filter is never true, nor is its opposite: both
# halves of a history are empty. Yet MAX and ORDER BY put the same dates in order, `=` finds equal ones, and `<=`
# finds those alone. YEAR of a date has no value either, so every sum of months is unbound. No error, no warning.
# Expected: one event before, one after. Instead: compare STR(?day) with "2004-01-01", as `from` and `to` of most
# questions do, and take the year with SUBSTR. Seen with holosdb 0.25.0: no row for either; pyoxigraph 0.5.13: one
# each.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check holosdb==0.25.0 pyoxigraph==0.5.13 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import pathlib
import sys
from importlib.metadata import version

import holosdb
import pyoxigraph

DATA = """@prefix ex: <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:sent ex:day "2003-02-01"^^xsd:date . ex:left ex:day "2004-05-06"^^xsd:date ."""
PREFIX = "PREFIX ex: <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
DAY = "\"2004-01-01\"^^xsd:date"
pathlib.Path("events.ttl").write_text(DATA)
store, other = pyoxigraph.Store(), holosdb.Store()
store.load(input=DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)
other.load(path="events.ttl")
print("holosdb", version("holosdb"), "pyoxigraph", version("pyoxigraph"))
seen = []
for asked in (f"?day < {DAY}", f"?day >= {DAY}", f"!(?day < {DAY})", "YEAR(?day) = 2003", "STR(?day) < \"2004-01-01\""):
    query = f"{PREFIX} SELECT ?event {{ ?event ex:day ?day FILTER({asked}) }}"
    seen.append((len(list(other.query(query))), len(list(store.query(query)))))
    print(f"{asked}: holosdb {seen[-1][0]} rows, Oxigraph {seen[-1][1]}")
last = [str(row["day"]) for row in other.query(f"{PREFIX} SELECT ?day {{ ?event ex:day ?day }} ORDER BY DESC(?day)")]
print("in order, last first:", last)
sys.exit((seen, last) != ([(0, 1), (0, 1), (0, 1), (0, 1), (1, 1)], ["2004-05-06", "2003-02-01"]))
P
