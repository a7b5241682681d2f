#!/bin/sh
# Councils and their areas in one table, as two kinds of thing: the second is the object of the first by
# rr:parentTriplesMap, without a condition of joining, since both are of one row (R2RML, 8: without rr:joinCondition the
# joint query is the child's own, so that subject and object are of the same row; RML has it so too). fog-rml joins
# every row with every row: each council has all areas, nine triples for three; and where both addresses are made of the
# same column, none. With a condition on the code it is right. And a template with a brace that is text, "{name}
# \\{district\\}" (7.3: a backslash before it), gives no triples at all; a bracket in its place does. No error. (It
# needs requests, and does not ask for it.)
# Expected: three triples each time. Instead: a condition by the key; brackets. Seen with fog-rml 1.0.0 on rdflib 7.6.0:
# 9, 0, 3, 0, 3.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install fog-rml==1.0.0 rdflib==7.6.0 jsonpath-ng==1.8.0 pyparsing==3.2.5 requests==2.32.5
printf 'code,name\na,Aston\nb,Barrow\nc,Carn\n' > councils.csv
cat > seen.py <<'P'
import subprocess

HEAD = r"""@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix ex: <http://example.org/> .
<#Area> a rr:TriplesMap ; rml:logicalSource [ rml:source "councils.csv" ; rml:referenceFormulation ql:CSV ] ;
    rr:subjectMap [ rr:template "http://example.org/area/{code}" ] .
<#Named> a rr:TriplesMap ; rml:logicalSource [ rml:source "councils.csv" ; rml:referenceFormulation ql:CSV ] ;
    rr:subjectMap [ rr:template "http://example.org/area/{name}" ] .
<#Council> a rr:TriplesMap ; rml:logicalSource [ rml:source "councils.csv" ; rml:referenceFormulation ql:CSV ] ;
    rr:subjectMap [ rr:template "http://example.org/{code}" ] ;
    rr:predicateObjectMap [ rr:predicate ex:is ; rr:objectMap [ %s ] ] .
"""
MAPS = {
    "same row": "rr:parentTriplesMap <#Named>",
    "same row, same column": "rr:parentTriplesMap <#Area>",
    "by the code": 'rr:parentTriplesMap <#Area> ; rr:joinCondition [ rr:child "code" ; rr:parent "code" ]',
    "brace": r'rr:template "{name} \\{district\\}" ; rr:termType rr:Literal',
    "bracket": 'rr:template "{name} (district)" ; rr:termType rr:Literal',
}
KNOWN = {"same row": 9, "same row, same column": 0, "by the code": 3, "brace": 0, "bracket": 3}
seen = {}
for name, text in MAPS.items():
    with open("mapping.ttl", "w") as file:
        file.write(HEAD % text)
    run = subprocess.run(["venv/bin/fog-rml", "run", "-m", "mapping.ttl"], capture_output=True, text=True, check=True)
    lines = {line for line in run.stdout.splitlines() if "<http://example.org/is>" in line}
    seen[name] = len(lines)
    print(f"{name}: {len(lines)} ({'; '.join(sorted(lines)[:2])})", "ERROR" if "ERROR" in run.stderr else "")
raise SystemExit(seen != KNOWN)
P
venv/bin/python seen.py
