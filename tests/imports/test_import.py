"""Imports: rows become passages whose offsets and digests hold; what does not fit is told, and all or nothing
is written."""

import copy as copying
import csv
import io
import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat

from patgraph.dataset import project as project_module
from patgraph.dataset.assemble import assemble
from patgraph.dataset.project import Project
from patgraph.dataset.texts import sources
from patgraph.dataset.texts.coverage import unaccounted
from patgraph.dataset.texts.rows import Fault, Row, rows
from patgraph.dataset.texts.sources import SourceText, digest
from patgraph.errors import BadInput, BadTable
from patgraph.imports import mapping, reader
from patgraph.names import BASE, pat, term
from tests.support.examples import examples
from tests.support.paths import OPENDATA, ROOT

GSS = {"E08000025": "birmingham", "E08000026": "coventry", "E09000014": "haringey"}
HEADER = "code,name,stars,source,note\n"
STARS = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
    "url": "stars.csv",
    "tableSchema": {
        "columns": [
            {"name": "code", "titles": "code", "required": True},
            {"name": "name", "titles": "name"},
            {
                "name": "stars", "titles": "stars", "required": True,
                "datatype": {"base": "integer", "minimum": 0, "maximum": 3},
                "aboutUrl": "star-rating:{council}-2003-11", "propertyUrl": "pat:stars",
            },
            {"name": "source", "titles": "source"},
            {"name": "note", "titles": "note"},
            {
                "name": "held", "virtual": True, "aboutUrl": "star-rating:{council}-2003-11",
                "propertyUrl": "pat:asAt", "valueUrl": "date:2003-11",
            },
        ]
    },
    mapping.KEY: {
        "document": {
            "id": "stars", "label": "Stars", "title": "Stars", "issued": "2026-11-22", "type": "table",
            "rights": "Facts only.",
        },
        "row": "{council}",
        "variables": {"council": {"source": "code", "lookup": ["pat:gssCode", "pat:area"]}},
        "pages": [{"id": "news", "spellings": ["the News", "old.example/news"]}],
        "leftOut": [{"where": {"source": "dh-2004"}, "because": "read here itself."}],
        "readings": [
            {
                "slug": "stars", "columns": ["stars", "held"], "needs": ["stars"], "cites": ["source"],
                "editorial": [
                    {"where": {"note": "^guess"}, "because": "A guess.", "silence": "inference"}
                ],
            }
        ],
        "things": [
            {
                "about": "star-rating:{council}-2003-11", "label": "{name}, stars",
                "says": {"a": "pat:StarRating", "pat:council": "council:{council}"},
            }
        ],
    },
}  # fmt: skip


@pytest.fixture
def small(tmp_path):
    """A project that knows three councils by their codes, and one article by its address."""
    for room in ("ontology", "data/reference", "data/editorial", "queries"):
        (tmp_path / "small" / room).mkdir(parents=True)
    prefixes = "".join(
        f"@prefix {p}: <{BASE}id/{p}/> .\n" for p in ("area", "council", "document")
    ) + f"@prefix pat: <{BASE}def#> .\n@prefix schema: <https://schema.org/> .\n"  # fmt: skip
    told = "".join(f'council:{c} pat:area area:{c} .\narea:{c} pat:gssCode "{g}" .\n' for g, c in GSS.items())
    (tmp_path / "small/data/reference/councils.ttl").write_text(prefixes + told)
    (tmp_path / "small/data/editorial/documents.ttl").write_text(
        f"{prefixes}document:article a pat:SourceDocument ; schema:url <https://www.press.example/stars/> .\n"
    )
    return Project(tmp_path / "small")


def prepare(project, content, about=STARS, name="stars.csv"):
    """What an import of this text by this mapping comes to."""
    place = project.root.parent
    text = content if isinstance(content, bytes) else content.encode()
    (place / name).write_bytes(text)
    (place / "mapping.json").write_text(json.dumps(about))
    return reader.prepare(place / name, mapping.read_mapping(place / "mapping.json"), project)


def changed(**ours):
    """The mapping with other entries of ours."""
    about = copying.deepcopy(STARS)
    about[mapping.KEY] |= ours
    return about


def parsed(found):
    return list(pyoxigraph.parse(input=found.content, format=RdfFormat.TRIG))


