"""Answers: the rows that a question gave, under its columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from patgraph.names import BASE, PREFIXES
from patgraph.tables.columns import Column

from .arranging import AS_GIVEN, Arrangement
from .parameters import Value

if TYPE_CHECKING:
    from .question import Query

#: The terms of a row, `None` where unknown.
Row = tuple[Any, ...]

_XSD = PREFIXES["xsd"]


#: Types a column may have, with the suffix and JSON type of each variable it stands for.
COLUMN_TYPES = {
    "thing": (("", "iri"), ("Label", "string")),
    "term": (("", "term"), ("Label", "string")),
    "dates": (("", "edtf"), ("Earliest", "date"), ("Latest", "date")),
    "string": (("", "string"),),
    "integer": (("", "integer"),),
    "decimal": (("", "decimal"),),
    "boolean": (("", "boolean"),),
}
#: The columns of an answer that is a graph, one row a triple.
TRIPLE = (
    Column("subject", "iri", "what the triple is about"),
    Column("predicate", "iri", "the property"),
    Column("object", "term", "its value"),
)


@dataclass(frozen=True)
class Answer:
    """Rows of terms (`None` where unknown) under `columns`; `total` counts them before paging, `found` before
    those were left out that the arrangement does not keep.
    """

    query: "Query"
    version: str
    values: dict[str, list[str]]
    columns: tuple[Column, ...]
    rows: list[Row]
    total: int
    reason: str | None = None
    terms: dict[str, list[Value]] = field(default_factory=dict)
    offset: int = 0
    base: str = BASE
    #: The words for each date, by its EDTF string.
    dates: Callable[[], Mapping[str, str]] = dict
    arranged: Arrangement = AS_GIVEN
    found: int = 0
    #: Where each row stands in what the question gives; empty where that is its place from `offset`.
    places: Sequence[int] = ()

    @property
    def complete(self) -> bool:
        """Whether `rows` are all there are; if not, `reason` says why."""
        return self.reason is None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows, as dictionaries from column to plain Python values."""
        names = [column.name for column in self.columns]
        return (dict(zip(names, map(plain, row), strict=True)) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def in_words(self) -> "Answer":
        """The answer for people: dates in words, in columns of dates and in the labels of values."""
        places = {column.name: index for index, column in enumerate(self.columns)}
        dates = [index for index, column in enumerate(self.columns) if column.type == "edtf"]
        values = [
            (index, places[f"{column.name}Label"])
            for index, column in enumerate(self.columns)
            if column.type == "term" and f"{column.name}Label" in places
        ]
        if not dates and not values:
            return self
        words, space = self.dates(), f"{self.base}id/date/"

        def told(row: Row) -> Row:
            told = [index for index in dates if row[index] is not None]
            told += [label for at, label in values if getattr(row[at], "value", "").startswith(space)]
            cells = list(row)
            for index in told:
                cells[index] = Literal(words.get(row[index].value, row[index].value))
            return tuple(cells)

        return replace(self, rows=[told(row) for row in self.rows])

    def part(self, limit: int | None, offset: int, why: str, arranged: Arrangement = AS_GIVEN) -> "Answer":
        """Of a whole answer the rows that an arrangement keeps, in its order, and of them so many from
        `offset`; `why` says why there is a limit.
        """
        places = arranged.places(self) if arranged else range(len(self.rows))
        picked = places[offset : None if limit is None else offset + limit]
        shown = f"rows {offset + 1} to {offset + len(picked)}" if picked else "no row"
        reason = None if len(picked) == len(places) else f"{shown} of {len(places)}: {why}"
        return replace(
            self, rows=[self.rows[place] for place in picked], total=len(places), reason=reason,
            offset=offset, arranged=arranged, places=tuple(picked),
        )  # fmt: skip

    def to_pandas(self) -> Any:
        """The rows as a `pandas.DataFrame`, one column a variable; needs pandas."""
        import pandas

        return pandas.DataFrame(list(self), columns=[column.name for column in self.columns])


def plain(term: Any) -> Any:
    """A term as a plain Python value: IRIs, dates and texts as `str`, numbers and booleans as such."""
    if not isinstance(term, Literal):
        return None if term is None else getattr(term, "value", str(term))
    kind = term.datatype.value.removeprefix(_XSD)
    if kind == "boolean":
        return term.value in ("true", "1")
    if kind == "integer":
        return int(term.value)
    if kind in ("decimal", "double", "float"):
        number = float(term.value)
        if number != number or number in (float("inf"), float("-inf")):
            return term.value
        return int(number) if kind == "decimal" and number.is_integer() else number
    return term.value
