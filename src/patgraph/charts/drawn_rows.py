"""What a chart draws: the rows of an answer, counted or folded where its header says so, and in words.

The words beside a chart and the chart itself are both made of this, so they cannot differ.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from patgraph.characters import for_xml
from patgraph.errors import BadPage
from patgraph.questions.answer import Answer, plain
from patgraph.questions.chart_header import COUNTED, PLACE, ChartHeader

#: Rows that are drawn at most.
MOST_DRAWN = 2500
#: What stands for a name, or a yes or no, where no source says.
NOT_SAID = "not said"


@dataclass(frozen=True)
class DrawnRows:
    """Rows by the names of the fields drawn, and the same in `words`, under `heads`."""

    rows: list[dict[str, Any]]
    heads: list[str]
    words: list[list[str]]


def drawn_rows(answer: Answer, chart: ChartHeader) -> DrawnRows:
    """The rows of an answer as its chart draws them. Raises `BadPage` where there are more than it can."""
    names = [column.name for column in answer.columns]
    types = {column.name: column.type for column in answer.columns}
    told = [dict(zip(names, map(plain, row), strict=True)) for row in answer.rows]
    spoken = [dict(zip(names, map(plain, row), strict=True)) for row in answer.in_words().rows]
    for column in answer.columns:
        if column.pounds is not None and column.type == "string":
            # What is drawn as a text is drawn as people read it; a number stays one, for its axis.
            for row, said in zip(told, spoken, strict=True):
                row[column.name] = said[column.name]
    if chart.count:
        told = spoken = _counted(told, chart.count)
        types[COUNTED] = "integer"
    elif chart.fold:
        told, spoken = (_folded(rows, chart) for rows in (told, spoken))
        types |= {chart.fold.name: "string", chart.fold.value: types[next(iter(chart.fold.columns))]}
    most = most_drawn(chart)
    if len(told) > most:
        raise BadPage(
            "limit",
            f"{len(told)} rows are more than this chart shows ({most}): give a parameter a value.",
        )
    fields = chart.fields
    heads = _shown(fields, types)
    rows = [
        {field: _drawn(row.get(field), types.get(field), field in chart.names) for field in fields}
        for row in told
    ]
    # Where columns are left out two rows may read alike; they are two all the same.
    words = [[_word(row.get(head)) for head in heads] for row in spoken]
    return DrawnRows(rows, heads, words)


def most_drawn(chart: ChartHeader) -> int:
    """How many rows a chart shows at most."""
    return chart.most or MOST_DRAWN


def rows_drawn(total: int, chart: ChartHeader) -> int:
    """How many rows, at most, a chart draws of an answer of so many."""
    return total * (len(chart.fold.columns) if chart.fold else 1)


def spoken_name(column: str) -> str:
    """The name of a column in words: `zeroStars2002` is `zero stars 2002`."""
    name = column.removesuffix("Label")
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])", " ", name).lower()


def _counted(rows: list[dict[str, Any]], by: Sequence[str]) -> list[dict[str, Any]]:
    found = Counter(tuple(row[name] for name in by) for row in rows)
    return [dict(zip(by, key, strict=True)) | {COUNTED: number} for key, number in found.items()]


def _folded(rows: list[dict[str, Any]], chart: ChartHeader) -> list[dict[str, Any]]:
    fold = chart.fold
    assert fold is not None
    return [
        row | {fold.name: words, fold.value: row[column], PLACE: place}
        for row in rows
        for place, (column, words) in enumerate(fold.columns.items())
    ]


def _shown(fields: Sequence[str], types: dict[str, str]) -> list[str]:
    """What is said of each row: of a date's bounds the date, everything once."""
    found = []
    for field in fields:
        if field == PLACE:
            continue
        date = field.removesuffix("Earliest").removesuffix("Latest")
        found.append(date if types.get(date) == "edtf" else field)
    return list(dict.fromkeys(found))


def _drawn(value: Any, kind: str | None, names: bool) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None and kind in ("string", "iri", "term", "boolean"):
        return NOT_SAID if names else ""
    # What no XML can hold ends the program that draws.
    return for_xml(value.encode()).decode() if isinstance(value, str) else value


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return NOT_SAID if value is None else str(value)