def passages(found):
    """What is said of each passage, by property."""
    about = {}
    for quad in parsed(found):
        if "/id/passage/" in quad.subject.value:
            about.setdefault(quad.subject.value.rsplit("/", 1)[-1], {}).setdefault(
                quad.predicate.value.rsplit("#")[-1].rsplit("/")[-1], []
            ).append(quad.object.value.rsplit("/", 1)[-1])
    return about


def faults(project, content, about=STARS):
    with pytest.raises(BadTable) as caught:
        prepare(project, content, about)
    return caught.value.faults


# ---- Rows and their places

cell = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
tables = st.lists(st.lists(cell, min_size=2, max_size=4), min_size=1, max_size=6)


@given(
    tables,
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\ufeff"]),
    st.booleans(),
    st.booleans(),
)
def test_rows_stand_where_they_say(table, end, mark, quoted, closed):
    """Whatever the cells, the line ends and the mark: each row is found with its cells, its stretch of the
    text alone is that row, and no other character of the text but line ends belongs to none."""
    out = io.StringIO(newline="")
    # The writer would leave a lone \r of a cell unquoted where lines end in \n.
    quoted = quoted or any(set(text) & {"\r", "\n"} for row in table for text in row)
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows(table)
    text = mark + (out.getvalue() if closed else out.getvalue()[: -len(end)])
    found = list(rows(text))
    assert [row.cells for row in found] == [tuple(each) for each in table]
    for row in found:
        assert [each.cells for each in rows(text[row.start : row.end])] == [row.cells]
    left = list(text.removeprefix(mark))
    for row in reversed(found):
        del left[row.start - len(mark) : row.end - len(mark)]
    assert set(left) <= {"\r", "\n"}


def test_lines_are_counted_through_quoted_cells():
    """A row is on the line it begins on, also behind cells that hold line ends, and behind empty lines."""
    found = list(rows('a,b\r\n"1\r\n2\n3",x\r\n\r\n"é\u2028",y\r\n'))
    assert [(row.line, row.cells) for row in found] == [
        (1, ("a", "b")), (2, ("1\r\n2\n3", "x")), (6, ("é\u2028", "y")),
    ]  # fmt: skip


def test_a_record_that_is_no_csv_hides_no_other():
    """A bad quote and an open one are faults with their lines; the rows between are read."""
    found = list(rows('a,b\n"x"y,1\nc,d\n"open,\nx'))
    assert [(type(each), each.line) for each in found] == [(Row, 1), (Fault, 2), (Row, 3), (Fault, 4)]


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=15)


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), words), min_size=1, max_size=3),
       st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))  # fmt: skip
def test_offsets_and_digests_hold_for_any_table(small, given_rows, end, mark):
    """The passages of an import prove themselves on the bytes of the file, and account for all of it."""
    out = io.StringIO(newline="")
    # Python's writer quotes no carriage return of its own accord.
    lone = end == "\n" and any("\r" in note for _, note in given_rows)
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL if lone else csv.QUOTE_MINIMAL)
    writer.writerow(HEADER.strip().split(","))
    for code, (stars, note) in zip(GSS, given_rows, strict=False):
        writer.writerow([code, GSS[code], stars, "the News", note])
    content = (mark + out.getvalue()).encode()
    found = prepare(small, content)
    text = SourceText("stars", content.decode(), table=True)
    spans = []
    for about in passages(found).values():
        start, stop = int(about["startOffset"][0]), int(about["endOffset"][0])
        assert about["digest"] == [digest(text.text[start:stop])]
        spans.append((start, stop))
    assert len(spans) == len(given_rows) + 1
    assert unaccounted(text, spans) == []
    sha = [q.object.value for q in parsed(found) if q.predicate == term("schema:sha256")]
    assert sha == [text.sha256]


# ---- What rows say


def test_a_row_says_what_its_mapping_declares(small):
    """Its graph has the statements of its columns; its type and name are ours; its page is on record."""
    found = prepare(small, HEADER + "E08000025,Birmingham,0,the News,\n")
    (about,) = [a for name, a in passages(found).items() if name == "birmingham-stars"]
    assert about["hadPrimarySource"] == ["news"] and about["modality"] == ["reported"]
    rating = NamedNode(f"{BASE}id/star-rating/birmingham-2003-11")
    inside = {
        (q.predicate, q.object) for q in parsed(found) if str(q.graph_name).endswith("birmingham-stars>")
    }
    assert inside == {
        (pat("stars"), Literal(0)), (pat("asAt"), NamedNode(f"{BASE}id/date/2003-11")),
    }  # fmt: skip
    ours = {(q.subject, q.predicate, q.object) for q in parsed(found)
            if str(q.graph_name).endswith("/graph/editorial>")}  # fmt: skip
    assert (rating, term("rdf:type"), pat("StarRating")) in ours
    assert (rating, term("skos:prefLabel"), Literal("Birmingham, stars", language="en")) in ours


