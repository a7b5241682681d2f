#!/bin/sh
# When something was found, as machines write it: 10:00 in summer time, +01:00, is 09:00 in UTC, and 10:00:00.0 is
# 10:00:00. xsd:dateTime is compared by the moment (SPARQL 1.1, 17.3: op:dateTime-equal and -less-than, which bring both
# to UTC), also by ORDER BY (15.1) and MAX (18.5.1.6). rete-graph compares the texts: equal moments are not equal, what
# came earlier counts as later, and the last of several is another. Where all are written with Z it is right.
# Expected: true, true, true; half past nine is last. Instead: have all moments in UTC, with Z and without fractions,
# before building the graph. Seen with rete-graph 0.3.6: see `known`; Oxigraph gives what is expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check rete-graph==0.3.6 pyoxigraph==0.5.13 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import sys

import pyoxigraph
import rete_graph

def moment(text):
    return f'"2003-04-01T{text}"^^xsd:dateTime'

SUMMER, UTC, LATER = moment("10:00:00+01:00"), moment("09:00:00Z"), moment("09:30:00Z")
CASES = {
    "one moment": f"BIND({SUMMER} = {UTC} AS ?x)",
    "with a fraction of nought": f'BIND({moment("10:00:00.0Z")} = {moment("10:00:00Z")} AS ?x)',
    "earlier": f"BIND({SUMMER} < {LATER} AS ?x)",
    "the last": f"{{ SELECT (MAX(?found) AS ?x) {{ VALUES ?found {{ {SUMMER} {LATER} }} }} }}",
    "first in order, the other way": f"VALUES ?x {{ {SUMMER} {LATER} }}",
    "earlier, both with Z": f"BIND({UTC} < {LATER} AS ?x)",
}
DATA = "<http://example.org/a> <http://example.org/b> 1 ."
store, graph = pyoxigraph.Store(), rete_graph.open(rete_graph.build(DATA, "ttl"))
seen = {}
for name, where in CASES.items():
    query = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?x {{ {where} }} ORDER BY DESC(?x) LIMIT 1"
    answers = graph.query(query)[0]["x"].n3, str(next(iter(store.query(query)))["x"])
    seen[name] = tuple(answer.split('"')[1].replace("2003-04-01T", "") for answer in answers)
    print(f"{name}: rete-graph {seen[name][0]}, Oxigraph {seen[name][1]}")
known = {
    "one moment": ("false", "true"),
    "with a fraction of nought": ("false", "true"),
    "earlier": ("false", "true"),
    "the last": ("10:00:00+01:00", "09:30:00Z"),
    "first in order, the other way": ("10:00:00+01:00", "09:30:00Z"),
    "earlier, both with Z": ("true", "true"),
}
sys.exit(seen != known)
P
