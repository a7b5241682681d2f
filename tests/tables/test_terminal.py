"""Tables for terminals."""

import pytest

from patgraph.tables.terminal import text_table


@pytest.mark.parametrize("cell", ["6,681", "007", "1e5", "1_000", "-0", "+7", "inf", "True", "2003-23", "½"])
def test_what_looks_like_a_number_stays_as_it_is(cell):
    """A sum with commas, a code with noughts: no cell is read as a number, be it broken or not."""
    for widest in ([32], [None]):
        assert text_table(["n"], [[cell]], widest).splitlines()[2:] == [cell]


def test_long_cells_are_broken_and_nothing_of_them_is_lost():
    """Words that fit stay whole, longer ones are cut; lines stay lines; a column may be left as it is."""
    long = "a notice of improvement\nand " + "x" * 36
    lines = text_table(["why", "where"], [[long, long[:23] * 3]], [10, None]).splitlines()[2:]
    wanted = ["a notice", "of improve", "ment", "and xxxxxx", *["xxxxxxxxxx"] * 3]
    assert [line[:10].strip() for line in lines] == wanted
    assert lines[0].endswith(long[:23] * 3)


def test_a_table_without_rows_has_its_heads():
    """Nothing found is still a table."""
    assert text_table(["council", "stars"], []).splitlines()[0].split() == ["council", "stars"]