def test_what_the_project_knows_already_is_not_said_again(small):
    """A thing that has a type in the project gets neither type nor name from the table."""
    (small.root / "data/editorial/ratings.ttl").write_text(
        f"<{BASE}id/star-rating/birmingham-2003-11> a <{BASE}def#StarRating> ."
    )
    found = prepare(small, HEADER + "E08000025,Birmingham,0,the News,\n")
    assert b'skos:prefLabel "Birmingham, stars"' not in found.content


def test_pages_are_found_however_they_are_spelt(small):
    """A spelling, an address, the address of a document that we hold: each is one document, in order."""
    found = prepare(
        small,
        HEADER
        + "E08000025,B,0,the News (copy at http://old.example/news) ; http://press.example/stars,\n"
        + "E08000026,C,0,https://www.other.example/a?b=1 and the News,\n",
    )
    about = passages(found)
    assert about["birmingham-stars"]["hadPrimarySource"] == ["news", "article"]
    assert about["coventry-stars"]["hadPrimarySource"] == ["other-example-a-b-1", "news"]
    documents = {q.subject.value.rsplit("/", 1)[-1] for q in parsed(found) if q.object == pat("Document")}
    assert documents == {"news", "other-example-a-b-1"}


def test_an_address_is_whole_and_a_page_is_one_document(small):
    """Commas and brackets within an address belong to it, those after it do not, and a page that the mapping
    spells is the same by its address."""
    page = {"id": "news", "spellings": ["the News"], "url": "https://news.example/stars(2003)"}
    found = prepare(
        small,
        HEADER
        + '"E08000025",B,0,"see http://table.example/0,,2017411,00.html, and (http://press.example/a(b).",\n'
        + "E08000026,C,0,http://www.news.example/stars(2003),\n"
        + "E09000014,H,0,the News,\n",
        changed(pages=[page]),
    )
    about = passages(found)
    assert (
        about["coventry-stars"]["hadPrimarySource"] == about["haringey-stars"]["hadPrimarySource"] == ["news"]
    )
    urls = {q.object.value for q in parsed(found) if q.predicate == term("schema:url")}
    assert urls == {
        "http://table.example/0,,2017411,00.html",
        "http://press.example/a(b)",
        "https://news.example/stars(2003)",
    }


def test_left_out_rows_are_told_and_stay_silent(small):
    """A row that a rule leaves out states nothing, needs not fit, and has its reason in the data."""
    found = prepare(small, HEADER + "E08000025,B,many,dh-2004 Table 1,\nE08000026,C,1,the News,\n")
    assert found.left_out == [(2, "read here itself.")]
    assert passages(found)["birmingham"]["silenceReason"] == ["second-hand"]
    assert [t.subject.value.rsplit("/", 1)[-1] for t in found.statements] == ["coventry-2003-11"] * 2


def test_an_inference_is_an_editors_and_no_evidence(small):
    """What the table calls a guess stands in the editorial graph with its reason; its row is silent."""
    found = prepare(small, HEADER + "E08000025,Birmingham,0,,guess: by subtraction\n")
    where = {str(q.graph_name).rsplit("/", 1)[-1] for q in parsed(found) if q.predicate == pat("stars")}
    assert where == {"editorial>"}
    assert passages(found)["birmingham"]["silenceReason"] == ["inference"]
    assert b'skos:editorialNote "A guess."@en' in found.content


def test_a_register_becomes_reference_data(small):
    """With the target reference the statements stand in a Turtle file with where they come from."""
    found = prepare(small, HEADER + "E08000025,Birmingham,2,,\n", changed(target="reference"))
    assert found.path == small.root / "data/reference/stars.ttl"
    quads = list(pyoxigraph.parse(input=found.content, format=RdfFormat.TURTLE))
    assert any(q.predicate == pat("stars") and q.object == Literal(2) for q in quads)
    about = NamedNode(f"{BASE}graph/reference/stars")
    assert {term("dcterms:title"), term("dcterms:rights"), term("schema:sha256")} <= {
        q.predicate for q in quads if q.subject == about
    }


