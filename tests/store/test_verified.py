"""What was found to be as it was written is not read again, unless anything speaks against it."""

import os
import shutil
import time

import pytest
from pyoxigraph import NamedNode, Quad

from patgraph.errors import NoStore
from patgraph.names import BASE
from patgraph.rdf import Dataset
from patgraph.store import manifest, snapshot, verified
from patgraph.store.snapshot import write_snapshot
from tests.support.stand_ins import replace_for

NOTE = "verified.json"
SECOND, DAY = 10**9, 24 * 3600 * 10**9
ONE = Dataset([Quad(*[NamedNode(BASE + name) for name in "abcd"])])


def open_snapshot(store):
    """A store, opened by the note beside it."""
    return snapshot.open_snapshot(store, store / NOTE)


@pytest.fixture
def clock(monkeypatch):
    """The clock of whoever opens a store, in nanoseconds ahead of the machine's."""
    ahead = [10 * SECOND]
    now = time.time_ns
    replace_for(monkeypatch, verified, "time", time_ns=lambda: now() + ahead[0])
    return ahead


@pytest.fixture
def read(monkeypatch):
    """Grows with each of the engine's files that is read through."""
    found = []
    was = manifest.digest_of

    def digest(path):
        found.append(path)
        return was(path)

    monkeypatch.setattr(manifest, "digest_of", digest)
    return found


@pytest.fixture
def store(tmp_path, clock, read):
    """A store that was opened once, its note written and nothing counted yet."""
    write_snapshot(ONE, tmp_path / "store")
    open_snapshot(tmp_path / "store")
    read.clear()
    return tmp_path / "store"


def largest(store):
    """A file of the engine."""
    return max((store / "current/store").iterdir(), key=lambda path: path.stat().st_size)


def altered(path):
    """Another byte in a file, and the time of its last change as it was."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_what_is_untouched_is_read_once(store, read):
    """The second and the third time nothing is read through."""
    open_snapshot(store)
    open_snapshot(store)
    assert read == []


def test_what_was_just_written_is_read_again(tmp_path, clock, read):
    """Within two seconds of the last change no note is left: the next change might show no difference."""
    clock[0] = 0
    write_snapshot(ONE, tmp_path)
    read.clear()
    for _ in range(2):
        open_snapshot(tmp_path)
        assert not (tmp_path / NOTE).exists() and read
        read.clear()


@pytest.mark.parametrize("ahead", [-5 * SECOND, -400 * DAY, 2 * DAY])
def test_a_clock_that_was_turned_is_not_believed(store, read, clock, ahead):
    """A note from the future, or of more than a day ago."""
    clock[0] += ahead
    open_snapshot(store)
    assert read


@pytest.mark.parametrize("turned", [0, -DAY])
def test_a_change_is_seen_however_its_time_was_set(store, read, clock, turned):
    """A byte altered and the file's time set back; also where the clock was turned back before."""
    clock[0] += turned
    altered(largest(store))
    with pytest.raises(NoStore, match="is not as it was written"):
        open_snapshot(store)


def test_another_file_in_its_place_is_seen(store, read):
    """Of the same size, with the same time, moved over it."""
    path = largest(store)
    other = path.with_name("other")
    shutil.copy2(path, other)
    altered(other)
    os.replace(other, path)
    with pytest.raises(NoStore, match="is not as it was written"):
        open_snapshot(store)


def test_a_copy_is_read_through(store, read, tmp_path):
    """A note speaks of the files that it was written of, and of no copy."""
    shutil.copytree(store, tmp_path / "copy", symlinks=True)
    open_snapshot(tmp_path / "copy")
    assert read


@pytest.mark.parametrize("damage", [lambda c: c[:-1], lambda c: c.replace(b"9", b"8"), lambda c: b"", None])
def test_a_damaged_note_is_none(store, read, damage):
    """Cut short, with another digit, emptied, or gone."""
    note = store / NOTE
    note.unlink() if damage is None else note.write_bytes(damage(note.read_bytes()))
    open_snapshot(store)
    assert read


def test_a_build_reads_what_it_would_keep(store, read):
    """Who builds the same again, or names no note, believes none: what is damaged is found, and mended."""
    write_snapshot(ONE, store)
    assert read
    read.clear()
    snapshot.open_snapshot(store)
    assert read
