"""Table cells: what people's tables hold where a name, a code or a value is looked for.

A cell may be blank in many ways, have the mark of a footnote, hold a code beside the name, and write a date
as its country does.
"""

import math
import re
from dataclasses import dataclass
from datetime import date as Day

from patgraph import dates
from patgraph.errors import BadDate

#: Ways in which tables, spreadsheets and their programs write that there is nothing.
_BLANK = frozenset((
    "", "nan", "null", "none", "na", "n/a", "#n/a", "<na>", "nat", "nil", "-", "--", "–", "—", ".", "..",
    "...",
    ":", "[x]", "[z]", "[c]", "[low]", "?",
))  # fmt: skip
_SUPERSCRIPT = "\u00b9\u00b2\u00b3\u2070-\u2079"
_NOTE = r"(?:(?:foot)?notes?\s*\d{0,2}(?:\s*(?:,|and)\s*\d{1,2})*|\d{1,2}|[a-z])"
#: Marks of footnotes at the end of a name; `(2009)` is none.
_MARK = re.compile(
    rf"\s*(?:\[{_NOTE}(?:,\s*{_NOTE})*\]|\({_NOTE}\)|[{_SUPERSCRIPT}]+(?:[,\s]+[{_SUPERSCRIPT}]+)*|[*†‡§¶#]+)\s*$",
    re.IGNORECASE,
)
_CODE = r"\d{2,6}(?:\.0)?|[A-Z]\d{8}|\d\d[A-Z]{1,2}|[A-Z]\d{4}|GB-[A-Z]{3}-[A-Z]{3}|Q\d{3,12}"
_JOINT = r"(?:\s*[:;,|/–—-]\s*|\s+)"
_FIRST = re.compile(rf"[\[(]?({_CODE})[\])]?{_JOINT}(\S.*)", re.IGNORECASE)
_LAST = re.compile(
    rf"(.*\S)(?:{_JOINT}({_CODE})|\s*[\[(]\s*({_CODE}|(?-i:[A-Z]{{3}}))\s*[\])])", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:\.0+)?")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
        "aug august", "sep sept september", "oct october", "nov november", "dec december"], 1,
    )
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True)
class NameAndCode:
    """A name and the code that stands before or behind it."""

    name: str
    code: str


def is_blank(value) -> bool:
    """Whether a cell says nothing."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return True
    if isinstance(value, dict):
        return is_blank(value.get("id", ""))
    return isinstance(value, str) and value.strip().casefold() in _BLANK


def without_marks(text: str) -> str:
    """A text without the marks of footnotes at its end, and without what only looks like a space."""
    kept = " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())
    while (shorter := _MARK.sub("", kept)) and shorter != kept:
        kept = shorter
    return kept


def is_number(text: str) -> bool:
    """Whether a text is digits alone: the code of many registers, whose numbers overlap."""
    return _NUMBER.fullmatch(text.strip()) is not None


def name_and_code(text: str) -> NameAndCode | None:
    """What `309 Haringey`, `Haringey (E09000014)` hold; `None` for a name or a code alone."""
    if len(text) > 200:
        return None
    if found := _FIRST.fullmatch(text):
        return NameAndCode(found[2], found[1])
    if found := _LAST.fullmatch(text):
        return NameAndCode(found[1].rstrip(" :;,|/–—-"), found[2] or found[3])
    return None


def days(value) -> tuple[Day, Day] | None:
    """The first and the last day that a date in a table may be: EDTF, a time of ISO 8601, `21/10/2002`,
    `21 October 2002`, `Oct 2002`, a year as a number; `None` for what is no date.
    """
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if len(text) > 60:
        return None
    if found := re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*", text):
        text = found[1]
    elif found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    elif found := re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([A-Za-z]{3,9})\.?,? (\d{4})", text):
        month = _MONTHS.get(found[2].lower())
        if month is None:
            return None
        text = f"{found[3]}-{month:02}" + (f"-{int(found[1]):02}" if found[1] else "")
    try:
        return dates.span(text)
    except BadDate:
        return None