def test_lists_dates_and_numbers_are_written_as_xml_schema_has_them(small):
    """A cell with a separator gives several values; datatypes keep their lexical forms."""
    about = changed(target="reference", things=[])
    columns = about["tableSchema"]["columns"]
    columns[1] |= {
        "separator": "|",
        "aboutUrl": "council:{council}",
        "propertyUrl": "skos:altLabel",
        "lang": "en",
    }
    columns[3] |= {"datatype": {"base": "date", "format": "dd/MM/yyyy"}, "aboutUrl": "council:{council}",
                   "propertyUrl": "dcterms:date"}  # fmt: skip
    columns[4] |= {"datatype": "decimal", "aboutUrl": "council:{council}", "propertyUrl": "pat:value"}
    about[mapping.KEY]["readings"] = [{"slug": "all", "columns": ["name", "source", "note"]}]
    found = prepare(small, HEADER + "E08000025,B|Brum,1,02/03/2004,1.50\n", about)
    objects = [t.object for t in found.statements]
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert objects == [
        Literal("B", language="en"), Literal("Brum", language="en"),
        Literal("2004-03-02", datatype=NamedNode(f"{xsd}date")),
        Literal("1.50", datatype=NamedNode(f"{xsd}decimal")),
    ]  # fmt: skip


# ---- What does not fit


def test_every_row_that_does_not_fit_is_told(small):
    """All faults of all rows, each with its line and what is wrong, and nothing is written."""
    found = faults(
        small,
        HEADER
        + "E99999999,Nowhere,1,the News,\n"
        + "E08000025,Birmingham,four,the News,\n"
        + "E08000026,Coventry,1,the News\n"
        + 'E09000014,Haringey,,the News,"two\nlines"\n'
        + "E08000025,Birmingham,1,hearsay,\n"
        + '"x"y\n'
        + "E08000026,Coventry,2,the News,\n"
        + "E08000026,Coventry again,2,the News,\n",
    )
    told = {line: reason for line, reason in found}
    assert sorted(told) == [2, 3, 4, 5, 7, 8, 10]
    assert "'E99999999' leads" in told[2] and "stars" in told[3] and "4 cells" in told[4]
    assert "required" in told[5] and "no page is named in source" in told[7] and "no CSV" in told[8]
    assert "coventry-stars, as that of line 9" in told[10]
    assert not (small.root / "data/evidence").exists()


def test_a_row_that_nothing_reads_is_a_fault(small):
    """No row is dropped in silence: one without any reading needs a rule that leaves it out."""
    about = changed()
    about["tableSchema"]["columns"][2]["required"] = False
    assert "no rule leaves it out" in faults(small, HEADER + "E08000025,B,,the News,\n", about)[0][1]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("code,name,stars,source", "no column note"),
        ("code,name,stars,source,note,more", "'more'"),
        ("code,code,name,stars,source,note", "twice"),
        ("", "empty"),
    ],
)
def test_a_header_that_is_not_the_mappings_is_told(small, header, reason):
    """Missing, unknown and repeated columns are named."""
    assert any(reason in told for _, told in faults(small, f"{header}\n"))


def test_a_table_that_is_not_utf8_is_refused(small):
    """A byte that is no UTF-8 ends it."""
    with pytest.raises(BadInput, match="utf-8"):
        prepare(small, HEADER.encode() + b"\xe9")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda a: a.pop(mapping.KEY), "no mapping"),
        (lambda a: a["tableSchema"]["columns"][0].update(titels="x"), "titels"),
        (lambda a: a[mapping.KEY].update(colour="red"), "unknown: colour"),
        (lambda a: a[mapping.KEY]["readings"][0].update(columns=["star"]), "named 'star'"),
        (lambda a: a[mapping.KEY]["document"].update(id="No Slug"), "No Slug"),
        (lambda a: a[mapping.KEY]["leftOut"][0].update(where={"source": "("}), "unterminated|missing"),
        (lambda a: a["tableSchema"]["columns"][2].update(aboutUrl="council:{town}"), "named 'town'"),
        (lambda a: a[mapping.KEY].update(target="moon"), "moon"),
    ],
)
def test_a_mapping_that_says_nothing_sensible_is_refused(small, change, reason):
    """A misspelt word of CSVW or of ours, a column that is not there, a bad pattern: named with the file."""
    about = copying.deepcopy(STARS)
    change(about)
    with pytest.raises(BadInput, match=reason):
        prepare(small, HEADER, about)


