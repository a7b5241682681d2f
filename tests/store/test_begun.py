"""A snapshot that is written while it is judged: nobody sees it before, and it goes if it may not be."""

import os
import signal
import subprocess
import sys

import pytest

from patgraph import files
from patgraph.errors import BuildInProgress, Invalid, StoreUnwritable
from patgraph.store import snapshot
from tests.support.datasets import objects as content
from tests.support.datasets import of_many_quads as large
from tests.support.datasets import of_one_quad as small
from tests.support.paths import ROOT


def left(directory):
    """What a build has left in a store but versions, link and lock."""
    names = [path.name for path in directory.iterdir()]
    return [name for name in names if len(name) != 64 and name not in ("current", ".lock")]


def test_it_is_asked_before_anyone_sees_it(tmp_path):
    """Whole before it is published, the current one after, and only then."""
    snapshot.write_snapshot(small("old"), tmp_path)
    with snapshot.begun(large(), tmp_path) as new:
        assert len(content(new.opened())) == 2_000
        assert content(snapshot.open_snapshot(tmp_path)) == ['"old"']
        place = new.publish()
    assert place == snapshot.current_place(tmp_path) and left(tmp_path) == []
    assert len(content(snapshot.open_snapshot(tmp_path))) == 2_000


@pytest.mark.parametrize("there", [True, False])
def test_what_may_not_be_leaves_nothing(tmp_path, there):
    """A violation while it is written, or no word at all: the store is as it was; where none was, none is."""
    store = tmp_path / "store"
    if there:
        snapshot.write_snapshot(small("old"), store)
    with pytest.raises(Invalid), snapshot.begun(large(), store):
        raise Invalid("a violation")
    with snapshot.begun(large(), store) as new:
        new.opened()
    if there:
        assert content(snapshot.open_snapshot(store)) == ['"old"'] and left(store) == []
        assert {path.name for path in store.iterdir() if len(path.name) == 64} == {small("old").version}
    else:
        assert not store.exists()


def test_the_same_again_is_not_written_again(tmp_path):
    """What is there whole stays, whatever becomes of the block."""
    snapshot.write_snapshot(small("old"), tmp_path)
    with pytest.raises(Invalid), snapshot.begun(small("old"), tmp_path) as new:
        assert content(new.opened()) == ['"old"']
        raise Invalid("a violation")
    assert content(snapshot.open_snapshot(tmp_path)) == ['"old"']


def test_another_build_is_refused_at_once(tmp_path):
    """Before anything is judged."""
    with snapshot.begun(small("one"), tmp_path) as new:
        with pytest.raises(BuildInProgress), snapshot.begun(small("two"), tmp_path):
            pytest.fail("two builds at once")
        new.publish()
    assert content(snapshot.open_snapshot(tmp_path)) == ['"one"']


def test_a_disk_that_fills_meanwhile_is_told(tmp_path, monkeypatch):
    """Whoever asks for what was to be written is told, and the store is as it was."""
    snapshot.write_snapshot(small("old"), tmp_path)

    def full(path):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files, "sync", full)
        with pytest.raises(StoreUnwritable, match="No space"), snapshot.begun(small("new"), tmp_path) as new:
            new.opened()
    assert content(snapshot.open_snapshot(tmp_path)) == ['"old"'] and left(tmp_path) == []


@pytest.mark.parametrize("before", ["new.opened()", "pass", "new.publish()"])
def test_killed_while_it_is_judged(tmp_path, before):
    """With all of it written, or none, or published: the old version or the new; the next build sweeps."""
    snapshot.write_snapshot(small("old"), tmp_path)
    script = f"""
import os, signal, sys
from pathlib import Path
from patgraph.store import snapshot
from tests.support.datasets import of_one_quad as small
with snapshot.begun(small("new"), Path(sys.argv[1])) as new:
    {before}
    os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script, tmp_path], cwd=ROOT, env=environment)
    assert done.returncode == -signal.SIGKILL
    published = before == "new.publish()"
    assert content(snapshot.open_snapshot(tmp_path)) == ['"new"' if published else '"old"']
    snapshot.write_snapshot(small("newest"), tmp_path)
    assert content(snapshot.open_snapshot(tmp_path)) == ['"newest"'] and left(tmp_path) == []
