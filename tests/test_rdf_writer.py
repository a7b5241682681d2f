"""One writer of RDF: the same bytes in every process, and the same triples in every format."""

import json
import os
import subprocess
import sys
from hashlib import sha256

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple
from rdflib.compare import isomorphic

from patgraph import rdf_writer
from patgraph.names import BASE, pat, term
from tests.support.paths import ROOT

DOCUMENTS = ("/def", "/shapes", "/concept/role", "/doc/council/haringey", "/graph/shapes",
             "/queries/engagements")  # fmt: skip
#: What another process does with a store.
ASK = """
import sys, patgraph
from fastapi.testclient import TestClient
from patgraph.web.app import app_for
from tests.test_rdf_writer import digests
print(*digests(TestClient(app_for(patgraph.open(sys.argv[1])))), sep="\\n")
"""


def digests(client):
    """A line for each document in every format: its tag, and a digest of its bytes."""
    for path in (*DOCUMENTS, "/.well-known/void"):
        for form in ("ttl", "jsonld", "nt", "rdf", "trig", "nq"):
            for _ in range(2 if form == "jsonld" else 1):
                response = client.get(path, params={"format": form})
                if response.status_code == 200:
                    yield f"{path} {form} {response.headers['etag']} {sha256(response.content).hexdigest()}"


@pytest.mark.slow
def test_a_tag_stands_for_the_same_bytes_in_every_process(small_built, client):
    """This process and one with another seed of its hashes, two requests to each: what has one strong entity
    tag is one body, for every document in every format.
    """
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK, small_built], capture_output=True, text=True,
        env=os.environ | {"PYTHONHASHSEED": seed}, check=True, cwd=ROOT,
    )  # fmt: skip
    there, found = done.stdout.splitlines(), {}
    for line in (*digests(client), *there):
        path, form, tag, digest = line.split()
        found.setdefault((path, form, tag), set()).add(digest)
    assert len(found) > 5 * len(DOCUMENTS) and len(there) > len(found)
    assert {key: several for key, several in found.items() if len(several) > 1} == {}


@pytest.mark.engine
@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_format_says_what_the_turtle_says(client, path):
    """JSON-LD, N-Triples and RDF/XML of a document have the triples of its Turtle, whatever blank nodes are
    called.
    """
    turtle = rdflib.Graph().parse(data=client.get(path, params={"format": "ttl"}).content, format="turtle")
    assert len(turtle)
    for form, kind in (("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")):
        read = rdflib.Graph().parse(data=client.get(path, params={"format": form}).content, format=kind)
        assert isomorphic(read, turtle), form


@pytest.fixture(scope="module")
def client(small_app):
    """A client of the service, in this process."""
    from fastapi.testclient import TestClient

    return TestClient(small_app)


@pytest.mark.engine
def test_json_ld_keeps_short_names_and_the_names_of_blank_nodes():
    """Names are short by a context of prefixes; a blank node keeps its own as subject, value or type."""
    node, kind, cell = BlankNode("b1"), BlankNode("k"), BlankNode("c")
    said = [
        Triple(NamedNode(f"{BASE}id/council/x"), pat("about"), node),
        Triple(node, term("rdf:type"), kind),
        Triple(node, term("rdfs:label"), Literal('a text with "@id": "bnode:b1" in it')),
        Triple(node, term("rdfs:seeAlso"), cell),
        Triple(cell, term("rdf:first"), Literal("1", datatype=term("xsd:integer"))),
        Triple(cell, term("rdf:rest"), term("rdf:nil")),
    ]
    content = rdf_writer.write(said, "jsonld", rdf_writer.used(said, BASE))
    document = json.loads(content)
    assert document["@context"]["pat"] == f"{BASE}def#"
    assert [each["@id"] for each in document["@graph"]] == ["_:b1", "_:c", "council:x"]
    assert document["@graph"][0]["@type"] == "_:k"
    read = rdflib.Graph().parse(data=content, format="json-ld")
    turtle = pyoxigraph.serialize(said, format=RdfFormat.TURTLE)
    assert isomorphic(read, rdflib.Graph().parse(data=turtle, format="turtle"))


def test_formats_of_triples_leave_graphs_out_and_say_nothing_twice():
    """Two graphs that state one triple are two lines of N-Quads and one of N-Triples."""
    triple = (NamedNode("x:s"), NamedNode("x:p"), Literal("o"))
    quads = [Quad(*triple, NamedNode(f"x:g{number}")) for number in range(2)]
    assert len(rdf_writer.write(quads, "nq", {}).splitlines()) == 2
    assert rdf_writer.write(quads, "nt", {}) == b'<x:s> <x:p> "o" .\n'


def test_much_json_ld_is_the_engines_own():
    """Beyond some thousand statements JSON-LD has long names, and comes in a moment."""
    said = [Triple(pat(f"s{number}"), pat("p"), Literal("o")) for number in range(3001)]
    content = rdf_writer.write(iter(said), "jsonld", rdf_writer.prefixes(BASE))
    assert content == pyoxigraph.serialize(said, format=RdfFormat.JSON_LD, prefixes=rdf_writer.prefixes(BASE))
    assert sha256(content).digest() == sha256(rdf_writer.write(said, "jsonld", {})).digest()
