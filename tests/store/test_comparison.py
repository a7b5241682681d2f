"""A remote store compared with what it should hold: what differs is named, by SPARQL alone."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from patgraph.errors import RemoteFault
from patgraph.names import BASE, VIEW
from patgraph.rdf import Dataset
from patgraph.store.comparison import compare
from patgraph.store.embedded import in_memory
from patgraph.store.fill import fill
from patgraph.store.remote import RemoteStore
from patgraph.store.wire import Wire
from tests.support.datasets import NODE
from tests.support.datasets import of_graphs as small
from tests.support.remotes import oxigraph_server

pytestmark = pytest.mark.remote
DOCUMENT = f"{BASE}graph/document/"


@pytest.fixture(scope="module")
def server():
    """An Oxigraph server, and what empties it."""
    with oxigraph_server() as (address, _):
        yield address


@pytest.fixture
def empty(server):
    """That server, emptied."""
    update(server, "DROP ALL")
    return server


def update(address, text):
    """Send an update that patgraph would not."""
    form = {"Content-Type": "application/sparql-update"}
    Wire(address).send("POST", address.update, text.encode(), form)


def wanted(dataset):
    """The store that a dataset makes here."""
    return in_memory(dataset.nquads, dataset.version, dataset.base)


def compared(dataset, address):
    """The comparison of a dataset with what is at an address."""
    return compare(wanted(dataset), RemoteStore(address))


def ways(found):
    """Each graph that differs, with its counts."""
    return {g.name.rpartition("/")[2]: (g.wanted, g.held, g.missing, g.more) for g in found.differences}


def test_what_was_filled_is_the_same_and_has_one_digest(empty):
    """After a fill nothing differs, blank nodes included, and the digest is that of the statements alone."""
    fill(small("one"), empty)
    first, second = compared(small("one"), empty), compared(small("one"), empty)
    assert first == second and first.is_same
    assert (first.same, first.statements, first.counted) == (4, 12, 0)
    assert "is empty" in first.default_graph
    fill(small("two"), empty)
    assert compared(small("two"), empty).digest != first.digest


def test_each_kind_of_difference_is_told(empty):
    """A graph that is gone, one with a statement fewer, one with one more, one with another instead, a
    stranger's: each is named with its counts and statements."""
    fill(small("one", 4), empty)
    one, stranger = "{ ?s ?p 'one' }", "{ <urn:a> <urn:b> 1 }"
    changes = [
        f"DROP GRAPH <{DOCUMENT}0>",
        f"DELETE WHERE {{ GRAPH <{DOCUMENT}1> {one} }}",
        f"INSERT DATA {{ GRAPH <{DOCUMENT}2> {stranger} GRAPH <urn:theirs> {stranger} }}",
        f"WITH <{DOCUMENT}3> DELETE {one} INSERT {{ ?s ?p 'One' }} WHERE {one}",
    ]
    update(empty, "; ".join(changes))
    found = compared(small("one", 4), empty)
    assert not found.is_same and found.same == 1
    assert ways(found) == {
        "0": (3, 0, 3, 0), "1": (3, 2, 1, 0), "2": (3, 4, 0, 1), "3": (3, 3, 1, 1),
        "urn:theirs": (0, 1, 0, 1),
    }  # fmt: skip
    changed = next(g for g in found.differences if g.name == f"{DOCUMENT}3")
    assert changed.missing_lines == (f'{NODE} {NODE} "one" .',)
    assert changed.more_lines == (f'{NODE} {NODE} "One" .',)


def test_a_graph_of_many_statements_is_read_in_pages(empty):
    """One statement of two thousand, changed, is found: the count alone would not tell."""
    numbers = [Quad(NamedNode(f"{NODE.value}{n}"), NODE, Literal(n), NamedNode(VIEW)) for n in range(2_000)]
    large = Dataset(frozenset(numbers))
    fill(large, empty)
    assert compared(large, empty).is_same
    update(empty, f"DELETE DATA {{ GRAPH <{VIEW}> {{ <{NODE.value}1999> {NODE} 1999 }} }}; "
                  f"INSERT DATA {{ GRAPH <{VIEW}> {{ <{NODE.value}1999> {NODE} 1998 }} }}")  # fmt: skip
    assert ways(compared(large, empty)) == {"view": (2_000, 2_000, 1, 1)}


@pytest.mark.parametrize(
    ("text", "sound", "words"),
    [
        ("ADD <{view}> TO DEFAULT", True, "is the view"),
        ("INSERT DATA {{ <urn:a> <urn:b> 1 }}", False, "holds 1 statements that are not the view"),
        ("ADD <{view}> TO DEFAULT; ADD <{extra}> TO DEFAULT", True, "is all graphs together"),
    ],
)
def test_the_default_graph_is_told(empty, text, sound, words):
    """It may be empty, the view, or all graphs together; anything else is a difference."""
    extra = f"{DOCUMENT}extra"
    dataset = Dataset(frozenset([*small("one").quads, Quad(NODE, NODE, NODE, NamedNode(extra))]))
    fill(dataset, empty)
    update(empty, text.format(view=VIEW, extra=extra))
    found = compared(dataset, empty)
    assert (found.default_is_sound, found.is_same) == (sound, sound) and words in found.default_graph


def test_a_dump_that_was_loaded_has_its_blank_nodes_counted(empty):
    """Loaded by the store's own loader, blank nodes have no names to compare by: they are counted."""
    Wire(empty).send("POST", empty.query.replace("/query", "/store"), small("one").nquads,
                     {"Content-Type": "application/n-quads"})  # fmt: skip
    found = compared(small("one"), empty)
    assert found.is_same and (found.statements, found.counted) == (12, 8)
    update(empty, f"DELETE WHERE {{ GRAPH <{DOCUMENT}1> {{ ?s ?p 'b' }} }}")
    assert ways(compared(small("one"), empty)) == {"1": (3, 2, 1, 0)}


def test_a_fill_that_was_killed_is_no_match(empty):
    """All statements there, and yet the store says that it is being filled."""
    fill(small("one"), empty)
    update(empty, 'DELETE { GRAPH ?g { ?s ?p "whole" } } INSERT { GRAPH ?g { ?s ?p "changing" } } '
                  'WHERE { GRAPH ?g { ?s ?p "whole" } }')  # fmt: skip
    found = compared(small("one"), empty)
    assert not found.differences and not found.whole and not found.is_same


def test_another_base_is_refused(empty):
    """Names under another base would differ everywhere: the option is named instead."""
    fill(Dataset(small("one").quads, "https://example.org/kg/"), empty)
    with pytest.raises(RemoteFault, match=r"give --base https://example\.org/kg/"):
        compared(small("one"), empty)


def test_virtuoso_is_compared_though_it_rewrites_literals(virtuoso):
    """What Virtuoso keeps as it was is the same; a duration that it rewrites is told, not hidden."""
    fill(small("one"), virtuoso)
    found = compared(small("one"), virtuoso)
    assert found.is_same, found
    year = Literal("P1Y", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#duration"))
    spoilt = Dataset(frozenset([*small("one").quads, Quad(NODE, NODE, year, NamedNode(VIEW))]))
    fill(spoilt, virtuoso)
    found = compared(spoilt, virtuoso)
    assert ways(found) == {"view": (4, 4, 1, 1)}
    assert "all graphs together" in found.default_graph
