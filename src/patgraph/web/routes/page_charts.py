"""The chart of a question on the page of something else: a picture that comes when it is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass

from patgraph.charts.formats import may_be_drawn, size_about
from patgraph.graph import Graph
from patgraph.questions.answer import Answer
from patgraph.questions.permalinks import QuestionRequest


@dataclass(frozen=True)
class PageChart:
    """What a page says of a chart before it is there: its title, the address of the picture, of the one that
    who shares the page shows with it, and of the table with the same rows, and about how large it will be.
    """

    title: str
    picture: str
    card: str
    table: str
    width: int
    height: int


def chart_of(graph: Graph, name: str, values: Mapping[str, str]) -> PageChart | None:
    """The chart of a question with these values; nothing where there is no such question, or nothing that can
    be drawn.
    """
    query = graph.queries.get(name)
    if query is None or query.chart is None:
        return None
    terms = query.read(values, graph.store)
    request = QuestionRequest(query, query.write(terms, graph.store))
    return chart_of_answer(query.whole(graph.store, terms), request, graph.version)


def chart_of_answer(answer: Answer, request: QuestionRequest, version: str) -> PageChart | None:
    """The chart of an answer that is at hand, to a request; nothing where it cannot be drawn."""
    if answer.query.chart is None or not may_be_drawn(answer):
        return None
    picture = request.address("svg", version if len(version) == 64 else None)
    # What is shared shows the chart as it is by then.
    card = request.address("png")
    return PageChart(answer.query.chart.title, picture, card, request.address(), *size_about(answer))
