"""Times in a text: the days, years and decades that a typed sentence gives, and what it says of a time that
is not understood.
"""

import calendar
import datetime
import re
from dataclasses import dataclass

from patgraph import dates
from patgraph.errors import BadDate, BadValue

#: Longest text that is looked at.
LONGEST = 300
#: The months by their names.
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23}
_DECADES = {"nineties": 1990, "90s": 1990, "noughties": 2000}
#: The first and last year of a part of a decade.
_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
#: Small letters or capitals, but no others that only count as such.
_LETTERS = re.IGNORECASE | re.ASCII
_MONTH, _YEAR = "|".join(MONTHS), r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"\b(?:(?P<iso>{_YEAR}-\d\d(?:-\d\d)?|{_YEAR}/(?:19|20)?\d\d)(?![\d/])"
    rf"|(?P<slashed>\d\d?/\d\d?/{_YEAR})(?![\d/])"
    rf"|(?:(?P<day>\d\d?)(?:st|nd|rd|th)? )?(?P<month>{_MONTH}) (?P<of>{_YEAR})"
    rf"|(?P<season>{'|'.join(_SEASONS)}) (?:of )?(?P<within>{_YEAR})"
    rf"|(?:(?P<part>{'|'.join(_PARTS)})[ -](?:the )?)?"
    rf"(?:(?P<decade>(?:19|20)\d0)['’]?s|(?P<called>{'|'.join(_DECADES)}))"
    rf"|(?P<year>{_YEAR})(?![\d/])"
    r"|(?P<now>today|now|currently|at present))\b",
    _LETTERS,
)
_NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
#: Times that are told from the day of asking. The last year of something is another.
_FROM_TODAY = re.compile(
    r"\b(?:(?P<which>last|this|past|previous|current) (?P<unit>year|month)(?! of\b)"
    rf"|(?P<count>an?|one|\d\d?|{'|'.join(_NUMBERS)}) (?P<units>year|month)s? ago"
    r"|(?P<yesterday>yesterday))\b",
    _LETTERS,
)
_SINCE = re.compile(r"\b(?:since|after|from|between)\W*$", _LETTERS)
_UNTIL = re.compile(r"\b(?:before|until|till|by|up to|and|to)\W*$", _LETTERS)
#: Between two dates of which the first begins a time and the second ends it.
_TO = re.compile(r"\s*(?:to|until|till|up to|–|-)\s*(?:the )?", _LETTERS)
_UNITS = (
    "days?", "weeks?", "months?", "quarters?", "years?", "decades?", "century", "centuries", "spring",
    "summer", "autumn", "winter", "(?:mon|tues|wednes|thurs|fri|satur|sun)day", *MONTHS,
)  # fmt: skip
_UNREAD = re.compile(
    rf"\b(?:(?:last|next|this|past|previous|current|coming) (?:\w+ )??(?:{'|'.join(_UNITS)})"
    r"|(?:\w+ )?(?:days?|weeks?|months?|years?|decades?) (?:ago|earlier|later)"
    r"|yesterday|tomorrow|recently|lately|\d\d?(?:st|nd|rd|th) century"
    r"|(?:early|mid|late|(?:beginning|start|middle|end) of|winter|christmas|easter)"
    rf" (?=(?:{_MONTH}|{_YEAR})\b)"
    rf"|(?<=\bin )(?:{_MONTH})(?! \d)|(?<=\bsince )(?:{_MONTH})(?! \d)"
    r"|(?<=\bin )\d{3,4}|(?<=\bsince )\d{3,4}|(?<=\bafter )\d{3,4}|(?<=\bbefore )\d{3,4})\b",
    _LETTERS,
)


@dataclass(frozen=True)
class Days:
    """A date that a text gives, in EDTF, nothing for today; and whether `since` or `until` precedes it."""

    edtf: str
    side: str
    start: int
    end: int
    #: Whether it is told from the day of asking.
    from_today: bool = False


