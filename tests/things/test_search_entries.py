"""What search finds, kept beside a snapshot: never trusted without its digest, and never in the way."""

import gc
import os

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from patgraph import files
from patgraph.names import BASE, VIEW, term
from patgraph.rdf import Dataset
from patgraph.store import snapshot
from patgraph.store.embedded import in_memory
from patgraph.things import search_entries
from patgraph.things.search_entries import KEPT, entries
from patgraph.things.search_index import Search
from patgraph.things.thing import Things


def named(*councils: str) -> Dataset:
    """A dataset of councils that have a name."""
    nodes = {name: NamedNode(f"{BASE}id/council/{name.lower()}") for name in councils}
    label, view = term("rdfs:label"), NamedNode(VIEW)
    return Dataset(frozenset(Quad(node, label, Literal(name), view) for name, node in nodes.items()))


@pytest.fixture
def opened(tmp_path):
    """What a snapshot of two councils says of things, each time it is opened."""
    snapshot.write_snapshot(named("Leeds", "York"), tmp_path)
    return lambda: Things(snapshot.open_snapshot(tmp_path))


@pytest.fixture
def made(monkeypatch):
    """How often entries were made of a store, and not read."""
    found, times = search_entries._found, []
    monkeypatch.setattr(search_entries, "_found", lambda things: times.append(1) or found(things))
    return times


def test_what_search_finds_is_kept_beside_its_snapshot(opened, made):
    """The second to open a snapshot reads what the first made, and finds the same."""
    first, second = entries(opened()), entries(opened())
    assert [entry.label for entry in first] == ["Leeds", "York"] and first == second and len(made) == 1
    assert Search(opened()).find("york").hits[0].entry.label == "York" and len(made) == 1


@pytest.mark.slow
def test_the_real_graph_reads_back_as_it_was_made(graph, tmp_path):
    """Every entry of the real graph, whatever its letters, is the same when it was kept."""
    things = Things(graph.store)
    found = entries(things)
    search_entries._keep(found, tmp_path / KEPT, things.store)
    assert search_entries._read(tmp_path / KEPT, things.store) == found and len(found) > 20_000


@pytest.mark.parametrize("harm", ["cut", "one letter", "empty", "no text", "other version", "other program"])
def test_what_is_damaged_or_of_another_is_made_again(opened, made, harm, tmp_path, monkeypatch):
    """Entries whose digest is not that of this content, version and program are not taken, but replaced."""
    things = opened()
    kept, wanted = things.store.place / KEPT, entries(things)
    content = kept.read_bytes()
    if harm == "other version":
        other = tmp_path / "other"
        snapshot.write_snapshot(named("Leeds"), other)
        entries(Things(snapshot.open_snapshot(other)))
        content = next(other.glob(f"*/{KEPT}")).read_bytes()
    elif harm == "other program":
        monkeypatch.setattr(search_entries, "_program", lambda: "another")
    letter = content.replace(b"Leeds", b"Leads")
    harmed = {"cut": content[:-1], "one letter": letter, "empty": b"", "no text": b"\xff"}
    kept.write_bytes(harmed.get(harm, content))
    before = len(made)
    assert entries(opened()) == wanted and len(made) == before + 1
    assert entries(opened()) == wanted and len(made) == before + 1


@pytest.mark.parametrize("fault", [PermissionError, OSError])
def test_where_nothing_can_be_kept_it_is_made_each_time(opened, made, monkeypatch, fault):
    """A place that may not be written, or has no room, costs time and nothing else."""

    def refuse(path, content):
        raise fault("no")

    monkeypatch.setattr(files, "whole", refuse)
    assert entries(opened()) == entries(opened()) and len(made) == 2


def test_a_file_that_cannot_be_read_is_made_again(opened, made):
    """A directory in its place is no fault of who searches."""
    things = opened()
    os.mkdir(things.store.place / KEPT)
    assert [entry.label for entry in entries(things)] == ["Leeds", "York"] and len(made) == 1


@pytest.mark.slow
def test_a_snapshot_with_it_is_whole_and_leaves_with_it(opened, tmp_path):
    """What is kept beside it is no damage to a snapshot, and two versions later it is gone with it."""
    place = opened().store.place
    entries(opened())
    assert snapshot.write_snapshot(named("Leeds", "York"), tmp_path) == place and (place / KEPT).exists()
    gc.collect()  # Nobody reads it any more.
    for name in ("Ayton", "Beeton"):
        snapshot.write_snapshot(named(name), tmp_path)
    assert not place.exists()


def test_words_of_sources_are_kept_nowhere(opened):
    """A graph in memory, which may have the words of sources, has no place beside which anything is kept."""
    store = opened().store
    quads = list(store.engine)
    nothing_kept = in_memory(b"", store.version, also=quads)
    assert nothing_kept.place is None and len(entries(Things(nothing_kept))) == 2
    assert not (store.place / KEPT).exists()
