"""What files say is kept by content: nothing else is ever read than what is in them now."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad

from patgraph.dataset import kept_quads
from patgraph.dataset.assemble import build
from patgraph.dataset.kept_quads import KeptQuads
from patgraph.dataset.project import Project
from patgraph.dataset.reading import canonical, shared, statements
from patgraph.errors import PatgraphError
from patgraph.names import BASE, PREFIXES
from patgraph.questions import catalogue
from tests.support.examples import examples
from tests.support.small_project import least_of, small_project

NAMES = st.text("ab-/.~é1", max_size=3).map(lambda local: NamedNode(BASE + local))
BLANKS = st.text("ab1", min_size=1, max_size=2).map(BlankNode)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
LITERALS = (
    WORDS.map(Literal)
    | WORDS.map(lambda word: Literal(word, language="en-GB"))
    | WORDS.map(lambda word: Literal(word, language="ar", direction=BaseDirection.RTL))
    | WORDS.map(lambda word: Literal(word, datatype=NamedNode(PREFIXES["xsd"] + "date")))
    | st.integers().map(Literal)
)
QUADS = st.lists(st.builds(Quad, NAMES | BLANKS, NAMES, NAMES | BLANKS | LITERALS, NAMES), max_size=12)

#: So many characters are left of each file of the ontology where files are edited again and again.
_BEGUN = 4_000


@pytest.fixture
def project(small_copy):
    """The least of the small project."""
    return Project(least_of(small_copy))


@pytest.fixture
def parsed(monkeypatch):
    """Grows with each file that is read anew."""
    found = []
    was = KeptQuads.keep

    def keep(self, key, quads):
        found.append(key)
        return was(self, key, quads)

    monkeypatch.setattr(KeptQuads, "keep", keep)
    return found


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """A small project to be edited again and again, and the cache of all that is read of it. Its long files
    are only begun, but for one with nodes without names: how a file is read does not depend on how much it
    says.
    """
    root = tmp_path_factory.mktemp("edited")
    project = Project(least_of(small_project(root / "project")))
    for path in (project.root / "ontology").rglob("*.ttl"):
        text = path.read_text()
        # Written by hand, a blank line ends a block; written by an engine, a full stop.
        end = ".\n\n" if ".\n\n" in text else " .\n"
        if path.stem != "evidence":
            path.write_text(text[: text.rfind(end, 0, _BEGUN) + len(end)])
    found = whole(project)
    assert not isinstance(found, str) and sum(isinstance(quad[0], BlankNode) for quad in found) > 20
    return project, root / "cache"


def whole(project):
    """What a project's files say, all of them read anew; or what is wrong with them."""
    try:
        quads = chain(project.quads(), catalogue.quads(project.questions()))
        labelled, others = canonical(list(shared(quads)))
    except PatgraphError as error:
        return str(error)
    return labelled + others


def by_parts(project):
    """The same, of what is kept."""
    try:
        return statements(project)
    except PatgraphError as error:
        return str(error)


@given(QUADS, QUADS)
def test_what_is_kept_is_what_was_read(tmp_path_factory, one, other):
    """Whatever names, blank nodes and words there are, in their order, also of two files."""
    directory = str(tmp_path_factory.mktemp("quads"))
    for place in (directory, directory, ""):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATGRAPH_CACHE", place)
            kept = KeptQuads()
            assert kept.read("one", lambda: iter(one)) == [tuple(quad) for quad in one]
            assert kept.read("other", lambda: iter(other)) == [tuple(quad) for quad in other]


