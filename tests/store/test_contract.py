"""What every store promises (see `patgraph.store.protocol`), asked of each kind that there is."""

import hashlib
import itertools
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from patgraph.errors import Closed, MalformedQuery
from patgraph.names import BASE, PREFIXES, VIEW, pat
from patgraph.rdf import Dataset, parse_nquads
from patgraph.store import Store, snapshot
from patgraph.store.embedded import in_memory
from patgraph.store.fill import fill
from patgraph.store.remote import RemoteStore
from tests.support.remotes import oxigraph_server, virtuoso_server

#: Not the usual one, so that nothing rests on it.
HERE = "https://example.org/kg/"
LABEL, TYPE, SAID = NamedNode(PREFIXES["rdfs"] + "label"), NamedNode(PREFIXES["rdf"] + "type"), pat("says")
#: More statements of one property than are read in one answer.
MANY = 3_500


def named(path: str, base: str = HERE) -> NamedNode:
    """A name under a base."""
    return NamedNode(base + path)


def _quads():
    """A small graph: three councils in the view, two of them in a passage, a blank node, a long graph."""
    view, first, second = NamedNode(VIEW), named("id/passage/a-1", BASE), named("id/passage/a-2", BASE)
    for slug, label, passages in (
        ("leeds", "Leeds", [first, second]),
        ("barking", "Barking & “Dagenham”", []),
        ("york", "York\n", [first]),
    ):
        council = named(f"id/council/{slug}", BASE)
        yield Quad(council, TYPE, pat("Council"), view)
        yield Quad(council, LABEL, Literal(label, language="en"), view)
        for passage in passages:
            yield Quad(council, TYPE, pat("Council"), passage)
            yield Quad(council, SAID, Literal(slug), passage)
    blank = BlankNode("c14n0")
    yield Quad(named("id/council/leeds", BASE), SAID, blank, second)
    yield Quad(blank, LABEL, Literal("no name of its own"), second)
    for number in range(MANY):
        figure = named(f"id/figure/f{number:04}", BASE)
        yield Quad(figure, pat("value"), Literal(number), named("graph/f", BASE))


@pytest.fixture(scope="module")
def dataset():
    """The graph, under another base."""
    return Dataset(frozenset(_quads()), HERE)


@pytest.fixture(scope="module")
def quads(dataset):
    """Its statements as a store has them."""
    return set(parse_nquads(dataset.nquads))


@pytest.fixture(
    scope="module",
    params=[
        "memory",
        "snapshot",
        pytest.param("oxigraph", marks=pytest.mark.remote),
        pytest.param("virtuoso", marks=pytest.mark.remote),
    ],
)
def store(request, dataset, tmp_path_factory):
    """The same graph in every kind of store."""
    here: Path = tmp_path_factory.mktemp("store")
    if request.param == "memory":
        yield in_memory(dataset.nquads, dataset.version, dataset.base)
    elif request.param == "snapshot":
        snapshot.write_snapshot(dataset, here)
        yield snapshot.open_snapshot(here)
    else:
        server = oxigraph_server() if request.param == "oxigraph" else virtuoso_server(here, 10_000)
        with server as (address, _):
            fill(dataset, address)
            yield RemoteStore(address)


def test_it_has_all_that_a_store_has(store):
    """Nobody need ask whether a store has this or that."""
    missing = [name for name in vars(Store) if not name.startswith("_") and not hasattr(type(store), name)]
    assert [name for name in missing if not hasattr(store, name)] == []


def test_it_knows_what_it_holds(store, dataset):
    """Version, base and view are those of the dataset, and it says whether it is here."""
    assert (store.version, store.base, store.view) == (dataset.version, HERE, named("graph/view"))
    assert store.is_embedded is not isinstance(store, RemoteStore)


def test_a_query_sees_the_view(store):
    """Without GRAPH the view, with GRAPH every graph; what is unbound is `None`."""
    assert len(store.select(f"SELECT ?s WHERE {{ ?s {TYPE} ?t }}")[1]) == 3
    names, rows = store.select(
        f"SELECT ?s ?said WHERE {{ ?s {LABEL} ?l . OPTIONAL {{ GRAPH ?g {{ ?s {SAID} ?said "
        "FILTER(isLiteral(?said)) } } } ORDER BY STR(?s)"
    )
    assert names == ["s", "said"]
    assert rows[0] == (named("id/council/barking"), None)
    assert {row[1] for row in rows[1:]} == {Literal("leeds"), Literal("york")}
    assert bool(store.query("ASK { ?s ?p ?o }")) is True
    found = [*store.query(f"CONSTRUCT {{ ?s {TYPE} ?t }} WHERE {{ ?s {TYPE} ?t }}")]
    assert {triple.subject.value for triple in found} == {*store.names(f"{HERE}id/council/")}


def test_only_a_select_has_rows(store):
    """Rows of another form of query are an error, and so is what is no query."""
    with pytest.raises(MalformedQuery):
        store.select("ASK { ?s ?p ?o }")
    for ask in (store.query, store.free):
        with pytest.raises(MalformedQuery):
            ask("SELECT ?s { ?s")


