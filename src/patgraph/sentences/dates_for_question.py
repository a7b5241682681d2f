"""The dates that a sentence gives a question: its day, its time from one to another, or its years; and which
of them it does not take.
"""

import datetime
from collections.abc import Iterable, Sequence
from itertools import chain

from patgraph import dates
from patgraph.names import pat
from patgraph.questions.question import Query
from patgraph.store import Store

from .times_in_text import Days, begin_of
from .unused import AFTER_ALL, NOT_TAKEN, ONE_DAY, ONE_TIME, WHOLE_YEARS, Left

#: What a time that is asked for begins or ends with, and with which word before it that is open.
_OTHER_SIDE = {"from": "until", "to": "since"}
#: The last day of what happened; what is planned, or was rated for a year, may be later.
_LAST_DAY = (
    f"SELECT (MAX(STR(?to)) AS ?last) {{ VALUES ?how {{ {pat('started')} {pat('ended')} {pat('reported')} }}"
    f" ?event ?how ?day . ?day {pat('latest')} ?to }}"
)
#: How many years are asked for at most.
_MOST = 40


def days_given(
    query: Query, text: str, days: Sequence[Days], today: str, is_of_now: bool
) -> tuple[dict[str, list[str]], list[Left]]:
    """The values that dates in a text give a question, and what of them is left over. `is_of_now` says
    whether the question is about today, whatever is asked.
    """
    kinds = {p.name: p.of for p in query.parameters.values()}
    takes = {name for name, of in kinds.items() if of == "xsd:date"}
    if "on" in takes:
        return _a_day(text, days, today)
    given = [day for day in days if day.edtf]
    left = [
        Left(day.start, day.end, NOT_TAKEN)
        for day in days
        if not day.edtf and day.side != "until" and not is_of_now
    ]
    if {"from", "to"} <= takes:
        values, more = _a_time(text, given)
    elif kinds.get("year") == "xsd:integer":
        values, more = _years(query, text, given, today)
    else:
        values, more = {}, [Left(begin_of(day, text), day.end, NOT_TAKEN) for day in given]
    return values, left + more


def last_day(store: Store) -> str:
    """The last day on which something in a store happened, nothing where nothing did."""
    (row,) = store.select(_LAST_DAY)[1]
    return row[0].value if row[0] else ""


def told_of(days: Iterable[Days], last: str) -> tuple[list[Days], list[Left]]:
    """The dates of which something can be told, and those, told from today, that begin after a last day."""
    told: dict[int, list[Days]] = {}
    left = []
    for day in days:
        told.setdefault(day.start, []).append(day)
    for start, (day, *_) in list(told.items()):
        # Of a time the end goes with its beginning.
        if day.from_today and dates.bounds(day.edtf)[0].isoformat() > last:
            left.append(Left(start, day.end, AFTER_ALL))
            del told[start]
    return list(chain.from_iterable(told.values())), left


def _a_day(text: str, days: Sequence[Days], today: str) -> tuple[dict[str, list[str]], list[Left]]:
    """A single day: the last of the first date, but none that is to come, and today where none is given."""
    if not days:
        return {}, []
    first = days[0]
    value = first.day or (dates.span(first.edtf)[1].isoformat() if first.edtf else today)
    if first.from_today:
        value = min(value, today)
    others = [day for day in days[1:] if day.edtf]
    # Of a time the other end is not asked for, be it said or open.
    if first.edtf and (first.side == "since" or any(day.start == first.start for day in others)):
        others = [first, *others]
    return {"on": [value]}, [Left(begin_of(day, text), day.end, ONE_DAY) for day in others]


def _a_time(text: str, given: Sequence[Days]) -> tuple[dict[str, list[str]], list[Left]]:
    """From one date to another, whichever is said first; what is said beyond two is not asked for."""
    left = [Left(begin_of(day, text), day.end, ONE_TIME) for day in given[2:]]
    if len(given) > 1:
        begin, end = sorted((day.edtf for day in given[:2]), key=dates.bounds)
        return {"from": [begin], "to": [end]}, left
    return {name: [day.edtf] for day in given for name, side in _OTHER_SIDE.items() if day.side != side}, left


def _years(
    query: Query, text: str, given: Sequence[Days], today: str
) -> tuple[dict[str, list[str]], list[Left]]:
    """All years that are named, of a time those within it too; none of a time without a beginning."""
    wanted: set[int] = set()
    left: list[Left] = []
    parameter = query.parameters["year"]
    least, most = parameter.minimum or 0, parameter.maximum or datetime.MAXYEAR
    place = 0
    while place < len(given):
        day, after = given[place], given[place + 1 : place + 2]
        begin, end = dates.bounds(day.edtf)[0].year, dates.bounds(day.edtf)[1].year
        if day.side == "since":
            end = dates.bounds(after[0].edtf)[1].year if after else int(today[:4])
            place += len(after)
            if after and (day.edtf[4:], after[0].edtf[4:]) == ("-04", "-03"):
                # A financial year goes by the year in which it begins; else both are asked for.
                end -= parameter.financial
        years = [year for year in range(begin, end + 1) if least <= year <= most]
        if (day.side == "until" and not wanted) or not 0 < len(years) <= _MOST:
            left.append(Left(day.start, day.end, NOT_TAKEN))
        else:
            wanted.update(years)
            if len(day.edtf) > 4 and not after:
                left.append(Left(day.start, day.end, WHOLE_YEARS))
        place += 1
    return ({"year": [str(year) for year in sorted(wanted)]} if wanted else {}), left
