"""The chart of an answer in its formats: SVG, PNG, and the specification that any Vega editor opens."""

import json
from dataclasses import dataclass
from typing import Any

from patgraph.errors import UnknownFormat
from patgraph.media import CHARTS
from patgraph.questions.answer import Answer
from patgraph.questions.question import Query

from . import svg
from .drawn_rows import most_drawn, rows_drawn
from .renderer import ChartRenderer
from .specification import as_variable, on_light_ground, size, specification


def chart_formats(query: Query) -> tuple[str, ...]:
    """The formats that the chart of a question may be had in; none where it has no chart."""
    return CHARTS if query.chart else ()


def may_be_drawn(answer: Answer) -> bool:
    """Whether a question has a chart, its whole answer has rows, and no more than that shows."""
    chart = answer.query.chart
    return chart is not None and 0 < rows_drawn(answer.total, chart) <= most_drawn(chart)


def size_about(answer: Answer) -> tuple[int, int]:
    """About how wide and high the chart of an answer will be, for the place that a page keeps for it."""
    chart = answer.query.chart
    assert chart is not None
    return size(chart, answer)


def require_chart(query: Query, form: str) -> None:
    """Nothing where a question has a chart. Raises `UnknownFormat`."""
    if query.chart is None:
        raise UnknownFormat(f"{query.name} has no chart, so there is no {form} of it; its header gives none.")


@dataclass(frozen=True)
class PreparedChart:
    """A chart that has only to be drawn: its form, its specification, its title and its words."""

    form: str
    specification: dict[str, Any]
    title: str
    told: str

    def drawn(self, renderer: ChartRenderer) -> bytes:
        """Its bytes. Raises what `renderer` raises."""
        if self.form == "svg":
            return svg.finished(renderer.draw(self.specification, "svg"), self.title, self.told)
        if self.form == "png":
            return renderer.draw(self.specification, "png")
        return (json.dumps(self.specification, ensure_ascii=False, indent=1) + "\n").encode()


def prepare_chart(answer: Answer, form: str) -> PreparedChart:
    """The chart of an answer, ready to be drawn. Raises `UnknownFormat` where the question has none,
    `BadPage` where there are too many rows.
    """
    require_chart(answer.query, form)
    paint = as_variable if form == "svg" else on_light_ground
    return PreparedChart(form, *specification(answer, paint))


def write_chart(answer: Answer, form: str, renderer: ChartRenderer) -> bytes:
    """The chart of an answer, drawn. Raises what `prepare_chart` and `renderer` raise."""
    return prepare_chart(answer, form).drawn(renderer)
