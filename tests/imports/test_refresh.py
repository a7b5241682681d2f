"""Refreshing: what is other in a new version of a table, and all of it imported or nothing."""

import json

import pytest

from patgraph.dataset.project import Project
from patgraph.errors import BadInput
from patgraph.imports import reader
from patgraph.imports.mapping import KEY, read_mapping
from patgraph.imports.refresh import refreshed

HEADER = "year,stars,source\n"
PAGE = "https://www.press.example"
BEFORE = HEADER + f"2011,2,{PAGE}/a\n2012,1,{PAGE}/b\n2013,0,{PAGE}/c\n"
#: A row before the others, one with another value, one that is no more.
AFTER = HEADER + f"2010,3,{PAGE}/d\n2011,2,{PAGE}/a\n2012,3,{PAGE}/b\n"


def mapping(target="evidence"):
    printed = [{"name": name, "titles": name} for name in ("year", "stars", "source")]
    stars = {"aboutUrl": "star-rating:birmingham-{year}", "propertyUrl": "pat:stars", "datatype": "integer"}
    printed[1] |= stars
    document = {
        "id": "stars", "label": "Stars", "title": "Stars", "issued": "2026-11-22", "type": "table",
        "rights": "Facts only.",
    }  # fmt: skip
    says = {"a": "pat:StarRating", "pat:council": "council:birmingham"}
    thing = {"about": "star-rating:birmingham-{year}", "label": "{year}", "says": says}
    reading = {"slug": "stars", "columns": ["stars", "held"], "cites": ["source"]}
    held = {"name": "held", "virtual": True, "propertyUrl": "pat:asAt", "valueUrl": "date:{year}"}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "published.csv",
        "tableSchema": {"columns": [*printed, held | {"aboutUrl": stars["aboutUrl"]}]},
        KEY: {
            "document": document, "target": target, "row": "{year}", "readings": [reading], "things": [thing],
        },
    }  # fmt: skip


@pytest.fixture
def files(tmp_path):
    """A project that has a table, and a directory with that table as it was."""
    for room in ("ontology", "data/mappings", "data/evidence", "queries"):
        (tmp_path / "small" / room).mkdir(parents=True)
    (tmp_path / "small/data/mappings/stars.json").write_text(json.dumps(mapping()))
    return had(tmp_path / "small", tmp_path)


def had(root, place):
    """The project at a place with the table as it was imported, and the directory of the table."""
    (place / "new").mkdir()
    (place / "new/published.csv").write_text(BEFORE)
    project = Project(root)
    about = read_mapping(root / "data/mappings/stars.json")
    reader.save(reader.prepare(place / "new/published.csv", about, project))
    return project, place / "new"


def changes(project, directory):
    (one,) = refreshed(directory, project)
    return {(change.kind, change.name.rsplit("/", 1)[-1], change.place) for change in one.changes}


def test_a_table_as_it_was_has_no_changes(files):
    """The same rows, though they stand elsewhere, are no change."""
    project, directory = files
    assert changes(project, directory) == set()
    lines = BEFORE.splitlines(keepends=True)
    (directory / "published.csv").write_text("".join([lines[0], *reversed(lines[1:])]))
    assert changes(project, directory) == set()


def test_rows_are_new_gone_and_altered(files):
    """Each row that is other is told once, by its passage, with its place in the table that has it."""
    project, directory = files
    (directory / "published.csv").write_text(AFTER)
    assert changes(project, directory) == {
        ("new", "2010-stars", "Row 1, line 2"),
        ("altered", "2012-stars", "Row 3, line 4"),
        ("gone", "2013-stars", "Row 3, line 4"),
    }


def test_a_directory_without_a_known_table_is_refused(files, tmp_path):
    """The name that a table is to have is said."""
    project, directory = files
    (directory / "published.csv").rename(directory / "other.csv")
    with pytest.raises(BadInput, match="that its mapping gives as url"):
        list(refreshed(directory, project))


@pytest.mark.slow
def test_nothing_is_written_before_it_is_applied(run, small_copy, tmp_path):
    """Without --apply the files are as they were; with it the table is imported, and a second time there is
    nothing to import.
    """
    (small_copy / "data/mappings").mkdir(exist_ok=True)
    (small_copy / "data/mappings/stars.json").write_text(json.dumps(mapping()))
    _, directory = had(small_copy, tmp_path)
    (directory / "published.csv").write_text(AFTER)
    evidence = small_copy / "data/evidence/stars.trig"
    before = evidence.read_bytes()
    arguments = ("refresh", "--from", directory, "--project", small_copy)
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert "stars: 1 new, 1 gone, 1 altered" in done.stdout and "--apply" in done.stdout
    assert evidence.read_bytes() == before
    done = run(*arguments, "--apply", "--sources", tmp_path / "texts")
    assert done.returncode == 0, done.stderr
    assert evidence.read_bytes() != before
    assert (tmp_path / "texts/stars.csv").read_text() == AFTER
    assert "nothing to import" in run(*arguments).stdout
