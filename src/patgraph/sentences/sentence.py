"""A sentence as it is read, and what it gives a question."""

import re
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from .facts_asked import PROOF
from .names_in_text import Named
from .times_in_text import Days
from .unused import Left

#: Kinds of named things that are no concepts.
ENTITIES = {"council", "firm", "person", "document", "area", "legislation"}
CODE = re.compile(r"[a-z]{1,3}\d{4,}|\d{3,}")


@dataclass(frozen=True)
class Sentence:
    """A sentence as it is read: its text, its words and where they stand, what they name, the days that
    it gives, and which day is today.
    """

    text: str
    words: list[str]
    places: list[tuple[int, int]]
    named: list[Named]
    days: list[Days]
    today: str
    #: Names that nothing here has, as they are written.
    unknown: tuple[str, ...] = ()
    #: What no question uses.
    unread: tuple[Left, ...] = ()

    def left(self, start: int, end: int, why: str) -> Left:
        """Some words as a part that is left over."""
        return Left(self.places[start][0], self.places[end - 1][1], why)

    @property
    def asks_for_proof(self) -> bool:
        """Whether it asks where a fact comes from."""
        return bool(PROOF.search(" ".join(self.words)))


@dataclass
class Given:
    """What a sentence gives a question: values, none where one that it needs lacks, and what that counts;
    which parts of the sentence are left over, and from which each concept was read; the grades.
    """

    values: dict[str, list[str]] | None = field(default_factory=dict)
    score: float = 0.0
    left: list[Left] = field(default_factory=list)
    concepts: dict[str, list[Left]] = field(default_factory=dict)
    grades: list[NamedNode] = field(default_factory=list)
