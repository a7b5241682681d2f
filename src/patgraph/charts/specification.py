"""A chart as a whole specification of Vega-Lite: the header's fragment with data, title, caution and source.

One file draws a chart in any Vega editor, with colours for a light ground; in our SVG they are variables.
"""

import textwrap
from collections.abc import Callable
from typing import Any

from patgraph.names import filed
from patgraph.questions.answer import Answer
from patgraph.questions.chart_header import PALETTE, ChartHeader

from . import chart_text
from .drawn_rows import DrawnRows, drawn_rows

#: The release of Vega-Lite whose schema the headers keep to.
VEGA_LITE = "6.4"
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
#: Pixels of width, and the mean of a letter's width as a part of its height: of a bold one, in a wide face.
_WIDTH, _LETTER, _BOLD = 640, 0.5, 0.62
_TITLE, _SUBTITLE, _SMALL = 16, 12, 10
#: Room before the first name and after the last, in steps, where names stand above what they name.
_ROOM = 0.8
#: Keys of the fragment whose values name colours.
_PAINTED = ("color", "fill", "stroke", "value", "range")
Paint = Callable[[str], str]


def on_light_ground(name: str) -> str:
    """The colour of a name as it is on a light ground."""
    return PALETTE[name][0]


def as_variable(name: str) -> str:
    """The colour of a name as a variable of CSS, for either ground."""
    return f"var(--{name})"


def specification(answer: Answer, paint: Paint = on_light_ground) -> tuple[dict[str, Any], str, str]:
    """The specification of an answer's chart, its title and its text alternative. Raises `BadPage`."""
    chart = answer.query.chart
    assert chart is not None
    drawn = drawn_rows(answer, chart)
    title, told = chart_text.title(answer, chart), chart_text.told(answer, chart, drawn)
    source = _lines(chart_text.source(answer), _SMALL)
    whole = {
        "$schema": _SCHEMA,
        "description": told,
        "title": {
            "text": _lines(title, _TITLE, _BOLD),
            "subtitle": _lines(chart.caution, _SUBTITLE),
            "anchor": "start",
            "frame": "bounds",
        },
        "data": {"values": drawn.rows},
        "vconcat": [_view(answer, chart, paint, drawn), _footer(source, paint)],
        "spacing": 12,
        "padding": _padding(chart, drawn),
        "config": _config(paint),
        "usermeta": {"question": answer.query.name, "version": answer.version, "values": answer.values},
    }
    return whole, title, told


