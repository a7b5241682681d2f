"""Dates: slugs, EDTF strings, bounds and names."""

import re
from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from patgraph import dates
from patgraph.errors import BadDate
from tests.support.examples import examples

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
    ends = single().filter(lambda slug: slug[4:] not in ("-21", "-22", "-23"))
    first, second = sorted([draw(ends), draw(ends)], key=lambda s: dates.bounds(s)[0])
    if first[:4] == second[:4] and len(second) == 4:
        second = f"{second}-12"
    return first + draw(st.sampled_from(["--", "-or-"])) + less_year(first, second)


@given(single())
def test_bounds_are_those_of_the_edtf_library(slug):
    """Our quick bounds and those of the kept EDTF library are the same."""
    parsed = parse_edtf(dates.edtf(slug))
    assert dates.bounds(slug) == (date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3]))


@examples(25)  # the library takes its time over a set
@given(sets())
def test_a_set_reaches_from_its_first_date_to_its_last(slug):
    """The EDTF library reads every set, and in the same bounds as ours."""
    try:
        parsed = parse_edtf(dates.edtf(slug))
        assert dates.bounds(slug) == (date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3]))
    except BadDate:
        first, second = re.split("--|-or-", slug)
        second = second if re.match(r"\d{4}(-|$)", second) else f"{first[:5]}{second}"
        ends = dates.bounds(first), dates.bounds(second)
        assert ends[0][0] > ends[1][1] or ends[1][0] < ends[0][0]


@given(st.one_of(single(), sets()))
def test_every_date_has_a_name(slug):
    """A date is named in words, with its year."""
    assert slug[:4] in dates.label(slug)


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("2002-10-21--10-31", "end of October 2002"),
        ("2004-02-01--02-10", "early February 2004"),
        ("2004-02-11--02-20", "mid February 2004"),
        ("2003-23", "autumn 2003"),
        ("2002-05-29", "29 May 2002"),
        ("2002-10--11", "October 2002 to November 2002"),
        ("2002-10-21--11-30", "21 October 2002 to 30 November 2002"),
        ("2002-10--10-10", "October 2002 to 10 October 2002"),
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


@pytest.mark.parametrize(
    ("slug", "edtf", "name"),
    [
        ("2000-02--2002-05-30", "[2000-02-01..2002-05-30]", "February 2000 to 30 May 2002"),
        ("2022--2023-01-24", "[2022-01-01..2023-01-24]", "2022 to 24 January 2023"),
        ("2003-11-05--2004-02", "[2003-11-05..2004-02-29]", "5 November 2003 to February 2004"),
        ("2002--2003-02", "[2002-01-01..2003-02-28]", "2002 to February 2003"),
        ("2001-02--04", "[2001-02..2001-04]", "February 2001 to April 2001"),
        ("2002-10-or-2003", "[2002-10,2003]", "October 2002 or 2003"),
    ],
)
def test_both_ends_of_a_range_are_as_exact_as_each_other(slug, edtf, name):
    """A range from a month to a day is written in days, as EDTF wants it, and named as the source gave it."""
    assert (dates.edtf(slug), dates.label(slug)) == (edtf, name)


@pytest.mark.parametrize("slug", ["2003-21--23", "2003-23--2004", "2002-or-2003-22"])
def test_a_season_is_no_end_of_a_set(slug):
    """EDTF has no set of seasons, so a slug of one is refused, with what to write."""
    with pytest.raises(BadDate, match="no set of seasons"):
        dates.edtf(slug)


@pytest.mark.parametrize("text", ["2000-or-01", "[2000,2000-01]", "[2000-01,2000]"])
def test_one_of_two_dates_lies_in_both(text):
    """A year, or a month of it, is the whole year, in whichever order they are written."""
    assert dates.span(text) == (date(2000, 1, 1), date(2000, 12, 31))


@examples(50)
@given(single(), single())
def test_an_interval_reaches_from_the_first_day_of_one_date_to_the_last_of_another(one, other):
    """`2002/2003-02`, and the same as a set with dots; one that ends before it begins is refused."""
    (first, _), (_, last) = dates.bounds(one), dates.bounds(other)
    for text in (f"{one}/{other}", f"[{one}..{other}]"):
        if first <= last:
            assert dates.span(text) == (first, last)
        else:
            with pytest.raises(BadDate, match="ends before it begins"):
                dates.span(text)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2008-13", (2008, 2013)),
        ("2024/25", (2024, 2025)),
        ("2024 – 2025", (2024, 2025)),
        ("2024 -2025", (2024, 2025)),
        ("1999-00", (1999, 2000)),
        ("2003-03", (2003, 2003)),
        ("2024-5", None),
    ],
)
def test_two_years_are_read_as_people_write_them(text, years):
    """The second year may leave out its century, and is of the next where it would lie before the first."""
    assert dates.two_years(text) == years


def test_one_of_two_dates_may_be_written_later_first():
    """Which of two dates is meant is open, so the earlier may stand last."""
    assert dates.span("[2003,2002-10]") == (date(2002, 10, 1), date(2003, 12, 31))


@pytest.mark.parametrize("slug", ["2002-10-21--10", "2002-10--2001", "2002-10-21--10-20"])
def test_a_set_does_not_end_in_what_began_before_it(slug):
    """October holds the 21st, and is no end of what began on that day."""
    with pytest.raises(BadDate, match="ends before it begins"):
        dates.bounds(slug)
