"""Workers that have nothing to do, and those who wait for one."""

import asyncio
import collections
import contextlib
from collections.abc import Iterator

from .worker_handle import WorkerHandle


class FreeWorkers:
    """Each worker that is offered goes to who has waited longest, or is kept for who comes next."""

    def __init__(self) -> None:
        self.idle: collections.deque[WorkerHandle] = collections.deque()
        self._waiting: collections.deque[asyncio.Future[WorkerHandle]] = collections.deque()

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return len(self._waiting)

    def offer(self, worker: WorkerHandle) -> None:
        """A worker is free."""
        while self._waiting:
            if not (place := self._waiting.popleft()).done():
                return place.set_result(worker)
        self.idle.append(worker)

    def drop(self, worker: WorkerHandle) -> bool:
        """Keep a worker no longer; whether it was one of those that are kept."""
        with contextlib.suppress(ValueError):
            self.idle.remove(worker)
            return True
        return False

    @contextlib.contextmanager
    def line(self) -> Iterator["asyncio.Future[WorkerHandle]"]:
        """A place among those who wait, which is given a worker; what comes for who is gone goes to the
        next.
        """
        place: asyncio.Future[WorkerHandle] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            yield place
        except asyncio.CancelledError:
            if place.done():
                self.offer(place.result())
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(place)
