"""Filling a remote store: whole at the end, resumed where it was killed, and never over a stranger."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from zlib import crc32

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

import patgraph
from patgraph.errors import BuildInProgress, RemoteFault, RemoteUnavailable, StoreOccupied, Unscoped
from patgraph.names import BASE, VIEW
from patgraph.rdf import Dataset, parse_nquads
from patgraph.store import fill as filling
from patgraph.store.fill import fill
from patgraph.store.remote import RemoteStore
from patgraph.store.store_description import DESCRIPTION, UNVERSIONED
from patgraph.store.wire import Wire
from tests.support.datasets import NODE, objects
from tests.support.datasets import of_graphs as small
from tests.support.remotes import as_filled, load_by_http, oxigraph_server, virtuoso_server

pytestmark = pytest.mark.remote


@pytest.fixture
def empty():
    """An Oxigraph server that holds nothing."""
    with oxigraph_server() as (address, _):
        yield address


def update(address, text):
    """Send an update that patgraph would not."""
    form = {"Content-Type": "application/sparql-update"}
    Wire(address).send("POST", address.update, text.encode(), form)


def content(address):
    """What a reader sees in the view."""
    return objects(RemoteStore(address))


def test_a_filled_store_gives_the_dataset_back_byte_for_byte(empty, dataset):
    """Exported from there, the quads have the hash that they were filled under, blank nodes included: of the
    real dataset, some statements of all large graphs and some passages. What other tests have a store read at
    once is the same.
    """
    lines = dataset.nquads.splitlines(keepends=True)
    kept = (line for line in lines[::8] if b"/id/passage/" not in line or crc32(line.split()[-2]) % 8 == 0)
    some = Dataset(frozenset(parse_nquads(b"".join(kept))))
    done = fill(some, empty)
    assert done.written == len({quad.graph_name for quad in some.quads})
    assert any(isinstance(quad.object, BlankNode) for quad in some.quads)
    with oxigraph_server() as (address, _):
        load_by_http(address, as_filled(some))
        for store in (RemoteStore(empty), RemoteStore(address)):
            assert (store.version, store.base) == (some.version, BASE)
            text = "".join(sorted(f"{quad} .\n" for quad in store.copy().engine))
            assert hashlib.sha256(text.encode()).hexdigest() == some.version


def test_a_moved_base_is_known_from_the_store(empty, small_dataset):
    """Names under another base are found without being told of it."""
    fill(Dataset(small_dataset.quads, "https://example.org/kg/"), empty)
    graph = patgraph.open(empty)
    assert graph.store.base == "https://example.org/kg/"
    rows = [*graph.query("engagements", council="haringey")]
    assert rows[0]["council"] == "https://example.org/kg/id/council/haringey"


@pytest.mark.parametrize("way", ["update", "graph-store"])
def test_virtuoso_is_filled_both_ways(virtuoso, way):
    """By SPARQL Update and by the Graph Store Protocol, Virtuoso holds each version whole, and again
    is left alone."""
    from dataclasses import replace

    address = virtuoso if way == "graph-store" else replace(virtuoso, graph_store=None)
    before = RemoteStore(virtuoso).describe()
    for text in ("one", "two"):
        fill(small(f"{text} {way}", 4), address)
        assert RemoteStore(address).copy().version == small(f"{text} {way}", 4).version
        assert fill(small(f"{text} {way}", 4), address).written == 0
    fill(small("fewer", 1), address)
    assert RemoteStore(address).describe() != before
    assert RemoteStore(address).dataset().nquads == small("fewer", 1).nquads


def test_only_what_changed_is_sent(empty):
    """A newer version sends the graphs that differ, and removes those that it lacks."""
    first = small("one", 5)
    fill(first, empty)
    extra = Quad(NODE, NODE, Literal("new"), NamedNode(f"{BASE}graph/document/9"))
    lost = NamedNode(f"{BASE}graph/document/0")
    second = Dataset(frozenset(q for q in [*first.quads, extra] if q.graph_name != lost))
    done = fill(second, empty)
    assert (done.written, done.removed, done.kept) == (1, 1, 5)
    assert RemoteStore(empty).dataset().nquads == second.nquads


@pytest.mark.parametrize(
    ("foreign", "message"),
    [
        ("INSERT DATA { GRAPH <urn:theirs> { <urn:a> <urn:b> 1 } }", "urn:theirs"),
        (f"INSERT DATA {{ GRAPH <{VIEW}> {{ <urn:a> <urn:b> 1 }} }}", "graph/view"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "unnamed graph"),
    ],
)
def test_a_store_that_holds_something_else_is_refused(empty, foreign, message):
    """What patgraph did not write is named, and nothing is changed."""
    update(empty, foreign)
    before = RemoteStore(empty).graphs()
    with pytest.raises(StoreOccupied, match=message) as caught:
        fill(small("one"), empty)
    assert "Give an empty store" in str(caught.value)
    assert RemoteStore(empty).graphs() == before


def test_a_stranger_in_a_filled_store_is_refused(empty):
    """Another's graph beside ours stops a build before it changes anything."""
    fill(small("one"), empty)
    update(empty, "INSERT DATA { GRAPH <urn:theirs> { <urn:a> <urn:b> 1 } }")
    with pytest.raises(StoreOccupied, match="urn:theirs"):
        fill(small("two"), empty)
    assert '"one"' in content(empty)


