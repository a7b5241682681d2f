"""Slips of braces and doubled lines are told where they are, not where a parser comes to notice them."""

import re

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from patgraph.dataset.assemble import build
from patgraph.dataset.blocks import missing_brace, said_at
from patgraph.dataset.project import Project, _read
from patgraph.dataset.validation.node_places import Where
from patgraph.dataset.validation.validate import validate
from patgraph.errors import BadInput
from patgraph.names import BASE, VIEW, pat, term
from patgraph.rdf import load


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
    text = f"{text}\n\np:y {{\n    a pat:stars 2 .\n    b pat:stars 3 .\n}}\np:z pat:ended 4 ."
    found = {
        (line, name): said_at(text.split("\n"), line, re.compile(rf"pat:{name}\b"), last=True)
        for line in (1, 5) for name in ("locator", "stars", "ended")
    }  # fmt: skip
    assert found == {
        (1, "locator"): 2, (1, "stars"): 1, (1, "ended"): 1,
        (5, "locator"): 5, (5, "stars"): 9, (5, "ended"): 5,
    }  # fmt: skip
    assert said_at(text.split("\n"), 5, re.compile("pat:stars")) == 8


@pytest.mark.slow
def test_validate_names_the_line_that_is_wrong(small_files):
    """A misspelt property, an unknown thing, a text where a number belongs: the very line."""
    path = small_files / "data/evidence/note-2004.trig"
    text, lines = path.read_text(), {}
    for old, new in (
        ("pat:ended ", "pat:endedd "), ("pat:stars 1 ", 'pat:stars "zero" '),
        ("council council:haringey", "council council:haringay"),
    ):  # fmt: skip
        assert old in text
        lines[new] = text[: text.index(old)].count("\n") + 1
        text = text.replace(old, new, 1)
    project = Project(small_files).with_file(path, text.encode())
    told = validate(build(project), project).text()
    for line, said in zip(
        lines.values(), ("unknown term pat:endedd", "is zero, which", "haringay"), strict=True
    ):
        assert re.search(rf"note-2004\.trig:{line}: violation: .*{said}", told), (line, said, told)


@pytest.mark.parametrize(
    ("wrong", "line", "said"),
    [
        ('a:b a:c "open” .\na:d a:e "x" .\n', 2, "the mark ” neither opens nor ends a text"),
        ("a:b a:c “x” .\n", 2, "the mark “ neither opens nor ends a text"),
        ('a:b a:c "open .\na:d a:e 1 .\n', 2, "a text that is opened here is not ended on its line"),
        ('a:b a:c 1 .\na:d a:e "two\nlines" .\n', 3, "a text that is opened here is not ended on its line"),
        ("a:b a:c 1 .\nstray words\n", 3, "this is no statement: write SUBJECT PROPERTY VALUE"),
        ("- item\n", 2, "this is no statement: write SUBJECT PROPERTY VALUE"),
        ("a:b a:c zz:x .\n", 2, r"declare it at the head of the file \(@prefix zz: <…> \.\)"),
        ("a:b a:c 1\na:d a:e 1 .\n", 3, "A dot is expected"),
    ],
)
def test_what_no_parser_reads_is_told_with_what_to_do(tmp_path, wrong, line, said):
    """File and line, what is wrong in words of ours, and how to mend it."""
    content = f"@prefix a: <https://example.org/> .\n{wrong}".encode()
    with pytest.raises(BadInput, match=rf"x\.ttl:{line}:\d+: {said}"):
        list(_read(tmp_path / "x.ttl", RdfFormat.TURTLE, content))


class Counted:
    """A store, and how often it was asked."""

    def __init__(self, store):
        self.store, self.asked = store, 0

    def quads_for_pattern(self, *pattern):
        self.asked += 1
        return self.store.quads_for_pattern(*pattern)


def test_all_unknown_names_are_looked_up_at_once(small_dataset):
    """A whole file of things is gone: the graph is gone over once, and again after a change."""
    store = Store()
    load(store, small_dataset.text)
    store = Counted(store)
    where = Where(store, None)
    names = [f"{BASE}id/council/{each}" for each in ("haringay", "coventri", "birmingam", "nothing-like-it")]
    told = [where.meant(name) for name in names]
    assert told[0] == " Did you mean council:haringey?" and told[2] == " Did you mean council:birmingham?"
    assert told[3] == "" and store.asked == 1
    new = Quad(
        NamedNode(f"{BASE}id/council/nothing-likely-it"), term("rdf:type"), pat("Council"), NamedNode(VIEW)
    )
    store.store.add(new)
    where.forget([new])
    assert where.meant(names[3]) == " Did you mean council:nothing-likely-it?" and store.asked == 2


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
