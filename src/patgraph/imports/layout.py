"""Layout: how a table stands in its text, by the CSVW dialect of its mapping.

What is said by the dialect is done, or refused by its name; nothing of it is passed over. A row above the
header, and a comment, is told with its place like every other, so that each is accounted for.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from patgraph.dataset.texts.rows import Fault, Row, rows
from patgraph.similar import near

_ENDS = {"\n", "\r\n", "\r"}
_TRIMS = {True: "true", False: "false", "true": "true", "false": "false", "start": "start", "end": "end"}


@dataclass(frozen=True)
class Placed:
    """A record of a table, and what it is: `above` the header, `header`, `comment`, or `row`."""

    part: str
    row: Row


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The dialect of a table; without one it has a header of one row and plain CSV."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quoteChar: str | None = '"'
    doubleQuote: bool = True
    skipInitialSpace: bool = False
    skipRows: int = 0
    skipColumns: int = 0
    skipBlankRows: bool = False
    header: bool = True
    headerRowCount: int | None = None
    commentPrefix: str | None = None
    trim: Any = False
    lineTerminators: Any = ()

    @property
    def headers(self) -> int:
        """How many rows the header has."""
        if self.headerRowCount is None:
            return 1 if self.header else 0
        return self.headerRowCount if self.header else 0

    def records(self, text: str) -> Iterator[Placed | Fault]:
        """The records of a text in order, empty lines left out, cells trimmed and columns skipped as said."""
        skipped = headers = 0
        for record in rows(text, empty=True, **self._formatting()):
            if skipped < self.skipRows:
                skipped += 1
                if isinstance(record, Row) and any(record.cells):
                    yield Placed("above", record)
            elif isinstance(record, Fault):
                yield record
            elif not record.cells:
                continue
            elif self.skipBlankRows and not any(cell.strip() for cell in record.cells):
                if any(record.cells):
                    yield Placed("comment", record)
            elif self.commentPrefix and record.cells[0].lstrip().startswith(self.commentPrefix):
                yield Placed("comment", record)
            else:
                part = "header" if headers < self.headers else "row"
                headers += part == "header"
                yield Placed(part, replace(record, cells=tuple(self._cells(record))))

    def _cells(self, record: Row) -> Iterator[str]:
        trim = {"true": str.strip, "start": str.lstrip, "end": str.rstrip}.get(_TRIMS[self.trim], str)
        return map(trim, record.cells[self.skipColumns :])

    def _formatting(self) -> dict[str, Any]:
        """As Python's csv module has it."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quoteChar or None,
            "quoting": csv.QUOTE_MINIMAL if self.quoteChar else csv.QUOTE_NONE,
            "doublequote": self.doubleQuote,
            "escapechar": None if self.doubleQuote else "\\",
            "skipinitialspace": self.skipInitialSpace,
        }


def read_layout(dialect: object) -> Layout:
    """The layout that the `dialect` of a mapping says. Raises `ValueError`, naming what is not understood."""
    if dialect is None:
        return Layout()
    if not isinstance(dialect, dict):
        raise ValueError("dialect: write it out in the mapping; a dialect elsewhere is not fetched.")
    known = {each.name for each in fields(Layout)}
    given = {name: value for name, value in dialect.items() if name not in ("@id", "@type")}
    for name in given:
        if name not in known:
            meant = near(name, known)
            hint = f"; is {meant[0]} meant?" if meant else "."
            raise ValueError(f"dialect: {name!r} is no property of a dialect{hint}")
    layout = Layout(**given)
    for name in ("skipRows", "skipColumns", "headerRowCount"):
        value = getattr(layout, name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise ValueError(f"dialect: {name} is a number from 0, not {value!r}.")
    for name in ("header", "doubleQuote", "skipInitialSpace", "skipBlankRows"):
        if not isinstance(getattr(layout, name), bool):
            raise ValueError(f"dialect: {name} is true or false, not {getattr(layout, name)!r}.")
    if not isinstance(layout.delimiter, str) or len(layout.delimiter) != 1:
        raise ValueError(f"dialect: delimiter is one character, not {layout.delimiter!r}.")
    if layout.quoteChar is not None and (not isinstance(layout.quoteChar, str) or len(layout.quoteChar) > 1):
        raise ValueError(f"dialect: quoteChar is one character or null, not {layout.quoteChar!r}.")
    if not isinstance(layout.commentPrefix, str | None):
        raise ValueError(f"dialect: commentPrefix is a text or null, not {layout.commentPrefix!r}.")
    if not isinstance(layout.trim, str | bool) or layout.trim not in _TRIMS:
        raise ValueError(f"dialect: trim is true, false, start or end, not {layout.trim!r}.")
    ends = layout.lineTerminators
    if not set([ends] if isinstance(ends, str) else ends) <= _ENDS:
        raise ValueError(f"dialect: lineTerminators: lines end in \\n, \\r\\n or \\r here, not in {ends!r}.")
    return layout