# ---- Whole or not at all, and the same again


def test_the_same_inputs_give_the_same_bytes(small):
    """Again, and again with the result in its place: the file does not change."""
    content = HEADER + "E08000025,Birmingham,0,the News,\nE08000026,Coventry,1,https://new.example/x,\n"
    first = prepare(small, content)
    reader.save(first)
    assert first.path.read_bytes() == first.content == prepare(small, content).content


def test_a_file_written_by_hand_is_not_overwritten(small):
    """An import only replaces what an import wrote."""
    (small.root / "data/evidence").mkdir()
    (small.root / "data/evidence/stars.trig").write_text("# by hand\n")
    with pytest.raises(BadInput, match="written by hand"):
        prepare(small, HEADER)


@pytest.mark.parametrize("part", ["tableSchema", "dialect"])
@pytest.mark.parametrize("place", ["http://127.0.0.1:{port}/x", "file:///etc/hostname", "other.json"])
def test_nothing_that_a_mapping_names_is_fetched(small, part, place):
    """A part that is an address or a file instead of itself is refused, and nobody is asked for it."""
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        there.listen()
        there.settimeout(0.1)
        named = place.format(port=there.getsockname()[1])
        with pytest.raises(BadInput, match=part):
            prepare(small, HEADER, about=STARS | {part: named})
        with pytest.raises(TimeoutError):
            there.accept()


def test_a_row_has_so_long(small, monkeypatch):
    """What takes longer ends with the line and the cause, and nothing is written."""
    monkeypatch.setattr(reader, "_ROW", 0.05)
    monkeypatch.setattr(reader._Reader, "_row", lambda *_: time.sleep(60))
    with pytest.raises(BadTable, match="a pattern of the mapping") as caught:
        prepare(small, HEADER + "E08000025,Birmingham,0,the News,\n")
    assert caught.value.faults[0][0] == 2


@pytest.mark.parametrize("at", ["fsync", "replace"])
def test_a_killed_import_leaves_what_was_there(small, at):
    """Killed before the file is in place, whether it is written or half so: the old one stands, the project
    reads nothing else, and the next import goes through."""
    old = prepare(small, HEADER + "E08000025,Birmingham,0,the News,\n")
    reader.save(old)
    new = prepare(small, HEADER + "E08000025,Birmingham,1,the News,\n")
    code = (
        "import os, signal, sys; from pathlib import Path; from patgraph.imports import reader\n"
        f"os.{at} = lambda *given: os.kill(os.getpid(), signal.SIGKILL)\n"
        "reader.save(reader.Import(Path(sys.argv[1]), sys.stdin.buffer.read()))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(new.path)], input=new.content, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert old.path.read_bytes() == old.content
    assert len(list(old.path.parent.iterdir())) == 2
    assert {q for q in small.quads() if q.predicate == pat("stars")}
    reader.save(new)
    assert [path.name for path in new.path.parent.iterdir()] == ["stars.trig"]
    assert new.path.read_bytes() == new.content


@pytest.mark.slow
def test_nothing_is_written_where_the_project_would_not_hold(run, small_copy, tmp_path):
    """An import whose result breaks a shape is refused with the violation, exit status 1, no file."""
    about = changed(
        things=[
            {"about": "star-rating:{council}-2003-11", "label": "{name}", "says": {"a": "pat:Starrating"}}
        ]
    )
    about["tableSchema"]["columns"][2]["aboutUrl"] = "star-rating:{council}-1999"
    about["tableSchema"]["columns"][5]["aboutUrl"] = "star-rating:{council}-1999"
    (tmp_path / "m.json").write_text(json.dumps(about))
    (tmp_path / "t.csv").write_text(HEADER + "E08000025,Birmingham,0,https://www.dh.example/,\n")
    done = run("import", tmp_path / "t.csv", "--mapping", tmp_path / "m.json", "--project", small_copy)
    assert done.returncode == 1
    assert "star-rating:birmingham-1999" in done.stderr and "nothing was written" in done.stderr
    assert not (small_copy / "data/evidence/stars.trig").exists()


# ---- Documents are compared by the pages that rows cite


@pytest.fixture(scope="module")
def ontology(project):
    """What the real ontology says, the policy of resolution among it."""
    return [q for q in project.quads() if q.graph_name.value.endswith("/graph/ontology")]


def settled(small, ontology, content):
    """The record of a disagreement on Birmingham's stars, in the policy of the real ontology."""
    found = prepare(small, content, changed(row="{_row}"))
    future = small.with_file(found.path, found.content)
    dataset = assemble(small, [*ontology, *future.quads()])
    view = list(dataset.view())
    (record,) = {q.subject for q in view if q.predicate == pat("subject")}
    about = {q.predicate: q.object.value.rsplit("/", 1)[-1] for q in view if q.subject == record}
    taken = {q.object.value for q in view if q.predicate == pat("stars")}
    return about[pat("disagreementType")], about[pat("rule")], taken


@pytest.mark.slow
def test_two_pages_of_one_table_are_two_documents(small, ontology):
    """Two rows that differ clash within one document only where they cite one page, and two pages that
    agree outweigh one."""
    row = "E08000025,Birmingham,{},{},\n".format
    one = HEADER + row(1, "https://a.example") + row(0, "https://a.example")
    assert settled(small, ontology, one)[0] == "self-contradiction"
    three = HEADER + row(1, "https://a.example") + row(0, "https://b.example") + row(0, "https://c.example")
    assert settled(small, ontology, three) == ("conflict", "corroboration", {"0"})
    same = HEADER + row(1, "https://a.example") + row(0, "https://b.example") + row(0, "https://b.example")
    assert settled(small, ontology, same) == ("conflict", "repetition", {"0"})


# ---- The tables that are imported


FIRST = ("star-distribution", "star-ratings-partial")
IMPORTED = [
    pytest.param(path.stem, marks=() if path.stem in FIRST else pytest.mark.slow)
    for path in sorted((ROOT / "data/mappings").glob("*.json"))
]


@pytest.fixture(scope="module")
def read_once():
    """Each file of the project is parsed once, however many imports read them all."""

    kept, reading = {}, project_module._read

    def read(*given):
        if given not in kept:
            kept[given] = [*reading(*given)]
        return kept[given]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project_module, "_read", read)
        yield


