#!/bin/sh
# Which councils are asked for: VALUES ?council { ex:a }, or UNDEF for any. For one variable VALUES takes any number of
# values in braces, UNDEF among them, and stands after the pattern too (SPARQL 1.1, 10.2; 19.8, rules 28, 61 to 63 and
# 65). larql, "Lark Parser for SPARQL 1.1", has "or" in its grammar where the variable and the braces follow each other:
# it takes the variable alone, and the values for a pattern beside it. Three councils pass, as if they were a triple;
# one, four, numbers, texts and UNDEF are errors. So a tool on it calls valid queries broken, patgraph's own with a
# parameter among them, and in those it takes, VALUES says nothing.
# Expected: all read. Instead: brackets around the variable and each value. Seen with larql 0.1.0: see `known`; Oxigraph
# reads all.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check larql==0.1.0 pyoxigraph==0.5.13 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import sys

import larql
import pyoxigraph

CASES = {
    "one": "{ VALUES ?council { ex:a } ?council ex:stars ?stars }",
    "three": "{ VALUES ?council { ex:a ex:b ex:c } ?council ex:stars ?stars }",
    "four": "{ VALUES ?council { ex:a ex:b ex:c ex:d } ?council ex:stars ?stars }",
    "texts": '{ VALUES ?name { "Aston" "Barrow" } ?council ex:name ?name }',
    "any": "{ VALUES ?council { UNDEF } ?council ex:stars ?stars }",
    "at the end": "{ ?council ex:stars ?stars } VALUES ?council { ex:a }",
    "two in brackets": "{ VALUES (?council) { (ex:a) (ex:b) } ?council ex:stars ?stars }",
    "any in brackets, at the end": "{ ?council ex:stars ?stars } VALUES (?council) { (UNDEF) }",
}

def reads(what, query):
    try:
        what(query)
    except Exception:
        return False
    return True

seen = {}
for name, part in CASES.items():
    query = f"PREFIX ex: <http://example.org/> SELECT * WHERE {part}"
    seen[name] = reads(larql.SPARQLParser, query), reads(pyoxigraph.Store().query, query)
    print(f"{name}: larql reads it: {seen[name][0]}; Oxigraph: {seen[name][1]}")
known = {name: (name in ("three", "two in brackets", "any in brackets, at the end"), True) for name in CASES}
sys.exit(seen != known)
P
