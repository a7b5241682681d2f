"""Export: the whole dataset, its view, or a table a question, as files to take away."""

import sys
from pathlib import Path

from pyoxigraph import RdfFormat

from . import Graph
from .errors import BadValue, PatgraphError
from .formats import serialise
from .names import PREFIXES, rebase
from .queries import Answer

FORMATS = ("nquads", "trig", "turtle", "csv", "parquet")


def export(graph: Graph, form: str, output: Path | None):
    """Write a graph out: nquads and trig hold everything, turtle the view, csv and parquet a table
    a question (those with a required parameter: with their example), in a directory.

    Raises `BadValue` where a directory is needed, `PatgraphError` where a library is missing.
    """
    if form in ("csv", "parquet"):
        if output is None:
            raise BadValue("output", f"{form} is a table a question: give a directory with -o DIR.")
        _tables(graph, form, output)
        return
    if output is not None and output.is_dir():
        raise BadValue("output", f"{output} is a directory: {form} is one file; name it with -o FILE.")
    content = _rdf(graph, form)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        _whole(output, content)


def _rdf(graph: Graph, form: str) -> bytes:
    store = graph.store.copy()
    if form == "nquads":
        lines = sorted(f"{quad} .\n" for quad in store.engine)
        return "".join(lines).encode()
    prefixes = {p: rebase(ns, store.base) for p, ns in PREFIXES.items()}
    if form == "trig":
        return store.engine.dump(format=RdfFormat.TRIG, prefixes=prefixes)
    return store.engine.dump(format=RdfFormat.TURTLE, from_graph=store.view, prefixes=prefixes)


def _tables(graph: Graph, form: str, directory: Path):
    directory.mkdir(parents=True, exist_ok=True)
    for name, query in graph.queries.items():
        required = {p for p, parameter in query.parameters.items() if parameter.required}
        answer = query.ask(graph.store, {k: v for k, v in query.example.items() if k in required})
        content = serialise(answer, "csv")[1].encode() if form == "csv" else _parquet(answer)
        _whole(directory / f"{name}.{form}", content)


def _parquet(answer: Answer) -> bytes:
    """One column a variable, typed; terms that may be anything are text."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise PatgraphError("Parquet needs pyarrow: pip install 'patgraph[tables]'.") from error
    from datetime import date

    kinds = {
        "integer": (pyarrow.int64(), int),
        "decimal": (pyarrow.float64(), float),
        "boolean": (pyarrow.bool_(), lambda text: text == "true"),
        "date": (pyarrow.date32(), date.fromisoformat),
    }
    arrays = {}
    for index, column in enumerate(answer.columns):
        kind, read = kinds.get(column.type, (pyarrow.string(), str))
        cells = [None if row[index] is None else read(row[index].value) for row in answer.rows]
        arrays[column.name] = pyarrow.array(cells, kind)
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.table(arrays), sink)
    return sink.getvalue().to_pybytes()


def _whole(path: Path, content: bytes):
    """A file written whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
