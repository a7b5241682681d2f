"""The `chart:` of a question's header: a fragment of Vega-Lite over the question's columns.

It takes that part of Vega-Lite which only draws: no `image` mark, no `url`, no link, no expression. Drawn are
the rows of the answer as they are, or counted (`count`), or with columns set below each other (`fold`): what
makes numbers is done before they are drawn, so that the words beside a chart have the same ones.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from .header_parts import Line, Part, Text

#: Colours by name, on a light and on a dark ground: each stands out from its ground by 3:1 (faint ones stand
#: beside a word that says the same), and those of one set can be told apart by who sees fewer colours.
PALETTE = {
    "ground": ("#ffffff", "#0d1117"), "ink": ("#1b1f24", "#e6edf3"), "soft": ("#57606a", "#9aa5b1"),
    "line": ("#d0d7de", "#30363d"),
    # Kinds.
    "blue": ("#0b6fb8", "#5db3f0"), "orange": ("#c4500a", "#f59a56"), "green": ("#00795a", "#3fc79a"),
    "purple": ("#8d4a86", "#dd9fd8"), "ochre": ("#806000", "#e3bf4a"), "grey": ("#6e7781", "#8b949e"),
    # Steps of a scale from worst to best.
    "step1": ("#b3400a", "#ff9d5c"), "step2": ("#e0a878", "#9c6238"), "step3": ("#8ab8dc", "#37709e"),
    "step4": ("#0b5394", "#79c0ff"),
    # How many: none, and ever more.
    "none": ("#e6eaee", "#2b323b"), "few": ("#a9cae8", "#1f4e79"), "some": ("#5e9bd0", "#3f86c2"),
    "many": ("#226aa8", "#86c2f2"), "most": ("#0b3d6e", "#d0e8ff"),
}  # fmt: skip
#: The column that a count is in.
COUNTED = "rows"
#: The place of a folded column among them.
PLACE = "place"
_Value = str | int | float | bool


def _colour(value: object) -> object:
    if isinstance(value, str) and not (value in PALETTE or re.fullmatch(r"[a-zA-Z0-9 ,.-]+", value)):
        raise ValueError(f"is one of {', '.join(PALETTE)}, or a shape")
    return value


_Paint = Annotated[str, AfterValidator(_colour)]


class Scale(Part):
    """How values become places and colours; colours are those of `PALETTE`."""

    type: Literal["linear", "ordinal", "band", "point", "threshold"] | None = None
    domain: tuple[_Value, ...] | None = None
    range: tuple[float | _Paint, ...] | None = None
    zero: bool | None = None
    nice: bool | None = None
    reverse: bool | None = None


class Guide(Part):
    """An axis, a legend or the heads of small multiples."""

    title: str | None = None
    values: tuple[_Value, ...] | None = None
    format: Annotated[str, Field(max_length=20)] | None = None
    orient: Literal["top", "bottom", "left", "right"] | None = None
    grid: bool | None = None
    labels: bool | None = None
    ticks: bool | None = None
    domain: bool | None = None
    tickCount: int | Literal["year", "month"] | None = None
    tickMinStep: int | None = None
    labelAlign: Literal["left", "center", "right"] | None = None
    labelAngle: int | None = None
    labelBaseline: Literal["top", "middle", "bottom"] | None = None
    labelLimit: int | None = None
    labelFontSize: int | None = None
    labelOffset: int | None = None
    labelPadding: int | None = None
    columns: int | None = None


class Sort(Part):
    """The order of names, by another column."""

    field: Text
    op: Literal["min", "max"] | None = None
    order: Literal["ascending", "descending"] | None = None


class Channel(Part):
    """What a property of marks is: a column, or one value for all."""

    field: Text | None = None
    type: Literal["quantitative", "nominal", "ordinal", "temporal"] | None = None
    value: float | _Paint | None = None
    title: str | None = None
    sort: Literal["ascending", "descending"] | Sort | tuple[_Value, ...] | None = None
    stack: Literal["zero", "normalize"] | bool | None = None
    scale: Scale | None = None
    axis: Guide | None = None
    legend: Guide | None = None
    header: Guide | None = None

    @model_validator(mode="after")
    def _has_one(self) -> "Channel":
        if (self.field is None) == (self.value is None):
            raise ValueError("has a field, or a value")
        if self.field and self.type is None and ({"scale", "axis", "legend"} & self.model_fields_set):
            raise ValueError("needs type: quantitative, nominal, ordinal or temporal")
        return self


Encoding = dict[
    Literal["x", "y", "x2", "y2", "xOffset", "yOffset", "color", "shape", "size", "opacity", "text", "order",
            "detail", "strokeDash"],
    Channel,
]  # fmt: skip
_MARKS = Literal["bar", "point", "line", "rule", "tick", "text", "rect", "area", "circle", "square"]


class Mark(Part):
    """What is drawn for a row, and how."""

    type: _MARKS
    color: _Paint | None = None
    filled: bool | None = None
    shape: Annotated[str, Field(pattern=r"^[A-Za-z0-9 ,.\-]{1,200}$")] | None = None
    size: float | None = None
    opacity: float | None = None
    point: bool | None = None
    strokeWidth: float | None = None
    strokeDash: tuple[float, ...] | None = None
    thickness: float | None = None
    height: float | None = None
    cornerRadius: float | None = None
    fontSize: float | None = None
    fontWeight: Literal["normal", "bold"] | None = None
    align: Literal["left", "center", "right"] | None = None
    baseline: Literal["top", "middle", "bottom"] | None = None
    strokeCap: Literal["butt", "round", "square"] | None = None
    dx: float | None = None
    dy: float | None = None
    interpolate: Literal["linear", "step-after"] | None = None


class Predicate(Part):
    """Which rows a layer draws; `valid` is of numbers and dates, a text that is not there is empty."""

    field: Text
    valid: bool | None = None
    equal: _Value | None = None
    oneOf: tuple[_Value, ...] | None = None


class Not(Part):
    """All other rows."""

    not_: Predicate = Field(alias="not")


class Filter(Part):
    """Draws a part of the rows."""

    filter: Predicate | Not


class Layer(Part):
    """Marks for rows, one upon the other."""

    mark: _MARKS | Mark
    encoding: Encoding = Field(default_factory=dict)
    transform: tuple[Filter, ...] | None = None


class Fold(Part):
    """Columns set below each other: each row becomes one for each of them, with its name and its value."""

    columns: dict[str, Line]
    name: Text
    value: Text


class Step(Part):
    """So many pixels for each name."""

    step: int = Field(ge=8, le=200)


class Independent(Part):
    """Which scales each layer, or each of the small multiples, has for itself."""

    color: Literal["independent"] | None = None
    x: Literal["independent"] | None = None
    y: Literal["independent"] | None = None


class Resolve(Part):
    """What is not shared: scales, or axes that all have the same scale."""

    scale: Independent | None = None
    axis: Independent | None = None


class ChartHeader(Part):
    """A chart: its title, what may be concluded (`caution`), how many rows it shows at most, and how. `home`
    is true of the one on the home page; at the day that the parameter `day` is given it has a line.
    """

    title: Line
    caution: Line
    home: bool = False
    day: Text | None = None
    most: int | None = Field(None, ge=1)
    count: tuple[Text, ...] | None = None
    fold: Fold | None = None
    mark: _MARKS | Mark | None = None
    encoding: Encoding = Field(default_factory=dict)
    layer: tuple[Layer, ...] | None = None
    facet: Channel | None = None
    columns: int | None = Field(None, ge=1, le=8)
    resolve: Resolve | None = None
    width: int | Step = Field(520, union_mode="left_to_right")
    height: int | Step | None = None

    @model_validator(mode="after")
    def _draws_something(self) -> "ChartHeader":
        if (self.mark is None) == (self.layer is None):
            raise ValueError("has a mark, or layers that have one each")
        if self.count and self.fold:
            raise ValueError("counts or folds, not both")
        return self

    def made(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns that may be drawn, of a question with these columns."""
        if self.count:
            return (*self.count, COUNTED)
        more = (self.fold.name, self.fold.value, PLACE) if self.fold else ()
        return (*columns, *more)

    @property
    def fields(self) -> list[str]:
        """The columns that are drawn, each once, in the order of their mention."""
        return list(dict.fromkeys(_fields(self.drawn())))

    @property
    def names(self) -> set[str]:
        """The columns that stand on an axis, in a legend or over small multiples: there a gap has a name."""
        parts = [self.drawn(), *self.drawn().get("layer", ())]
        channels = [channel for part in parts for channel in part.get("encoding", {}).items()]
        channels += [("facet", part["facet"]) for part in parts if "facet" in part]
        return {channel["field"] for name, channel in channels if "field" in channel and name != "text"}

    @property
    def named(self) -> tuple[str, ...]:
        """The question's own columns that it names besides those that it draws."""
        return (*(self.count or ()), *(self.fold.columns if self.fold else ()))

    def drawn(self) -> dict[str, Any]:
        """The fragment as Vega-Lite has it, without what is ours."""
        ours = {"title", "caution", "home", "day", "most", "count", "fold"}
        found: dict[str, Any] = self.model_dump(mode="json", exclude=ours, exclude_unset=True, by_alias=True)
        return found | {"width": self.model_dump(mode="json")["width"]}


def _fields(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "field":
                yield value
            else:
                yield from _fields(value)
    elif isinstance(part, list):
        for each in part:
            yield from _fields(each)
