"""Dates: one shared node for each date as written, its bounds computed from its EDTF string.

A date's slug is its EDTF string; a set `[a..b]` is written `a--b`, where b drops the year if it is
that of a (`2002-10-21--10-31`), and `[a,b]` is written `a-or-b`. Only what sources need of EDTF is
read (years, months, days, seasons, sets of two); the tests compare the bounds with the `edtf` library.
"""

import re
from calendar import month_name, monthrange
from datetime import date as Day

from pyoxigraph import Literal, NamedNode, Quad

from .errors import BadDate
from .names import BASE, pat, term

SPACE = f"{BASE}id/date/"
_JOINTS = {"--": ("[{}..{}]", "to"), "-or-": ("[{},{}]", "or")}
_SEASONS = {21: ("spring", 3), 22: ("summer", 6), 23: ("autumn", 9)}
_SEASON = re.compile(r"\d{4}-2[1-3]")
_TWO_YEARS = re.compile(r"(\d{4})\s?[-/–]\s?((?:\d\d)?\d\d)", re.ASCII)
_THIRDS = {(1, 10): "early", (11, 20): "mid"}
_XSD_DATE = term("xsd:date")


def edtf(slug: str) -> str:
    """The EDTF string of a slug. Raises `BadDate`.

    Both ends of a range are as exact as each other, for EDTF and its readers know no range from a month to
    a day: such a one is written in days.
    """
    joint, *parts = _parts(slug)
    if not joint:
        return slug
    if joint == "--" and len(parts[0]) != len(parts[1]):
        parts = [day.isoformat() for day in bounds(slug)]
    return _JOINTS[joint][0].format(*parts)


def bounds(slug: str) -> tuple[Day, Day]:
    """The earliest and the latest day of a date. Raises `BadDate`."""
    joint, *parts = _parts(slug)
    days = [_days(part) for part in parts]
    first, last = days[0][0], days[-1][1]
    if first > last or days[-1][0] < first:
        raise BadDate(f"date:{slug} ends before it begins.")
    return _either(*days) if joint == "-or-" else (first, last)


def span(text: str) -> tuple[Day, Day]:
    """The first and last day of a date as a caller writes it: EDTF (`2003-02-15`, `2002-10`, `2003-23`,
    the interval `2002-10/2003-03`, the sets `[2002-10-21..2002-10-31]` and `[2002,2003]`) or our slug.
    Raises `BadDate`.
    """
    interval = text.split("/")
    if len(interval) == 2:
        first, last = _days(interval[0])[0], _days(interval[1])[1]
        if first > last:
            raise BadDate(f"{text!r} ends before it begins.")
        return first, last
    one_of = re.fullmatch(r"\[([\d-]+)(\.\.|,)([\d-]+)\]", text)
    if one_of:
        begin, joint, end = one_of.groups()
        return span(f"{begin}/{end}") if joint == ".." else _either(_days(begin), _days(end))
    return bounds(text)


def two_years(text: str) -> tuple[int, int] | None:
    """The years of a span or of a financial year as people write them (`2008-13`, `2024/25`, `2024-2025`);
    `None` for other texts.
    """
    both = _TWO_YEARS.fullmatch(text)
    if not both:
        return None
    first, last = map(int, both.groups())
    if len(both[2]) == 2:
        last += first // 100 * 100
        last += 100 * (last < first)
    return first, last


def label(slug: str) -> str:
    """A date in words: `October 2002`, `end of October 2002`, `autumn 2003`, `29 May 2002`."""
    joint, *parts = _parts(slug)
    if joint:
        third = _third(*map(_days, parts)) if joint == "--" else None
        return third or f"{label(parts[0])} {_JOINTS[joint][1]} {label(parts[1])}"
    year, *rest = slug.split("-")
    if not rest:
        return year
    if int(rest[0]) in _SEASONS:
        return f"{_SEASONS[int(rest[0])][0]} {year}"
    month = f"{month_name[int(rest[0])]} {year}"
    return f"{int(rest[1])} {month}" if rest[1:] else month


def describe(node: NamedNode, graph: NamedNode) -> list[Quad]:
    """What the build says of a date: type, EDTF, both bounds, and a name. Raises `BadDate`."""
    slug = node.value.removeprefix(SPACE)
    first, last = bounds(slug)
    return [
        Quad(node, term("rdf:type"), pat("DateRange"), graph),
        Quad(node, pat("edtf"), Literal(edtf(slug)), graph),
        Quad(node, pat("earliest"), Literal(first.isoformat(), datatype=_XSD_DATE), graph),
        Quad(node, pat("latest"), Literal(last.isoformat(), datatype=_XSD_DATE), graph),
        Quad(node, term("skos:prefLabel"), Literal(label(slug), language="en"), graph),
    ]


def _parts(slug: str) -> tuple[str, ...]:
    """What joins two dates (an empty text for a single one), and the dates in full."""
    joint = next((j for j in _JOINTS if j in slug), "")
    if not joint:
        return "", slug
    first, second = slug.split(joint, 1)
    if not re.match(r"\d{4}(-|$)", second):
        second = f"{first[:4]}-{second}"
    elif second[:4] == first[:4]:
        raise BadDate(f"date:{slug}: drop the year that both days share.")
    if _SEASON.fullmatch(first) or _SEASON.fullmatch(second):
        raise BadDate(f"date:{slug}: EDTF has no set of seasons: write their months.")
    return joint, first, second


def _days(text: str) -> tuple[Day, Day]:
    """The first and last day of a year, a month, a day or a season. Raises `BadDate`."""
    try:
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
            raise ValueError
        year, *rest = map(int, text.split("-"))
        if not rest:
            return Day(year, 1, 1), Day(year, 12, 31)
        if len(rest) == 2:
            return (Day(year, *rest),) * 2
        begin, end = rest[0], rest[0]
        if begin in _SEASONS:
            begin = _SEASONS[begin][1]
            end = begin + 2
        return Day(year, begin, 1), Day(year, end, monthrange(year, end)[1])
    except ValueError:
        raise BadDate(
            f"{text!r} is no date: write 2002, 2002-10, 2002-10-21, 2003-23 (autumn), or a--b, "
            "where b leaves out the year if it is that of a (2002-10-21--10-31)."
        ) from None


def _either(one: tuple[Day, Day], other: tuple[Day, Day]) -> tuple[Day, Day]:
    """The days of two dates of which one is meant: 2000, or January of it, reaches to the year's end."""
    return min(one[0], other[0]), max(one[1], other[1])


def _third(first: tuple[Day, Day], second: tuple[Day, Day]) -> str | None:
    """The name of the first, middle or last days of a month."""
    (begin, one), (other, end) = first, second
    if begin != one or other != end or (begin.year, begin.month) != (end.year, end.month):
        return None
    month = f"{month_name[begin.month]} {begin.year}"
    if (begin.day, end.day) == (21, monthrange(end.year, end.month)[1]):
        return f"end of {month}"
    third = _THIRDS.get((begin.day, end.day))
    return f"{third} {month}" if third else None
