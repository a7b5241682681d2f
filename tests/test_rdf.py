"""Statements in memory: as text, in an engine, and what follows from narrower and wider terms."""

import pyoxigraph
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from patgraph import rdf
from patgraph.names import BASE
from patgraph.rdf import closure

pairs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20)


@given(pairs)
@settings(deadline=None)
def test_a_closure_holds_what_can_be_reached_and_no_more(steps):
    """As the matrix of the same steps, multiplied until nothing is added, has it; itself left out."""
    reached = set(steps)
    for _ in range(8):
        reached |= {(a, d) for a, b in reached for c, d in steps if b == c}
    found = closure(steps)
    assert found.keys() == {begin for begin, _ in steps}
    assert {(a, b) for a, ends in found.items() for b in ends} == {(a, b) for a, b in reached if a != b}


names = st.text("ab-/.~é1", max_size=3).map(lambda local: NamedNode(BASE + local))
blanks = st.text("ab1", min_size=1, max_size=2).map(BlankNode)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
literals = words.map(Literal) | words.map(lambda w: Literal(w, language="en")) | st.integers().map(Literal)
quads = st.builds(Quad, names | blanks, names, names | blanks | literals, names | st.just(DefaultGraph()))


@given(st.lists(quads, max_size=12))
@settings(deadline=None)
def test_a_dataset_is_written_as_the_engine_writes_it_each_line_once_and_sorted(found):
    """Whatever the names, words and blank nodes are, quads and tuples give the engine's own lines."""
    lines = pyoxigraph.serialize(found, format=RdfFormat.N_QUADS).splitlines(keepends=True)
    assert rdf.nquads(found) == rdf.nquads([tuple(quad) for quad in found]) == b"".join(sorted({*lines}))
    assert rdf.Dataset(found).quads == {*found} and rdf.Dataset(found).size == len({*found})


@given(st.lists(quads, max_size=12))
@settings(deadline=None)
def test_an_engine_is_loaded_in_pieces_and_blank_nodes_keep_their_names(found):
    """However small the pieces, the engine holds just the quads of the text."""
    engine = pyoxigraph.Store()
    rdf.load(engine, rdf.nquads(found), piece=100)
    assert {*engine} == {*found}
