"""Files of questions: each `queries/{name}.rq` is one, and all that is known about it stands in that file.

The text is SPARQL that any tool runs as it stands, under a YAML header of `#+` lines:

    #+ title: Which teams were sent in, and when?
    #+ description: One row an engagement.
    #+ keywords: [engagements, dates]
    #+ parameters:
    #+   council: {class: pat:Council, description: the council the team went to}
    #+   role: {scheme: role, description: …}
    #+   from: {datatype: xsd:date, description: …, required: true}
    #+ columns:
    #+   engagement: {type: thing, meaning: …}
    #+ example: {council: haringey}

A parameter is one or more lines `VALUES ?council { UNDEF }` in the text. What stands there instead of
`UNDEF` is the default, or, where the parameter is required, an example.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from patgraph.errors import BadInput, Closed, in_words
from patgraph.sparql.screen import screen, syntax_fault
from patgraph.tables.columns import Column

from .answer import COLUMN_TYPES, TRIPLE
from .parameters import Parameter
from .question import SLOT, Query, without_header

if TYPE_CHECKING:
    from .chart_header import ChartHeader
    from .header import QuestionHeader

_VALUES = re.compile(r"VALUES\s+\?(\w+)")


def read_questions(paths: Iterable[Path]) -> dict[str, Query]:
    """The questions of a project's files, by name. Raises `BadInput` with the file and what is wrong."""
    return {path.stem: read_question(path) for path in paths}


def read_question(path: Path, content: bytes | None = None) -> Query:
    """Read one question; of its file's content, where that was read before. Raises `BadInput`."""
    try:
        file = io.BytesIO(path.read_bytes() if content is None else content)
        text = io.TextIOWrapper(file, encoding="utf-8-sig").read()
    except OSError as error:
        raise BadInput(in_words(error)) from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: cannot be read: {error}.") from error
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem):
        raise BadInput(f"{path}: a question's name is lower-case words joined by hyphens.")
    return _question_of(_File(path.stem, text, path))


@dataclass(frozen=True)
class _File:
    """A file as it is known again: by its name and text, wherever it lies."""

    name: str
    text: str
    path: Path = field(compare=False)


@lru_cache(maxsize=256)
def _question_of(file: _File) -> Query:
    """A build reads all questions, and so does what then opens the graph: a text is read once."""
    # pydantic takes a tenth of a second to load, which only who reads a header pays.
    from .header import QuestionHeader, read_header

    path, text = file.path, file.text
    header = read_header(path, text, QuestionHeader)
    form, selected = _form(path, text)
    columns = _columns(path, header, form)
    if form == "select" and selected != [column.name for column in columns]:
        wanted = [column.name for column in columns]
        raise BadInput(f"{path}: the header's columns are {wanted}, the text selects {selected}.")
    parameters = _parameters(path, header, text)
    example = header.example or {}
    strange = example.keys() - parameters.keys()
    if strange:
        raise BadInput(f"{path}: the example gives {', '.join(strange)}, which is no parameter.")
    left = [p.name for p in parameters.values() if p.required and p.name not in example]
    if left:
        raise BadInput(f"{path}: the example gives no {', '.join(left)}, which is required.")
    return Query(
        path.stem, header.title, header.description, header.keywords or (), parameters, columns, example,
        text, form, header.asks or (), _chart(path, header, columns), header.caveat or "",
    )  # fmt: skip


def _form(path: Path, text: str) -> tuple[str, list[str]]:
    """Whether a text selects rows or constructs a graph, and the variables that it selects. Raises
    `BadInput`, also for what is neither, and for what is not for questions: a question that cannot be asked
    is found when it is read, not when it is asked.
    """
    try:
        found = pyoxigraph.Store().query(text)
    except SyntaxError as error:
        raise BadInput(f"{path}: {syntax_fault(error)}") from error
    try:
        reaches_out = screen(without_header(text)).dataset
    except Closed:
        reaches_out = True
    if reaches_out:
        raise BadInput(f"{path}: SERVICE and FROM are not for questions; ask the graphs that are here.")
    if isinstance(found, pyoxigraph.QuerySolutions):
        return "select", [variable.value for variable in found.variables]
    if isinstance(found, pyoxigraph.QueryTriples):
        return "construct", []
    raise BadInput(f"{path}: a question is a SELECT or a CONSTRUCT.")


def _columns(path: Path, header: "QuestionHeader", form: str) -> tuple[Column, ...]:
    """The columns that a header names, each as the variables it stands for."""
    if form == "construct":
        if header.columns is not None:
            raise BadInput(f"{path}: a CONSTRUCT gives triples; leave columns out of the header.")
        return TRIPLE
    if not header.columns:
        raise BadInput(f"{path}: the header needs columns: each with its type and meaning.")
    found = tuple(
        Column(
            name + suffix, kind, about.meaning, label=None if suffix else about.label,
            pounds={} if about.pounds is True else about.pounds,
        )
        for name, about in header.columns.items()
        for suffix, kind in COLUMN_TYPES[about.type]
    )  # fmt: skip
    missing = {name for column in found for name in column.pounds or ()} - {column.name for column in found}
    if missing:
        raise BadInput(f"{path}: pounds: there is no column {', '.join(sorted(missing))} to say which rows.")
    return found


def _chart(path: Path, header: "QuestionHeader", columns: tuple[Column, ...]) -> "ChartHeader | None":
    """The chart of a header. Raises `BadInput` where it draws a column that there is none of."""
    chart = header.chart
    if chart is None:
        return None
    if header.columns is None:
        raise BadInput(f"{path}: a graph of triples has no chart; take chart out of the header.")
    names = [column.name for column in columns]
    known = chart.made(names)
    strange = [name for name in chart.named if name not in names]
    strange += [name for name in chart.fields if name not in known]
    if strange:
        raise BadInput(
            f"{path}: the chart draws {', '.join(strange)}, which is no column; there are {', '.join(known)}."
        )
    if chart.day and chart.day not in (header.parameters or {}):
        raise BadInput(f"{path}: the chart has a line at {chart.day}, which is no parameter.")
    return chart


def _parameters(path: Path, header: "QuestionHeader", text: str) -> dict[str, Parameter]:
    slots, found = _slots(path, text), {}
    for name, about in (header.parameters or {}).items():
        if name not in slots:
            raise BadInput(f"{path}: no line VALUES ?{name} {{ … }} for the parameter {name}.")
        found[name] = Parameter.from_header(name, about, slots[name])
    return found


def _slots(path: Path, text: str) -> dict[str, str]:
    """What stands in the VALUES lines, by variable. Raises `BadInput` where two lines of one differ,
    or a line would never be bound because something else stands on it.
    """
    slots: dict[str, str] = {}
    alone = SLOT.findall(text)
    for _, name, default in alone:
        if slots.setdefault(name, default) != default:
            raise BadInput(f"{path}: the lines VALUES ?{name} differ: give them the same default.")
    beside = Counter(_VALUES.findall(text)) - Counter(name for _, name, _ in alone)
    for name in beside:
        raise BadInput(f"{path}: a VALUES ?{name} {{ … }} does not stand alone on its line.")
    return slots
