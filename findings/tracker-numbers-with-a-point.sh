#!/bin/sh
# More than four and a half: `5 > 4.5`, HAVING (SUM(?stars) > 6.5), FILTER(?stars * 2 > 3.5). In SPARQL (1.1, 17.3) two
# numbers are compared by their values, of whichever kinds. Tracker, an engine over SQLite, puts a number with a point
# that stands in a query beside what was worked out there as a text: a text is greater than any number, so "more
# than" finds nothing and "less than" all, and of two such numbers 12.5 comes before 4.5. What is stored, alone on its
# side, is compared rightly, as are whole numbers, so half of a page of queries is right.
# Expected: true true false; true; barrow and carn. Instead: whole numbers on both sides (times ten). Seen with Tracker
# 3.4.2 (gir1.2-tracker-3.0 of Debian 12, whose package lists have to be there): see KNOWN.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir ontology
apt-get download -qq gir1.2-tracker-3.0=3.4.2-1 libtracker-sparql-3.0-0=3.4.2-1 libjson-glib-1.0-0=1.6.6-1 \
  libsoup-3.0-0=3.2.3-0+deb12u2 libproxy1v5=0.4.18-1.2 glib-networking=2.74.0-4 python3-gi=3.42.2-3+b1 \
  gir1.2-glib-2.0=1.74.0-3 libgirepository-1.0-1=1.74.0-3 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu)
GI_TYPELIB_PATH=$LD_LIBRARY_PATH/girepository-1.0
PYTHONPATH=$work/usr/lib/python3/dist-packages
export LD_LIBRARY_PATH GI_TYPELIB_PATH PYTHONPATH

cat > ontology/90-councils.ontology <<'T'
@prefix ex: <http://example.org/> .
@prefix nrl: <http://tracker.api.gnome.org/ontology/v3/nrl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex: a nrl:Namespace, nrl:Ontology ; nrl:prefix "ex" ; nrl:lastModified "2003-04-01T00:00:00Z" .
ex:Council a rdfs:Class ; rdfs:subClassOf rdfs:Resource .
ex:stars a rdf:Property ; rdfs:domain ex:Council ; rdfs:range xsd:integer ; nrl:maxCardinality 1 .
T

/usr/bin/python3 2>/dev/null - <<'P'
import sys

import gi

gi.require_version("Tracker", "3.0")
from gi.repository import Gio, Tracker

PREFIX = "PREFIX ex: <http://example.org/> "
store = Tracker.SparqlConnection.new(
    Tracker.SparqlConnectionFlags.NONE, None, Gio.File.new_for_path("ontology"), None)
store.update(PREFIX + """INSERT DATA {
  ex:aston a ex:Council ; ex:stars 1 .
  ex:barrow a ex:Council ; ex:stars 2 .
  ex:carn a ex:Council ; ex:stars 4 . }""", None)


def rows(query):
    cursor = store.query(PREFIX + query, None)
    found = []
    while cursor.next(None):
        found.append(" ".join(
            cursor.get_string(i)[0].removeprefix("http://example.org/") for i in range(cursor.props.n_columns)))
    return " ".join(found)


KNOWN = {
    "SELECT (5 > 4.5 AS ?x) (12.5 > 4.5 AS ?y) (5 < 4.5 AS ?z) {}": "false false true",
    "SELECT (SUM(?stars) > 6.5 AS ?x) (SUM(?stars) > 6 AS ?y) { ?c ex:stars ?stars }": "false true",
    "SELECT ?c { ?c ex:stars ?stars FILTER(?stars * 2 > 3.5) } ORDER BY ?c": "",
    "SELECT ?c { ?c ex:stars ?stars FILTER(?stars * 2 < 3.5) } ORDER BY ?c": "aston barrow carn",
    "SELECT ?c { ?c ex:stars ?stars FILTER(?stars > 1.5) } ORDER BY ?c": "barrow carn",
    "SELECT ?c { ?c ex:stars ?stars FILTER(?stars * 20 > 35) } ORDER BY ?c": "barrow carn",
}
seen = {query: rows(query) for query in KNOWN}
for query, answer in seen.items():
    print(f"{query}: {answer}")
sys.exit(seen != KNOWN)
P
