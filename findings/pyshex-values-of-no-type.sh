#!/bin/sh
# A shape in ShEx: ex:members xsd:integer, ex:day xsd:date. For the datatypes that SPARQL names, and dates, a literal
# has to be in the datatype's lexical space too (ShEx 2.1, 5.4.3), so "x"^^xsd:integer is none. PyShEx looks at the
# name of the datatype alone: "x" counts as a whole number, 30 February as a day and a day as a moment, while rdflib,
# under it, writes to the log that it cannot read them. And a language with all its varieties but one, [@en~ - @en-GB]
# (5.4.5), lets the one pass that was taken out. Data that a shape was to keep out is in; right data passes, so that a
# test with it shows nothing.
# Expected: false, four times. Instead: SHACL with pySHACL. Seen with PyShEx 0.9.0 on rdflib
# 7.6.0: true each time; another datatype and another language are found.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check pyshex==0.9.0 rdflib==7.6.0 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import logging
import sys

from pyshex import ShExEvaluator

logging.disable(logging.CRITICAL)
CASES = {
    "a text for a number": ("xsd:integer", '"x"^^xsd:integer', True),
    "30 February": ("xsd:date", '"2003-02-30"^^xsd:date', True),
    "a day for a moment": ("xsd:dateTime", '"2003-04-01"^^xsd:dateTime', True),
    "a language taken out": ("[@en~ - @en-GB]", '"x"@en-GB', True),
    "another datatype": ("xsd:integer", '"3"^^xsd:string', False),
    "another language": ("[@en~ - @en-GB]", '"x"@cy', False),
}
seen = {}
for name, (constraint, value, _) in CASES.items():
    names = "PREFIX ex: <http://example.org/>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    schema, data = f"{names}ex:S {{ ex:p {constraint} }}", f"{names}ex:a ex:p {value} .\n"
    evaluator = ShExEvaluator(rdf=data, schema=schema, focus="http://example.org/a", start="http://example.org/S")
    seen[name] = evaluator.evaluate()[0].result
    print(f"{name}: {value} as {constraint}: {seen[name]}")
sys.exit(seen != {name: known for name, (_, _, known) in CASES.items()})
P
