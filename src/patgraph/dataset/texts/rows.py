"""Rows: the records of a CSV text, each with its place in the text.

A record may go over several lines where a quoted cell does. Offsets are code points of the text, as for
every passage; a byte order mark and the ends of lines belong to no record.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_MARK = "\ufeff"


@dataclass(frozen=True)
class Row:
    """One record: its cells, the line it begins on (from 1), and where it stands in the text."""

    cells: tuple[str, ...]
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Fault:
    """A record that is no CSV: the line it begins on, and why."""

    line: int
    reason: str


def rows(text: str, empty: bool = False, **dialect: Any) -> Iterator[Row | Fault]:
    """The records of a text in order; a record that cannot be read is a fault, and reading goes on behind it.
    Empty lines are left out, or with `empty` are records without cells. `dialect` are formatting parameters
    of Python's csv module.
    """
    begin = len(_MARK) if text.startswith(_MARK) else 0
    at = begin
    number = 0
    last = ""

    def lines() -> Iterator[str]:
        nonlocal at, number, last
        # Split as csv does: at \n, \r and \r\n, not at the other line ends that Unicode knows.
        for last in io.StringIO(text[begin:], newline=""):
            at += len(last)
            number += 1
            yield last

    reader = csv.reader(lines(), **{"strict": True, **dialect})
    while True:
        start, first = at, number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Fault(first, str(error))
            continue
        if cells or empty:
            yield Row(tuple(cells), first, start, at - len(last) + len(last.rstrip("\r\n")))
