"""What is found in a table: the passages that it will be, and what comes of it whole."""

from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from patgraph.dataset.texts.rows import Row

from .decisions import Decisions


@dataclass(frozen=True)
class Said:
    """A passage of the table to be: its name, the row, what it says, whose page it rests on."""

    name: str
    row: Row
    number: int
    statements: tuple[Triple, ...] = ()
    pages: tuple[str, ...] = ()
    modality: str = "stated"
    authority: int = 0
    silence: str = ""
    repeats: str = ""
    note: str = ""
    #: What it is where it is no row: the header, a line above it, a comment.
    part: str = "row"


@dataclass
class Import:
    """What an import comes to: the file and its content, the text of the table, the rows (by line) that were
    left out, with why, and what to tell of others, and the names that were decided.
    """

    path: Path
    text: str = ""
    decisions: Decisions | None = None
    content: bytes = b""
    passages: list[Said] = field(default_factory=list)
    #: What we say ourselves: of each thing its properties, in the order they were met.
    ours: dict[NamedNode, dict[NamedNode, list]] = field(default_factory=dict)
    statements: list[Triple] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
