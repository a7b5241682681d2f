#!/bin/sh
# The canonical form of a dataset (RDFC-1.0), of which a digest is taken to say that two files hold the same. rdfcanon
# gives the form that others give while all statements are in the default graph. With named graphs it gives blank nodes
# other numbers: the digest of a dataset with provenance is one that nobody else's software finds, and two equal files
# count as different. The same happens with a string that has its datatype written out (RDF 1.1: `"x"` is short for
# `"x"^^xsd:string`).
# Expected: one form from all, four times. Instead: rdf-canonize, or pyoxigraph's `Dataset.canonicalize`. Seen with
# rdfcanon 0.1.0 (and 1.0.0, which needs Python 3.12): its own form in the last two cases; rdf-canonize 5.0.0 and
# pyoxigraph 0.5.13 are the same each time.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check rdfcanon==0.1.0 pyoxigraph==0.5.13 2>/dev/null
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts rdf-canonize@5.0.0 >/dev/null
cat > other.mjs <<'J'
import { readFileSync } from "node:fs"
import { canonize } from "rdf-canonize"

const given = readFileSync(0, "utf8")
process.stdout.write(await canonize(given, { algorithm: "RDFC-1.0", inputFormat: "application/n-quads" }))
J
"$work/venv/bin/python" -W ignore - <<'P'
import contextlib
import io
import subprocess
import sys
from importlib.metadata import version

import pyoxigraph
import rdflib
from rdfcanon import RDFCanon, RDFCanonTimeTicker

GIVEN = {
    "no named graph": '_:a <u:p> "x" .\n_:a <u:p> "z" .\n_:b <u:p> "y" .\n_:c <u:q> "y" .\n',
    "a list": '<u:s> <u:p> _:a .\n_:a <u:first> "x" .\n_:a <u:rest> _:b .\n_:b <u:first> "y" .\n',
    "named graphs": '_:a <u:p> "x" <u:g> .\n_:a <u:p> "z" <u:h> .\n_:b <u:p> "y" <u:g> .\n_:c <u:p> <u:x> .\n',
    "xsd:string": '_:a <u:p> "x"^^<http://www.w3.org/2001/XMLSchema#string> .\n_:b <u:p> "y" .\n',
}
print("rdfcanon", version("rdfcanon"), "pyoxigraph", version("pyoxigraph"))
seen = {}
for name, given in GIVEN.items():
    dataset = rdflib.Dataset()
    dataset.parse(data=given, format="nquads")
    with contextlib.redirect_stdout(io.StringIO()):
        form = RDFCanon(hash_algorithm="sha256", dataset=dataset, ticker=RDFCanonTimeTicker(20_000)).canonize()
    quads = pyoxigraph.Dataset(pyoxigraph.parse(given.encode(), format=pyoxigraph.RdfFormat.N_QUADS))
    quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    oxigraph = "".join(sorted(f"{quad} .\n" for quad in quads))
    other = subprocess.run(["node", "other.mjs"], input=given, capture_output=True, text=True, check=True).stdout
    seen[name] = form == other, oxigraph == other
    print(f"{name}: rdfcanon as rdf-canonize: {seen[name][0]}; Oxigraph as rdf-canonize: {seen[name][1]}")
known = {"no named graph": True, "a list": True, "named graphs": False, "xsd:string": False}
sys.exit(seen != {name: (same, True) for name, same in known.items()})
P
