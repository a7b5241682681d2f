#!/bin/sh
# The citation of a dataset, beside that of a book, in one BibTeX file: @dataset, a type of biblatex (manual, 2.1.1)
# that patgraph gives (/queries/NAME/cite.bib). Four readers: pybtex and citation.js have both; bibtexparser leaves
# the dataset out with a line in the log (an option keeps it), and citeproc-py gives up the whole file with KeyError,
# the book as well, so that a paper's list of references is not made for the sake of one. Old BibTeX itself reads a
# type it does not know as @misc.
# Expected: two entries from each. Instead: write @misc by hand, or take CSL-JSON (cite.json), which citeproc-py
# reads. Seen with bibtexparser 1.4.3: 1; citeproc-py 0.11.1: KeyError; pybtex 0.26.1: 2; @citation-js/core 0.8.2: 2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check bibtexparser==1.4.3 citeproc-py==0.11.1 pybtex==0.26.1 2>/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @citation-js/core@0.8.2 @citation-js/plugin-bibtex@0.8.2 >/dev/null
cat > cited.bib <<'B'
@dataset{councils, title = {Councils}, author = {{The editors}}, year = {2026}, url = {http://example.org/councils}}
@book{towns, title = {Towns}, author = {Ann Aston}, publisher = {Barrow}, year = {2003}}
B
cat > seen.mjs <<'J'
import { readFileSync } from "node:fs"
import { Cite } from "@citation-js/core"
import "@citation-js/plugin-bibtex"

console.log("citation.js", new Cite(readFileSync("cited.bib", "utf8")).data.length)
J
cat > seen.py <<'P'
import json
import logging

import bibtexparser
from citeproc.source.bibtex import BibTeX
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_file

logging.disable(logging.CRITICAL)
print("bibtexparser", len(bibtexparser.load(open("cited.bib")).entries))
print("pybtex", len(parse_file("cited.bib").entries))
try:
    print("citeproc-py", len(BibTeX("cited.bib")))
except KeyError as error:
    print("citeproc-py KeyError", error)
print("citeproc-py, CSL-JSON", len(CiteProcJSON([{"id": "councils", "type": "dataset", "title": "Councils"}])))
P
node seen.mjs > seen.txt
venv/bin/python -W ignore seen.py >> seen.txt
cat seen.txt
cat > known.txt <<'T'
citation.js 2
bibtexparser 1
pybtex 2
citeproc-py KeyError 'dataset'
citeproc-py, CSL-JSON 1
T
cmp seen.txt known.txt