def size(chart: ChartHeader, answer: Answer) -> tuple[int, int]:
    """About how wide and high a chart will be, by the rows that are at hand."""
    view = chart.drawn()
    first = (view.get("layer") or [{}])[0].get("encoding", {})
    channels = first | view.get("encoding", {})
    folded = {chart.fold.name: len(chart.fold.columns)} if chart.fold else {}

    def names(channel: dict[str, Any]) -> int:
        field = channel.get("field", "")
        different = {row.get(field) for row in answer}
        return folded.get(field, len(different)) or 1

    def long(given: Any, channel: dict[str, Any]) -> int:
        return int(given["step"] * names(channel)) if isinstance(given, dict) else int(given or 220)

    down = channels.get("y", {})
    labels = max((len(str(row.get(down.get("field")) or "")) for row in answer), default=0)
    wide, tall = long(view["width"], channels.get("x", {})), long(view.get("height"), down)
    if chart.facet:
        columns = chart.columns or 3
        panes = names(view["facet"])
        down_all = -(-panes // columns)
        scale = chart.resolve.scale if chart.resolve else None
        apart = scale is not None and scale.y == "independent"
        # Of names that each has for itself, one above the other, each stands in one of them.
        tall = tall + 45 * down_all if apart and columns == 1 else (tall + 45) * down_all
        wide = (wide + 30) * min(columns, panes)
    beside = 0 if _names_inside(down) else 6 * labels
    return max(_WIDTH, wide + beside + 60), tall + 190


def _names_inside(down: dict[str, Any]) -> bool:
    """Whether names stand above what they name, and not beside it: they grow to the right then."""
    return (down.get("axis") or {}).get("labelAlign") == "left"


def _view(answer: Answer, chart: ChartHeader, paint: Paint, drawn: DrawnRows) -> dict[str, Any]:
    view = _painted(_in_utc(chart.drawn()), paint)
    down = view.get("encoding", {}).get("y", {})
    if _names_inside(down):
        # Room for the first name, which stands above what it names, under the axis.
        down["scale"] = {"padding": _ROOM, **down.get("scale", {})}
    if (line := _line_at_the_day(answer, chart, paint)) is not None:
        view["layer"].append(line)
    channels = (view.get("facet"), *(view.get("encoding", {}).get(axis) for axis in ("x", "y")))
    for channel in filter(None, channels):
        if channel.get("type") == "nominal" and channel["field"].endswith("Label") and "sort" not in channel:
            # By the name of the place: "City of" says where none stands.
            names = {str(row[channel["field"]]) for row in drawn.rows}
            channel["sort"] = sorted(names, key=lambda name: (filed(name).lower(), name))
    facet, columns = view.pop("facet", None), view.pop("columns", None)
    if facet is None:
        return view
    # What is not shared is said of the small multiples, not of the layers of one.
    apart = {"resolve": view.pop("resolve")} if "resolve" in view else {}
    return {"facet": facet, "columns": columns or 3, "spec": view, "spacing": 14, **apart}


def _line_at_the_day(answer: Answer, chart: ChartHeader, paint: Paint) -> dict[str, Any] | None:
    """A broken line from top to bottom at the day that was asked for; none where none was."""
    asked = answer.terms.get(chart.day or "")
    if not asked:
        return None
    return {
        "data": {"values": [{"day": asked[0].value}]},
        "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.5, "color": paint("soft")},
        "encoding": {
            "x": {"field": "day", "type": "temporal", "scale": {"type": "utc"}},
            "y": {"value": 0},
            "y2": {"value": "height"},
        },
    }


def _padding(chart: ChartHeader, drawn: DrawnRows) -> dict[str, int]:
    """Room around for readers whose letters are wider than those measured: names grow to the left."""
    down = chart.drawn().get("encoding", {}).get("y", {})
    longest = max((len(str(row.get(down.get("field"), ""))) for row in drawn.rows), default=0)
    left = 0 if _names_inside(down) else longest * 2 // 3
    return {"left": 14 + left, "right": 44, "top": 12, "bottom": 12}


def _footer(lines: list[str], paint: Paint) -> dict[str, Any]:
    mark = {"type": "text", "align": "left", "baseline": "top", "fontSize": _SMALL, "lineHeight": 13,
            "x": 0, "y": 0, "color": paint("soft")}  # fmt: skip
    return {
        "data": {"values": [{}]},
        "mark": mark,
        "encoding": {"text": {"value": lines}},
        "width": 10,
        "height": 13 * len(lines),
        "view": {"stroke": None},
    }


def _in_utc(part: Any) -> Any:
    """A day is that day wherever the chart is drawn."""
    if isinstance(part, list):
        return [_in_utc(each) for each in part]
    if not isinstance(part, dict):
        return part
    part = {name: _in_utc(value) for name, value in part.items()}
    if part.get("type") == "temporal":
        part["scale"] = {"type": "utc", **(part.get("scale") or {})}
    return part


def _painted(part: Any, paint: Paint, key: str = "") -> Any:
    if isinstance(part, dict):
        return {name: _painted(value, paint, name) for name, value in part.items()}
    if isinstance(part, list):
        return [_painted(each, paint, key) for each in part]
    return paint(part) if key in _PAINTED and part in PALETTE else part


def _lines(text: str, height: int, letter: float = _LETTER) -> list[str]:
    return textwrap.wrap(text, int(_WIDTH / (height * letter)), break_on_hyphens=False)


def _config(paint: Paint) -> dict[str, Any]:
    ink, soft, line = paint("ink"), paint("soft"), paint("line")
    words = {"labelColor": ink, "titleColor": ink, "labelFontSize": 12, "titleFontSize": 12,
             "titleFontWeight": "normal"}  # fmt: skip
    kinds = ("blue", "orange", "green", "purple", "ochre", "grey")
    return {
        "background": paint("ground"),
        "font": "Liberation Sans, Arial, Helvetica, sans-serif",
        "title": {"color": ink, "subtitleColor": soft, "fontSize": _TITLE, "subtitleFontSize": _SUBTITLE,
                  "lineHeight": 20, "subtitleLineHeight": 16, "offset": 14, "subtitlePadding": 6},
        "axis": words | {"gridColor": line, "domainColor": soft, "tickColor": soft, "labelLimit": 260},
        "legend": words | {"orient": "top", "direction": "horizontal", "columnPadding": 24,
                           "labelLimit": 320, "titleLimit": 500},
        "header": words | {"labelFontWeight": "bold"},
        "range": {"category": [paint(kind) for kind in kinds]},
        "mark": {"color": paint("blue")},
        "text": {"color": ink, "fontSize": 11},
        "rule": {"color": soft},
        "view": {"stroke": line},
    }  # fmt: skip
