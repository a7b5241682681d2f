"""Slips of braces and doubled lines are told where they are, not where a parser comes to notice them."""

import pytest

from patgraph.dataset.assemble import build
from patgraph.dataset.blocks import last_said, missing_brace
from patgraph.dataset.project import Project
from patgraph.dataset.validation import validate
from patgraph.errors import BadInput


def broken(files, old, new):
    """The small project with its evidence changed once, and the line where the change begins."""
    path = files / "data/evidence/note-2004.trig"
    text = path.read_text()
    assert text.count(old) == 1
    line = text.count("\n", 0, text.index(old)) + 1
    return Project(files).with_file(path, text.replace(old, new).encode()), line


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("p:began {\n", "p:began\n", "p:began has no opening brace"),
        (
            "p:began {\n",
            "p:began {\n    # } in a comment\n    # closes nothing\n{",
            "the brace of p:began is not closed",
        ),
    ],
)
def test_an_opening_brace_is_missed_where_it_belongs(small_files, old, new, said):
    """The line named is that of the passage, wherever the parser stumbles."""
    project, line = broken(small_files, old, new)
    with pytest.raises(BadInput, match=rf"note-2004\.trig:{line}: {said}"):
        list(project.quads())


def test_a_closing_brace_is_missed_where_it_was_opened(small_files):
    """Without it the next passage is read as a part of this one; this one is named, the last one too."""
    for slug, last in (("asked", "pat:requested true .\n}"), ("stars", "pat:asAt date:2003-11 .\n}")):
        project, _ = broken(small_files, last, last.removesuffix("}"))
        _, line = broken(small_files, f"p:{slug} {{", "")
        with pytest.raises(BadInput, match=rf"trig:{line}: the brace of p:{slug} is not closed"):
            list(project.quads())


def test_another_error_before_is_told_first(small_files):
    """A brace that is missing further down hides no error above it."""
    assert missing_brace("a b ;;; .\np:x {\n", 1) is None
    assert missing_brace('p:x { a b "}" , <http://x/}> . # }\n}\n', 2) is None


def test_the_second_of_two_values_is_named(small_files):
    """A line pasted twice: the place is that of the second, within the description and not after it."""
    text = "p:x a b ;\n    pat:locator 1 ;\n    pat:locators 2 .\n\np:y pat:locator 3 ."
    assert last_said(text, 1, "pat:locator") == 2
    assert last_said(text, 1, "pat:stars") == 1


@pytest.mark.slow
def test_validate_names_the_second_line_and_what_was_meant(small_files):
    """A doubled locator has the line of the second; an unknown thing or term has those like it."""
    path = small_files / "data/evidence/note-2004.trig"
    text = path.read_text().replace('"paragraph 1" ;', '"paragraph 1" ;\n    pat:locator "twice" ;')
    text = text.replace("pat:ended", "pat:endedd").replace(
        "council council:haringey", "council council:haringay"
    )
    line = text[: text.index('"twice"')].count("\n") + 1
    project = Project(small_files).with_file(path, text.encode())
    told = validate(build(project), project).text()
    assert f"note-2004.trig:{line}: violation: passage:note-2004/heading: pat:locator has two values" in told
    assert "Did you mean council:haringey?" in told and "Did you mean pat:ended?" in told
