"""Snapshots: whole or not at all, whatever happens to the build."""

import gc
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pyoxigraph
import pytest

import patgraph
from patgraph import files
from patgraph.errors import BuildInProgress, NoStore, StoreOccupied
from patgraph.store import snapshot
from tests.support.datasets import objects as content
from tests.support.datasets import of_many_quads as large
from tests.support.datasets import of_one_quad as small
from tests.support.paths import ROOT


def flip(path):
    """Turn every byte of a file over."""
    path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))


def test_what_was_written_is_read(tmp_path):
    """A snapshot has the version and the quads of its dataset."""
    dataset = small("one")
    snapshot.write_snapshot(dataset, tmp_path)
    store = snapshot.open_snapshot(tmp_path)
    assert store.version == dataset.version
    assert content(store) == ['"one"']
    assert snapshot.read_dataset(tmp_path).nquads == dataset.nquads


def test_old_readers_go_on_while_new_ones_see_the_new_version(tmp_path):
    """A swap takes nothing away from who is reading, even two versions later."""
    snapshot.write_snapshot(small("one"), tmp_path)
    old = snapshot.open_snapshot(tmp_path)
    for text in ("two", "three"):
        snapshot.write_snapshot(small(text), tmp_path)
    assert content(old) == ['"one"']
    assert content(snapshot.open_snapshot(tmp_path)) == ['"three"']


def test_only_the_current_snapshot_and_the_one_before_are_kept(tmp_path):
    """A store does not grow with every build."""
    for text in "abcd":
        snapshot.write_snapshot(small(text), tmp_path)
        time.sleep(0.01)
    kept = {p.name for p in tmp_path.iterdir() if len(p.name) == 64}
    assert kept == {small("c").version, small("d").version}
    for text in "cab":
        snapshot.write_snapshot(small(text), tmp_path)
    kept = {p.name for p in tmp_path.iterdir() if len(p.name) == 64}
    assert kept == {small("a").version, small("b").version}


def test_a_snapshot_that_is_read_is_not_swept(tmp_path):
    """While a store is open its files stay, however many versions are built, for the processes that open them
    later by their path; closed, they go with the next build."""
    snapshot.write_snapshot(small("one"), tmp_path)
    store = snapshot.open_snapshot(tmp_path)
    place = snapshot.current_place(tmp_path)
    for text in ("two", "three", "four"):
        snapshot.write_snapshot(small(text), tmp_path)
    assert len(list(pyoxigraph.Store.read_only(str(place / "store")))) == 1
    del store
    gc.collect()
    snapshot.write_snapshot(small("five"), tmp_path)
    assert not place.exists()


def test_a_store_that_was_copied_with_its_links_followed_is_read_and_built(tmp_path):
    """`cp -rL` and `scp -r` make a directory of the link: it opens, and a build goes on from it."""
    snapshot.write_snapshot(small("one"), tmp_path / "first")
    shutil.copytree(tmp_path / "first", tmp_path / "copy", symlinks=False)
    (alone := tmp_path / "alone").mkdir()
    shutil.copytree(tmp_path / "first" / "current", alone / "current")
    for place in (tmp_path / "copy", alone):
        assert not (place / "current").is_symlink()
        assert content(snapshot.open_snapshot(place)) == ['"one"']
        assert snapshot.read_dataset(place).nquads == small("one").nquads
        snapshot.write_snapshot(small("two"), place)
        assert content(snapshot.open_snapshot(place)) == ['"two"'] and (place / "current").is_symlink()
        kept = {path.name for path in place.iterdir() if len(path.name) == 64}
        assert kept == {small("one").version, small("two").version}
        snapshot.write_snapshot(small("three"), place)
        assert not list(place.glob(".new-*"))


def test_a_copy_under_another_name_is_still_told(tmp_path):
    """A version that stands under the name of another is none."""
    snapshot.write_snapshot(small("one"), tmp_path)
    place = snapshot.current_place(tmp_path)
    place.rename(tmp_path / small("two").version)
    snapshot._point(tmp_path, small("two").version)
    with pytest.raises(NoStore, match="altered"):
        snapshot.open_snapshot(tmp_path)


def test_two_builds_do_not_meet(tmp_path):
    """While one build holds the store another is refused, and nothing is changed."""
    snapshot.write_snapshot(small("one"), tmp_path)
    with files.locked(tmp_path / ".lock"), pytest.raises(BuildInProgress, match="try again"):
        snapshot.write_snapshot(small("two"), tmp_path)
    assert content(snapshot.open_snapshot(tmp_path)) == ['"one"']


def test_a_failing_write_leaves_the_store_as_it_was(tmp_path, monkeypatch):
    """A full disk (or any error while writing) changes nothing and leaves nothing behind."""
    snapshot.write_snapshot(small("one"), tmp_path)

    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "sync", full)
    with pytest.raises(OSError, match="No space"):
        snapshot.write_snapshot(small("two"), tmp_path)
    assert content(snapshot.open_snapshot(tmp_path)) == ['"one"']
    assert not list(tmp_path.glob(".new-*"))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda place: (place / "manifest.json").unlink(), "no readable manifest"),
        (lambda place: (place / "manifest.json").write_text('{"format": 99}'), "store format 99"),
        (
            lambda place: (place / "manifest.json").write_text(f'{{"format": {snapshot.FORMAT}}}'),
            "no readable manifest",
        ),
        (lambda place: (place / "store" / "CURRENT").unlink(), "damaged"),
        (lambda place: [flip(path) for path in (place / "store").glob("*.sst")], "damaged"),
    ],
)
def test_a_damaged_store_says_so_and_what_to_do(tmp_path, damage, message):
    """What cannot be read is a clear error, never a half answer; building again mends it."""
    dataset = small("one")
    damage(snapshot.write_snapshot(dataset, tmp_path))
    with pytest.raises(NoStore, match=message) as caught:
        snapshot.open_snapshot(tmp_path)
    assert "build again" in str(caught.value)
    snapshot.write_snapshot(dataset, tmp_path)
    assert content(snapshot.open_snapshot(tmp_path)) == ['"one"']


