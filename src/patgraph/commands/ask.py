"""`patgraph ask`: a question in words, answered by the ready question that fits it best."""

import json
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from patgraph.characters import visible
from patgraph.commands.shared.options import open_graph, project_option, sources_option, store_options
from patgraph.commands.shared.parameters import Words
from patgraph.commands.shared.terminal import answer_texts, page, pager_option, styled, write

if TYPE_CHECKING:
    from patgraph.graph import Graph
    from patgraph.sentences.question_finder import AnsweredInWords, Suggestion


@click.command()
@click.argument("words", nargs=-1, type=Words(), required=True)
@store_options
@project_option
@sources_option
@click.option("--format", "form", default="table", type=click.Choice(["table", "json"]))
@click.option("--limit", type=click.IntRange(0), help="At most so many rows.")
@pager_option
def ask(words, store, project, sources, form, limit, pager):
    """Ask in words; the best of the ready questions answers, and the next four are named.

    \b
    patgraph ask "when did the team in Haringey start"
    patgraph ask who advised Walsall --format json
    """
    graph = open_graph(store, project, sources)
    found = graph.ask(" ".join(words), limit=limit)
    if form == "json":
        write(f"{json.dumps(found.plain(), ensure_ascii=False, indent=1)}\n".encode(), pager)
    elif found.question is None and not found.next:
        click.echo("Nothing here answers that. `patgraph queries` lists what can be asked.")
    else:
        page(_texts(graph, found), pager)


def _texts(graph: "Graph", found: "AnsweredInWords") -> Iterator[str]:
    """What was understood, its answer, and what else may have been meant; of a name, what can be asked."""
    if found.question and found.answer:
        yield styled(visible(graph.queries[found.question.question].title), bold=True)
        yield f"\n{_command(found.question)}\n"
        if found.question.unused:
            yield visible(f"Not used: {'; '.join(map(str, found.question.unused))}.") + "\n"
        yield "\n"
        yield from answer_texts(found.answer)
    if found.next:
        yield "\nor:\n" if found.question else "A name asks nothing by itself. What can be asked about it:\n"
    for other in found.next:
        yield f"  {visible(graph.queries[other.question].title)}\n    {_command(other)}\n"


def _command(suggestion: "Suggestion") -> str:
    """How to ask it again."""
    pairs = [f"{name}={value}" for name, values in suggestion.values.items() for value in values]
    return visible(" ".join(["patgraph query", suggestion.question, *map(shlex.quote, pairs)]))
