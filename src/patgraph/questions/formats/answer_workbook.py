"""The answer of a question as a workbook, with where it is from and how it is cited."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal

from patgraph.names import PREFIXES
from patgraph.questions import permalinks
from patgraph.questions.answer import Answer, plain
from patgraph.questions.arranging import count_words
from patgraph.tables.columns import Cell
from patgraph.tables.workbook import as_workbook

from . import answer_table

#: The format that is written here.
FORMAT = "xlsx"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_XSD = PREFIXES["xsd"]
#: Types of which a cell keeps what `plain` does not.
_READ: dict[str, Callable[[str], Cell]] = {f"{_XSD}decimal": Decimal, f"{_XSD}date": date.fromisoformat}


def write(answer: Answer, cited: bool) -> bytes:
    """An answer as a workbook; `cited` says whether it has the passages of each row, as in CSV. Raises
    `BadValue` for more than a sheet holds.
    """
    made = answer_table.table(answer)
    terms = [place for place, column in enumerate(answer.columns) if column.type == "term"]
    rows = []
    for row, cells in zip(answer.rows, made.rows, strict=True):
        typed = list(cells)
        for place in terms:
            typed[place] = _typed(row[place])
        rows.append(tuple(typed))
    return as_workbook(replace(made, rows=rows), _about(answer, cited))


def _typed(term: Any) -> Cell:
    """A term that may be anything, as a value."""
    if isinstance(term, Literal) and (read := _READ.get(term.datatype.value)):
        with suppress(ValueError, ArithmeticError):
            return read(term.value)
    value = plain(term)
    return str(value) if isinstance(value, float) else value


def _about(answer: Answer, cited: bool) -> list[tuple[str, str]]:
    request = permalinks.request_of(answer, cited)
    work = permalinks.cited_under(request, answer.base, answer.version, answer.year())
    asked = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in answer.values.items())
    asked = "; ".join(part for part in (asked, answer.arranged.in_words(answer.query)) if part)
    passages = "column citations" if cited else "the address below with citations=true"
    return [
        ("asked with", asked or "nothing"),
        ("rows", count_words(answer) + ("" if answer.complete else f" ({answer.reason})")),
        ("source", f"patgraph; the passages that each row rests on: {passages}"),
        ("version", answer.version),
        ("permanent address", work.url),
        ("licence", _LICENCE),
        ("citation", work.written("txt").strip()),
    ]