def days_in(text: str, today: str = "") -> list[Days]:
    """The dates that a text gives: years, months, seasons, days (1/5/2003 is in May), spans of years
    (2008-13), decades and their parts, financial years (2023-24, 2023/24: April to March), and today. 2002-03
    is the two years, for it may be March 2002 too. Where it is known which day is today, those that are told
    from it too: last year, two months ago, yesterday. Raises `BadValue` for a day that is in no calendar.
    """
    text, found = text[:LONGEST], []
    matches = [*_DATE.finditer(text), *(_FROM_TODAY.finditer(text) if today else ())]
    matches.sort(key=re.Match.start)
    for number, match in enumerate(matches):
        before, place = text[: match.start()], match.span()
        from_today = match.re is _FROM_TODAY
        if not from_today and (span := _decade(match) or _span(match)):
            found += [Days(span[0], "since", *place), Days(span[1], "until", *place)]
            continue
        side = "since" if _SINCE.search(before) else "until" if _UNTIL.search(before) else ""
        to = _TO.match(text, match.end())
        if to and [to.end()] == [after.start() for after in matches[number + 1 : number + 2]]:
            side = "since"
        told = _told_from(match, datetime.date.fromisoformat(today)) if from_today else _edtf(match)
        found.append(Days(told, side, *place, from_today))
    return found


def is_told_from_today(text: str) -> bool:
    """Whether a text tells a time from the day of asking: last year, two months ago."""
    return bool(_FROM_TODAY.search(text[:LONGEST]))


def _told_from(match: re.Match[str], today: datetime.date) -> str:
    """The day, month or year that is told from today, in EDTF."""
    if match["yesterday"]:
        return (today - datetime.timedelta(days=1)).isoformat()
    unit = match["unit"] or match["units"]
    back = 0 if (match["which"] or "").lower() in ("this", "current") else 1
    if count := (match["count"] or "").lower():
        back = int(count) if count.isdigit() else 1 + (_NUMBERS.index(count) if count in _NUMBERS else 0)
    if unit.lower() == "year":
        return str(today.year - back)
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return f"{year}-{month + 1:02}"


def unread_times(text: str) -> list[tuple[int, int]]:
    """Where a text speaks of a time that `days_in` does not give."""
    return [match.span() for match in _UNREAD.finditer(text[:LONGEST])]


def begin_of(day: Days, text: str) -> int:
    """Where what a text says of a date begins: at the `since` before it."""
    side = _SINCE.search(text[: day.start]) if day.side == "since" else None
    return side.start() if side else day.start


def _decade(match: re.Match[str]) -> tuple[str, str] | None:
    """The first and last year of a decade, or of a part of it."""
    if not match["decade"] and not match["called"]:
        return None
    begin = int(match["decade"] or _DECADES[match["called"].lower()])
    first, last = _PARTS[match["part"].lower()] if match["part"] else (0, 9)
    return str(begin + first), str(begin + last)


def _span(match: re.Match[str]) -> tuple[str, str] | None:
    """The two ends of a span of years; `None` where it is a month of one year."""
    text = match["iso"] or ""
    years = dates.two_years(text)
    if years is None:
        return None
    first, last = years
    if "-" in text and 1 <= int(text[5:]) <= len(MONTHS):
        # March 2002 as well as a financial year: both years whole.
        return (str(first), str(last)) if last == first + 1 else None
    return (f"{first}-04", f"{last}-03") if last == first + 1 else (str(first), str(last))


def _edtf(match: re.Match[str]) -> str:
    """The EDTF of a date, nothing for today. Raises `BadValue` for a day that is in no calendar."""
    if match["now"]:
        return ""
    edtf = match["iso"] or match["year"]
    if match["month"]:
        month = f"{match['of']}-{MONTHS[match['month'].lower()]:02}"
        edtf = f"{month}-{int(match['day']):02}" if match["day"] else month
    elif match["season"]:
        edtf = f"{match['within']}-{_SEASONS[match['season'].lower()]}"
    elif match["slashed"]:
        day, month, year = match["slashed"].split("/")
        edtf = f"{year}-{int(month):02}-{int(day):02}"
    try:
        dates.bounds(edtf)
    except BadDate:
        raise BadValue("q", f"{match[0].lower()!r}: no calendar has such a day.") from None
    return edtf
