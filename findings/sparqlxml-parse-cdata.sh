#!/bin/sh
# The rows of a query as XML. Text between <![CDATA[ and ]]> is text like any other (XML 1.0, 2.7), and a comment is no
# part of it (2.5); writers of XML choose either where a note has many < and & in it. sparqlxml-parse, which
# fetch-sparql-endpoint and Comunica read answers with, leaves CDATA out, so that a literal is "", and of a text with a
# comment or a CDATA section in it keeps what comes last. No error, and the number of rows is right.
# Expected: a < b & c, each time. Instead: ask for JSON (Accept: application/sparql-results+json). Seen with
# sparqlxml-parse 3.3.0: see `known`; rdflib 7.6.0 reads all.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check rdflib==7.6.0 2>/dev/null
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts sparqlxml-parse@3.3.0 >/dev/null
cat > given.xml <<'X'
<?xml version="1.0"?>
<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="note"/></head><results>
<result><binding name="note"><literal>a &lt; b &amp; c</literal></binding></result>
<result><binding name="note"><literal><![CDATA[a < b & c]]></literal></binding></result>
<result><binding name="note"><literal>a <![CDATA[< b &]]> c</literal></binding></result>
<result><binding name="note"><literal>a &lt; b<!-- sic --> &amp; c</literal></binding></result>
</results></sparql>
X
cat > other.mjs <<'J'
import { createReadStream } from "node:fs"
import { SparqlXmlParser } from "sparqlxml-parse"

const notes = []
for await (const row of new SparqlXmlParser().parseXmlResultsStream(createReadStream("given.xml")))
  notes.push(row.note.value)
console.log(JSON.stringify(notes))
J
"$work/venv/bin/python" - <<'P'
import json
import subprocess
import sys

from rdflib.query import Result

given = subprocess.run(["node", "other.mjs"], capture_output=True, text=True, check=True).stdout
seen = json.loads(given)
with open("given.xml", "rb") as file:
    other = [str(row.note) for row in Result.parse(file, format="xml")]
print("sparqlxml-parse:", seen)
print("rdflib:", other)
sys.exit(seen != ["a < b & c", "", " c", " & c"] or other != ["a < b & c"] * 4)
P
