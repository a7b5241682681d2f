"""`patgraph sparql`: one free query."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from .options import (
    memory_option,
    open_graph,
    place_of,
    project_option,
    sources_option,
    store_options,
    timeout_option,
)
from .terminal import pager_option, write, write_pieces


@click.command()
@click.argument("file", required=False, type=click.File("r", encoding="utf-8"))
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
    from patgraph.questions import writers

    if (file is None) == (text is None):
        raise click.UsageError("Give the query once: -q TEXT, a FILE, or - for standard input.")
    asked = text if file is None else file.read()
    place = place_of(store)
    if place and not isinstance(place, Path):
        from patgraph.store import tried_query

        found = tried_query.ask(open_graph(store, project, sources).store, asked, timeout)
        write(writers.free(found, form), pager)
        return
    from patgraph.sparql import oneshot

    media = writers.media(form)
    # The graph is opened in the worker: what a query does to its process then costs no other.
    run = oneshot.ask(lambda: open_graph(store, project, sources).store, asked, media, form, timeout, memory)
    write_pieces(_with_line_end(run), pager)


def _with_line_end(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A yes or no, which is a word, as a line; else the pieces as they are."""
    piece = b""
    for piece in pieces:
        yield piece
    if piece in (b"true", b"false"):
        yield b"\n"
