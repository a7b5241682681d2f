"""`patgraph query`: one question, asked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from patgraph.commands.shared.options import (
    LateChoice,
    completed_by,
    open_graph,
    project_option,
    sources_option,
    store_options,
)
from patgraph.commands.shared.parameters import tell_idle
from patgraph.commands.shared.question_help import QuestionCommand
from patgraph.commands.shared.terminal import answer_texts, is_terminal, page, pager_option, write
from patgraph.errors import BadValue

if TYPE_CHECKING:
    from patgraph.questions.answer import Answer
    from patgraph.questions.arranging import Arrangement
    from patgraph.questions.question import Query


def _formats() -> list[str]:
    from patgraph.media import CHARTS, spellings
    from patgraph.questions.formats.answer_formats import formats
    from patgraph.tables import arrow

    return ["table", *spellings((*formats(), *arrow.FORMATS, *CHARTS))]


@click.command(cls=QuestionCommand)
@click.argument("name", shell_complete=completed_by("questions"))
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...", shell_complete=completed_by("values"))
@store_options
@project_option
@sources_option
@click.option("--format", "form", default="table", type=LateChoice(_formats))
@click.option("--citations", is_flag=True, help="With each row the passages that support it.")
@click.option(
    "--sort",
    "sorts",
    metavar="COLUMN",
    multiple=True,
    shell_complete=completed_by("sorts"),
    help="Sort the rows by a column; -COLUMN downwards.",
)
@click.option(
    "--where",
    metavar="COLUMN=VALUE",
    multiple=True,
    shell_complete=completed_by("columns"),
    help="Only rows with this value; of one column given again either will do, of several all.",
)
@click.option(
    "--has",
    metavar="COLUMN=TEXT",
    multiple=True,
    shell_complete=completed_by("columns"),
    help="Only rows whose value has this text in it.",
)
@click.option("--limit", type=click.IntRange(0), help="At most so many rows.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out so many rows first.")
@click.option("--raw", is_flag=True,
              help="In csv and tsv cells as they are, though a spreadsheet would compute them.")  # fmt: skip
@click.option("--bom", is_flag=True, help="Begin csv and tsv with a byte-order mark, for spreadsheets.")
@pager_option
def query(
    name, values, store, project, sources, form, citations, sorts, where, has, limit, offset, raw, bom, pager
):
    """Ask one question. The same key again adds a value. `patgraph queries` lists the questions;
    `patgraph query NAME --help` says what one takes, what its columns mean, and gives an example.

    \b
    patgraph query engagements --help
    patgraph query engagements council=haringey
    patgraph query interventions --where type=special-measures --sort -start
    patgraph query judgement-grid --format svg > grid.svg
    patgraph query why subject=engagement/haringey property=started
    """
    from patgraph.media import CHARTS, named, spellings
    from patgraph.questions.formats import writers
    from patgraph.questions.question import find_question

    _refuse_binary(form, name)
    if form not in spellings(("csv", "tsv")):
        tell_idle("is for --format csv and tsv", "raw", "bom")
    if named(form, CHARTS) is not None:
        tell_idle("says nothing in a chart", "citations")
    graph = open_graph(store, project, sources, name)
    question = find_question(graph.queries, name)
    arranged, terms = _arranged(question, sorts, where, has), question.read(_pairs(values), graph.store)
    answer = question.answer(graph.store, terms, limit, offset, arranged=arranged)
    if (chart := named(form, CHARTS)) is not None:
        write(_chart(answer, chart.name), pager)
        return
    supports = None
    if citations:
        from patgraph.questions.citing.citations import cite

        supports = cite(answer, graph.store)
    if form == "table":
        answer = answer if supports is None else writers.with_citations(answer, supports, labels=True)
        page(answer_texts(answer), pager)
    else:
        write(writers.write(answer, form, supports, raw, bom), pager)


def _refuse_binary(form: str, name: str) -> None:
    """Raises `BadValue` where a terminal would be sent what is no text."""
    from patgraph.media import FORMATS, TABLE, named

    known = named(form, (*FORMATS,))
    if is_terminal() and known is not None and (known.holds == TABLE or known.name == "png"):
        raise BadValue(
            "format", f"{form} is no text; send it to a file: … --format {form} > {name}.{known.extension}"
        )


def _arranged(question: "Query", sorts: Sequence[str], *kept: Sequence[str]) -> "Arrangement":
    """What `--sort`, `--where` and `--has` say, as the addresses of the question would."""
    from patgraph.questions.arranging import HAS, SORT, WHERE, read_arrangement

    given = [(SORT, column) for column in sorts]
    for start, option, texts in zip((WHERE, HAS), ("--where", "--has"), kept, strict=True):
        for text in texts:
            column, equals, value = text.partition("=")
            if not equals:
                raise BadValue(option, f"{option} {text!r}: write {option} COLUMN=VALUE.")
            given.append((f"{start}{column}", value))
    return read_arrangement(question, given)


def _chart(answer: "Answer", form: str) -> bytes:
    from patgraph.charts.formats import require_chart, write_chart
    from patgraph.charts.renderer import ChartRenderer

    require_chart(answer.query, form)
    with ChartRenderer() as renderer:
        return write_chart(answer, form, renderer)


def _pairs(values: tuple[str, ...]) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for text in values:
        key, equals, value = text.partition("=")
        if not equals:
            raise BadValue(key, f"{text!r}: write key=value.")
        pairs.setdefault(key, []).append(value)
    return pairs
