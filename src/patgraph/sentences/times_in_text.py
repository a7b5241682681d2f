"""Times in a text: the days, years and decades that a typed sentence gives, and what it says of a time that
is not understood.
"""

import calendar
import datetime
import re
from collections.abc import Iterator
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
_COUNT = rf"an?|one|\d\d?|{'|'.join(_NUMBERS)}"
#: What makes a year one of something else: `the last year of the team`, `in which it left`.
_OF_ITS_OWN = (
    r"(?! (?:of|which|that|when|where|before|after|until|till|while|it|they|he|she|we)\b)"
    r"(?! (?:in|on|at|for|during|by) (?:which|whose)\b)"
)
#: Times that are told from the day of asking: of a year that lasts until then, of one of the calendar, of a
#: time that has gone by since.
_FROM_TODAY = re.compile(
    rf"\b(?:(?<=\bthe )(?:last|past) (?P<lasting>year|month){_OF_ITS_OWN}"
    r"(?! (?:the|an?|its|their|his|her|\w+ (?:has|had|was|were))\b)"
    rf"|(?P<which>last|this|past|previous|current) (?P<unit>year|month){_OF_ITS_OWN}"
    rf"|(?P<count>{_COUNT}) (?P<units>year|month)s? ago"
    r"|(?P<yesterday>yesterday))\b",
    _LETTERS,
)
#: What stands before a year that lasts until today; what before another makes it one of something else.
_THROUGHOUT = re.compile(r"\b(?:in|within|over|during|for|throughout|since) the $", _LETTERS)
_ANOTHERS = re.compile(
    r"(?:\w['’]s?|\b(?:the|its|their|his|her|our|my|your|whose|every|each|an?)) $", _LETTERS
)
#: What before a number makes of it no certain time: `more than ten years ago`, `five or ten`, `twenty-two`.
_ROUGH = (
    r"(?:more|less|fewer|longer|later|earlier|other) than|at (?:least|most)|up to|over|under|nearly|almost|"
    r"about|around|roughly|approximately|some|half"
)
_ROUGHLY = re.compile(
    rf"\b(?:{_ROUGH}) $|[.,/-]$|\b(?:one|\d+|{'|'.join(_NUMBERS[1:])}) ?(?:or|to|and|–) ?$"
    r"|\b(?:twen|thir|for|fif|six|seven|eigh|nine)ty $|\bhundred (?:and )?$",
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
    rf"|(?:(?:{_ROUGH}|(?:{_COUNT}) (?:or|to|and)) )?(?:[\w½¼¾.,-]+ )?(?:day|week|month|year|decade)s?"
    r"(?: and a half| or \w+)? (?:ago|earlier|later)"
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
    #: Whether it is told from the day of asking; and the very day, of a time that has gone by since.
    from_today: bool = False
    day: str = ""


def days_in(text: str, today: datetime.date | None = None) -> list[Days]:
    """The dates that a text gives: years, months, seasons, days (1/5/2003 is in May), spans of years
    (2008-13), decades and their parts, financial years (2023-24, 2023/24: April to March), and today. 2002-03
    is the two years, for it may be March 2002 too. Where it is known which day is today, those that are told
    from it too: last year, two months ago, yesterday. Raises `BadValue` for a day that is in no calendar.
    """
    text, found = text[:LONGEST], []
    matches = [*_DATE.finditer(text), *(_told_in(text) if today else ())]
    matches.sort(key=re.Match.start)
    for number, match in enumerate(matches):
        before, place = text[: match.start()], match.span()
        if match.re is _DATE and (span := _decade(match) or _span(match)):
            found += [Days(span[0], "since", *place), Days(span[1], "until", *place)]
            continue
        side = "since" if _SINCE.search(before) else "until" if _UNTIL.search(before) else ""
        to = _TO.match(text, match.end())
        if to and [to.end()] == [after.start() for after in matches[number + 1 : number + 2]]:
            side = "since"
        if match.re is _FROM_TODAY and today:
            found += _told_from(match, today, side)
        else:
            found.append(Days(_edtf(match), side, *place))
    return found


def is_told_from_today(text: str) -> bool:
    """Whether a text tells a time from the day of asking: last year, two months ago."""
    return any(_told_in(text[:LONGEST]))


def _told_in(text: str) -> Iterator[re.Match[str]]:
    """Where a text tells a time from the day of asking; the team's last year is not told from it."""
    for match in _FROM_TODAY.finditer(text):
        before, which = text[: match.start()], (match["which"] or "").lower()
        others = which not in ("", "this", "current") and _ANOTHERS.search(before)
        rough = match["count"] and _ROUGHLY.search(before)
        if not (others or rough or (match["lasting"] and not _THROUGHOUT.search(before))):
            yield match


def _told_from(match: re.Match[str], today: datetime.date, side: str) -> list[Days]:
    """The day, month or year that is told from today, or both ends of a time that lasts until today; nothing
    before the first year.
    """
    place = match.span()
    unit = (match["lasting"] or match["unit"] or match["units"] or "").lower()
    back = 0 if (match["which"] or "").lower() in ("this", "current") else 1
    if count := (match["count"] or "").lower():
        back = int(count) if count.isdigit() else 1 + (_NUMBERS.index(count) if count in _NUMBERS else 0)
    try:
        if match["yesterday"]:
            return [Days((today - datetime.timedelta(days=1)).isoformat(), side, *place, True)]
        day = _months_before(today, 12 * back if unit == "year" else back).isoformat()
    except (ValueError, OverflowError):
        return []
    if match["lasting"]:
        return [Days(day, "since", *place, True), Days(today.isoformat(), "until", *place, True)]
    return [Days(day[:4] if unit == "year" else day[:7], side, *place, True, day if count else "")]


def _months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months before; the last of its month where that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


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
