"""The heads of an answer's table: what each column is called and means, where it is sorted by it, and which
values it has to choose from.
"""

from dataclasses import dataclass, replace

from patgraph.questions.answer import Answer
from patgraph.questions.arranging import HAS, WHERE
from patgraph.questions.permalinks import QuestionRequest
from patgraph.questions.question import Query
from patgraph.tables.columns import Column

#: So many different values are listed to choose from; of more a part is typed.
_LISTED = 25


@dataclass(frozen=True)
class ColumnHead:
    """A column of a page's table: `at` which cell it has, and its `label`'s; `upward` and `downward` are
    where it is sorted, `sorted` how it is (`ascending`, `descending`, or nothing); `field` is what chooses of
    it, `values` are there to choose from, where they are few; `chosen` are.
    """

    column: Column
    at: int
    label: int | None
    upward: str = ""
    downward: str = ""
    sorted: str = ""
    field: str = ""
    values: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What it is called."""
        return self.column.words


def columns_shown(query: Query) -> list[ColumnHead]:
    """The columns of a page's table: a label instead of its IRI, a date without its bounds."""
    places = {column.name: index for index, column in enumerate(query.columns)}
    return [
        ColumnHead(column, places[column.name], places.get(f"{column.name}Label"))
        for column in query.columns
        if not (column.type == "date" and column.name.endswith(("Earliest", "Latest")))
        and not (column.name.endswith("Label") and column.name.removesuffix("Label") in places)
    ]


def heads(asked: QuestionRequest, whole: Answer) -> list[ColumnHead]:
    """The columns of a table with where it can be arranged from there; `whole` has all rows, in words."""
    if asked.query.form == "construct":
        return columns_shown(asked.query)
    return [_arranged(head, asked, whole) for head in columns_shown(asked.query)]


def _arranged(head: ColumnHead, asked: QuestionRequest, whole: Answer) -> ColumnHead:
    name, now = head.column.name, asked.arranged
    ways = {"ascending": name, "descending": f"-{name}"}
    upward, downward = (
        replace(asked, offset=0, arranged=replace(now, sort=sort)).address() for sort in ways.values()
    )
    found = _values(head, whole)
    listed = tuple(sorted(found, key=str.casefold)) if 1 < len(found) <= _LISTED else ()
    chosen = tuple(text for start in (WHERE, HAS) for text in now.kept.get(f"{start}{name}", ()))
    field = f"{WHERE if listed else HAS}{name}" if len(found) > 1 else ""
    order = next((order for order, sort in ways.items() if sort == now.sort), "")
    return replace(
        head, upward=upward, downward=downward, sorted=order, field=field, values=listed, chosen=chosen
    )


def _values(head: ColumnHead, whole: Answer) -> set[str]:
    """What the cells of a column say."""
    texts = set()
    for row in whole.rows:
        shown = row[head.at] if head.label is None or row[head.label] is None else row[head.label]
        if shown is not None:
            text = shown.value
            texts.add(
                {"true": "yes", "false": "no"}.get(text, text) if head.column.type == "boolean" else text
            )
    return texts


def others(asked: QuestionRequest, field: str) -> list[tuple[str, str]]:
    """What a form that chooses a value of a column says besides, so that nothing else is lost."""
    column = field.partition(".")[2]
    left = {name: texts for name, texts in asked.arranged.kept.items() if name.partition(".")[2] != column}
    return replace(asked, limit=None, offset=0, arranged=replace(asked.arranged, kept=left)).pairs()


def without(asked: QuestionRequest) -> list[tuple[str, str]]:
    """What the rows are kept and sorted by, each with the address where they are not."""
    now, said = asked.arranged, []
    for name in now.kept:
        left = replace(now, kept={other: texts for other, texts in now.kept.items() if other != name})
        words = replace(now, sort="", kept={name: now.kept[name]}).in_words(asked.query)
        said.append((words, replace(asked, offset=0, arranged=left).address()))
    if now.sort:
        words = replace(now, kept={}).in_words(asked.query)
        said.append((words, replace(asked, offset=0, arranged=replace(now, sort="")).address()))
    return said
