"""A workbook: cells typed where that is exact, texts never computed, limits told, always the same bytes.

It is read back by libraries that others wrote: openpyxl, and calamine as pandas has it.
"""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pandas
import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode

from patgraph.cli import main
from patgraph.errors import BadValue
from patgraph.questions import permalinks
from patgraph.questions.citing.citations import cite
from patgraph.questions.formats import writers
from patgraph.tables import workbook
from patgraph.tables.columns import Column
from patgraph.tables.spreadsheets import BEGINNINGS
from patgraph.tables.table import Table
from patgraph.tables.workbook import as_workbook
from tests.support.stand_ins import replace_for

_XSD = "http://www.w3.org/2001/XMLSchema#"


def one_column(kind, *cells):
    """A table of one column with these cells."""
    return Table("t", "T", "Some.", (Column("c", kind, "a cell"),), [(cell,) for cell in cells])


def read(content, sheet="Answer"):
    """The cells of a sheet's only column, but its head."""
    return [row[0] for row in openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(min_row=2)]


def sheet_text(content):
    """The XML of the first sheet."""
    return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("integer", "7", 7), ("integer", 7, 7), ("integer", "-3", -3),
        ("integer", "123456789012345", 123456789012345),
        ("integer", "1234567890123456", "1234567890123456"),
        ("decimal", "2.5", 2.5), ("decimal", Decimal("2.50"), 2.5), ("decimal", "-0.1", -0.1),
        ("decimal", "0.1234567890123456", "0.1234567890123456"),
        ("boolean", "true", True), ("boolean", "0", False), ("boolean", True, True),
        ("date", "2003-01-31", datetime(2003, 1, 31)), ("date", date(1900, 3, 1), datetime(1900, 3, 1)),
        ("date", "1900-02-28", "1900-02-28"), ("date", "1889-04-01", "1889-04-01"),
        ("edtf", "2003-01-31", datetime(2003, 1, 31)), ("edtf", "2003-01", "2003-01"),
        ("edtf", "2003-01-31~", "2003-01-31~"), ("edtf", "2003", "2003"),
        ("edtf", "2003-02-31", "2003-02-31"),
        ("string", "2003-01-31", "2003-01-31"), ("string", "007", "007"), ("string", "1e3", "1e3"),
        ("term", 7, 7), ("term", "7", "7"), ("term", True, True), ("term", Decimal("1.5"), 1.5),
    ],
)  # fmt: skip
def test_a_cell_is_typed_where_that_is_exact(kind, cell, value):
    """Numbers, days and booleans are such where a spreadsheet keeps them; all else is text as it stands."""
    (found,) = read(as_workbook(one_column(kind, cell), []))
    assert (found.value, type(found.value)) == (value, type(value))


@pytest.mark.parametrize("kind", ["string", "term", "iri", "edtf"])
def test_no_text_is_a_formula(kind):
    """Whatever it begins with, an address that is none, or what looks like a formula of an array."""
    texts = [*(f"{c}1+1" for c in BEGINNINGS if c not in "\t\r\n"), "=HYPERLINK(\"http://x\")", "{=1+1}",
             "=cmd|x!A0", "internal:'About'!A1", "external:c:\\x", "javascript:alert(1)"]  # fmt: skip
    content = as_workbook(one_column(kind, *texts), [("source", "=1+1")])
    assert [cell.value for cell in read(content)] == texts
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in read(content))
    about = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in sheet_text(content) and "<f>" not in about
    assert [cell.quotePrefix for cell in read(content)][:2] == [True, True]


def test_texts_come_back_as_they_were():
    """Line ends, control characters, an escape that is none, spaces at the ends, astral letters, markup."""
    texts = [
        "two\nlines",
        "a\r\nb",
        "bell\x07",
        "_x0041_",
        " ends ",
        "\U0001f600 é",
        "<b>&amp;</b>",
        "'quoted",
    ]
    content = as_workbook(one_column("string", *texts), [])
    frame = pandas.read_excel(io.BytesIO(content), engine="calamine", dtype=str, keep_default_na=False)
    assert [*frame["c"]] == texts
    assert [*pandas.read_excel(io.BytesIO(content), engine="calamine", sheet_name=None)] == [
        "Answer",
        "About",
    ]


def test_an_address_is_a_link_up_to_their_number(monkeypatch):
    """A cell leads where it says; beyond what a sheet takes the text stays, and the second sheet says so."""
    monkeypatch.setattr(workbook, "LINKS", 2)
    names = [f"https://w3id.org/patgraph/id/council/{n}?a=b&c=d#e" for n in "abc"]
    long = "https://example.org/" + "x" * workbook.ADDRESS
    content = as_workbook(one_column("iri", *names, long, "urn:x"), [])
    cells = read(content)
    assert [cell.value for cell in cells] == [*names, long, "urn:x"]
    leads = [cell.hyperlink and f"{cell.hyperlink.target}#{cell.hyperlink.location or ''}" for cell in cells]
    assert leads == [names[0], names[1], None, None, None]
    about = [tuple(c.value for c in row) for row in openpyxl.load_workbook(io.BytesIO(content))["About"]]
    assert any(row[:2] == ("links", "a sheet has 2 at most; 1 addresses more are texts") for row in about)


