"""Tables: an answer as Parquet or Arrow, its columns typed. Needs pyarrow (`patgraph[tables]`)."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.util import find_spec

from patgraph.errors import UnknownFormat

from .answer import Answer
from .citations import Support

#: Format name, which is also the extension -> media type.
MEDIA = {
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.file",
}


@cache
def available() -> bool:
    """Whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def table(answer: Answer, supports: Sequence[Support] | None = None):
    """A `pyarrow.Table`, one column a variable; terms that may be anything are text. With `supports` a
    column more, a list of structs, and one with the reason where there is none.

    Its metadata has the question, the values, the version, the total, and whether the rows are all.
    """
    import json

    import pyarrow

    kinds = {
        "integer": (pyarrow.int64(), int),
        "decimal": (pyarrow.float64(), float),
        "boolean": (pyarrow.bool_(), lambda text: text in ("true", "1")),
        "date": (pyarrow.date32(), date.fromisoformat),
    }
    arrays, fields = [], []
    for index, column in enumerate(answer.columns):
        kind, read = kinds.get(column.type, (pyarrow.string(), str))
        cells = [None if row[index] is None else read(row[index].value) for row in answer.rows]
        arrays.append(pyarrow.array(cells, kind))
        fields.append(pyarrow.field(column.name, kind, metadata={"description": column.meaning}))
    if supports is not None:
        citation = _citation(pyarrow)
        cited = [[c.plain() for c in support.citations] for support in supports]
        arrays += [
            pyarrow.array(cited, citation),
            pyarrow.array([s.reason for s in supports], pyarrow.string()),
        ]
        fields += [pyarrow.field("citations", citation), pyarrow.field("uncited", pyarrow.string())]
    about = {
        "query": answer.query.name,
        "title": answer.query.title,
        "version": answer.version,
        "values": json.dumps(answer.values, ensure_ascii=False),
        "total": str(answer.total),
        "complete": json.dumps(answer.complete),
        "reason": answer.reason or "",
    }
    return pyarrow.table(arrays, schema=pyarrow.schema(fields, metadata=about))


def write(answer: Answer, name: str, supports: Sequence[Support] | None = None) -> bytes:
    """An answer as a Parquet or Arrow file. Raises `UnknownFormat` where pyarrow is missing."""
    if not available():
        raise UnknownFormat(f"{name} needs pyarrow, which is not installed: pip install 'patgraph[tables]'.")
    import pyarrow
    import pyarrow.ipc
    import pyarrow.parquet

    rows, sink = table(answer, supports), pyarrow.BufferOutputStream()
    if name == "parquet":
        pyarrow.parquet.write_table(rows, sink)
    else:
        with pyarrow.ipc.new_file(sink, rows.schema) as writer:
            writer.write_table(rows)
    return sink.getvalue().to_pybytes()


def _citation(pyarrow):
    text, texts = pyarrow.string(), pyarrow.list_(pyarrow.string())
    fact = pyarrow.struct([("subject", text), ("property", text), ("value", text)])
    names = ("passage", "passageLabel", "document", "documentLabel", "locator", "modality")
    return pyarrow.list_(
        pyarrow.struct(
            [(name, text) for name in names]
            + [("start", pyarrow.int64()), ("end", pyarrow.int64()), ("digest", text), ("quote", text)]
            + [("stance", text), ("disputed", pyarrow.bool_()), ("disputedBy", texts)]
            + [("disagreements", texts), ("facts", pyarrow.list_(fact))]
        )
    )
