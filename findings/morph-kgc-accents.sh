#!/bin/sh
# Addresses made of names: a template `http://example.org/town/{name}` over a table. R2RML (7.3, "IRI-safe") and RML
# escape what is not in `iunreserved` of RFC 3987, and letters with accents are in it: "Ynys Môn" gives <…/Ynys%20Môn>.
# morph-kgc escapes them too: <…/Ynys%20M%C3%B4n>, another IRI. Whatever another processor made of the same mapping, or
# what is written by hand, does not join with it, for those names alone, and no error or warning tells so; its option
# `safe_percent_encoding` goes to Python's `quote`, which knows ASCII alone.
# Expected: <http://example.org/town/Ynys%20Môn>. Instead: make addresses of codes. Seen with morph-kgc 2.10.0: as above.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check morph-kgc==2.10.0 2>/dev/null
cd "$work"
printf 'name,stars\nAston,1\nYnys Môn,3\n' > towns.csv
cat > mapping.ttl <<'T'
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
<#Towns> a rr:TriplesMap ;
    rml:logicalSource [ rml:source "towns.csv" ; rml:referenceFormulation ql:CSV ] ;
    rr:subjectMap [ rr:template "http://example.org/town/{name}" ] ;
    rr:predicateObjectMap [
        rr:predicate <http://example.org/stars> ; rr:objectMap [ rml:reference "stars" ] ] .
T
printf '[towns]\nmappings: mapping.ttl\n' > towns.ini
"$work/venv/bin/python" - 2>/dev/null <<'P'
import sys
from importlib.metadata import version

import morph_kgc
from rdflib import URIRef

graph = morph_kgc.materialize("towns.ini")
print("morph-kgc", version("morph-kgc"))
seen = sorted(map(str, graph.subjects()))
print(*seen, sep="\n")
found = len(list(graph.triples((URIRef("http://example.org/town/Ynys%20Môn"), None, None))))
print("triples of <http://example.org/town/Ynys%20Môn>:", found)
known = ["http://example.org/town/Aston", "http://example.org/town/Ynys%20M%C3%B4n"]
sys.exit((seen, found) != (known, 0))
P
