"""The dump for other stores: asked without any graph being named, it answers as the graph does here."""

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from patgraph.exports.export import rdf

ASKED = (
    "councils",
    "engagements",
    "timeline",
    "why",
    "star-history",
    "planned-and-actual",
    "disagreements",
    "names",
)


@pytest.fixture(scope="module")
def loaded(small_graph):
    """`load(form)`: another store, with the whole graph in that format."""

    def load(form):
        store = pyoxigraph.Store()
        store.load(rdf(small_graph, form), format=RdfFormat.N_QUADS)
        return store

    return load


def asked(graph, store, name):
    """The rows of a question's example here, and there."""
    query = graph.queries[name]
    needed = {p.name: query.example[p.name] for p in query.parameters.values() if p.required}
    here = query.ask(graph.store, needed).rows
    there = store.query(query.bind(query.read(needed, graph.store), graph.store.base))
    return sorted(map(str, here)), sorted(str(tuple(row)) for row in there)


@pytest.mark.slow
def test_another_store_answers_without_being_told_of_the_view(small_graph, loaded):
    """Every row, and no other, with nothing but the unnamed graph as default; what has graphs, alike."""
    store, told = loaded("nq-view"), 0
    for name in ASKED:
        here, there = asked(small_graph, store, name)
        assert here == there, name
        told += bool(here)
    assert told >= 5
    assert {quad.graph_name for quad in small_graph.store.quads()} < {quad.graph_name for quad in store}


def test_the_plain_dump_would_not(small_graph, loaded):
    """Why there is another: in the plain one the unnamed graph is empty."""
    store = loaded("nq")
    assert not any(there for _, there in (asked(small_graph, store, name) for name in ASKED))
