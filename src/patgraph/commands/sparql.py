"""`patgraph sparql`: one free query."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import click

from patgraph.commands.shared.options import (
    memory_option,
    open_graph,
    place_of,
    project_option,
    sources_option,
    store_options,
    timeout_option,
)
from patgraph.commands.shared.parameters import tell_idle
from patgraph.commands.shared.terminal import (
    has_colour,
    is_terminal,
    page,
    pager_option,
    window,
    write,
    write_pieces,
)
from patgraph.errors import BadInput

#: Bytes of rows that are waited for, so that all columns can be measured.
_AS_TABLE = 1 << 18


@click.command()
@click.argument("file", required=False, type=click.File("rb"))
@click.option("-q", "--query", "text", help="The query itself, instead of a file.")
@store_options
@project_option
@sources_option
@click.option("--format", "form", default=None,
              help="csv, tsv, srj, srx; or ttl, nt, rdf, jsonld, trig, nq.")  # fmt: skip
@timeout_option
@memory_option
@pager_option
def sparql(file, text, store, project, sources, form, timeout, memory, pager):
    """Ask a free query: -q TEXT, a FILE, or - for standard input."""
    from patgraph.questions.formats import writers

    if (file is None) == (text is None):
        raise click.UsageError("Give the query once: -q TEXT, a FILE, or - for standard input.")
    asked = text if file is None else _read(file)
    place = place_of(store)
    if place and not isinstance(place, Path):
        from patgraph.store import tried_query

        tell_idle("is for a graph of one's own, not for a server elsewhere", "memory")
        found = tried_query.ask(open_graph(store, project, sources).store, asked, timeout)
        _send(iter([writers.free(found, form)]), form, pager)
        return
    from patgraph.sparql import oneshot

    media = writers.media(form)
    # The graph is opened in the worker: what a query does to its process then costs no other.
    run = oneshot.ask(lambda: open_graph(store, project, sources).store, asked, media, form, timeout, memory)
    _send(_with_line_end(run), form, pager)


def _read(file: BinaryIO) -> str:
    """The query in a file, without the byte-order mark. Raises `BadInput` where it is not UTF-8."""
    content = file.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{file.name}:{line}: not UTF-8 (byte {error.start + 1}); save the query as UTF-8."
        ) from error


def _send(pieces: Iterator[bytes], form: str | None, pager: bool) -> None:
    """The result in its format; where none is asked for, a terminal is shown rows as a table, unless they are
    too many to wait for.
    """
    held: list[bytes] = []
    if is_terminal() and form is None:
        for piece in pieces:
            held.append(piece)
            if sum(map(len, held)) > _AS_TABLE:
                break
        else:
            content = b"".join(held)
            # Variables begin so in TSV, and nothing does in Turtle.
            if content.startswith(b"?"):
                page(_table(content), pager)
            else:
                write(content, pager)
            return
    write_pieces(chain(held, pieces), pager)


def _table(content: bytes) -> Iterator[str]:
    """The table of rows in TSV: IRIs as short as they can be, literals without their datatypes."""
    import pyoxigraph

    from patgraph.commands.shared.terminal_table import table_texts
    from patgraph.names import curie

    def cell(term: object) -> str:
        text = "" if term is None else str(getattr(term, "value", term))
        return curie(text) if isinstance(term, pyoxigraph.NamedNode) else text

    found = pyoxigraph.parse_query_results(content, format=pyoxigraph.QueryResultsFormat.TSV)
    heads = [variable.value for variable in found.variables]
    rows = [[cell(solution[head]) for head in heads] for solution in found]
    count = f"{len(rows)} row{'' if len(rows) == 1 else 's'}; --format tsv has the terms as they are"
    return table_texts(heads, rows, count, window(), has_colour())


def _with_line_end(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A yes or no, which is a word, as a line; else the pieces as they are."""
    piece = b""
    for piece in pieces:
        yield piece
    if piece in (b"true", b"false"):
        yield b"\n"
