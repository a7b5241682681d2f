"""What is no address that a reader may follow is never a link."""

import asyncio
import re

import pytest
from pyoxigraph import NamedNode, Quad

import patgraph
from patgraph.names import BASE, VIEW, term
from patgraph.store.embedded import in_memory
from patgraph.web.app import app_for
from patgraph.web.http.addresses import local_address
from tests.support.wire_bytes import raw

NAMES = ("javascript:void(0)", "data:text/html,x", "vbscript:x", "JavaScript:void(0)", "file:///x", "urn:x:y")


@pytest.mark.parametrize("iri", NAMES)
def test_such_a_name_has_the_search_for_an_address(iri):
    """Whatever its scheme's case; http, https, mailto and our own names lead where they say."""
    assert local_address(iri).startswith("/search?q=")
    for followed in ("http://a.example/", "https://a.example/x", "mailto:a@a.example"):
        assert local_address(followed) == followed
    assert local_address(f"{BASE}id/council/haringey") == "/doc/council/haringey"


def test_no_page_links_it(small_dataset, small_graph):
    """As a value of a thing, as a property's value of a class, as the object in a graph: on no page that
    shows it is it a link; it is there as a text."""
    view, haringey = NamedNode(VIEW), NamedNode(f"{BASE}id/council/haringey")
    said = [Quad(haringey, term(p), NamedNode(iri), view) for p in ("rdfs:seeAlso", "rdf:type", "schema:url")
            for iri in NAMES]  # fmt: skip
    store = in_memory(small_dataset.nquads, "0" * 64, also=said)
    app = app_for(patgraph.Graph(store, small_graph.queries))
    shown = 0
    for address in ("/doc/council/haringey.html", "/graph/view.html", "/queries/outside-links.html",
                    "/def.html",
                    "/things/council", "/queries/council-facts.html?council=haringey"):  # fmt: skip
        status, _, body = asyncio.run(raw(app, address))
        assert status == 200, address
        page = body.decode()
        shown += "javascript:void(0)" in page
        linked = re.findall(r"""(?:href|src|action)\s*=\s*["']?\s*([^"'>\s]+)""", page)
        assert linked and not [
            each for each in linked if re.match(r"(?!https?:|mailto:)[a-z.+-]+:", each, re.I)
        ]
    assert shown