@pytest.mark.parametrize("way", ["update", "graph-store"])
@pytest.mark.parametrize("after", [1, 2, 3, 5, 9])
def test_a_fill_that_dies_is_resumed_without_doubles(empty, monkeypatch, way, after):
    """Cut off after any number of requests, an update leaves a store that readers are told to wait
    for (or the old version, whole), and the next fill ends with exactly the new version."""
    from dataclasses import replace

    if way == "graph-store":
        empty = replace(empty, graph_store=empty.query.replace("/query", "/store"))
    monkeypatch.setattr(filling, "_STATEMENTS", 4)
    monkeypatch.setattr("patgraph.store.remote._PATIENCE", 0.1)
    fill(small("old", 6), empty)
    sent, send = [0], Wire.send

    def dying(self, method, url, body, headers, accept=()):
        if not accept and sent[0] == after:
            raise KeyboardInterrupt
        sent[0] += not accept
        return send(self, method, url, body, headers, accept)

    new = small("new", 8)
    monkeypatch.setattr(Wire, "send", dying)
    with pytest.raises(KeyboardInterrupt):
        fill(new, empty)
    monkeypatch.setattr(Wire, "send", send)
    with pytest.raises(RemoteUnavailable, match="run it again, and it will resume"):
        content(empty)
    fill(new, empty)
    assert RemoteStore(empty).dataset().nquads == new.nquads
    assert set(RemoteStore(empty).graphs()) == {q.graph_name.value for q in new.quads} | {DESCRIPTION.value}


#: Fills a store, and stands still after so many requests that change it, if told to.
FILL = """
import os
import signal
import sys
from pathlib import Path
from patgraph.rdf import Dataset, parse_nquads
from patgraph.store.fill import fill
from patgraph.store.address import Address
from patgraph.store.wire import Wire

send, left = Wire.send, [int(sys.argv[4])]

def counted(self, method, url, body, headers, accept=()):
    reply = send(self, method, url, body, headers, accept)
    left[0] -= not accept
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
    return reply

Wire.send = counted
dataset = Dataset(frozenset(parse_nquads(Path(sys.argv[1]).read_bytes())))
fill(dataset, Address(sys.argv[2], update=sys.argv[3]))
"""


def test_a_killed_process_is_resumed(empty, dataset, tmp_path):
    """A process that is killed while it fills, some graphs written and others not; the next one completes
    the version.
    """
    lines = dataset.nquads.splitlines(keepends=True)[:20_000]
    (tmp_path / "dataset.nq").write_bytes(b"".join(lines))
    command = [sys.executable, "-c", FILL, tmp_path / "dataset.nq", empty.query, empty.update]
    process = subprocess.Popen([*command, "3"])
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    process.kill()
    process.wait()
    about = RemoteStore(empty).describe()
    assert about is not None and not about.whole
    assert 1 < len(RemoteStore(empty).graphs()) < len({line.split()[-2] for line in lines})
    assert subprocess.run([*command, "-1"]).returncode == 0
    assert RemoteStore(empty).dataset().nquads == b"".join(lines)


