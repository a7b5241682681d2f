"""Free queries, fair by client: none has all workers, and clients take turns."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from patgraph.sparql.free_queries import FreeQueries
from patgraph.sparql.stream import ResultStream

from .fair_places import FairPlaces


class FairQueries:
    """What evaluates queries (`pool`), shared by clients; each has `at_once` waiting at most."""

    def __init__(self, pool: FreeQueries, at_once: int) -> None:
        self.pool, self.limits = pool, pool.limits
        self._places = FairPlaces(pool.limits.workers, pool.limits.workers, pool.limits.queue, at_once)

    @contextlib.asynccontextmanager
    async def ask(
        self, client: str, question: Mapping[str, Any], seconds: float | None = None
    ) -> AsyncIterator[ResultStream]:
        """Ask a query for a client, as `FreeQueries.ask` has it. Raises `TooManyRequests` too."""
        seconds, loop = min(seconds or self.limits.seconds, self.limits.seconds), asyncio.get_running_loop()
        until = loop.time() + seconds
        # Half of its time at most is spent waiting, or nothing would be left for the answer.
        async with self._places.place(client, seconds / 2, self.pool.when_replaced) as place:
            # What is told of a deadline is what was asked for, or what the waiting left of it.
            left = seconds if place.at_once else max(round(until - loop.time(), 1), 0.1)
            async with self.pool.ask(question, left) as answer:
                # A worker is free when it has ended, however slowly its answer is taken. The place of one
                # that was killed stays taken until there is another: the next of its client would have
                # that of somebody else.
                leave = functools.partial(self._places.leave_when, place, self.pool.when_replaced)
                answer.when_over(lambda: loop.call_soon(leave))
                yield answer

    def of(self, client: Callable[[], str]) -> "QueriesOfClient":
        """The same for whom `client()` names when it asks."""
        return QueriesOfClient(self, client)


class QueriesOfClient:
    """Free queries of whoever asks just now."""

    def __init__(self, fair: FairQueries, client: Callable[[], str]) -> None:
        self._fair, self._client, self.limits = fair, client, fair.limits

    def ask(
        self, question: Mapping[str, Any], seconds: float | None = None
    ) -> contextlib.AbstractAsyncContextManager[ResultStream]:
        """Ask a query; see `FairQueries.ask`."""
        return self._fair.ask(self._client(), question, seconds)