def test_a_stranger_may_name_graphs_and_call_nobody(store):
    """FROM is one of the graphs that are here; SERVICE is closed."""
    text = f"SELECT (COUNT(*) AS ?n) FROM <{HERE}id/passage/a-2> WHERE {{ ?s ?p ?o }}"
    ((count,),) = store.free(text)
    assert int(count.value) == 4
    ((count,),) = store.free("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert int(count.value) == 6
    with pytest.raises(Closed):
        store.free("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_members_come_with_their_labels_in_order(store):
    """Labels as they are, quotes, ampersands and line ends too; asked again the same."""
    wanted = [
        (named("id/council/barking"), "Barking & “Dagenham”"),
        (named("id/council/leeds"), "Leeds"),
        (named("id/council/york"), "York\n"),
    ]
    for _ in range(2):
        assert store.members(f"?value a {pat('Council')}") == wanted
    assert store.members(f"?value a {pat('Nothing')}") == []


def test_it_knows_things_and_passages(store):
    """What the view speaks of, and each passage; not what only a passage is about, nor what is nowhere."""
    assert store.knows(named("id/council/leeds")) and store.knows(named("id/passage/a-1"))
    assert not store.knows(named("id/council/hull")) and not store.knows(named("id/figure/f0001"))


def test_names_are_sorted(store):
    """The view's subjects that begin with a text, and no other."""
    councils = named("id/council/").value
    assert store.names(councils) == [f"{councils}{slug}" for slug in ("barking", "leeds", "york")]
    assert store.names(f"{councils}l") == [f"{councils}leeds"] and store.names(f"{HERE}id/figure/") == []


def by_place(quads):
    """Statements by what stands where: (0, subject), (1, predicate), (2, object), (3, graph)."""
    found = defaultdict(set)
    for quad in quads:
        for place in enumerate(quad):
            found[place].add(quad)
    return found


def test_quads_are_those_that_match(store, quads):
    """Every pattern of every few statements, blank nodes and long properties too, finds what a search through
    all finds, and what is in no graph finds nothing."""
    some = [quad for quad in quads if quad.graph_name != named("graph/f")]
    some.append(next(quad for quad in quads if quad.graph_name == named("graph/f")))
    patterns = {
        tuple(part if kept else None for part, kept in zip(quad, kept, strict=True))
        for quad in (tuple(quad) for quad in some)
        for kept in itertools.product((True, False), repeat=4)
    }
    patterns = sorted(patterns, key=str)[:: 1 if store.is_embedded else 5]
    having = by_place(quads)
    for pattern in [(None, pat("value"), None, None), (None, None, None, None), *patterns]:
        places = (place for place in enumerate(pattern) if place[1] is not None)
        wanted = quads.intersection(*(having[place] for place in places))
        found = [*store.quads(*pattern)]
        assert set(found) == wanted and len(found) == len(wanted), pattern
    for pattern in [{"subject": named("id/council/hull")}, {"graph": named("graph/none")}]:
        assert [*store.quads(**pattern)] == []


def test_it_says_where_triples_are_stated(store, quads):
    """In their order, each with its graphs but the view; what no other graph states is left out."""
    leeds, york, barking = (named(f"id/council/{slug}") for slug in ("leeds", "york", "barking"))
    asked = [
        (york, TYPE, pat("Council")), (barking, TYPE, pat("Council")), (leeds, TYPE, pat("Council")),
        (leeds, SAID, Literal("leeds")), (leeds, SAID, BlankNode("c14n0")), (leeds, SAID, Literal("hull")),
        *((q.subject, q.predicate, q.object) for q in sorted(quads, key=str) if q.predicate == pat("value")),
    ]  # fmt: skip
    found = [*store.stated_in(iter(asked))]
    first, second = f"{HERE}id/passage/a-1", f"{HERE}id/passage/a-2"
    assert [(triple, sorted(graphs)) for triple, graphs in found[:4]] == [
        (asked[0], [first]), (asked[2], [first, second]), (asked[3], [first, second]), (asked[4], [second]),
    ]  # fmt: skip
    assert [triple for triple, _ in found[4:]] == asked[6:] and len(found) == 4 + MANY
    assert [*store.stated_in([])] == []


def test_sizes_are_of_the_graphs_of_the_dataset(store, quads):
    """Each graph with its count, and none that the store keeps for itself."""
    wanted = {}
    for quad in quads:
        wanted[quad.graph_name] = wanted.get(quad.graph_name, 0) + 1
    assert store.sizes() == wanted


def test_a_copy_is_all_of_it_here(store, dataset):
    """The copy is embedded, and its quads have the hash that is the version."""
    copy = store.copy()
    lines = "".join(sorted(f"{quad} .\n" for quad in copy.quads()))
    assert copy.is_embedded and (copy.version, copy.base) == (dataset.version, HERE)
    assert hashlib.sha256(lines.encode()).hexdigest() == dataset.version
