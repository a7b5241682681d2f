"""`patgraph ask`: a question in words, answered by the ready question that fits it best."""

import json
import shlex

import click

from .options import open_graph, project_option, sources_option, store_options


@click.command()
@click.argument("words", nargs=-1, required=True)
@store_options
@project_option
@sources_option
@click.option("--format", "form", default="table", type=click.Choice(["table", "json"]))
@click.option("--limit", type=click.IntRange(0), help="At most so many rows.")
def ask(words, store, project, sources, form, limit):
    """Ask in words; the best of the ready questions answers, and the next four are named.

    \b
    patgraph ask "when did the team in Haringey start"
    patgraph ask who advised Walsall --format json
    """
    from patgraph.questions import writers

    graph = open_graph(store, project, sources)
    found = graph.ask(" ".join(words), limit=limit)
    if form == "json":
        click.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
    elif found.question is None:
        click.echo("Nothing here answers that. `patgraph queries` lists what can be asked.")
    else:
        click.echo(f"{graph.queries[found.question.question].title}\n{_command(found.question)}\n")
        click.echo(writers.as_table(found.answer), nl=False)
        if found.next:
            click.echo("\nor:")
        for other in found.next:
            click.echo(f"  {graph.queries[other.question].title}\n    {_command(other)}")


def _command(suggestion) -> str:
    """How to ask it again."""
    pairs = [f"{name}={value}" for name, values in suggestion.values.items() for value in values]
    return " ".join(["patgraph query", suggestion.question, *map(shlex.quote, pairs)])
