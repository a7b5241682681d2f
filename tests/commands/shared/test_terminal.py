"""What a terminal is shown: a table as wide as its window, pages, colour where it is wanted, nothing that
commands it.
"""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from patgraph.commands.shared.terminal_table import table_texts

WHY = ("query", "why", "subject=engagement/haringey", "property=started")
#: Any text, with those characters more often that are commands to a terminal.
TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\x1b\x9b\r\u202e\n\t ")))
ROWS = st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4)


def bare(text: str) -> str:
    """A text without our own styles."""
    return re.sub("\x1b\\[[0-9;]*m", "", text)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_table_fits_the_window_and_leaves_nothing_out(run, on_terminal, small_built, columns):
    """No line is wider than the window, and every word of the piped table is there."""
    status, shown = on_terminal(*WHY, "--store", small_built, "--no-pager", columns=columns)
    assert status == 0
    assert max(map(cell_len, bare(shown).splitlines())) <= columns
    piped = run(*WHY, "--store", small_built).stdout
    assert {*re.findall(r"\w+", piped)} <= {*re.findall(r"\w+", bare(shown))}


def test_long_answers_are_paged_and_short_ones_not(on_terminal, small_built):
    """What is longer than the window goes through $PAGER, unless --no-pager says not to."""
    ask = {"PAGER": "sed s/^/PAGED/", "lines": 5}
    assert "PAGED" in on_terminal(*WHY, "--store", small_built, **ask)[1]
    assert "PAGED" not in on_terminal(*WHY, "--store", small_built, "--no-pager", **ask)[1]
    assert "PAGED" not in on_terminal(*WHY, "--store", small_built, **ask | {"lines": 60})[1]


def test_colour_is_shown_unless_it_is_not_wanted(on_terminal, small_built):
    """Styles on a terminal; none with NO_COLOR."""
    assert "\x1b[1m" in on_terminal(*WHY, "--store", small_built, lines=60)[1]
    assert "\x1b" not in on_terminal(*WHY, "--store", small_built, lines=60, NO_COLOR="1")[1]


@given(ROWS, st.integers(20, 120), st.booleans())
@example([("\x1b]0;title\x07", "\x9b31m", "[red]x[/red]")], 40, True)
def test_no_cell_commands_the_terminal(rows, width, colour):
    """Whatever a cell holds, what is shown has no control character but our own styles, and fits."""
    text = "".join(table_texts(["one", "two", "three"], rows, f"{len(rows)} rows", width, colour))
    shown = bare(text) if colour else text
    assert all(c.isprintable() or c == "\n" for c in shown.replace("\t", " "))
    assert max(map(cell_len, shown.splitlines())) <= width


def test_columns_without_anything_are_named_and_left_out():
    """An empty column takes no room; what all rows have in common takes a line where there is no room."""
    rows = [("a" * 30, "b" * 30, "", "same"), ("c" * 30, "d" * 30, "", "same")]
    heads = ["one", "two", "three", "four"]
    broad = "".join(table_texts(heads, rows, "2 rows", 80, False)).splitlines()
    assert broad[0].split() == ["one", "two", "four"]
    assert broad[-1] == "Empty in all rows: three."
    narrow = "".join(table_texts(heads, rows, "2 rows", 32, False)).splitlines()
    assert narrow[0].split() == ["one", "two"]
    assert narrow[-1] == "four in all rows: same"


def test_a_free_query_is_a_table_and_commands_nothing(on_terminal, small_built):
    """Rows without a format are a table on a terminal; what would colour it is an escape; TSV is TSV."""
    asked = (
        "sparql",
        "-q",
        'SELECT ("\\u001B[31mred" AS ?x) (<https://w3id.org/patgraph/def#Council> AS ?y) {}',
    )
    status, shown = on_terminal(*asked, "--store", small_built, NO_COLOR="1")
    assert status == 0
    assert "\x1b" not in shown
    assert "\\x1b[31mred  pat:Council" in shown
    assert "?x\t?y" in on_terminal(*asked, "--store", small_built, "--format", "tsv")[1]


def test_what_is_no_text_is_not_sent_to_a_terminal(on_terminal, small_built):
    """A file that is no text is refused, with what to do."""
    status, shown = on_terminal("query", "councils", "--format", "parquet", "--store", small_built)
    assert status == 2
    assert "> councils.parquet" in " ".join(shown.split())
