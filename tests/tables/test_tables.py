"""One table: its cells in CSV, Parquet, Arrow and CSVW are the same, whoever made it."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from patgraph.questions.answer import COLUMN_TYPES
from patgraph.questions.citing.citations import cite
from patgraph.questions.formats import answer_table, writers
from patgraph.tables import arrow, csvw, datapackage
from patgraph.tables import csv_text as delimited
from patgraph.tables.columns import TYPES, Column
from patgraph.tables.table import Table

COLUMNS = (
    Column("id", "iri", "which"), Column("day", "date", "when"), Column("count", "integer", "how many"),
    Column("share", "decimal", "how much"), Column("open", "boolean", "whether"),
    Column("names", "string", "what it is called", separator="|"),
)  # fmt: skip
TEXTS = ("x:a", "2003-01-31", "7", "2.5", "1", ["one", "two"])
VALUES = ("x:a", date(2003, 1, 31), 7, Decimal("2.5"), True, ["one", "two"])
NOTHING = ("x:b", None, None, None, None, None)


def made(*rows) -> Table:
    return Table("some", "Some", "Some things.", COLUMNS, [*rows], "id", {"version": "0"})


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_a_cell_may_be_a_text_or_the_value(form):
    """Texts of values and values are one and the same file, typed; nothing is null. `1` is true too."""
    parquet, ipc = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow.ipc")
    content = arrow.write(made(VALUES, NOTHING), form)
    assert content == arrow.write(made(TEXTS, NOTHING), form)
    source = io.BytesIO(content)
    read = parquet.read_table(source) if form == "parquet" else ipc.open_file(source).read_all()
    assert [*read.to_pylist()[0].values()] == ["x:a", date(2003, 1, 31), 7, 2.5, True, ["one", "two"]]
    assert {*read.to_pylist()[1].values()} == {"x:b", None}
    assert read.schema.field("day").metadata == {b"description": b"when"}
    assert read.schema.metadata[b"version"] == b"0"


def test_csv_is_rfc_4180():
    """A head, quotes where they are needed, the separator between parts, nothing for nothing."""
    content = delimited.as_csv(made(VALUES, NOTHING, ("x:,c", None, None, None, False, ['say "so"'])))
    assert content.decode() == (
        "id,day,count,share,open,names\r\nx:a,2003-01-31,7,2.5,true,one|two\r\nx:b,,,,,\r\n"
        '"x:,c",,,,false,"say ""so"""\r\n'
    )


@pytest.mark.slow
def test_the_table_of_an_answer_is_its_csv(examples):
    """For every question: the CSV of its table is, byte for byte, the CSV that SPARQL has for its rows."""
    for answer in examples:
        if len(answer.columns) > 1:
            assert (
                delimited.as_csv(answer_table.table(answer)).decode() == writers.serialise(answer, "csv")[1]
            )


def test_exported_parquet_is_the_questions_own(graph):
    """`export` and the address of a question give one Parquet: typed, with what the columns mean."""
    pytest.importorskip("pyarrow")
    from patgraph.exports import export

    answer = graph.query("engagements", council="haringey")
    (content,) = export.files([answer], "parquet", graph.version).values()
    assert content == writers.write(answer, "parquet")


def test_citations_are_records_with_types(graph):
    """Parquet with citations has, in each row, what JSON has."""
    parquet = pytest.importorskip("pyarrow.parquet")
    answer = graph.query("engagements", council="haringey")
    supports = cite(answer, graph.store)
    rows = parquet.read_table(io.BytesIO(writers.write(answer, "parquet", supports))).to_pylist()
    assert [row["citations"] for row in rows] == [[c.plain() for c in s.citations] for s in supports]


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_each_type_of_column_has_a_place_in_every_format(kind):
    """CSVW, Table Schema, JSON Schema and Arrow know every type, and each reads back a text of it."""
    pyarrow = pytest.importorskip("pyarrow")
    text = {"date": "2003-01-31", "integer": "7", "decimal": "2.5", "boolean": "true"}.get(kind.name, "x")
    table = Table("t", "T", "", (Column("c", kind.name, ""),), [(text,)])
    assert arrow.as_arrow(table).column("c").type == getattr(pyarrow, kind.arrow)()
    (column,) = csvw.one(table, "t.csv")["tableSchema"]["columns"]
    assert column["datatype"] == kind.datatype
    made = {"t.csv": delimited.as_csv(table)}
    (field,) = datapackage.package([table], made, "T", "0")["resources"][0]["schema"]["fields"]
    assert field["type"] == kind.field_type
    assert "null" in kind.json_or_null["type"] and "null" not in kind.json["type"]


def test_questions_use_types_that_there_are():
    """Each type that a question's header may give a column stands for types of columns."""
    assert {kind for parts in COLUMN_TYPES.values() for _, kind in parts} <= {*TYPES}


def test_csvw_of_a_question_describes_its_csv(graph):
    """As many columns as the CSV's head, in its order, with citations where they are asked for."""
    query = graph.queries["engagements"]
    answer = query.ask(graph.store, query.example)
    for cited in (False, True):
        supports = cite(answer, graph.store) if cited else None
        head = next(csv.reader(io.StringIO(writers.write(answer, "csv", supports).decode())))
        described = csvw.one(answer_table.columns_of(query, cited), "engagements.csv")
        columns = described["tableSchema"]["columns"]
        assert [column["name"] for column in columns if not column.get("virtual")] == head
        assert "aboutUrl" not in described["tableSchema"]


def test_without_pyarrow_parquet_says_what_to_do(monkeypatch):
    """Where its library is missing, a typed file is refused with the command that installs it."""
    from patgraph.errors import UnknownFormat

    monkeypatch.setattr(arrow, "available", lambda: False)
    with pytest.raises(UnknownFormat, match=re.escape("pip install 'patgraph[tables]'")):
        arrow.write(replace(made(VALUES), rows=[]), "parquet")
