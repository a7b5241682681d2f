"""Files that were found to be as they were written, and are untouched since: they need not be read again.

A note says of each file what its directory says: device, number, size, and when its content and its entry
last changed. The kernel sets the last of these at every change, and nobody can set it back. It is believed

- only where all of this is the same now, for just the files that are asked for,
- only where no file had changed in the two seconds before it was looked at: what changes within one tick of a
  file system's clock shows no difference,
- for a day, and never where it comes from the future: then a clock was turned back.

What a disk alters by itself is found by the day's reading, and by the engine's own sums.
"""

import json
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from patgraph import files

_TICK = 2 * 10**9
_DAY = 24 * 3600 * 10**9


def is_noted(note: Path, about: str, paths: Iterable[Path]) -> bool:
    """Whether a note says that files are as they were written, and they are untouched since. `about` is the
    digest of what says how they were.
    """
    content = files.read_sealed(note, about.encode())
    if content is None:
        return False
    told = json.loads(content)
    if not 0 <= time.time_ns() - told["at"] <= _DAY:
        return False
    try:
        return bool(told["files"] == {str(path): _entry(path) for path in paths})
    except OSError:
        return False


class Seen:
    """What directories said of files before these were read."""

    def __init__(self) -> None:
        self._at = time.time_ns()
        self._entries: dict[str, list[int]] = {}

    def look(self, path: Path) -> None:
        """See what its directory says of a file that is to be read. Raises `OSError`."""
        self._entries[str(path)] = _entry(path)

    def leave(self, note: Path, about: str) -> None:
        """Leave a note that all were as they were written, if it can be believed and there is room for it."""
        if all(max(entry[3:]) < self._at - _TICK for entry in self._entries.values()):
            content = json.dumps({"at": self._at, "files": self._entries}).encode()
            with suppress(OSError):
                files.keep_sealed(note, content, about.encode())


def _entry(path: Path) -> list[int]:
    found = os.stat(path)
    return [found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]
