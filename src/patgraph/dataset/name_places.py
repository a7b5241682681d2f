"""Where a name stands in the files of a project: looked for in a file once, while the file stays as it is."""

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from patgraph.names import PREFIXES

from .blocks import said_at


class Places:
    """Looks names up in texts, one after the other. What it finds is kept in `known`, by the digests of the
    texts.
    """

    def __init__(
        self, paths: list[str], content: Callable[[str], bytes], known: dict[str, Any] | None = None
    ) -> None:
        """Takes the paths in the order in which they are looked through, what reads one, and the `known` of
        another, maybe of other texts.
        """
        self._texts: dict[str, tuple[list[tuple[str, str]], str]] = {}
        self._lines_of: dict[str, list[str]] = {}
        self._paths, self._content = paths, content
        before = known or {"files": {}, "seen": {}}
        digests = {path: hashlib.sha256(content(path)).hexdigest() for path in paths} if known else {}
        self._same = {path for path in digests if before["files"].get(path) == digests[path]}
        self._before, self._order = before["seen"], {path: n for n, path in enumerate(before["files"])}
        self._digests = digests
        self._seen: dict[str, Any] = {}
        self._found: dict[str, str] = {}

    @property
    def known(self) -> dict[str, Any]:
        """What was found, as JSON has it: of each text its digest, of each name the text up to which it was
        looked for, and in which lines of which it was found, described first and used first.
        """
        digests = self._digests or {p: hashlib.sha256(self._content(p)).hexdigest() for p in self._paths}
        return {"files": digests, "seen": self._seen}

    def where(self, iri: str) -> str:
        """`file:line` where a name is first described (at the start of a line), else first used."""
        if iri not in self._found:
            self._found[iri] = self._where(iri)
        return self._found[iri]

    def _where(self, iri: str) -> str:
        before = self._before.get(iri)
        reached = self._order.get(before["upto"], -1) if before else -1
        used, place, last = "", "", None
        found: dict[str, list[int]] = {}
        for path in self._paths:
            last = path
            if before and path in self._same and self._order[path] <= reached:
                lines = before["in"].get(path)
            else:
                lines = self._lines(path, iri)
            if lines is None:
                continue
            found[path] = lines
            if lines[0]:
                place = f"{path}:{lines[0]}"
                break
            used = used or f"{path}:{lines[1]}"
        self._seen[iri] = {"upto": last, "in": found}
        return place or used

    def where_said(self, iri: str, said: str, last: bool = False) -> str:
        """`file:line` where the block of a name has another, a property or a value, for the first or the last
        time; else as `where`.
        """
        path, _, line = self.where(iri).rpartition(":")
        if not path:
            return ""
        prefixes, text = self._text(path)
        if path not in self._lines_of:
            self._lines_of[path] = text.split("\n")
        return f"{path}:{said_at(self._lines_of[path], int(line), _pattern(said, prefixes), last)}"

    def _text(self, path: str) -> tuple[list[tuple[str, str]], str]:
        if path not in self._texts:
            text = self._content(path).decode(errors="replace")
            self._texts[path] = re.findall(r"@prefix\s+([\w-]*):\s*<([^>]+)>", text), text
        return self._texts[path]

    def _lines(self, path: str, iri: str) -> list[int] | None:
        """The lines of a text in which a name is described first (0: nowhere), and used first before that."""
        prefixes, text = self._text(path)
        # Of a name that ends in a slash the part before: nothing is found at every place.
        tail = re.split(r"[/#]", iri.rstrip("/#"))[-1]
        if tail not in text:
            return None
        pattern = _pattern(iri, prefixes)
        end = used = 0
        while (found := text.find(tail, end)) >= 0:
            start = text.rfind("\n", 0, found) + 1
            end = text.find("\n", found) % (len(text) + 1)  # the last line may have no end
            line = text[start:end]
            if match := pattern.search(line):
                number = text.count("\n", 0, start) + 1
                if match.start() == 0 and not line.rstrip().endswith("{"):
                    return [number, used]
                used = used or number
        return [0, used] if used else None


def relative(root: Path, paths: list[Path]) -> list[str]:
    """Paths below a directory, as they are told."""
    return [str(path.relative_to(root)) for path in paths]


def _pattern(iri: str, prefixes: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """A name as a text has it that declares these prefixes."""
    known = [*PREFIXES.items(), *prefixes]
    spelt = [f"<{iri}>", *(f"{p}:{iri[len(ns) :]}" for p, ns in known if iri.startswith(ns))]
    return re.compile(rf"(?<![\w:-])(?:{'|'.join(map(re.escape, dict.fromkeys(spelt)))})(?![\w-])")
