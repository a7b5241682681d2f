"""Export: the whole dataset, its view, or a table a question, as files to take away."""

import io
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from pyoxigraph import Triple

from patgraph import media, rdf_writer
from patgraph.errors import BadValue, UnknownFormat
from patgraph.files import whole
from patgraph.graph import Graph
from patgraph.names import is_passage, term
from patgraph.questions.answer import Answer
from patgraph.questions.formats import answer_table
from patgraph.questions.formats.writers import serialise
from patgraph.store.embedded import EmbeddedStore
from patgraph.tables import arrow, croissant, csvw, datapackage
from patgraph.tables import csv_text as delimited
from patgraph.tables.table import Table

from . import things_tables
from .export_formats import FORMATS, OFFERED, TABLES

_log = logging.getLogger("patgraph.exports")
PACKAGE, CSVW, CROISSANT = "datapackage.json", "csv-metadata.json", "croissant.json"
_TITLE = "patgraph: tables of what central government did about failing councils in England"


def export(
    graph: Graph,
    form: str,
    output: Path | None,
    send: Callable[[bytes], object],
    of: str = "questions",
    raw: bool = False,
):
    """Write a graph out: nq and trig hold everything, nq-view too, with the view as default graph, ttl the
    view, ttl12 and nt12 the view with what each passage says (RDF 1.2: the passage reifies it), csv and
    parquet tables in a directory: `of` questions, one each (those with a required parameter: with their
    example), or of things, one for each kind (see `things_tables`). CSV marks as text what a spreadsheet
    would compute, unless it is to be `raw`. `form` may also be another name of one of these
    (see `media`). A file that has no `output` to be written to is sent.

    Raises `UnknownFormat`; `BadValue` where a directory is needed.
    """
    form = _named(form)
    if form in TABLES:
        if output is None:
            raise BadValue("output", f"{form} is many tables: give a directory with -o DIR.")
        output.mkdir(parents=True, exist_ok=True)
        for name, content in files(contents(graph, of), form, graph.version, raw).items():
            whole(output / name, content)
        return
    if output is not None and output.is_dir():
        raise BadValue("output", f"{output} is a directory: {form} is one file; name it with -o FILE.")
    content = rdf(graph, form)
    if output is None:
        send(content)
    else:
        whole(output, content)


def rdf(graph: Graph, form: str) -> bytes:
    """A graph in one of the formats of RDF. Raises `UnknownFormat`."""
    form, store = _named(form), graph.store.copy()
    if form in ("nq", "nq-view"):
        written = io.BytesIO()
        store.write_nquads(written)
        lines = written.getvalue().splitlines(keepends=True)
        if form == "nq-view":
            in_view = f" {store.view} .\n".encode()
            lines += [line.removesuffix(in_view) + b" .\n" for line in lines if line.endswith(in_view)]
        return b"".join(sorted(lines))
    if form == "trig":
        found = store.engine
    elif form == "ttl":
        found = store.quads(graph=store.view)
    else:
        found = _reified(store)
    return rdf_writer.write(found, form, rdf_writer.prefixes(store.base))


def _named(form: str) -> str:
    known = media.named(form, OFFERED)
    if known is None:
        raise UnknownFormat(f"No format {form!r}; there are {', '.join(FORMATS)}.")
    return known.name


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


def contents(graph: Graph, of: str) -> list[Table] | list[Answer]:
    """What tables `of` questions, or `of` things, hold."""
    return things_tables.tables(graph.store.copy()) if of == "things" else [*answers(graph)]


def answers(graph: Graph) -> Iterator[Answer]:
    """Every question's rows; one that needs a value is asked with its example."""
    for query in graph.queries.values():
        required = {p for p, parameter in query.parameters.items() if parameter.required}
        try:
            yield query.ask(graph.store, {k: v for k, v in query.example.items() if k in required})
        except BadValue as error:
            # A question that cannot be asked costs no other its table.
            _log.warning("queries/%s.rq is left out of the tables: %s", query.name, error)


def files(held: list[Table] | list[Answer], form: str, version: str, raw: bool = False) -> dict[str, bytes]:
    """Tables in csv or parquet by file name, of what `contents` gave; the CSV of things with its
    descriptions: as a Data Package, in CSVW and in Croissant. Raises `UnknownFormat` where pyarrow is
    missing.
    """
    if form == "parquet":
        tables = (each if isinstance(each, Table) else answer_table.table(each) for each in held)
        return {f"{table.name}.parquet": arrow.write(table, form) for table in tables}
    if held and isinstance(held[0], Answer):
        return {f"{answer.query.name}.csv": serialise(answer, "csv", raw)[1].encode() for answer in held}
    made = {f"{table.name}.csv": delimited.as_csv(table, raw) for table in held}
    package = datapackage.package(held, made, _TITLE, version)
    described = {
        PACKAGE: package,
        CSVW: csvw.group(held, _TITLE, version),
        CROISSANT: croissant.dataset(held, made, _TITLE, version),
    }
    return made | {name: csvw.text(metadata).encode() for name, metadata in described.items()}
