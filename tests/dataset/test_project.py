"""The project's files: what a slip of the hand in an evidence file would do, and where it is told."""

import pytest

from patgraph.dataset.project import Project
from patgraph.errors import BadInput

FILE = "data/evidence/note-2004.trig"


def with_more(files, more):
    """The small project with more at the end of its evidence file."""
    path = files / FILE
    return Project(files).with_file(path, path.read_bytes() + more.encode())


def test_a_statement_outside_its_braces_is_refused(small_files):
    """It would be ours without anybody's having said so; its subject and property are named."""
    with pytest.raises(BadInput, match=r"note-2004.trig: council:kent pat:area … stands outside the braces"):
        list(with_more(small_files, "\ncouncil:kent pat:area council:kent .\n").quads())


@pytest.mark.parametrize("opened", ["p:one a pat:Passage", "p:one {"])
def test_a_block_pasted_twice_is_refused(small_files, opened):
    """Two blocks of one slug would be one passage that says both; the lines of both are named."""
    rest = " .\n" if opened.endswith("Passage") else " }\n"
    twice = f"\n{opened}{rest}\n{opened}{rest}"
    lines = (small_files / FILE).read_text().count("\n")
    with pytest.raises(
        BadInput, match=rf"note-2004.trig:{lines + 4}: p:one stands already at line {lines + 2};"
    ):
        list(with_more(small_files, twice).quads())


@pytest.mark.slow
def test_the_projects_own_files_have_no_such_slip(project):
    """Every evidence file of the real project is read."""
    assert sum(1 for _ in project.quads()) > 100_000
