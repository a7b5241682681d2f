"""What a spreadsheet would compute is a text in the tables that it opens, and raw where that is asked for."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from patgraph.imports import decisions
from patgraph.names import BASE, term
from patgraph.questions.answer import plain
from patgraph.questions.formats import writers
from patgraph.rdf import Facts
from patgraph.tables import csv_text as delimited
from patgraph.tables import spreadsheets
from patgraph.tables.columns import Column
from patgraph.tables.table import Table

#: Harmless sums: what matters is how they begin.
FORMULAS = ["=1+1", "+1+1", "-1+1", "@A1", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "-", "=", "+44 20"]
NUMBERS = ["-5", "+5", "-0.5", "-.5", "-1e3", "7", "-12."]
cells = st.builds(
    lambda start, rest: start + rest,
    st.text("'=+-@\t\r\n5", max_size=3), st.text(st.characters(codec="utf-8", exclude_characters="\0")),
)  # fmt: skip


def answer_of(graph, *terms):
    """An answer of one column with these cells."""
    answer = graph.query("engagements")
    return replace(answer, columns=(Column("x", "term", "any"),), rows=[(each,) for each in terms])


def column(content: bytes, delimiter=",") -> list[str]:
    """The cells of a table with one column as a spreadsheet reads them, without the head."""
    return [row[0] for row in csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter)][1:]


@given(cells)
def test_no_cell_begins_as_a_formula(text):
    """Whatever a text is, it is a number or begins otherwise; and what was marked is had back."""
    shown = spreadsheets.as_text(text)
    assert shown in (text, f"'{text}") and not spreadsheets.is_computed(shown)
    assert spreadsheets.as_given(shown) == text


@given(st.lists(cells.filter(bool), min_size=1))
def test_a_table_is_safe_and_its_raw_cells_are_in_it(texts):
    """The CSV of things: no cell is computed, and `raw` is the same bytes however it is made."""
    table = Table("t", "T", "T.", (Column("x", "string", ""),), [(text,) for text in texts])
    safe, raw = delimited.as_csv(table), delimited.as_csv(table, raw=True)
    assert not any(map(spreadsheets.is_computed, column(safe)))
    assert column(raw) == texts and delimited.as_given(safe) == raw


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_answers_are_safe_by_default_and_raw_on_request(small_graph, form):
    """A formula has an apostrophe, with a language or a wrong datatype too; numbers stay, negative too."""
    integer = term("xsd:integer")
    formulas = [Literal(text) for text in FORMULAS] + [Literal("=1", language="en")]
    formulas.append(Literal("=1", datatype=integer))
    numbers = [Literal(text) for text in NUMBERS] + [Literal("-5", datatype=integer)]
    answer, mark = answer_of(small_graph, *formulas, *numbers), "," if form == "csv" else "\t"
    safe, raw = (column(writers.write(answer, form, raw=raw), mark) for raw in (False, True))
    assert [cell[0] for cell in safe[: len(formulas)]] == ["'"] * len(formulas)
    assert safe[len(formulas) :] == raw[len(formulas) :]
    assert [cell.removeprefix("'") for cell in safe] == raw
    assert writers.write(answer, form, bom=True) == b"\xef\xbb\xbf" + writers.write(answer, form)


def test_other_formats_and_free_queries_hold_what_the_graph_holds(small_graph):
    """JSON and SPARQL's own formats have the text itself, and so has a free query's CSV, which W3C fixes."""
    answer = answer_of(small_graph, Literal("=1+1"))
    for form in ("json", "srj", "srx"):
        assert b"=1+1" in writers.write(answer, form) and b"'=1+1" not in writers.write(answer, form)
    assert plain(answer.rows[0][0]) == "=1+1"
    assert writers.free(small_graph.sparql('SELECT ("=1+1" AS ?x) {}'), "csv") == b"x\r\n=1+1\r\n"


@pytest.mark.slow
def test_no_present_cell_is_marked(graph):
    """For every question: nothing that the graph says now begins so, and its CSV is raw as it is."""
    for query in graph.queries.values():
        answer = query.ask(graph.store, query.example)
        assert writers.write(answer, "csv") == writers.write(answer, "csv", raw=True), query.name


@pytest.mark.slow
def test_validation_warns_of_what_begins_so(small_copy, run):
    """A label that begins as a formula does is warned of by file and line; a negative number is not."""
    file = small_copy / "data" / "editorial" / "z.ttl"
    file.parent.mkdir(exist_ok=True)
    head = f"@prefix skos: <{term('skos:x').value[:-1]}> .\n"
    file.write_text(f'{head}\n<{BASE}id/event/x> skos:note "=1+1", "-5" .\n')
    told = [line for line in run("validate", cwd=small_copy).stdout.splitlines() if "pats:Computed" in line]
    assert len(told) == 1 and "skos:note '=1+1'" in told[0] and "warning" in told[0]
    assert told[0].startswith(("data/editorial/z.ttl:3", str(file) + ":3"))


def test_a_formula_in_a_file_of_decisions_is_a_text(tmp_path):
    """A stranger's name goes into the file that people review as a text, and comes back as it was."""

    class Finds:
        def find(self, name, kinds):
            return []

    file = tmp_path / "m.decisions.csv"
    made = decisions.Decisions(file, Facts([]), Finds)
    with pytest.raises(Exception, match="no sure name"):
        made.thing("council", "=1+1")
    made.save()
    assert "council,'=1+1,,," in file.read_text()
    file.write_text(file.read_text().replace("'=1+1,,", "'=1+1,-,"))
    assert decisions.Decisions(file, Facts([]), Finds).thing("council", "=1+1") is None