@pytest.mark.slow
@pytest.mark.parametrize("name", IMPORTED)
def test_the_imported_tables_are_what_their_mappings_give(project, read_once, name):
    """Byte for byte, from the tables, which stay outside the repository."""
    if not OPENDATA:
        pytest.skip("PATGRAPH_OPENDATA is not set: the tables are not at hand")
    about = mapping.read_mapping(ROOT / f"data/mappings/{name}.json")
    (table,) = [path for path in OPENDATA.rglob("*.csv") if path.name == str(about.table.url)]
    found = reader.prepare(table, about, project)
    assert found.content == found.path.read_bytes()


def test_a_table_among_the_sources_is_found_and_checked(tmp_path):
    """`{document}.csv` is a source text like `{document}.txt`; both at once are refused."""
    (tmp_path / "stars.csv").write_text(HEADER)
    assert sources.read_texts(tmp_path)["stars"].table
    (tmp_path / "stars.txt").write_text(HEADER)
    with pytest.raises(BadInput, match=r"stars\.txt too"):
        sources.read_texts(tmp_path)


def test_the_example_of_the_guide_works(small):
    """The mapping and the table of docs/import.md give what it shows."""
    text = (ROOT / "docs/import.md").read_text()
    (about,) = re.findall(r"^```json\n(.*?)^```", text, re.M | re.S)
    (table,) = re.findall(r"^```csv\n(.*?)^```", text, re.M | re.S)
    (shown,) = re.findall(r"^```trig\n(.*?)^```", text, re.M | re.S)
    content = json.loads(about)
    found = prepare(small, table, content, name=content["url"])
    assert shown in found.content.decode()


# ---- The command itself


def tree(root):
    """Every file under a directory, with its bytes."""
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["star-distribution", "star-ratings-partial"])
def test_the_command_writes_the_files_of_the_repository(run, copy, name):
    """`patgraph import` on a project that lacks a table's file: status 0, and the whole project is then that
    of the repository, byte for byte, with nothing beside it."""
    if not OPENDATA:
        pytest.skip("PATGRAPH_OPENDATA is not set: the tables are not at hand")
    before = tree(copy)
    written = copy / f"data/evidence/{name}.trig"
    written.unlink()
    about = copy / f"data/mappings/{name}.json"
    done = run("import", OPENDATA / f"{name}.csv", "--mapping", about, "--project", copy)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{written}: ")
    assert tree(copy) == before


