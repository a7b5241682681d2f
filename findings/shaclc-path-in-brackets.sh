#!/bin/sh
# Shapes in SHACL's compact syntax. What follows or stands before a path in brackets belongs to all of it:
# ^(ex:in/ex:in) is the whole way backwards, (ex:in|ex:near)+ as many steps as there are (SHACL Compact Syntax, grammar:
# pathElt is a pathPrimary, which may be a path in brackets, with a pathMod, and `^` before it). shaclc leaves the mark
# out where there are brackets: sh:path (ex:in ex:in), the way forth, and one step for any number. The shapes are valid
# SHACL, look at other values, and pass or report what they were not written for. Without brackets the marks are kept; a
# number that is no plain integer, maxInclusive=5.5, ends in an error, though the grammar has it.
# Expected: sh:inversePath, sh:oneOrMorePath, sh:zeroOrMorePath. Instead: write such shapes in Turtle. Seen with shaclc
# 0.1.1 on rdflib 7.6.0: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check shaclc==0.1.1 rdflib==7.6.0 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import sys

from rdflib.namespace import SH
from shaclc import shaclc_to_graph

known = {
    "^(ex:in/ex:in)": "",
    "(ex:in|ex:near)+": "alternativePath",
    "ex:team/(ex:in/ex:in)*": "",
    "^ex:in": "inversePath",
    "ex:in+": "oneOrMorePath",
    "^ex:in/ex:near*": "inversePath zeroOrMorePath",
}
MARKS = SH.inversePath, SH.oneOrMorePath, SH.zeroOrMorePath, SH.alternativePath
seen = {}
for path in known:
    shapes = f"PREFIX ex: <http://example.org/>\nshape ex:S -> ex:Council {{\n  {path} ex:Place [1..*] .\n}}\n"
    graph = shaclc_to_graph("BASE <http://example.org/shapes>\n" + shapes)
    seen[path] = " ".join(sorted(mark.removeprefix(str(SH)) for mark in MARKS if (None, mark, None) in graph))
    print(f"{path}: {seen[path] or 'a sequence and no more'}")
sys.exit(seen != known)
P
