"""The rows of an answer sorted by a column, and only those that have a value: `sort=-start`,
`where.council=Haringey`, `has.council=har`.

The question itself is asked as ever: what it answers is arranged, so that every question can be, on every
store.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from patgraph.errors import BadValue, UnknownParameter
from patgraph.names import slug
from patgraph.similar import did_you_mean, near

if TYPE_CHECKING:
    from .answer import Answer
    from .question import Query

SORT = "sort"
#: A cell has this value; a cell has these letters in it.
WHERE, HAS = "where.", "has."
_NUMBERS = ("integer", "decimal", "boolean")


@dataclass(frozen=True)
class Arrangement:
    """A column to sort by, with `-` before it the last first; and by `where.COLUMN` or `has.COLUMN` the
    values, one of which a row has to have.
    """

    sort: str = ""
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sort or self.kept)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """As a query string has it, always in the same order."""
        sorted_by = [(SORT, self.sort)] if self.sort else []
        return sorted_by + [(name, text) for name, texts in sorted(self.kept.items()) for text in texts]

    @property
    def by(self) -> str:
        """The column that it is sorted by."""
        return self.sort.removeprefix("-")

    def places(self, answer: "Answer") -> list[int]:
        """Which rows of a whole answer are kept, in their order."""
        found = list(range(len(answer.rows)))
        if self.kept:
            told = answer.in_words()
            for name, texts in self.kept.items():
                fits = _fits(answer, told, name, texts)
                found = [place for place in found if fits(place)]
        if self.sort:
            at = _places(answer)
            by, column = at[self.by], answer.columns[at[self.by]]
            by = at.get(f"{self.by}Earliest", at.get(f"{self.by}Label", by))
            number = column.type in _NUMBERS
            empty = [place for place in found if answer.rows[place][by] is None]
            given = [place for place in found if answer.rows[place][by] is not None]
            given.sort(key=lambda p: _rank(answer.rows[p][by].value, number), reverse=self.sort[0] == "-")
            found = given + empty
        return found

    def in_words(self, query: "Query") -> str:
        """What it keeps and how it sorts, in words: `where council is Haringey, sorted by start`."""
        words = {column.name: column.words for column in query.columns}
        said = []
        for name, texts in sorted(self.kept.items()):
            test = "is" if name.startswith(WHERE) else "has"
            said.append(f"{words[_column(name)]} {test} {' or '.join(texts)}")
        where = f"where {' and '.join(said)}" if said else ""
        downward = " downwards" if self.sort[:1] == "-" else ""
        order = f"sorted by {words[self.by]}{downward}" if self.sort else ""
        return ", ".join(part for part in (where, order) if part)


#: The order in which the question gives them, all of them.
AS_GIVEN = Arrangement()


def is_of_arrangement(name: str) -> bool:
    """Whether a name in a query string is of the arrangement, not of a parameter."""
    return name == SORT or name.startswith((WHERE, HAS))


def read_arrangement(query: "Query", given: Iterable[tuple[str, str]]) -> Arrangement:
    """The arrangement that the pairs of a query string ask for. Raises `UnknownParameter` for a column that
    the question has not, `BadValue` for what is empty, asked for twice, or of a graph, which has no columns.
    """
    kept: dict[str, list[str]] = {}
    sorts: dict[str, None] = {}
    columns = [column.name for column in query.columns]
    for name, text in given:
        if not is_of_arrangement(name):
            continue
        if query.form == "construct":
            raise BadValue(name, f"{name}: the answer of {query.name} is a graph, which has no columns.")
        column = text.removeprefix("-") if name == SORT else _column(name)
        if column not in columns:
            similar = near(column, columns)
            hint = did_you_mean(similar) or f"it has: {', '.join(columns)}."
            start = name.removesuffix(_column(name)) if name != SORT else "-" if text[:1] == "-" else ""
            message = f"{name}: {query.name} has no column {column[:80]!r}; {hint}"
            raise UnknownParameter(name, message, [start + s for s in similar])
        if name == SORT:
            sorts[text] = None
        elif not text.strip():
            raise BadValue(name, f"{name}: an empty value; leave it out, or give one that a cell has.")
        elif text not in kept.setdefault(name, []):
            kept[name].append(text)
    if len(sorts) > 1:
        raise BadValue(SORT, f"sort: give it once, not {' and '.join(map(repr, sorts))}.")
    return Arrangement(next(iter(sorts), ""), kept)


def count_words(answer: "Answer") -> str:
    """How many rows there are, and of how many where some were left out by what a cell has."""
    count = f"{answer.total} row{'' if answer.total == 1 else 's'}"
    if answer.arranged.kept:
        count = f"{answer.total} of {answer.found} row{'' if answer.found == 1 else 's'}"
    said = answer.arranged.in_words(answer.query)
    return f"{count}{'' if not said else f' {said}' if answer.arranged.kept else f', {said}'}"


def _column(name: str) -> str:
    return name.partition(".")[2]


def _places(answer: "Answer") -> dict[str, int]:
    return {column.name: index for index, column in enumerate(answer.columns)}


def _rank(text: str, number: bool) -> tuple[Any, str]:
    if number:
        try:
            return Decimal({"true": "1", "false": "0"}.get(text, text)), text
        except InvalidOperation:
            return Decimal(0), text
    return text.casefold(), text


def _fits(answer: "Answer", told: "Answer", name: str, texts: Sequence[str]) -> Callable[[int], bool]:
    """Whether the row at a place has one of these values."""
    at = _places(answer)
    column = _column(name)
    index, label = at[column], at.get(f"{column}Label")
    wanted = {_plain(text) for text in texts}

    def fits(place: int) -> bool:
        cell, row = answer.rows[place][index], told.rows[place]
        cells = _spellings(cell, row[index], None if label is None else row[label])
        if name.startswith(WHERE):
            return not wanted.isdisjoint(cells)
        return any(text in known for text in wanted for known in cells)

    return fits


def _spellings(cell: Any, *told: Any) -> set[str]:
    """What a cell may be called: as data has it, as a page shows it, and a thing by its slug."""
    if cell is None:
        return set()
    texts = {cell.value, *(each.value for each in told if each is not None)}
    if not isinstance(cell, Literal):
        texts.add(slug(cell))
    elif cell.datatype.value.endswith("#boolean"):
        texts.add("yes" if cell.value in ("true", "1") else "no")
    return {_plain(text) for text in texts}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
