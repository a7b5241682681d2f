#!/bin/sh
# What began in 2003: FILTER(YEAR(?time) = 2003). YEAR and MONTH of an xsd:dateTime are integers (SPARQL 1.1, 17.4.5.2);
# Tracker, an engine over SQLite, knows them of an xsd:date too. It says that they are integers, but compares them as
# texts: no year is equal to 2003, each is greater than any number, and April is "04". The first and the last day, MIN
# and MAX, lose their kind: they are seconds since 1970, said to be an integer, where the standard's (18.5.1.5) is the
# value that comes first in order.
# Expected: aston, twice; barrow; 4; 2003-04-01. Instead: YEAR(?day) + 0 = 2003; ORDER BY and LIMIT 1. Seen with
# Tracker 3.4.2 (gir1.2-tracker-3.0 of Debian 12, whose package lists have to be there): see KNOWN.
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
ex:day a rdf:Property ; rdfs:domain ex:Council ; rdfs:range xsd:date ; nrl:maxCardinality 1 .
ex:at a rdf:Property ; rdfs:domain ex:Council ; rdfs:range xsd:dateTime ; nrl:maxCardinality 1 .
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
  ex:aston a ex:Council ; ex:stars 1 ; ex:day "2003-04-01" ; ex:at "2003-04-01T10:00:00Z" .
  ex:barrow a ex:Council ; ex:stars 2 ; ex:day "2004-11-30" .
  ex:carn a ex:Council ; ex:stars 4 . }""", None)


def rows(query):
    cursor = store.query(PREFIX + query, None)
    found = []
    while cursor.next(None):
        found.append(" ".join(
            cursor.get_string(i)[0].removeprefix("http://example.org/") for i in range(cursor.props.n_columns)))
    return " ".join(found)


KNOWN = {
    "SELECT ?c { ?c ex:at ?time FILTER(YEAR(?time) = 2003) }": "",
    "SELECT ?c { ?c ex:day ?day FILTER(YEAR(?day) = 2003) }": "",
    "SELECT ?c { ?c ex:day ?day FILTER(YEAR(?day) > 2003) } ORDER BY ?c": "aston barrow",
    "SELECT (MONTH(?day) AS ?x) (DATATYPE(MONTH(?day)) AS ?y) { ex:aston ex:day ?day }":
        "04 http://www.w3.org/2001/XMLSchema#integer",
    "SELECT (MIN(?day) AS ?x) { ?c ex:day ?day }": "1049155200",
    "SELECT ?c { ?c ex:day ?day FILTER(YEAR(?day) + 0 = 2003) }": "aston",
    "SELECT ?day { ?c ex:day ?day } ORDER BY ?day LIMIT 1": "2003-04-01",
}
seen = {query: rows(query) for query in KNOWN}
for query, answer in seen.items():
    print(f"{query}: {answer}")
sys.exit(seen != KNOWN)
P