@pytest.mark.slow
def test_a_table_brought_in_as_evidence_is_answered(run, small_copy, tmp_path):
    """From a table to an answer by commands alone: a dry run writes nothing, the import one file, the table
    proves its passages, and a built graph answers with the table's row as the passage."""
    text = json.dumps(STARS).replace("2003-11", "2001-11")  # a round of which the project has nothing
    about, table, store = tmp_path / "m.json", tmp_path / "tables/stars.csv", tmp_path / "store"
    about.write_text(text)
    table.parent.mkdir()
    table.write_text(
        HEADER
        + "E08000025,Birmingham,2,https://www.press.example/2001,\n"
        + "E08000026,Coventry,1,https://www.press.example/2001,guess: the last of two\n"
    )
    before = tree(small_copy)
    arguments = ("import", table, "--mapping", about, "--project", small_copy)
    dry = run(*arguments, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert tree(small_copy) == before
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout == dry.stdout and f"{table}:3: left out: stars: A guess." in done.stderr
    assert tree(small_copy).keys() - before.keys() == {Path("data/evidence/stars.trig")}
    for command in (("validate", "--sources", table.parent), ("build", "--store", store)):
        done = run(*command, "--project", small_copy)
        assert done.returncode == 0, done.stdout + done.stderr
    asked = ("query", "star-history", "council=birmingham", "--store", store, "--format", "json")
    rows = json.loads(run(*asked).stdout)["rows"]
    assert [row["stars"] for row in rows if row["date"] == "2001-11"] == [2]
    asked = ("query", "why", "property=stars", "--store", store, "--format", "json")
    (row,) = json.loads(run(*asked, "subject=star-rating/birmingham-2001-11").stdout)["rows"]
    assert row["passage"] == f"{BASE}id/passage/stars/birmingham-stars" and row["taken"]
    (row,) = json.loads(run(*asked, "subject=star-rating/coventry-2001-11").stdout)["rows"]
    assert (row["value"], row["passage"]) == (1, None)  # a guess is an editor's, and rests on no passage
    table.write_text(table.read_text().replace("Birmingham,2", "Birmingham,3"))
    done = run("validate", "--sources", table.parent, "--project", small_copy)
    assert done.returncode == 1 and "birmingham-stars" in done.stdout


@pytest.mark.slow
def test_a_table_brought_in_as_reference_data_is_answered(run, small_copy, tmp_path):
    """A register's names of councils, by a mapping with the target reference: the import writes one file, a
    built graph answers with the name, as a register's that rests on no passage."""
    about, table, store = changed(target="reference", things=[]), tmp_path / "names.csv", tmp_path / "store"
    about["tableSchema"]["columns"][1] |= {
        "separator": "|", "aboutUrl": "council:{council}", "propertyUrl": "skos:altLabel", "lang": "en",
    }  # fmt: skip
    about[mapping.KEY]["document"]["id"] = "nicknames"
    about[mapping.KEY]["readings"] = [{"slug": "name", "columns": ["name"]}]
    (tmp_path / "m.json").write_text(json.dumps(about))
    table.write_text(HEADER + "E08000025,Brummagem|Second City,0,,\n")
    before = tree(small_copy)
    done = run("import", table, "--mapping", tmp_path / "m.json", "--project", small_copy)
    assert done.returncode == 0, done.stderr
    assert "2 statements" in done.stdout
    assert tree(small_copy).keys() - before.keys() == {Path("data/reference/nicknames.ttl")}
    done = run("build", "--store", store, "--project", small_copy)
    assert done.returncode == 0, done.stderr
    asked = ("query", "names", "--store", store, "--format", "json", "words=brummagem")
    rows = json.loads(run(*asked).stdout)["rows"]
    assert {"Brummagem", "Second City"} <= {row["name"] for row in rows if not row["preferred"]}
    assert {row["thing"] for row in rows} == {f"{BASE}id/council/birmingham"}
    asked = ("subject=council/birmingham", "property=http://www.w3.org/2004/02/skos/core#altLabel")
    rows = json.loads(run("query", "why", *asked, "--store", store, "--format", "json").stdout)["rows"]
    assert [row["passage"] for row in rows if row["value"] == "Brummagem"] == [None]
