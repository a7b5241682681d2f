"""Where things are kept by content, and by which keys: the user's own directory for caches.

The directory is `PATGRAPH_CACHE`, or the user's own; it can be deleted at any time, and with
`PATGRAPH_CACHE=` nothing is kept.
"""

import hashlib
import os
import platform
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from patgraph import files

_ENGINES = ("pyoxigraph", "rdflib", "pyshacl")
#: Rooms that no build and no validation imports, for they stand above or beside this one: what is kept was
#: made without them, and holds whatever changes there. Commands, which hand in what they built, are none.
ABOVE = {
    "__main__", "charts", "cli", "exports", "graph", "imports", "links", "mcp", "sentences", "static_site",
    "things", "web",
}  # fmt: skip


def cache_directory() -> Path | None:
    """Where things are kept; `None` where nothing is to be."""
    named = os.environ.get("PATGRAPH_CACHE")
    if named is None:
        import platformdirs

        return platformdirs.user_cache_path("patgraph")
    return Path(named) if named else None


def key(parts: Iterable[str | bytes]) -> str:
    """The SHA-256 of this program and of some parts, in their order."""
    found = hashlib.sha256(program())
    for part in parts:
        _add(found, part.encode() if isinstance(part, str) else part)
    return found.hexdigest()


@cache
def program() -> bytes:
    """What this program, as far as it makes what is kept, and its engines are, as a digest: another program
    may make something else.
    """
    found = hashlib.sha256()
    for name in (platform.python_version(), *map(version, _ENGINES)):
        _add(found, name.encode())
    root = Path(__file__).parents[1]
    rooms = [room for room in root.iterdir() if room.stem not in ABOVE]
    inside = [path for room in rooms for kind in ("*.py", "*.lark") for path in room.rglob(kind)]
    for path in sorted([*(room for room in rooms if room.suffix == ".py"), *inside]):
        _add(found, str(path.relative_to(root)).encode())
        _add(found, path.read_bytes())
    return found.digest()


class Kept:
    """What is kept in a directory, each under its key, behind a digest; in none nothing is. Where there are
    more bytes than `most`, and than four times of what was used now, all else goes.
    """

    def __init__(self, kind: str, most: int) -> None:
        directory = cache_directory()
        self._directory = directory and directory / kind
        self._most, self._used, self._added = most, set[str](), False

    @property
    def nowhere(self) -> bool:
        """Whether nothing is to be kept."""
        return self._directory is None

    def find(self, key: str) -> bytes | None:
        """What is kept under a key; `None` where nothing is, or it is damaged."""
        if self._directory is None:
            return None
        content = files.read_sealed(self._directory / key)
        if content is not None:
            self._used.add(key)
        return content

    def keep(self, key: str, content: bytes) -> None:
        """Keep a content, if it can be: on a full disk, say, it is made again the next time."""
        if self._directory is not None:
            with suppress(OSError):
                self._directory.mkdir(parents=True, exist_ok=True)
                files.keep_sealed(self._directory / key, content)
                self._used.add(key)
                self._added = True

    def spare(self, keys: Iterable[str]) -> None:
        """Count keys as used: what is made of them was, and they will be when that is made anew."""
        self._used.update(keys)

    def tidy(self) -> None:
        """Where there is too much, let go of what was not used now."""
        if not self._added or self._directory is None:
            return
        with suppress(OSError), os.scandir(self._directory) as entries:
            sizes = {entry.name: entry.stat().st_size for entry in entries if entry.is_file()}
            used = sum(size for name, size in sizes.items() if name in self._used)
            if sum(sizes.values()) > max(self._most, 4 * used):
                for name in sizes.keys() - self._used:
                    (self._directory / name).unlink(missing_ok=True)


def _add(digest: "hashlib._Hash", part: bytes) -> None:
    digest.update(len(part).to_bytes(8, "big"))
    digest.update(part)
