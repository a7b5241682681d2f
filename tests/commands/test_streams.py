"""Where answers go: a full disk, a reader who leaves, a place where nothing can be written."""

import os
import subprocess

import pytest

from tests.support.paths import PATGRAPH

ANSWERS = (("--help",), ("queries",), ("completion", "bash"), ("query", "councils", "--format", "csv"))
BUFFERS = pytest.mark.parametrize("unbuffered", ["", "1"])


def _into(out: int, arguments, store, unbuffered: str) -> tuple[int, str]:
    """The exit status and the errors of a command that answers there."""
    more = ("--store", str(store)) if arguments[0] in ("query", "export", "sparql") else ()
    done = subprocess.run(
        [PATGRAPH, *arguments, *more],
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
    )
    return done.returncode, done.stderr


@BUFFERS
@pytest.mark.parametrize("arguments", ANSWERS)
def test_a_full_disk_is_one_message(small_built, arguments, unbuffered):
    """Whatever is said there, and however late it is written: exit status 2, and what is wrong in a line."""
    with open("/dev/full", "w") as full:
        status, told = _into(full.fileno(), arguments, small_built, unbuffered)
    assert status == 2
    assert told.startswith("patgraph: ") and "no room is left" in told and told.count("\n") == 1


@BUFFERS
@pytest.mark.parametrize(
    "arguments",
    [*ANSWERS, ("export", "--format", "nq"), ("sparql", "-q", "SELECT * { ?s ?p ?o }")],
)
def test_a_reader_who_leaves_is_told_alike(small_built, arguments, unbuffered):
    """Every command ends alike where nobody reads on: 2, for not all was told, without a word."""
    ours, theirs = os.pipe()
    os.close(ours)
    status, told = _into(theirs, arguments, small_built, unbuffered)
    os.close(theirs)
    assert (status, told) == (2, "")


def test_what_is_cut_short_is_not_taken_for_whole(small_built):
    """A reader who leaves in the middle of one long piece, which nothing buffers."""
    process = subprocess.Popen(
        [PATGRAPH, "export", "--format", "nq", "--store", small_built],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout.read(10)
    process.stdout.close()
    assert process.wait() == 2


@pytest.mark.parametrize(
    ("arguments", "named", "message"),
    [
        (("export", "--format", "nq", "-o", "missing/out.nq"), "missing: ", "no such file or directory"),
        (("export", "--format", "nq", "-o", "pipe"), "pipe: ", "name another place"),
        (("export", "--format", "csv", "-o", "file"), "file: ", "no directory"),
        (("import", "missing.csv", "--mapping", "mapping.json"), "mapping.json: ", "no such file"),
        (("import", "missing.xlsx", "--mapping", "mapping.json"), "mapping.json: ", "no such file"),
    ],
)
def test_where_nothing_can_be_read_or_written_the_place_is_named(
    run, small_built, tmp_path, arguments, named, message
):
    """What the system says is told in words, of the place that was given; nothing is left there."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("mine")
    before = sorted((path, path.lstat().st_ino) for path in tmp_path.iterdir())
    more = ("--store", small_built) if arguments[0] == "export" else ()
    done = run(*arguments, *more, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"patgraph: {named}") and message in done.stderr
    assert "Errno" not in done.stderr and ".part" not in done.stderr
    assert sorted((path, path.lstat().st_ino) for path in tmp_path.iterdir()) == before
    assert (tmp_path / "file").read_text() == "mine"
