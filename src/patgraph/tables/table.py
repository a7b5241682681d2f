"""A table: what the answer of a question, and what the graph says of one kind of thing, are alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .columns import Cell, Column


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns. A cell may be the text of its value or the value; nothing is `None`.

    `name` is that of its file; `key` the column that tells rows apart, where one does; `metadata` what a file
    that has room for it says of the whole. `triples` are those that each row says beside its cells: subject,
    property and value, as URI templates (`{+council}` is the cell of that column).
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]
    key: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    triples: tuple[tuple[str, str, str], ...] = ()
