"""Files are whole or not at all, whoever writes them and whenever it is killed."""

import errno
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from patgraph import files
from tests.support.stand_ins import replace_for

OLD, NEW = b"old" * 1000, b"new" * 100_000


def _killed_at(line: int, write) -> int:
    """The exit status of a process that writes, and is killed before it runs so many lines of `files`."""
    pid = os.fork()
    if pid == 0:
        left = line

        def trace(frame, event, _):
            nonlocal left
            if frame.f_code.co_filename != files.__file__:
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        try:
            write()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.slow
@pytest.mark.parametrize("before", [OLD, None], ids=["over an old one", "where none was"])
def test_killed_at_any_step_it_leaves_the_old_content_or_the_new(tmp_path, before):
    """A writer is killed before each line it runs, one after the other: what is there is whole, and the next
    write goes through and sweeps up."""
    place, seen = tmp_path / "file", set()
    for line in range(1, 1000):
        if before is None:
            place.unlink(missing_ok=True)
        else:
            place.write_bytes(before)
        status = _killed_at(line, lambda: files.whole(place, NEW))
        found = place.read_bytes() if place.exists() else None
        assert found in (before, NEW)
        seen.add(found)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        files.whole(place, OLD)
        assert place.read_bytes() == OLD and [*tmp_path.iterdir()] == [place]
    assert status == 0 and line > 10 and seen == {before, NEW}


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failing_write_leaves_the_old_content_and_nothing_beside_it(tmp_path, monkeypatch, step):
    """A full disk is an `OSError`, and as if nobody had written."""
    place = tmp_path / "file"
    place.write_bytes(OLD)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    replace_for(monkeypatch, files, "os", **{step: full})
    with pytest.raises(OSError, match="No space"):
        files.whole(place, NEW)
    assert place.read_bytes() == OLD and [*tmp_path.iterdir()] == [place]


def test_many_who_write_one_file_leave_one_of_their_contents(tmp_path):
    """Writers that run side by side do not mix what they write, whichever comes last."""
    place, contents = tmp_path / "file", [bytes([65 + n]) * (100_000 - n) for n in range(8)]
    failed = []

    def write(content):
        try:
            for _ in range(20):
                files.whole(place, content)
                assert place.read_bytes() in contents
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and [*tmp_path.iterdir()] == [place]


def test_a_lock_is_held_by_one_and_let_go_by_a_death(tmp_path):
    """While one holds it another is refused, or waits; when the holder is killed it is free."""
    place = tmp_path / ".lock"
    with files.locked(place), pytest.raises(BlockingIOError), files.locked(place, wait=False):
        pass
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        with files.locked(place):
            os.write(tell, b"held")
            signal.pause()
        os._exit(0)
    assert os.read(told, 4) == b"held"
    with pytest.raises(BlockingIOError), files.locked(place, wait=False):
        pass
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with files.locked(place):
        assert Path(place).exists()


@pytest.mark.parametrize("kind", ["pipe", "directory", "link to a pipe"])
def test_what_is_no_file_is_refused_and_stays(tmp_path, kind):
    """Neither a pipe (as a device) nor a directory is written over, also where a link leads there."""
    place = tmp_path / "there"
    if kind == "directory":
        place.mkdir()
    else:
        os.mkfifo(tmp_path / "pipe")
        place = tmp_path / "pipe"
    if kind.startswith("link"):
        (tmp_path / "link").symlink_to(place)
        place = tmp_path / "link"
    before = [(each, each.lstat()) for each in sorted(tmp_path.iterdir())]
    with pytest.raises(OSError, match="where a file is to be written") as raised:
        files.whole(place, NEW)
    assert raised.value.filename == str(place)
    assert [(each, each.lstat()) for each in sorted(tmp_path.iterdir())] == before


def test_through_a_link_its_file_is_written(tmp_path):
    """The link stays one, and the file it leads to has the content."""
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for content in (OLD, NEW):
        files.whole(tmp_path / "link", content)
        assert (tmp_path / "link").is_symlink() and (tmp_path / "file").read_bytes() == content


def test_an_error_names_what_the_caller_named(tmp_path):
    """A directory that is missing, not the file beside the one that was wanted."""
    with pytest.raises(FileNotFoundError) as raised:
        files.whole(tmp_path / "missing" / "file", NEW)
    assert raised.value.filename == str(tmp_path / "missing")
