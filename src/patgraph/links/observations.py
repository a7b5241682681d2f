"""What was seen of others' addresses, kept in a file: nothing is asked again before its time, and a run that
was killed goes on where it ended, since each observation is written as it is made.
"""

import json
import os
import sqlite3
import time
from pathlib import Path

from patgraph.errors import BadInput, StoreUnwritable

_TABLE = """CREATE TABLE IF NOT EXISTS observation (
  subject TEXT PRIMARY KEY, at REAL NOT NULL, seen TEXT NOT NULL
)"""


def usual_place() -> Path:
    """The file in the user's cache directory, as XDG has it."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    # A relative one is to be ignored, says XDG.
    base = Path(home) if os.path.isabs(home) else Path.home() / ".cache"
    return base / "patgraph" / "links.sqlite"


class Observations:
    """Observations by what they are of; one is `fresh` for `age` seconds. The file is made by the first."""

    def __init__(self, place: Path, age: float):
        self.place, self._age = place, age
        self._connection: sqlite3.Connection | None = None

    def fresh(self) -> dict[str, dict]:
        """Those that are fresh. Raises `BadInput` where the file is none of ours."""
        if not self.place.exists():
            return {}
        try:
            connection = sqlite3.connect(f"{self.place.resolve().as_uri()}?mode=ro", uri=True)
            try:
                rows = connection.execute(
                    # What a clock that jumped back puts into the future is not fresh.
                    "SELECT subject, seen FROM observation WHERE at > ? AND at <= ?",
                    ((now := time.time()) - self._age, now),
                )
                return {subject: json.loads(seen) for subject, seen in rows}
            finally:
                connection.close()
        except (sqlite3.Error, ValueError) as error:
            raise BadInput(
                f"{self.place}: no cache of `patgraph links` ({error}); delete it, or name another: --cache."
            ) from error

    def keep(self, subject: str, seen: dict):
        """Write one down. Raises `StoreUnwritable`."""
        try:
            if self._connection is None:
                self.place.parent.mkdir(parents=True, exist_ok=True)
                self._connection = sqlite3.connect(self.place, isolation_level=None, timeout=30)
                self._connection.execute(_TABLE)
            self._connection.execute(
                "INSERT OR REPLACE INTO observation VALUES (?, ?, ?)",
                (subject, time.time(), json.dumps(seen)),
            )
        except (OSError, sqlite3.Error) as error:
            raise StoreUnwritable(
                f"{self.place}: cannot be written ({error}); name another file with --cache."
            ) from error

    def close(self):
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
