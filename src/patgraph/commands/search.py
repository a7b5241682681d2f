"""`patgraph search`: things by name, other name, code and words, although mistyped."""

import json
import shlex
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from patgraph.characters import visible
from patgraph.commands.shared.options import (
    completed_by,
    open_graph,
    project_option,
    sources_option,
    store_options,
)
from patgraph.commands.shared.parameters import Words
from patgraph.commands.shared.terminal import page, pager_option, styled, window, write

if TYPE_CHECKING:
    from patgraph.things.search_index import Found, Hit

_FITS = {"start": ", begins so", "similar": ", similar", "some words": ", some of the words", "exact": ""}


@click.command()
@click.argument("words", nargs=-1, type=Words(), required=True)
@store_options
@project_option
@sources_option
@click.option(
    "--kind",
    metavar="KIND",
    shell_complete=completed_by("kinds"),
    help="Only things of a kind: council, person, document, …",
)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="At most so many.")
@click.option("--format", "form", default="text", type=click.Choice(["text", "json"]))
@pager_option
def search(words, store, project, sources, kind, limit, form, pager):
    """Find things by name, former name, code or words, mistyped or not, the likeliest first: what the
    search box of the pages finds.

    \b
    patgraph search haringay
    patgraph search turnaround --kind document
    """
    from patgraph.things.did_you_mean import respelt
    from patgraph.things.search_entries import require_kind
    from patgraph.things.search_index import Search
    from patgraph.things.thing import Things

    require_kind(kind)
    graph = open_graph(store, project, sources)
    text = " ".join(words)
    found = Search(Things(graph.store)).find(text, kind, limit)
    spelt = respelt(text, found)
    if form == "json":
        body = _plain(text, spelt, found, graph.store.base) | {"version": graph.version}
        write(f"{json.dumps(body, ensure_ascii=False, indent=1)}\n".encode(), pager)
    else:
        page(_texts(text, spelt, found, kind, graph.store.base), pager)


def _plain(text: str, spelt: str, found: "Found", base: str) -> dict[str, Any]:
    results = [
        {
            "iri": hit.entry.node.value, "id": _id(hit, base), "kind": hit.entry.kind,
            "label": hit.entry.label, "why": {"field": hit.field, "fit": hit.fit, "text": hit.text},
        }
        for hit in found.hits
    ]  # fmt: skip
    complete = found.complete and len(found.hits) == found.total
    return {
        "q": text, "spelt": spelt or None, "total": found.total, "complete": complete, "kinds": found.kinds,
        "results": results,
    }  # fmt: skip


def _texts(text: str, spelt: str, found: "Found", kind: str | None, base: str) -> Iterator[str]:
    if found.total and not found.hits:
        yield styled(_filled(_counted(found, kind)), dim=True) + "\n"
        return
    if not found.hits:
        ask = f"patgraph ask {shlex.quote(text)}"
        yield visible(f"No thing is called so. Try fewer or other words, or ask: {ask}") + "\n"
        return
    if spelt and spelt != text:
        yield visible(f"Nothing is spelt “{text}”. Here is what is found for “{spelt}”.") + "\n\n"
    for hit in found.hits:
        yield f"{styled(visible(hit.entry.label), bold=True)}  {visible(_id(hit, base))}\n"
        told = f": {hit.text}" if hit.text != hit.entry.label else ""
        yield styled(_filled(f"{hit.field}{_FITS[hit.fit]}{told}", "    "), dim=True) + "\n"
    first = _id(found.hits[0], base)
    yield "\n" + styled(_filled(_counted(found, kind)), dim=True) + "\n"
    yield styled(visible(f"patgraph show {shlex.quote(first)} shows the first."), dim=True) + "\n"


def _filled(text: str, indent: str = "") -> str:
    """A text in lines that the window has room for."""
    return textwrap.fill(visible(text), window(), initial_indent=indent, subsequent_indent=indent)


def _counted(found: "Found", kind: str | None) -> str:
    count = f"{found.total}{'' if found.complete else ' or more'} thing{'' if found.total == 1 else 's'}"
    shown = "" if len(found.hits) == found.total else f", {len(found.hits)} shown"
    kinds = ", ".join(f"{name} {number}" for name, number in found.kinds.items())
    return f"{count}{shown}{f' of the kind {kind}' if kind else ''}. By kind (--kind): {kinds}."


def _id(hit: "Hit", base: str) -> str:
    """As `patgraph show` takes it."""
    return hit.entry.node.value.removeprefix(f"{base}id/").removeprefix(base)
