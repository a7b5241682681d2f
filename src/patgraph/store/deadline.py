"""Until when a caller waits for a remote store: exchanges on his behalf end then, or when he leaves."""

import concurrent.futures
import contextlib
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from patgraph.errors import too_late


class Until:
    """A moment of `time.monotonic`, which `end` brings forward to now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.moment = time.monotonic() + seconds
        #: Whether nobody waits any more.
        self.ended = False
        self._jobs: set[concurrent.futures.Future[Any]] = set()
        self._lock = threading.Lock()

    @property
    def left(self) -> float:
        """The seconds that are left, 0 at least."""
        return max(0.0, self.moment - time.monotonic())

    @contextlib.contextmanager
    def watching(self, job: concurrent.futures.Future[Any]) -> Iterator[None]:
        """While a job runs, `end` cancels it."""
        with self._lock:
            self._jobs.add(job)
        if not self.left:
            job.cancel()
        try:
            yield
        finally:
            with self._lock:
                self._jobs.discard(job)

    def end(self) -> None:
        """Nobody waits any more."""
        self.moment, self.ended = time.monotonic(), True
        with self._lock:
            jobs = [*self._jobs]
        for job in jobs:
            job.cancel()


#: What exchanges of this thread are bound by, besides the deadline of their address.
UNTIL: ContextVar[Until | None] = ContextVar("until", default=None)


def still_wanted() -> None:
    """Nothing, while somebody waits for what this thread does. Raises `DeadlinePassed` when nobody does."""
    until = UNTIL.get()
    if until is not None and not until.left:
        raise too_late(until.seconds)
