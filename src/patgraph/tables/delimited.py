"""A table as CSV."""

import csv
import io
from datetime import date

from .columns import Cell
from .table import Table


def as_csv(table: Table) -> bytes:
    """A table as RFC 4180 has it: UTF-8, no byte-order mark, a head, nothing for what is not known."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink)
    writer.writerow([column.name for column in table.columns])
    marks = [column.separator for column in table.columns]
    writer.writerows([_text(cell, mark) for cell, mark in zip(row, marks, strict=True)] for row in table.rows)
    return sink.getvalue().encode()


def _text(cell: Cell, mark: str | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list):
        return (mark or " ").join(_text(part, None) for part in cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