@examples(100)
@given(st.data())
def test_after_any_edit_a_build_is_that_of_the_files(edited, data):
    """A line less, twice, at another place, with another digit or word; a file that goes; one after the
    other, in what is kept of all before: a build has just the statements of files that are all read anew, and
    the same words about those that cannot be read.
    """
    project, cache = edited
    paths = [
        *sorted(p for room in ("data", "ontology") for p in (project.root / room).rglob("*.t*")),
        *project.questions(),
    ]
    path = data.draw(st.sampled_from(paths), "file")
    before = path.read_bytes()
    lines = before.splitlines(keepends=True)
    at, to = (data.draw(st.integers(0, len(lines) - 1), name) for name in ("line", "to"))
    edit = data.draw(st.sampled_from(["out", "twice", "moved", "digit", "word", "blank", "gone"]), "edit")
    changed = {
        "out": lines[:at] + lines[at + 1 :],
        "twice": [*lines[:at], lines[at], *lines[at:]],
        "moved": [*lines[:at], *lines[at + 1 : to], lines[at], *lines[max(to, at + 1) :]],
        "digit": [*lines[:at], lines[at].translate(bytes.maketrans(b"0123", b"1230")), *lines[at + 1 :]],
        "word": [*lines[:at], lines[at].replace(b"council:", b"person:"), *lines[at + 1 :]],
        "blank": [*lines, b"\n<https://example.org/a> <https://example.org/b> [] .\n"],
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATGRAPH_CACHE", str(cache))
        try:
            path.unlink() if edit == "gone" else path.write_bytes(b"".join(changed[edit]))
            assert by_parts(project) == whole(project)
        finally:
            path.write_bytes(before)


def test_after_a_change_only_that_file_is_read(project, cache, parsed):
    """The first time all are read; then none; after a change the one, and the words' blank nodes with it."""
    first = statements(project)
    assert len(parsed) == len([*project.parts()]) + len(project.questions()) + 1
    for path in (sorted((project.root / "data/evidence").glob("*.trig"))[0], project.questions()[0]):
        parsed.clear()
        assert statements(project) == first and parsed == []
        path.write_text(
            f"# A comment.\n{path.read_text()}" if path.suffix == ".trig" else f"{path.read_text()}\n"
        )
        assert len(statements(project)) == len(first)
        assert len(parsed) == (1 if path.suffix == ".trig" else 2)
        first = statements(project)


def test_what_is_damaged_is_read_again(project, cache, parsed):
    """Files with another byte, cut short, emptied, or with another's content."""
    version = build(project).version
    kept = sorted((cache / "quads").iterdir())
    for file, damage in zip(
        kept, [lambda c: c[:-1] + b"x", lambda c: c[:40], lambda c: b""] * 99, strict=False
    ):
        file.write_bytes(damage(file.read_bytes()))
    parsed.clear()
    assert build(project).version == version and len(parsed) == len(kept)
    parsed.clear()
    assert build(project).version == version and not parsed


def test_it_may_be_deleted_and_need_not_be_there(project, cache, tmp_path, monkeypatch):
    """A cache that goes, one that is a file, and none."""
    version = build(project).version
    shutil.rmtree(cache)
    assert build(project).version == version
    (tmp_path / "file").write_text("")
    for named in (str(tmp_path / "file"), ""):
        monkeypatch.setenv("PATGRAPH_CACHE", named)
        assert build(project).version == version


def test_two_at_once_read_the_same(project, cache):
    """Four builds that begin with an empty cache."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: statements(project), range(4)))
    assert found[0] == found[1] == found[2] == found[3] == statements(project)


def test_a_cache_does_not_grow_for_ever(project, cache, monkeypatch):
    """Where there is too much, what was not used goes; nothing that was used now does."""
    monkeypatch.setattr(kept_quads, "_MOST", 0)
    build(project)
    there = {path.name: path for path in (cache / "quads").iterdir()}
    size = sum(path.stat().st_size for path in there.values())
    old = cache / "quads" / ("0" * 64)
    old.write_bytes(b"x" * 4 * size)
    (path,) = sorted((project.root / "data/editorial").glob("*.ttl"))[:1]
    path.write_text(path.read_text() + "\n")
    build(project)
    left = {path.name for path in (cache / "quads").iterdir()}
    assert old.name not in left and len(left) == len(there) and len(left & there.keys()) == len(there) - 1
