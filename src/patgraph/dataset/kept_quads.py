"""Quads kept by content: what was read of the same bytes before, in the user's cache directory.

CACHE/quads/{key}     a table of quads, behind a digest of the rest of the file

A key is the SHA-256 of all that decides what is read: this program, its engines, and the file, so that what
is found by its key was read of just that; what is damaged is not taken, and is read again. A table has each
term once, and four numbers for each quad: to make its terms takes a tenth of parsing.
"""

import json
import sys
from array import array
from collections.abc import Callable, Iterable
from typing import Any

from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad

from patgraph.rdf import QuadTerms

from .cache import Kept

#: So many bytes are kept, unless one build needs more.
_MOST = 64 << 20


class Terms:
    """Terms, each held once however often it is read: the same few names stand everywhere."""

    def __init__(self) -> None:
        self._names = _Made(NamedNode)
        self._blanks = _Made(BlankNode)
        self._literals = _Made(_literal)

    def listed(self, names: list[str], blanks: list[str], literals: Iterable[Any]) -> list[Any]:
        """The terms of these texts."""
        return [
            *map(self._names.__getitem__, names),
            *map(self._blanks.__getitem__, blanks),
            *map(self._literals.__getitem__, literals),
        ]


class KeptQuads:
    """Quads by the key of what they were read of."""

    def __init__(self) -> None:
        self._kept = Kept("quads", _MOST)
        self._terms = Terms()
        self._same: dict[Any, Any] = {}
        #: The keys of those among what was read that have blank nodes.
        self.blank: set[str] = set()

    def find(self, key: str) -> list[QuadTerms] | None:
        """The quads that are kept under a key; `None` where there are none, or they are damaged."""
        content = self._kept.find(key)
        return None if content is None else self._quads(key, content)

    def keep(self, key: str, quads: Iterable[Quad | QuadTerms]) -> list[QuadTerms]:
        """Keep quads under a key, if they can be; they come back, their terms shared with all others'."""
        if self._kept.nowhere:
            return self._held(key, quads)
        content = _table(quads)
        self._kept.keep(key, content)
        return self._quads(key, content)

    def read(self, key: str, read: Callable[[], Iterable[Quad]]) -> list[QuadTerms]:
        """The quads that are kept under a key, or else those that are read now, and kept."""
        found = self.find(key)
        return self.keep(key, read()) if found is None else found

    def tidy(self, spared: Iterable[str]) -> None:
        """Where there is too much, let go of what was not used now, nor is under a spared key."""
        self._kept.spare(spared)
        self._kept.tidy()

    def _held(self, key: str, quads: Iterable[Quad | QuadTerms]) -> list[QuadTerms]:
        """Quads that are kept nowhere: no table is made of them."""
        held = self._same.setdefault
        found = [
            (held(subject, subject), held(predicate, predicate), held(object_, object_), held(name, name))
            for subject, predicate, object_, name in quads
        ]
        if any(BlankNode in (type(subject), type(object_)) for subject, _, object_, _ in found):
            self.blank.add(key)
        return found

    def _quads(self, key: str, content: bytes) -> list[QuadTerms]:
        head, _, numbers = content.partition(b"\n")
        names, blanks, *literals = json.loads(head)
        if blanks:
            self.blank.add(key)
        terms = self._terms.listed(names, blanks, zip(*literals, strict=True))
        rows = iter(map(terms.__getitem__, array("I", numbers)))
        return list(zip(rows, rows, rows, rows, strict=True))


def form() -> str:
    """What a table on this machine looks like; part of a key."""
    return f"table 1 {sys.byteorder} {array('I').itemsize}"


def _table(quads: Iterable[Quad | QuadTerms]) -> bytes:
    """Quads as one line with their terms, and for each the places of its four in that line."""
    numbers: dict[Any, int] = {}
    rows = [numbers.setdefault(term, len(numbers)) for quad in quads for term in quad]
    names = [term for term in numbers if isinstance(term, NamedNode)]
    blanks = [term for term in numbers if isinstance(term, BlankNode)]
    literals = [term for term in numbers if isinstance(term, Literal)]
    place = {numbers[term]: at for at, term in enumerate([*names, *blanks, *literals])}
    head = [
        [term.value for term in names],
        [term.value for term in blanks],
        [term.value for term in literals],
        [term.language for term in literals],
        [None if term.language else term.datatype.value for term in literals],
        [None if term.direction is None else term.direction.value for term in literals],
    ]
    line = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return line + b"\n" + array("I", map(place.__getitem__, rows)).tobytes()


class _Made(dict[Any, Any]):
    """What is made of a key, made once."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> Any:
        made = self[key] = self._make(key)
        return made


def _literal(parts: tuple[str, str | None, str | None, str | None]) -> Literal:
    text, language, datatype, direction = parts
    if language is None:
        return Literal(text, datatype=NamedNode(str(datatype)))
    if direction is None:
        return Literal(text, language=language)
    return Literal(text, language=language, direction=BaseDirection(direction))
