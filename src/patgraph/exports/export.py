"""Export: the whole dataset, its view, or a table a question, as files to take away."""

import sys
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, serialize

from patgraph.errors import BadValue, PatgraphError
from patgraph.files import whole
from patgraph.graph import Graph
from patgraph.names import PREFIXES, is_passage, rebase, term
from patgraph.questions.answer import Answer
from patgraph.questions.writers import serialise
from patgraph.store.embedded import EmbeddedStore
from patgraph.tables import datapackage
from patgraph.tables.table import Sheet

from .sheets import sheets

FORMATS = ("nquads", "trig", "turtle", "turtle12", "ntriples12", "csv", "parquet")
_RDF12 = {"turtle12": RdfFormat.TURTLE, "ntriples12": RdfFormat.N_TRIPLES}


def export(graph: Graph, form: str, output: Path | None, of: str = "questions"):
    """Write a graph out: nquads and trig hold everything, turtle the view, turtle12 and ntriples12 the view
    with what each passage says (RDF 1.2: the passage reifies it), csv and parquet tables in a directory: `of`
    questions, one each (those with a required parameter: with their example), or of things, one for each kind
    (see `sheets`).

    Raises `BadValue` where a directory is needed, `PatgraphError` where a library is missing.
    """
    if form in ("csv", "parquet"):
        if output is None:
            raise BadValue("output", f"{form} is many tables: give a directory with -o DIR.")
        output.mkdir(parents=True, exist_ok=True)
        for name, content in files(contents(graph, of), form, graph.version).items():
            whole(output / name, content)
        return
    if output is not None and output.is_dir():
        raise BadValue("output", f"{output} is a directory: {form} is one file; name it with -o FILE.")
    content = rdf(graph, form)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        whole(output, content)


def rdf(graph: Graph, form: str) -> bytes:
    """A graph in one of the formats of RDF."""
    store = graph.store.copy()
    if form == "nquads":
        lines = sorted(f"{quad} .\n" for quad in store.engine)
        return "".join(lines).encode()
    prefixes = {p: rebase(ns, store.base) for p, ns in PREFIXES.items()}
    if form in _RDF12:
        return serialize(_reified(store), format=_RDF12[form], prefixes=prefixes)
    if form == "trig":
        return store.engine.dump(format=RdfFormat.TRIG, prefixes=prefixes)
    return store.engine.dump(format=RdfFormat.TURTLE, from_graph=store.view, prefixes=prefixes)


def _reified(store: EmbeddedStore) -> list[Triple]:
    """The view, and every statement of a passage as a triple term that the passage reifies: said, and not
    for that asserted.
    """
    found = {quad.triple for quad in store.quads(graph=store.view)}
    found |= {
        Triple(quad.graph_name, term("rdf:reifies"), quad.triple)
        for quad in store.quads()
        if is_passage(quad.graph_name, store.base)
    }
    return sorted(found, key=str)


def contents(graph: Graph, of: str) -> list[Sheet] | list[Answer]:
    """What tables `of` questions, or `of` things, hold."""
    return sheets(graph.store.copy()) if of == "things" else list(answers(graph))


def files(held: list[Sheet] | list[Answer], form: str, version: str) -> dict[str, bytes]:
    """Tables in csv or parquet by file name, of what `contents` gave. Raises `PatgraphError` where a library
    is missing.
    """
    if held and isinstance(held[0], Sheet):
        return datapackage.files(held, form, version)
    return dict(table(answer, form) for answer in held)


def answers(graph: Graph) -> Iterator[Answer]:
    """Every question's rows; one that needs a value is asked with its example."""
    for query in graph.queries.values():
        required = {p for p, parameter in query.parameters.items() if parameter.required}
        yield query.ask(graph.store, {k: v for k, v in query.example.items() if k in required})


def table(answer: Answer, form: str) -> tuple[str, bytes]:
    """An answer as file name and content. Raises `PatgraphError` where a library is missing."""
    content = serialise(answer, "csv")[1].encode() if form == "csv" else _parquet(answer)
    return f"{answer.query.name}.{form}", content


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
