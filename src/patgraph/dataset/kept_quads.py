"""Quads kept by content: what was read of the same bytes before, in the user's cache directory.

CACHE/quads/{key}     a table of quads, behind a digest of the rest of the file

A key is the SHA-256 of all that decides what is read: this program, its engines, and the file, so that what
is found by its key was read of just that; what is damaged is not taken, and is read again. A table has each
term once, and four numbers for each quad: to make its terms takes a tenth of parsing. Those that were used
longest ago go where there are too many; all can be deleted at any time.
"""

import json
import os
import sys
from array import array
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad

from patgraph import files
from patgraph.rdf import QuadTerms

#: So many bytes are kept at most, or four times what was used now where that is more.
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
    """Quads by the key of what they were read of; with no directory all is read each time."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._terms = Terms()
        #: The keys of those among what was read that have blank nodes.
        self.blank: set[str] = set()
        self._used: set[str] = set()
        self._added = False

    def find(self, key: str) -> list[QuadTerms] | None:
        """The quads that are kept under a key; `None` where there are none, or they are damaged."""
        if self._directory is None:
            return None
        path = self._directory / key
        content = files.read_sealed(path)
        if content is None:
            return None
        self._used.add(key)
        with suppress(OSError):
            os.utime(path)
        return self._quads(key, content)

    def keep(self, key: str, quads: Iterable[Quad | QuadTerms]) -> list[QuadTerms]:
        """Keep quads under a key, if they can be; they come back, their terms shared with all others'."""
        content = _table(quads)
        if self._directory is not None:
            # On a full disk, say, they are read again the next time.
            with suppress(OSError):
                self._directory.mkdir(parents=True, exist_ok=True)
                files.keep_sealed(self._directory / key, content)
                self._used.add(key)
                self._added = True
        return self._quads(key, content)

    def read(self, key: str, read: Callable[[], Iterable[Quad]]) -> list[QuadTerms]:
        """The quads that are kept under a key, or else those that are read now, and kept."""
        found = self.find(key)
        return self.keep(key, read()) if found is None else found

    def bounded(self) -> None:
        """Let go of those that were used longest ago, where there are too many, but of none used now."""
        if not self._added or self._directory is None:
            return
        with suppress(OSError):
            with os.scandir(self._directory) as entries:
                there = [(e.stat().st_mtime_ns, e.stat().st_size, e.name) for e in entries if e.is_file()]
            size = sum(each[1] for each in there)
            most = max(_MOST, 4 * sum(each[1] for each in there if each[2] in self._used))
            for _, bytes_, name in sorted(there):
                if size > most and name not in self._used:
                    (self._directory / name).unlink(missing_ok=True)
                    size -= bytes_

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