def test_what_a_sheet_cannot_hold_is_refused(monkeypatch):
    """A text of 32,767 characters is there whole; a longer one, and more rows than there can be, are refused
    with what to do; letters beyond the first plane count twice."""
    longest = "x" * workbook.UNITS
    assert read(as_workbook(one_column("string", longest), []))[0].value == longest
    for text in (longest + "x", "\U0001f600" * (workbook.UNITS // 2 + 1)):
        with pytest.raises(BadValue, match=r"c of row 2 .*32,767 characters.*csv"):
            as_workbook(one_column("string", "short", text), [])
    monkeypatch.setattr(workbook, "ROWS", 3)
    as_workbook(one_column("integer", 1, 2), [])
    with pytest.raises(BadValue, match="2 rows at most, t has 3; give limit"):
        as_workbook(one_column("integer", 1, 2, 3), [])


def test_a_list_is_joined_and_nothing_is_empty():
    """Parts of a list are one text with its separator; what is not known is no cell, an empty text is one."""
    column = Column("c", "string", "names", separator="|")
    table = Table("t", "T", "", (column,), [(["a", "b"],), (None,), ("",)])
    assert [cell.value for cell in read(as_workbook(table, []))] == ["a|b", None, ""]


def test_a_term_has_the_type_of_its_literal(small_graph):
    """In a column of anything an integer is a number and a day a day; a name is a link."""
    answer = small_graph.query("why", subject="engagement/haringey", property="started")
    place = next(at for at, column in enumerate(answer.columns) if column.type == "term")
    kinds = [
        ("7", "integer"),
        ("1.5", "decimal"),
        ("2003-01-31", "date"),
        ("true", "boolean"),
        ("x", "string"),
    ]
    terms = [
        *(Literal(text, datatype=NamedNode(_XSD + kind)) for text, kind in kinds),
        NamedNode("https://a.b/c"),
    ]
    row = answer.rows[0]
    answer = replace(answer, rows=[(*row[:place], term, *row[place + 1 :]) for term in terms])
    sheet = openpyxl.load_workbook(io.BytesIO(writers.write(answer, "xlsx")))["Answer"]
    cells = [sheet.cell(number, place + 1) for number in range(2, 8)]
    assert [c.value for c in cells] == [7, 1.5, datetime(2003, 1, 31), True, "x", "https://a.b/c"]
    assert cells[-1].hyperlink is not None


@pytest.mark.slow
def test_every_question_is_a_workbook_of_its_rows(examples):
    """For every question: as many rows as the answer, heads in its order, texts those of the CSV."""
    for whole in examples:
        answer, query = whole[:20], whole.query
        sheets = openpyxl.load_workbook(io.BytesIO(writers.write(answer, "xlsx")), read_only=True)
        rows = [*sheets["Answer"].iter_rows(values_only=True)]
        assert [*rows[0]] == [column.name for column in answer.columns], query.name
        assert len(rows) == len(answer.rows) + 1, query.name
        for row, terms in zip(rows[1:], answer.rows, strict=True):
            for value, term, column in zip(row, terms, answer.columns, strict=True):
                if isinstance(value, str):
                    assert value == term.value, (query.name, column.name)
                elif value is None:
                    assert term is None or term.value == "", (query.name, column.name)
                elif isinstance(value, datetime):
                    assert value.date().isoformat() == term.value, (query.name, column.name)
                elif not isinstance(value, bool):
                    assert Decimal(str(value)) == Decimal(term.value), (query.name, column.name)


def test_the_second_sheet_says_where_it_is_from(graph):
    """Source, version, permanent address, citation as `/cite` gives it, and what each column means."""
    answer = graph.query("engagements", council="haringey")
    content = writers.write(answer, "xlsx", cite(answer, graph.store))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["About"]
    rows = [tuple(cell.value for cell in row) for row in sheet]
    said = dict(row[:2] for row in rows if row[0])
    request = permalinks.QuestionRequest(answer.query, {"council": ["haringey"]}, citations=True)
    assert said["version"] == graph.version
    assert said["permanent address"] == request.permanent(graph.store)
    assert said["citation"] == permalinks.cited(request, graph.store).written("txt").strip()
    meanings = {row[0]: row[1] for row in rows[[row[0] for row in rows].index("column") + 1 :]}
    assert meanings["startKind"] == "whether the start is actual or planned"
    assert [*meanings][-2:] == ["citations", "uncited"]


def test_the_same_answer_is_the_same_bytes(graph, monkeypatch):
    """Two of one answer are equal whenever they are made; no part of the file has a time of its own."""
    answer = graph.query("engagements", council="haringey")
    first = writers.write(answer, "xlsx")
    replace_for(monkeypatch, zipfile, "time", time=lambda: 4_000_000_000.0)
    assert writers.write(answer, "excel") == first
    parts = zipfile.ZipFile(io.BytesIO(first)).infolist()
    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}


def test_the_command_line_gives_it(small_built):
    """`patgraph query --format xlsx` writes the file to standard output."""
    arguments = ["query", "engagements", "council=haringey", "--store", str(small_built), "--format", "xlsx"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0
    assert openpyxl.load_workbook(io.BytesIO(done.stdout_bytes)).sheetnames == ["Answer", "About"]
