"""Table cells: blank ones, marks of footnotes, codes beside names, dates as tables write them."""

from datetime import date

import pytest

from patgraph.things.reconcile.table_cells import (
    NameAndCode,
    days,
    is_blank,
    is_number,
    name_and_code,
    without_marks,
)


@pytest.mark.parametrize(
    "blank",
    [None, float("nan"), float("inf"), "", "  ", "NaN", "nan", "null", "None", "N/A", "#N/A", "<NA>",
    "NaT", "-", "–",
     "..", "[x]", {"id": ""}],
)  # fmt: skip
def test_ways_to_write_nothing_are_blank(blank):
    """What programs and statisticians write for a cell that says nothing."""
    assert is_blank(blank)


@pytest.mark.parametrize("value", ["Kent", "0", 0, False, 0.0, "Nan's", {"id": "id/council/kent"}])
def test_what_says_something_is_not_blank(value):
    """Nought and false are values."""
    assert not is_blank(value)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Birmingham [note 3]", "Birmingham"), ("Haringey¹", "Haringey"), ("Haringey ¹²", "Haringey"),
        ("Haringey*", "Haringey"), ("Haringey **", "Haringey"), ("Haringey†", "Haringey"),
        ("Haringey (1)", "Haringey"), ("Haringey [1,2]", "Haringey"), ("Haringey (note 2)", "Haringey"),
        ("Haringey [notes 1 and 2]", "Haringey"), ("Haringey (r)", "Haringey"),
        ("Haringey [1] [2]", "Haringey"),
        ("Haringey\u00a0", "Haringey"), ("\ufeffHaringey", "Haringey"),
        ("Kingston  upon\tHull", "Kingston upon Hull"),
        ("Durham County Council (2009)", "Durham County Council (2009)"), ("St. Helens", "St. Helens"),
        ("*", "*"),
        ("Newcastle (Tyne)", "Newcastle (Tyne)"),
    ],
)  # fmt: skip
def test_marks_of_footnotes_are_put_aside(written, name):
    """Marks at the end go, years and places in brackets stay."""
    assert without_marks(written) == name


@pytest.mark.parametrize(
    ("written", "name", "code"),
    [
        ("309 Haringey", "Haringey", "309"), ("E09000014 Haringey", "Haringey", "E09000014"),
        ("Haringey (E09000014)", "Haringey", "E09000014"), ("Haringey - 309", "Haringey", "309"),
        ("309: Haringey", "Haringey", "309"), ("Haringey [HRY]", "Haringey", "HRY"),
        ("00AP Haringey", "Haringey", "00AP"),
        ("E5038, Haringey", "Haringey", "E5038"), ("DfE 309", "DfE", "309"),
    ],
)  # fmt: skip
def test_a_code_beside_a_name_is_told_from_it(written, name, code):
    """Before or behind, with whatever joins them."""
    assert name_and_code(written) == NameAndCode(name, code)


@pytest.mark.parametrize("written", ["Haringey", "309", "E09000014", "Barking and Dagenham", "", "9" * 300])
def test_a_name_or_a_code_alone_is_left(written):
    """What is one of them only is not taken apart."""
    assert name_and_code(written) is None


def test_numbers_are_digits_alone():
    """Also as a spreadsheet writes them; a code with a letter is none."""
    assert all(map(is_number, ("309", "309.0", " 309 "))) and not any(
        map(is_number, ("00AP", "E1", "", "3.5"))
    )


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2002", (2002, 1, 1), (2002, 12, 31)), (2002, (2002, 1, 1), (2002, 12, 31)),
        (2002.0, (2002, 1, 1), (2002, 12, 31)), ("2002-10", (2002, 10, 1), (2002, 10, 31)),
        ("2002-10-21", (2002, 10, 21), (2002, 10, 21)), ("2002-10/2003-01", (2002, 10, 1), (2003, 1, 31)),
        ("[2002-10-21..2002-10-31]", (2002, 10, 21), (2002, 10, 31)),
        ("2003-23", (2003, 9, 1), (2003, 11, 30)),
        ("2002-10-21T00:00:00Z", (2002, 10, 21), (2002, 10, 21)),
        ("2002-10-21 00:00", (2002, 10, 21), (2002, 10, 21)),
        ("21/10/2002", (2002, 10, 21), (2002, 10, 21)), ("21.10.2002", (2002, 10, 21), (2002, 10, 21)),
        ("21 October 2002", (2002, 10, 21), (2002, 10, 21)),
        ("21st Oct 2002", (2002, 10, 21), (2002, 10, 21)),
        ("Oct 2002", (2002, 10, 1), (2002, 10, 31)), ("Sept. 2002", (2002, 9, 1), (2002, 9, 30)),
    ],
)  # fmt: skip
def test_dates_are_read_as_tables_write_them(written, first, last):
    """Years, months, days and intervals, in EDTF, ISO 8601 and as English tables have them."""
    assert days(written) == (date(*first), date(*last))


@pytest.mark.parametrize(
    "written", ["", "soon", "31/02/2002", "10/21/2002", "2002-13", "21 Foo 2002", "9" * 80, True]
)
def test_what_is_no_date_is_none(written):
    """And nothing is guessed, nor raised."""
    assert days(written) is None