def test_a_reader_never_sees_a_half(empty):
    """While versions are swapped again and again, each answer is one version's, whole."""
    versions = [small(text * 3, 12) for text in "abc"]
    fill(versions[0], empty)
    whole = {
        d.version: sorted(q.object.value for q in d.quads if isinstance(q.object, Literal)) for d in versions
    }
    text = f"SELECT ?g ?s ?o WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(isLiteral(?o) && ?g != {DESCRIPTION}) }}"
    ended, seen, wrong = threading.Event(), [], []

    def read():
        store = RemoteStore(empty)
        while not ended.is_set():
            try:
                found = sorted(row[2].value for row in store.select(text)[1])
            except RemoteUnavailable:
                continue
            seen.append(store.version)
            if found != whole[store.version]:
                wrong.append((store.version, found))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(1, 10):
        fill(versions[turn % 3], empty)
        time.sleep(0.1)
    ended.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert len(set(seen)) == 3


def test_a_build_that_was_taken_over_stops(empty, monkeypatch):
    """Of two builds into one store the first notices the second, and says so."""
    monkeypatch.setattr(filling, "_STATEMENTS", 4)
    send, begun = Wire.send, []

    def interrupted(self, method, url, body, headers, accept=()):
        if not accept:
            begun.append(1)
            if len(begun) == 4:
                fill(small("second"), empty)
        return send(self, method, url, body, headers, accept)

    monkeypatch.setattr(Wire, "send", interrupted)
    with pytest.raises(BuildInProgress, match="Run one build at a time"):
        fill(small("first", 6), empty)


def test_a_store_that_patgraph_did_not_fill_is_served(empty):
    """With a view it is asked through it; without one its own default graph is what a query sees."""
    update(empty, "INSERT DATA { <urn:a> <urn:b> 'default' }")
    store = RemoteStore(empty)
    assert store.version == UNVERSIONED
    assert content(empty) == ['"default"']
    update(empty, f"INSERT DATA {{ GRAPH <{VIEW}> {{ <urn:a> <urn:b> 'view' }} }}")
    assert content(empty) == ['"view"']


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("DESCRIBE <urn:a>", "DESCRIBE"),
        ("DESCRIBE ?x WHERE { ?x a ?y }", "DESCRIBE"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT WHERE"),
        ("SELECT ?s WHERE { ?s ?p ?o } ORDER BY (EXISTS { ?s a ?o })", "EXISTS outside"),
        ("SELECT (EXISTS { ?s a ?t } AS ?x) WHERE { ?s ?p ?o }", "EXISTS outside"),
        ("SELECT * FROM <http://example.org/> { ?s ?p ?o }", "no graph of this dataset"),
    ],
)
def test_what_cannot_be_put_inside_the_view_is_refused(empty, text, reason):
    """422 with the reason, and nothing is asked of the store."""
    fill(small("one"), empty)
    with pytest.raises(Unscoped, match=reason) as caught:
        RemoteStore(empty).free(text)
    assert caught.value.status == 422


def test_a_graph_of_the_dataset_can_be_named(empty):
    """`FROM` a graph that is here is that graph, and `GRAPH` inside a body reaches every graph."""
    fill(small("one"), empty)
    store = RemoteStore(empty)
    some = f"SELECT ?o FROM <{BASE}graph/document/0> WHERE {{ ?s ?p ?o }}"
    assert len(list(store.free(some))) == 3
    (count,) = next(iter(store.free("SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p 'one' } }")))
    assert count.value == "4"
    assert bool(store.free("ASK { GRAPH ?g { ?s ?p 'one' } }"))
    triples = list(store.free("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))
    assert len(triples) == 3 and any(isinstance(t.object, BlankNode) for t in triples)


def test_a_store_that_cuts_answers_short_is_noticed(tmp_path):
    """Virtuoso gives as many rows as it is told and says so only in a header, of triples not even there;
    a store read back whole comes in pages."""
    with virtuoso_server(tmp_path, rows=10_000) as (address, _):
        nodes = [NamedNode(f"{NODE.value}{number}") for number in range(2_100)]
        large = Dataset(
            frozenset(Quad(node, NODE, Literal(n), NamedNode(VIEW)) for node in nodes for n in range(5))
        )
        fill(large, address)
        store = RemoteStore(address)
        for text in ("SELECT * WHERE { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
            with pytest.raises(RemoteFault, match="ResultSetMaxRows"):
                store.free(text)
        assert store.dataset().nquads == large.nquads
