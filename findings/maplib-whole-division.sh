#!/bin/sh
# The share of reviews that were bad, as SUM/COUNT or 100 * bad / all. Two integers divided are a decimal in SPARQL
# (1.1, 17.3: xsd:decimal if both operands are xsd:integer). maplib divides whole numbers and cuts off the rest: 7 / 2
# is 3.0 and a quarter is 0.0, while AVG of the same numbers is right. Shares and means of what patgraph counts are
# too small without a word, and a share below one is 0.
# Expected: 3.5, 0.25 and the mean 3.5. Instead: multiply by 1.0 before dividing, with brackets, or take AVG. Seen
# with maplib 0.20.26: 3.0, 0.0, 3.0; pyoxigraph 0.5.13: as expected.
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

DATA = "@prefix ex: <http://example.org/> . ex:one ex:stars 3 . ex:two ex:stars 4 ."
PREFIX = "PREFIX ex: <http://example.org/> "
store, model = pyoxigraph.Store(), maplib.Model()
store.load(input=DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)
model.reads(DATA, format="turtle")
print("maplib", version("maplib"), "pyoxigraph", version("pyoxigraph"))
seen = []
for sum_ in ("7 / 2 AS ?x", "1 / 4 AS ?x", "SUM(?n) / COUNT(?n) AS ?x", "AVG(?n) AS ?x", "(1.0 * 7) / 2 AS ?x"):
    query = f"{PREFIX} SELECT ({sum_}) {{ ?review ex:stars ?n }}" + (" LIMIT 1" if "(?n" not in sum_ else "")
    seen.append((float(model.query(query).rows()[0][0]), float(next(store.query(query))["x"].value)))
    print(f"{sum_[:-6]}: maplib {seen[-1][0]}, Oxigraph {seen[-1][1]}")
sys.exit(seen != [(3.0, 3.5), (0.0, 0.25), (3.0, 3.5), (3.5, 3.5), (3.5, 3.5)])
P
