"""Dates: slugs, EDTF strings, bounds and names."""

from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from patgraph import dates
from patgraph.errors import BadDate

days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@st.composite
def single(draw):
    """A year, a month, a day or a season."""
    day = draw(days)
    season = f"{day.year}-{draw(st.sampled_from([21, 22, 23]))}"
    return draw(st.sampled_from([f"{day.year}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}", season]))


def less_year(first, second):
    return second[5:] if second[:4] == first[:4] and len(second) > 4 else second


@st.composite
def sets(draw):
    """A slug of two dates, joined."""
    first, second = sorted([draw(single()), draw(single())], key=lambda s: dates.bounds(s)[0])
    if first[:4] == second[:4] and len(second) == 4:
        second = f"{second}-12"
    return first + draw(st.sampled_from(["--", "-or-"])) + less_year(first, second)


@given(single())
def test_bounds_are_those_of_the_edtf_library(slug):
    """Our quick bounds and those of the kept EDTF library are the same."""
    parsed = parse_edtf(dates.edtf(slug))
    assert dates.bounds(slug) == (date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3]))


@given(sets())
def test_a_set_reaches_from_its_first_date_to_its_last(slug):
    """The bounds of a set are the first day of the one and the last of the other date."""
    first, second = dates.edtf(slug).strip("[]").replace(",", "..").split("..")
    expected = dates.bounds(first)[0], dates.bounds(second)[1]
    try:
        assert dates.bounds(slug) == expected
    except BadDate:
        assert expected[0] > expected[1] or dates.bounds(second)[0] < expected[0]


@given(st.one_of(single(), sets()))
def test_every_date_has_a_name(slug):
    """A date is named in words, with its year."""
    assert slug[:4] in dates.label(slug)


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("2002-10-21--10-31", "end of October 2002"),
        ("2004-02-11--02-20", "mid February 2004"),
        ("2003-23", "autumn 2003"),
        ("2002-05-29", "29 May 2002"),
        ("2002-10--11", "October 2002 to November 2002"),
    ],
)
def test_dates_are_named_as_people_say_them(slug, name):
    """Parts of a month and seasons have their usual names."""
    assert dates.label(slug) == name


@given(st.text(max_size=12))
def test_anything_else_is_refused_as_a_bad_date(slug):
    """A slug is a date or a `BadDate`, never another error."""
    try:
        first, last = dates.bounds(slug)
    except BadDate as error:
        assert str(error)
    else:
        assert first <= last


def test_a_shared_year_is_written_once():
    """One date has one slug, so that two sources that write it give the same value."""
    with pytest.raises(BadDate, match="drop the year"):
        dates.bounds("2002-10-21--2002-10-31")
