"""What stands in a sentence and is not used by the question that answers it: it is said beside the answer, so
that nobody takes an answer without a limit for one with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

#: Why something is not used.
NOT_UNDERSTOOD = "not understood"
NO_DATE = "not understood as a date"
NOT_TAKEN = "the question has no such limit"
ONE_DAY = "the question is asked for one day"
ONE_TIME = "the question takes one day or year, or a time from one to another"
WHOLE_YEARS = "the question is asked for whole years"
ONE_FACT = "the question is asked for one fact"
NOT_GRADED = "nothing that is named has such a grade"
ALL_GRADES = "all grades of the council are shown"
AFTER_ALL = "the sources here end before that"
NOT_READ = "so long a text is not read to its end"
NO_ROWS = "nothing has it, so the question is asked without it"

#: Of a longer part the beginning is said.
_LONG = 80


class Left(NamedTuple):
    """A part of a sentence that is left over: its place, and why."""

    start: int
    end: int
    why: str


@dataclass(frozen=True)
class Unused:
    """Words of a sentence that its answer does not use, as they are written, and why."""

    text: str
    why: str

    def plain(self) -> dict[str, str]:
        """As JSON has it."""
        return {"text": self.text, "why": self.why}

    def __str__(self) -> str:
        return f"“{self.text}” ({self.why})"


def unused(text: str, left: Iterable[Left]) -> tuple[Unused, ...]:
    """What is left of a text, in its order, each part once: one within another is no part of its own, and
    neighbours that are left for one reason are one.
    """
    parts: list[Left] = []
    for each in sorted(left, key=lambda part: (part.start, -part.end)):
        last = parts[-1] if parts else None
        if last and each.end <= last.end:
            continue
        if last and last.why == each.why and not text[last.end : each.start].strip():
            parts[-1] = Left(last.start, each.end, each.why)
        else:
            parts.append(each)
    return tuple(dict.fromkeys(Unused(_short(text[part.start : part.end]), part.why) for part in parts))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def within(place: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Whether a place shares letters with one of others."""
    return any(place[0] < end and start < place[1] for start, end in others)
