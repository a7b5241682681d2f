"""A table as CSV."""

import csv
import io
from datetime import date

from . import spreadsheets
from .columns import Cell
from .table import Table


def as_csv(table: Table, raw: bool = False) -> bytes:
    """A table as RFC 4180 has it: UTF-8, no byte-order mark, a head, nothing for what is not known. What a
    spreadsheet would compute is marked as text, unless cells are wanted `raw`.
    """
    shown = str if raw else spreadsheets.as_text
    sink = io.StringIO(newline="")
    writer = csv.writer(sink)
    writer.writerow([column.name for column in table.columns])
    marks = [column.separator for column in table.columns]
    for row in table.rows:
        writer.writerow([shown(cell_text(cell, mark)) for cell, mark in zip(row, marks, strict=True)])
    return sink.getvalue().encode()


def as_given(content: bytes) -> bytes:
    """A table of `as_csv` with its cells raw."""
    sink = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    csv.writer(sink).writerows([spreadsheets.as_given(cell) for cell in row] for row in rows)
    return sink.getvalue().encode()


def cell_text(cell: Cell, mark: str | None) -> str:
    """A cell as a text; `mark` stands between the parts of a list."""
    if cell is None:
        return ""
    if isinstance(cell, list):
        return (mark or " ").join(cell_text(part, None) for part in cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
