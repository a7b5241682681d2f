"""The formats that a question is answered in, and those that give the question itself."""

from collections.abc import Mapping
from functools import cache

from patgraph.charts.formats import chart_formats
from patgraph.errors import UnknownQuery
from patgraph.media import FORMATS
from patgraph.questions.formats.answer_formats import GRAPH_FORMATS, formats
from patgraph.questions.question import Query, find_question

_TEXT = ("rq",)


def question_of(queries: Mapping[str, Query], name: str) -> Query:
    """The question of a name. Raises `UnknownQuery` with near ones, or the page that lists them all."""
    try:
        return find_question(queries, name)
    except UnknownQuery as error:
        if error.more:
            raise
        raise UnknownQuery(f"No question is called {name[:80]!r}; /queries lists them.") from None


def offers(query: Query) -> dict[str, str]:
    """Format name -> media type, the first preferred."""
    return _offers(query.form == "construct", chart_formats(query))


@cache
def _offers(graph: bool, charts: tuple[str, ...]) -> dict[str, str]:
    return {name: FORMATS[name].content_type for name in (*formats(graph), "html", *charts, *_TEXT)}


def describes(query: Query, form: str) -> bool:
    """Whether a format gives the question itself and not its answer."""
    return form in _TEXT or (query.form == "select" and form in GRAPH_FORMATS)


def answers(query: Query) -> dict[str, str]:
    """Those of the formats on offer that give the answer."""
    return {form: media for form, media in offers(query).items() if not describes(query, form)}
