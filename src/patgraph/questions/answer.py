"""Answers: the rows that a question gave, under its columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, overload

from pyoxigraph import Literal

from patgraph.errors import MissingLibrary
from patgraph.names import BASE, PREFIXES
from patgraph.similar import did_you_mean, near
from patgraph.tables.columns import Column

from . import answer_shown
from .amounts import in_figures, in_pounds
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
    #: The year of the version, for who cites it.
    year: Callable[[], str] = str

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

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> "Answer": ...
    @overload
    def __getitem__(self, place: str) -> list[Any]: ...
    def __getitem__(self, place: int | slice | str) -> "dict[str, Any] | Answer | list[Any]":
        """A row by its number, as a dictionary; rows that follow each other, as an answer; or a column by its
        name, as a list. Raises `IndexError`, `KeyError` (with near names), `ValueError` for a slice by steps.
        """
        if isinstance(place, str):
            return [plain(row[self._place(place)]) for row in self.rows]
        if isinstance(place, slice):
            return self._slice(place)
        names = [column.name for column in self.columns]
        return dict(zip(names, map(plain, self.rows[place]), strict=True))

    def _place(self, name: str) -> int:
        names = [column.name for column in self.columns]
        if name not in names:
            hint = did_you_mean(near(name, names)) or f"there are: {', '.join(names)}."
            raise KeyError(f"{self.query.name} has no column {name[:80]!r}; {hint}")
        return names.index(name)

    def _slice(self, place: slice) -> "Answer":
        first, end, step = place.indices(len(self.rows))
        if step != 1:
            raise ValueError("An answer is cut into rows that follow each other; else: list(answer)[::2].")
        rows = self.rows[first:end]
        if len(rows) == len(self.rows):
            return self
        offset = self.offset + first
        shown = f"rows {offset + 1} to {offset + len(rows)}" if rows else "no row"
        reason = f"{shown} of {self.total}: a slice was taken"
        return replace(self, rows=rows, offset=offset, reason=reason, places=self.places[first:end])

    def __repr__(self) -> str:
        return answer_shown.summary(self)

    def _repr_html_(self) -> str:
        return answer_shown.as_page_part(self)

    def in_words(self) -> "Answer":
        """The answer for people: dates in words, in columns of dates and in the labels of values, numbers
        with separators, but for those of a column `year`, sums of money in pounds.
        """
        places = {column.name: index for index, column in enumerate(self.columns)}
        dates = [index for index, column in enumerate(self.columns) if column.type == "edtf"]
        values = [
            (index, places[f"{column.name}Label"])
            for index, column in enumerate(self.columns)
            if column.type == "term" and f"{column.name}Label" in places
        ]
        numbers = [
            (index, column.pounds, {places[name]: text for name, text in (column.pounds or {}).items()})
            for index, column in enumerate(self.columns)
            if column.pounds is not None or (column.type in ("integer", "decimal") and column.name != "year")
        ]
        if not dates and not values and not numbers:
            return self
        words, space = self.dates(), f"{self.base}id/date/"

        def told(row: Row) -> Row:
            told = [index for index in dates if row[index] is not None]
            told += [label for at, label in values if getattr(row[at], "value", "").startswith(space)]
            cells = list(row)
            for index in told:
                cells[index] = Literal(words.get(row[index].value, row[index].value))
            for index, pounds, where in numbers:
                money = pounds is not None and all(plain(row[at]) == text for at, text in where.items())
                cells[index] = _written(row[index], in_pounds if money else in_figures)
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
        """The rows as a `pandas.DataFrame`, one column a variable. Raises `MissingLibrary` without pandas."""
        try:
            import pandas
        except ImportError:
            raise MissingLibrary.of("to_pandas", "pandas", "tables") from None
        return pandas.DataFrame(list(self), columns=[column.name for column in self.columns])

    def to_polars(self) -> Any:
        """The rows as a `polars.DataFrame`, one column a variable, typed by what the columns are; a column of
        days has dates. Raises `MissingLibrary` without polars.
        """
        try:
            import polars
        except ImportError:
            raise MissingLibrary.of("to_polars", "polars", "polars") from None
        kinds = {"integer": polars.Int64, "decimal": polars.Float64, "boolean": polars.Boolean,
                 "date": polars.Date}  # fmt: skip
        series = []
        for index, column in enumerate(self.columns):
            terms = [row[index] for row in self.rows]
            texts = [None if term is None else getattr(term, "value", str(term)) for term in terms]
            cells = [None if text is None else column.kind.read(text) for text in texts]
            series.append(polars.Series(column.name, cells, kinds.get(column.type, polars.String)))
        return polars.DataFrame(series)


def _written(term: Any, written: Callable[[Any], str]) -> Any:
    """A number as people write it; the term itself where that is no other."""
    if term is None:
        return None
    value = plain(term)
    text = written(value)
    return term if text == str(value) else Literal(text)


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
