"""Columns: what the tables of things are made of, and how values become cells."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pyoxigraph import BlankNode, Literal, NamedNode

from patgraph.names import PREFIXES, curie, slug, term

Cell = str | int | bool | Decimal | date | list | None

_TYPE = term("rdf:type")
_SEPARATORS = ("|", "¦", "‖", " || ")
_NUMBERS = {"integer", "positiveInteger", "nonNegativeInteger", "int", "long", "gYear"}


@dataclass(frozen=True)
class Column:
    """A column: its type (`iri`, `string`, `edtf`, `integer`, `decimal`, `boolean`, `date`) and meaning; the
    `property` it comes from; the `separator` of its lists; the sheet whose `id` each of its values is.
    """

    name: str
    type: str
    meaning: str
    property: str | None = None
    separator: str | None = None
    of: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A table: `name` is the kind of thing, and its file is called so. `key` is the column that tells rows
    apart, where one does.
    """

    name: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]
    key: str | None = "id"


def names(properties: Iterable[NamedNode]) -> dict[NamedNode, str]:
    """Names of columns: the local name, with the prefix where two properties share it."""
    found = defaultdict(list)
    for predicate in properties:
        found["class" if predicate == _TYPE else slug(predicate).replace("-", "_")].append(predicate)
    return {
        predicate: name if len(shared) == 1 and name not in ("id", "label", "council") else
        f"{curie(predicate.value).partition(':')[0]}_{name}"
        for name, shared in found.items() for predicate in shared
    }  # fmt: skip


def text(node) -> str:
    return f"_:{node.value}" if isinstance(node, BlankNode) else node.value


def literal(values: list[Literal]):
    kinds = {value.datatype.value.removeprefix(PREFIXES["xsd"]) for value in values}
    if kinds <= _NUMBERS:
        return "integer", int
    if kinds <= _NUMBERS | {"decimal"}:
        return "decimal", Decimal
    if kinds == {"boolean"}:
        return "boolean", lambda text: text in ("true", "1")
    if kinds == {"date"}:
        return "date", date.fromisoformat
    return "string", str


def listed(column: Column, values: list[list]) -> Column:
    """The column, with a separator that no value contains where a cell has several values."""
    if all(len(cell) <= 1 for cell in values):
        return column
    texts = [str(value) for cell in values for value in cell]
    free = (mark for mark in _SEPARATORS if not any(mark in text for text in texts))
    mark = next(free, None)
    if mark is None:
        raise ValueError(f"{column.name}: its values contain every separator there is")
    return replace(column, separator=mark)


def folded(values: list[list]) -> list[Cell]:
    """Cells: lists where any cell has several values, else the value or nothing."""
    if any(len(cell) > 1 for cell in values):
        return [cell or None for cell in values]
    return [cell[0] if cell else None for cell in values]


def referring(sheet: Sheet, ids: dict[str, set]) -> Sheet:
    """The sheet, each column of it that holds the `id`s of one sheet saying which."""
    columns = list(sheet.columns)
    for index, column in enumerate(columns):
        values = {row[index] for row in sheet.rows} - {None} if column.separator is None else set()
        if column.type == "iri" and column.name != sheet.key and values:
            of = next((name for name, known in ids.items() if values <= known), None)
            columns[index] = replace(column, of=of)
    return replace(sheet, columns=tuple(columns))
