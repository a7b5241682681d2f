"""The formats that a question is answered in, and those that give the question itself."""

from functools import cache

from patgraph.charts.formats import chart_formats
from patgraph.media import FORMATS
from patgraph.questions.answer_formats import GRAPH_FORMATS, formats
from patgraph.questions.question import Query

_TEXT = ("rq",)


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
