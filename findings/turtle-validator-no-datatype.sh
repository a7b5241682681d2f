#!/bin/sh
# Turtle looked over before it is published: turtle-validator says that it validates "on syntax and XSD datatype errors"
# (README). It has patterns for xsd:dateTime, double, float and int, and asks whether a term is a "literal"; N3.js,
# which it takes in any version 1, names terms as RDF/JS does, "Literal". So no value is ever looked at: a moment in the
# 13th month at 99 o'clock and a number "many" are found right, with "0 warnings and 0 errors". Errors of syntax it does
# find.
# Expected: a warning for each of the three. Instead: a shape with sh:datatype, by pySHACL, or rdflib, which logs such
# literals. Seen with turtle-validator 1.1.1 on N3.js 1.26.0: none.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts turtle-validator@1.1.1 n3@1.26.0 >/dev/null
cat > given.ttl <<'T'
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:review ex:begun "2003-13-45T99:00:00"^^xsd:dateTime ; ex:points "many"^^xsd:int ; ex:share "most"^^xsd:float .
T
printf 'ex:review ex:begun "2003" .\n' > broken.ttl
node node_modules/turtle-validator/TurtleValidator.js given.ttl > given.txt 2>&1 || true
node node_modules/turtle-validator/TurtleValidator.js broken.ttl > broken.txt 2>&1 || true
echo "three values that are none of their datatype: $(cat given.txt)"
echo "a prefix that is not declared: $(cat broken.txt)"
grep -qx 'Validator finished with 0 warnings and 0 errors.' given.txt
grep -q '1 errors' broken.txt || { echo "changed: errors of syntax"; exit 1; }
