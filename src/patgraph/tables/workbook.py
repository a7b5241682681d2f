"""A table as a workbook (`.xlsx`): a sheet of typed cells, and one that says what they are and where from.

No cell is a formula, whatever its text. The same table gives the same bytes: the file has no time of day.
What a sheet cannot hold is refused, but for links beyond their number, whose texts stay.
"""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from patgraph.errors import BadValue

from . import csv_text as delimited
from . import spreadsheets
from .columns import Cell, Column
from .table import Table

#: What a sheet can hold: rows with the head, UTF-16 units in a cell, links in a sheet, letters of an address.
ROWS, UNITS, LINKS, ADDRESS = 1_048_576, 32_767, 65_530, 2_079
#: Digits that a number keeps in a spreadsheet.
_DIGITS = 15
#: Spreadsheets count days from 1900, and take that for a leap year.
_FIRST_DAY = date(1900, 3, 1)
#: When every file was made, so that two of one table are the same.
_MADE = datetime(1980, 1, 1)
_WIDEST = 60
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KINDS = {"edtf": "date as the source gives it", "iri": "address", "term": "anything"}

#: Label and text of what is said of a table.
Said = Sequence[tuple[str, str]]


def as_workbook(table: Table, about: Said) -> bytes:
    """A table as a workbook, with what is said about it, and its columns, on a second sheet.

    Raises `BadValue` for more rows, or a longer text, than a sheet can hold.
    """
    if len(table.rows) >= ROWS:
        raise BadValue(
            "format", f"format: a sheet of a workbook has {ROWS - 1:,} rows at most, {table.name} has "
            f"{len(table.rows):,}; give limit, or take csv.",
        )  # fmt: skip
    import xlsxwriter  # Who asks for nothing of the kind does not wait for it.

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    book.set_properties({"title": table.title, "created": _MADE})
    sheet = _Sheet(book, "Answer")
    sheet.head([column.name for column in table.columns])
    for number, row in enumerate(table.rows, 1):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            sheet.cell(number, place, column, cell)
    sheet.end()
    _say(_Sheet(book, "About", wraps=True), table, about, sheet.unlinked)
    book.close()
    return sink.getvalue()


class _Sheet:
    """A sheet that is being written, and how many links and how wide columns it has."""

    def __init__(self, book: Any, name: str, wraps: bool = False) -> None:
        self._sheet = book.add_worksheet(name)
        self._bold, self._link = book.add_format({"bold": True}), book.add_format({"hyperlink": True})
        self._plain = book.add_format({"text_wrap": True, "valign": "top"}) if wraps else None
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._whole, self._text = (
            book.add_format({"num_format": "0"}),
            book.add_format({"quote_prefix": True}),
        )
        self._links, self.unlinked = 0, 0
        self._widths: dict[int, int] = {}

    def head(self, names: Sequence[str], row: int = 0) -> None:
        """A row of heads; the first stays in sight."""
        for place, name in enumerate(names):
            self._sheet.write_string(row, place, name, self._bold)
            self._wide(place, name)
        if not row:
            self._sheet.freeze_panes(1, 0)

    def cell(self, row: int, place: int, column: Column, cell: Cell) -> None:
        """A cell as what it is: a number, a day, yes or no, else the text of it. Raises `BadValue`."""
        if cell is None:
            return
        value = _value(column, cell)
        if isinstance(value, bool):
            self._sheet.write_boolean(row, place, value)
        elif isinstance(value, int):
            self._sheet.write_number(row, place, value, self._whole)
        elif isinstance(value, Decimal):
            self._sheet.write_number(row, place, float(value))
        elif isinstance(value, date):
            self._sheet.write_datetime(row, place, value, self._day)
            self._wide(place, "yyyy-mm-dd")
        else:
            self.text(row, place, value, f"{column.name} of row {row}", column.type in ("iri", "term"))

    def text(self, row: int, place: int, text: str, where: str, may_lead: bool = False) -> None:
        """A text, never computed; `may_lead`: an address is a link. Raises `BadValue`."""
        if len(text.encode("utf-16-le", "surrogatepass")) > 2 * UNITS:
            raise BadValue(
                "format", f"format: {where} is longer than the {UNITS:,} characters of a cell in a workbook; "
                "take csv.",
            )  # fmt: skip
        self._wide(place, text)
        if may_lead and len(text) <= ADDRESS and _ADDRESS.fullmatch(text):
            if self._links < LINKS:
                self._links += 1
                self._sheet.write_url(row, place, text, self._link, text)
                return
            self.unlinked += 1
        self._sheet.write_string(
            row, place, text, self._text if spreadsheets.is_computed(text) else self._plain
        )

    def end(self) -> None:
        """Columns as wide as what is in them."""
        for place, width in self._widths.items():
            self._sheet.set_column(place, place, min(width, _WIDEST) + 2)

    def _wide(self, place: int, text: str) -> None:
        self._widths[place] = max(self._widths.get(place, 0), len(text))


def _say(sheet: _Sheet, table: Table, about: Said, unlinked: int) -> None:
    lines = [("title", table.title), ("description", table.description), *about]
    if unlinked:
        lines.append(("links", f"a sheet has {LINKS:,} at most; {unlinked:,} addresses more are texts"))
    sheet.head(["about", ""])
    for row, (label, text) in enumerate(lines, 1):
        sheet.text(row, 0, label, label)
        sheet.text(row, 1, text, label, may_lead=True)
    begin = len(lines) + 2
    sheet.head(["column", "meaning", "type"], begin)
    for row, column in enumerate(table.columns, begin + 1):
        cells = (column.name, column.meaning, _KINDS.get(column.type, column.type))
        for place, text in enumerate(cells):
            sheet.text(row, place, text, column.name)
    sheet.end()


def _value(column: Column, cell: Cell) -> int | Decimal | date | str:
    """What a cell is in a spreadsheet: a value where that is exact there, else its text."""
    value = _read(column, cell) if isinstance(cell, str) else cell
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return value if _is_kept(value) else delimited.cell_text(cell, None)
    if isinstance(value, date):
        return value if value >= _FIRST_DAY else value.isoformat()
    return delimited.cell_text(value, column.separator)


def _read(column: Column, text: str) -> Cell:
    """The text of a value, read by the column's type; a date of a source where it is one day."""
    if column.type == "decimal":
        return Decimal(text)
    if column.type in ("edtf", "date"):
        return _day(text) if _DAY.fullmatch(text) else text
    if column.type in ("integer", "boolean"):
        read: Any = column.kind.read(text)
        return read
    return text


def _day(text: str) -> Cell:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _is_kept(number: int | Decimal) -> bool:
    """Whether a spreadsheet keeps a number as it is."""
    digits = Decimal(number).normalize().as_tuple()
    return isinstance(digits.exponent, int) and len(digits.digits) <= _DIGITS and abs(digits.exponent) < 300
