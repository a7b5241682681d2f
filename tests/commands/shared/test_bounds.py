"""A command that reads a project ends at its bounds, and names the file that it was at."""

import os
import shutil
import signal
import subprocess

import pytest

from tests.support.paths import PATGRAPH, ROOT


@pytest.fixture
def project(small_files, tmp_path):
    """A copy of the small project with an evidence file that is never read to its end: nobody writes it."""
    place = tmp_path / "project"
    shutil.copytree(small_files, place)
    os.mkfifo(place / "data" / "evidence" / "endless.trig")
    return place


def run(project, *arguments):
    """A command on a project, run as an operator does."""
    environment = os.environ | {"PATGRAPH_CACHE": "", "PATGRAPH_PROJECT": str(project)}
    return subprocess.run(
        [PATGRAPH, *arguments], env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.slow
@pytest.mark.parametrize("command", ["build", "validate"])
def test_what_never_ends_is_ended_and_named(project, command):
    """After `--timeout` seconds it is ended from outside, with the name of the file that it was at."""
    # Where a busy machine has not come that far, it is given more.
    for seconds in ("3", "20", "60"):
        ended = run(project, command, "--timeout", seconds)
        assert ended.returncode == -signal.SIGKILL
        assert f"{seconds} s have passed; --timeout gives it more." in ended.stderr
        if "endless.trig" in ended.stderr:
            return
    pytest.fail(f"the file is not named: {ended.stderr}")


def test_an_import_that_never_ends_is_ended_and_named(small_copy, tmp_path):
    """`patgraph import` of a table that nobody ends is ended too, with its name, and writes nothing."""
    before = sorted(small_copy.rglob("*"))
    os.mkfifo(table := tmp_path / "endless.csv")
    mapping = ROOT / "data/mappings/annual-ratings.json"
    for seconds in ("3", "20", "60"):
        ended = run(small_copy, "import", table, "--mapping", mapping, "--timeout", seconds)
        assert ended.returncode == -signal.SIGKILL
        if "endless.csv" in ended.stderr:
            break
    assert f"endless.csv: {seconds} s have passed; --timeout gives it more." in ended.stderr
    assert sorted(small_copy.rglob("*")) == before


@pytest.mark.slow
def test_what_takes_too_much_memory_is_ended(project):
    """Beyond `--memory` it is ended too; what ends in time has no word of it."""
    ended = run(project, "build", "--memory", "1")
    assert ended.returncode == -signal.SIGKILL
    assert "it takes more than 1 MiB; --memory gives it more." in ended.stderr
    os.remove(project / "data" / "evidence" / "endless.trig")
    whole = run(project, "build")
    assert whole.returncode == 0, whole.stderr
    assert "ended while" not in whole.stderr
