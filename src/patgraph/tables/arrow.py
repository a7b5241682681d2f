"""A table as Parquet or Arrow, its columns typed. Needs pyarrow (`patgraph[tables]`)."""

from functools import cache
from importlib.util import find_spec
from typing import Any

from patgraph.errors import UnknownFormat

from .columns import Cell, Column
from .table import Table

#: The formats that are written here.
FORMATS = ("parquet", "arrow")


@cache
def available() -> bool:
    """Whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def require(name: str) -> None:
    """Nothing where a format can be written. Raises `UnknownFormat` where it is one that needs pyarrow, which
    is missing: what to install.
    """
    if name in FORMATS and not available():
        raise UnknownFormat(f"{name} needs pyarrow, which is not installed: pip install 'patgraph[tables]'.")


def as_arrow(table: Table) -> Any:
    """A `pyarrow.Table` with the columns' meanings and the table's metadata: terms that may be anything are
    text, what may have several values is a list, a record a struct.
    """
    import pyarrow

    arrays, fields = [], []
    for index, column in enumerate(table.columns):
        kind = _kind(column, pyarrow)
        cells = [_value(column, row[index]) for row in table.rows]
        arrays.append(pyarrow.array(cells, kind))
        about = {"description": column.meaning} if column.meaning else None
        fields.append(pyarrow.field(column.name, kind, metadata=about))
    return pyarrow.table(arrays, schema=pyarrow.schema(fields, metadata=dict(table.metadata)))


def write(table: Table, name: str) -> bytes:
    """A table as a Parquet or Arrow file. Raises `UnknownFormat` where pyarrow is missing."""
    require(name)
    import pyarrow
    import pyarrow.ipc
    import pyarrow.parquet

    rows, sink = as_arrow(table), pyarrow.BufferOutputStream()
    if name == "parquet":
        pyarrow.parquet.write_table(rows, sink)
    else:
        with pyarrow.ipc.new_file(sink, rows.schema) as writer:
            writer.write_table(rows)
    return sink.getvalue().to_pybytes()


def _kind(column: Column, pyarrow: Any) -> Any:
    """The type of a column's cells."""
    if column.parts:
        kind = pyarrow.struct([(part.name, _kind(part, pyarrow)) for part in column.parts])
    else:
        kind = getattr(pyarrow, column.kind.arrow)()
    return kind if column.separator is None else pyarrow.list_(kind)


def _value(column: Column, cell: Cell) -> Any:
    """A cell, read where it is the text of its value."""
    if cell is None or column.parts:
        return cell
    if isinstance(cell, list):
        return [_value(column, part) for part in cell]
    # A decimal is not read from its own type: pyarrow has floats here.
    return column.kind.read(str(cell)) if isinstance(cell, str) or column.type == "decimal" else cell
