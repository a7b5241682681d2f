"""`patgraph query`: one question, asked."""

from typing import TYPE_CHECKING

import click

from patgraph.errors import BadValue
from patgraph.media import CHARTS, named, spellings
from patgraph.questions.answer_formats import formats
from patgraph.tables import arrow

from .options import open_graph, project_option, sources_option, store_options, write

if TYPE_CHECKING:
    from patgraph.graph import Graph
    from patgraph.questions.answer import Answer


@click.command()
@click.argument("name")
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
@store_options
@project_option
@sources_option
@click.option("--format", "form", default="table",
              type=click.Choice(["table", *spellings((*formats(), *arrow.FORMATS, *CHARTS))]))  # fmt: skip
@click.option("--citations", is_flag=True, help="With each row the passages that support it.")
@click.option("--limit", type=click.IntRange(0), help="At most so many rows.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out so many rows first.")
@click.option("--raw", is_flag=True,
              help="In csv and tsv cells as they are, though a spreadsheet would compute them.")  # fmt: skip
@click.option("--bom", is_flag=True, help="Begin csv and tsv with a byte-order mark, for spreadsheets.")
def query(name, values, store, project, sources, form, citations, limit, offset, raw, bom):
    """Ask one question. The same key again adds a value.

    \b
    patgraph query engagements council=haringey
    patgraph query judgement-grid --format svg > grid.svg
    patgraph query why subject=engagement/haringey property=started
    """
    from patgraph.questions import writers
    from patgraph.questions.citations import cite
    from patgraph.questions.question import find_question

    graph = open_graph(store, project, sources)
    answer = find_question(graph.queries, name).ask(graph.store, _pairs(values), limit, offset)
    if (chart := named(form, CHARTS)) is not None:
        write(_chart(graph, answer, chart.name))
        return
    supports = cite(answer, graph.store) if citations else None
    if form == "table":
        answer = answer if supports is None else writers.with_citations(answer, supports, labels=True)
        click.echo(writers.as_table(answer), nl=False)
    else:
        write(writers.write(answer, form, supports, raw, bom))


def _chart(graph: "Graph", answer: "Answer", form: str) -> bytes:
    from patgraph.charts.drawn_rows import needs_citations
    from patgraph.charts.formats import require_chart, write_chart
    from patgraph.charts.renderer import ChartRenderer
    from patgraph.questions.citations import cite

    require_chart(answer.query, form)
    with ChartRenderer() as renderer:
        return write_chart(
            answer, form, renderer, cite(answer, graph.store) if needs_citations(answer) else None
        )


def _pairs(values: tuple[str, ...]) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for text in values:
        key, equals, value = text.partition("=")
        if not equals:
            raise BadValue(key, f"{text!r}: write key=value.")
        pairs.setdefault(key, []).append(value)
    return pairs
