"""Versions on record: what changed after each, counted, asked as a question and followed as a feed."""

import shutil
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from starlette.testclient import TestClient

import patgraph
from patgraph.dataset import changes
from patgraph.dataset.assemble import build
from patgraph.dataset.project import Project
from patgraph.errors import BadDate, BadInput, BadValue
from patgraph.names import BASE, VIEW, graph, space
from patgraph.store import snapshot
from patgraph.web.app import app_for

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = "2026-11-29"
PLACES = [f"{BASE}id/passage/a/one", f"{BASE}id/passage/a/two", f"{BASE}id/passage/b/one",
          f"{BASE}graph/document/a", f"{BASE}graph/editorial", VIEW,
          f"{BASE}graph/reference/versions"]  # fmt: skip
PARTS = [f"{BASE}id/document/a", f"{BASE}id/document/a", f"{BASE}id/document/b", f"{BASE}id/document/a",
         f"{BASE}graph/editorial", None, None]  # fmt: skip
quads = st.sets(
    st.builds(
        lambda value, place: Quad(graph("x"), graph("y"), Literal(value), NamedNode(PLACES[place])),
        st.integers(0, 3), st.integers(0, len(PLACES) - 1),
    ),
    max_size=20,
)  # fmt: skip


@given(quads, quads)
def test_counts_are_those_of_sets(before, now):
    """Of any two versions: each part that differs, once, with what came and went; nothing of what is left
    out; the other way round the same with signs changed.
    """
    found = {change.part.value: change for change in changes.compared(before, now)}
    back = {change.part.value: change for change in changes.compared(now, before)}
    for part in {each for each in PARTS if each}:
        places = {NamedNode(place) for place, of in zip(PLACES, PARTS, strict=True) if of == part}
        was, is_ = ({q for q in side if q.graph_name in places} for side in (before, now))
        assert (part in found) == (was != is_)
        if part in found:
            change = found[part]
            told = (change.before, change.added, change.removed)
            assert told == (len(was), len(is_ - was), len(was - is_))
            assert change.kind == ("new" if not was else "gone" if not is_ else "altered")
            other = {place for place in {q.graph_name for q in was ^ is_} if "/id/passage/" in place.value}
            assert {*change.new, *change.altered, *change.gone} == other
            assert (back[part].added, back[part].gone) == (change.removed, change.new)
    assert found.keys() <= {part for part in PARTS if part}


def test_blank_nodes_are_no_change():
    """They are named anew whenever their graph changes, so they are not compared."""
    place = graph("shapes")
    one, other = ({Quad(BlankNode(name), graph("y"), Literal(1), place)} for name in "ab")
    assert changes.compared(one, other) == []


@pytest.fixture(scope="module")
def stepped(small_files, tmp_path_factory):
    """The small project after a passage was altered, with that on record, and the version before."""
    root = shutil.copytree(small_files, tmp_path_factory.mktemp("stepped") / "project")
    before = build(Project(root))
    path = root / "data/evidence/note-2004.trig"
    path.write_text(path.read_text().replace("pat:started date:2002-10", "pat:started date:2002-11", 1))
    found = changes.compared(before.quads, build(Project(root)).quads)
    content = changes.recorded(None, before.version, DAY, "A start\nmended.", found)
    (root / changes.RECORD).write_bytes(content)
    return root, before.version, found


