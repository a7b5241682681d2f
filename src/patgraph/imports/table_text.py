"""The text of a table: a CSV file in its encoding, or a sheet of a workbook written as CSV.

Passages are stretches of a text, so a workbook is read as the text that its sheet is in CSV: row N of the
sheet is line N, cells as the file has them (days in ISO, whole numbers without a point), each run of white
space in a cell a blank.
"""

import codecs
import csv
import io
from datetime import date, datetime, time
from pathlib import Path

from patgraph.errors import BadInput, in_words

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


def read_table(path: Path, encoding: str = "utf-8", sheet: str | None = None) -> str:
    """The text of a table. Raises `BadInput` where the file, its encoding or its sheet cannot be read."""
    if path.suffix.lower() in WORKBOOKS:
        return _sheet(path, sheet)
    if sheet:
        raise BadInput(f"{path}: has no sheets; --sheet is for {', '.join(WORKBOOKS)}.")
    try:
        codec = codecs.lookup({"UTF-8-BOM": "utf-8"}.get(encoding, encoding)).name
    except LookupError as error:
        raise BadInput(f"{path}: the mapping's dialect has no known encoding: {encoding!r}.") from error
    try:
        return path.read_bytes().decode(codec)
    except OSError as error:
        raise BadInput(in_words(error)) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path}: not {codec} (byte {error.start}: {error.reason}). Say its encoding in the mapping's "
            'dialect, for instance {"encoding": "windows-1252"}.'
        ) from error


def is_its_own_text(path: Path, text: str) -> bool:
    """Whether a file is, byte for byte, the text that passages are cut from."""
    return path.suffix.lower() not in WORKBOOKS and path.read_bytes() == text.encode()


def _sheet(path: Path, sheet: str | None) -> str:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        raise BadInput("Reading a workbook needs python-calamine: pip install 'patgraph[import]'.") from error
    try:
        open(path, "rb").close()
        workbook = CalamineWorkbook.from_path(path)
        names = workbook.sheet_names
        if sheet is None and len(names) > 1:
            raise BadInput(f"{path}: say which sheet with --sheet: {', '.join(map(repr, names))}.")
        if sheet is not None and sheet not in names:
            raise BadInput(f"{path}: no sheet {sheet!r}; there are {', '.join(map(repr, names))}.")
        cells = workbook.get_sheet_by_name(sheet or names[0]).to_python(skip_empty_area=False)
    except OSError as error:
        raise BadInput(in_words(error)) from error
    except CalamineError as error:
        raise BadInput(f"{path}: no workbook that can be read: {error}") from error
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for row in cells:
        written = [_written(cell) for cell in row]
        writer.writerow(written if any(written) else [])
    return out.getvalue()


def _written(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(str(cell).split())