def test_flipped_bytes_are_noticed(tmp_path):
    """The digest of the quads is the version, so damage cannot pass for data."""
    place = snapshot.write_snapshot(small("one"), tmp_path)
    raw = (place / "dataset.nq").read_bytes()
    (place / "dataset.nq").write_bytes(raw.replace(b"one", b"onf"))
    with pytest.raises(NoStore, match="damaged"):
        snapshot.read_dataset(tmp_path)


@pytest.mark.parametrize("damage", ["none", "other words", "gone"])
def test_all_quads_are_written_whatever_became_of_their_file(tmp_path, damage):
    """Who asks for all gets the snapshot's file while it is as it was written; else what the engine holds."""
    dataset = small("one")
    store, sink = snapshot.open_snapshot(snapshot.write_snapshot(dataset, tmp_path).parent), io.BytesIO()
    if damage == "other words":
        (store.place / "dataset.nq").write_bytes(dataset.nquads.replace(b"one", b"onf"))
    elif damage == "gone":
        (store.place / "dataset.nq").unlink()
    store.write_nquads(sink)
    assert sorted(sink.getvalue().splitlines()) == sorted(dataset.nquads.splitlines())


def test_a_missing_store_says_how_to_build_one(tmp_path):
    """Opening what is not there names the command."""
    with pytest.raises(NoStore, match="patgraph build --store"):
        patgraph.open(tmp_path / "none")


#: The steps of a build, each with what it leaves on disk.
STEPS = {
    "room made": ".new-*",
    "engine writes": ".new-*/store/*.sst",
    "quads written": ".new-*/dataset.nq",
    "manifest written": ".new-*/manifest.json",
    "whole": "?" * 64 + "/manifest.json",
    "link made": ".link-*",
    "swapped": "current/manifest.json",
}


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_killed_build_leaves_the_old_snapshot_usable(tmp_path, step):
    """Killed at each step of writing and swapping, the store has the old version or the new one, whole, and
    the next build sweeps up."""
    snapshot.write_snapshot(small("old"), tmp_path)
    old = small("old").version

    def reached():
        found = {str(path.relative_to(tmp_path)) for path in tmp_path.glob(STEPS[step])}
        if step == "whole":
            return any(not name.startswith(old) for name in found)
        if step == "swapped":
            return os.readlink(tmp_path / "current") != old
        return bool(found)

    with _stopped_build(tmp_path, reached) as seen:
        assert seen, f"the build ended before anyone saw it reach: {step}"
    store = snapshot.open_snapshot(tmp_path)
    assert store.version == (large().version if step == "swapped" else old)
    assert len(content(store)) == (2_000 if step == "swapped" else 1)
    snapshot.write_snapshot(small("new"), tmp_path)
    assert content(snapshot.open_snapshot(tmp_path)) == ['"new"']
    assert not list(tmp_path.glob(".new-*")) and not list(tmp_path.glob(".link-*"))


@contextmanager
def _stopped_build(directory, reached):
    """A build that is killed as soon as a step is reached: it stands still at each change of the store's
    files until it has been looked at, so that no step is too short to be seen."""
    script = (
        "import os, signal, sys; from pathlib import Path; from tests.support.datasets import of_many_quads;"
        "from patgraph.store import snapshot; d = of_many_quads(); d.nquads;"
        "events = {'open', 'os.mkdir', 'os.rename', 'os.symlink', 'os.remove', 'os.rmdir'};"
        "stop = lambda event, _: event in events and os.kill(os.getpid(), signal.SIGSTOP);"
        "sys.addaudithook(stop); snapshot.write_snapshot(d, Path(sys.argv[1]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(directory)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    seen = False
    try:
        while not seen:
            _, status = os.waitpid(process.pid, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                process.returncode = os.waitstatus_to_exitcode(status)
                break
            seen = reached()
            if not seen:
                process.send_signal(signal.SIGCONT)
        if seen:
            process.kill()
            process.wait()
        yield seen
    finally:
        if process.returncode is None:
            process.kill()
            process.wait()


def test_a_store_is_written_where_one_was_begun_and_not_among_other_things(tmp_path):
    """What a killed build or a file system leaves is no other thing; a file of somebody's is, and stays."""
    dataset = small("one")
    for name in (".new-killed", ".gitkeep", "lost+found", "dumps"):
        (tmp_path / "begun" / name).mkdir(parents=True)
    (tmp_path / "begun" / ".lock").touch()
    assert snapshot.write_snapshot(dataset, tmp_path / "begun").name == dataset.version
    (tmp_path / "begun" / "notes").touch()  # Beside a store it is of no harm.
    snapshot.write_snapshot(dataset, tmp_path / "begun")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine").write_text("mine")
    with pytest.raises(StoreOccupied, match="mine"):
        snapshot.write_snapshot(dataset, tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["mine"]