@pytest.mark.slow
def test_the_record_is_asked_and_followed(stepped, tmp_path):
    """What changed is in `changes`, with the passage; the feed has an entry for it, valid as Atom asks."""
    root, version, found = stepped
    snapshot.write_snapshot(build(Project(root)), tmp_path / "store")
    opened = patgraph.open(tmp_path / "store", project=root)
    (row,) = opened.query("changes", since=version)
    assert (row["part"], row["change"], row["byLatest"]) == (f"{BASE}id/document/note-2004", "altered", DAY)
    assert (row["passagesAltered"], row["passagesAdded"], row["note"]) == (1, 0, "A start mended.")
    assert row["statementsAdded"] == row["statementsRemoved"] == 1
    assert [c.altered for c in found] == [(NamedNode(f"{BASE}id/passage/note-2004/began"),)]
    # Nothing has come after the version that is asked itself.
    assert list(opened.query("changes", since=opened.version)) == []
    with pytest.raises(patgraph.PatgraphError, match="did you mean"):
        opened.query("changes", since=version[:10])
    client = TestClient(app_for(opened))
    reply = client.get("/changes.atom")
    assert client.get("/changes.atom", headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304
    assert 'href="/changes.atom"' in client.get("/dataset.html").text
    assert reply.headers["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(reply.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    for each in (feed, entry):
        for name in ("id", "title", "updated"):
            assert len(each.findall(ATOM + name)) == 1 and each.find(ATOM + name).text
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
    assert entry.find(f"{ATOM}id").text == f"{BASE}id/version/{version}"
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/queries/changes?since={version}")
    assert "1 passage altered" in entry.find(f"{ATOM}content").text


@pytest.mark.slow
def test_a_version_has_one_record(stepped):
    """Recorded again, the file is the same; another version comes after it, and both stay."""
    root, version, found = stepped
    content = (root / changes.RECORD).read_bytes()
    assert changes.recorded(content, version, DAY, "A start mended.", found) == content
    other = changes.recorded(content, "f" * 64, "2026-12-01", "More.", found)
    assert changes.recorded(other, version, DAY, "A start mended.", found) == other
    assert other.count(b"a pat:DatasetVersion") == 2 and b"schema:position 2" in other
    with pytest.raises(BadDate, match="no date"):
        changes.recorded(content, version, "yesterday", "More.", found)


def test_versions_follow_each_other_in_order():
    """A day before that of an older version on record, or after that of a younger one, is refused."""
    one = changes.recorded(None, "1" * 64, "2026-11-29", "One.", [])
    with pytest.raises(BadValue, match=r"1 January 1999 is before 29 November 2026"):
        changes.recorded(one, "2" * 64, "1999-01-01", "Two.", [])
    two = changes.recorded(one, "2" * 64, "2026-11-29", "Two.", [])
    with pytest.raises(BadValue, match=r"1 December 2026 is after 29 November 2026"):
        changes.recorded(two, "1" * 64, "2026-12-01", "One.", [])


def test_two_parts_never_share_a_record():
    """A document and a graph whose names differ by a stroke are refused with both, and nothing is written."""
    parts = (NamedNode(space("document") + "reference-councils"), graph("reference/councils"))
    both = [changes.Change(part, 0, 1, 0, (), (), ()) for part in parts]
    with pytest.raises(BadInput, match=r"(?s)reference-councils.*reference/councils.*another name"):
        changes.recorded(None, "0" * 64, DAY, "A note.", both)
    assert b"reference/councils" in changes.recorded(None, "0" * 64, DAY, "A note.", both[1:])


@pytest.mark.slow
def test_the_command_puts_a_version_on_record(run, small_files, tmp_path):
    """From a store or its N-Quads: the same record; what is neither is refused, and nothing is written."""
    root = shutil.copytree(small_files, tmp_path / "project")
    before = build(Project(root))
    (tmp_path / "before.nq").write_bytes(before.nquads)
    snapshot.write_snapshot(before, tmp_path / "store")
    queries = root / "queries/councils.rq"
    queries.write_text(queries.read_text().replace("#+ title: ", "#+ title: Now ", 1))
    told = []
    for place in ("store", "before.nq"):
        done = run(
            "release", "--from", tmp_path / place, "--note", "A title.", "--day", DAY, "--project", root
        )
        assert done.returncode == 0, done.stderr
        assert "graph/catalogue: altered; 1 statements more, 1 fewer" in done.stdout
        assert before.version in done.stdout
        told.append((root / changes.RECORD).read_bytes())
    assert told[0] == told[1]
    (tmp_path / "before.nq").write_text("nothing of the kind")
    for place, note, said in (
        ("before.nq", "x", "is neither a store nor N-Quads"),
        ("nowhere.nq", "x", "there is no such directory or file"),
        ("store", " ", "--note: say in a sentence or two"),
    ):
        done = run("release", "--from", tmp_path / place, "--note", note, "--day", DAY, "--project", root)
        assert done.returncode == 2 and said in done.stderr, done.stderr
    done = run(
        "release", "--from", "http://127.0.0.1:9/sparql", "--note", "x", "--day", DAY, "--project", root
    )
    assert done.returncode == 2 and "patgraph export --store http://127.0.0.1:9/sparql" in done.stderr
    queries.write_text(queries.read_text().replace("#+ title: Now ", "#+ title: ", 1))
    done = run("release", "--from", tmp_path / "store", "--note", "x", "--day", DAY, "--project", root)
    assert done.returncode == 2 and "no change to put on record" in done.stderr
    assert (root / changes.RECORD).read_bytes() == told[0]
