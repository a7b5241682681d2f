"""A relay: the queries of strangers over a remote store, which is asked on their behalf.

Relay.ask ── a place ── a trial finds the query's body ── a thread asks the store, writes ── ResultStream

The store's answer is in memory whole before anything of it is given on: it may be so large and no larger.
"""

import asyncio
import collections
import contextlib
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from pyoxigraph import NamedNode

from patgraph import errors
from patgraph.sparql.free_queries import GraphSizes, Limits
from patgraph.sparql.scope import Form
from patgraph.sparql.stream import ResultStream
from patgraph.sparql.trial import Trial
from patgraph.sparql.worker import PieceWriter, offered, write_result

from .deadline import UNTIL, Until
from .remote import RemoteStore

#: An answer, read and written anew, takes up to so many times the bytes that it came in.
_GROWTH = 8


class Relay:
    """Free queries (see `FreeQueries`) of a remote store: `limits.workers` at a time, `limits.queue` more
    waiting.
    """

    def __init__(self, store: RemoteStore, limits: Limits) -> None:
        self.limits = limits
        most = min(store.address.most, (limits.memory << 20) // _GROWTH)
        self._store = RemoteStore(replace(store.address, most=most))
        self._origin = store
        self._threads = ThreadPoolExecutor(limits.workers, "patgraph-relay")
        self._trials = collections.deque(Trial() for _ in range(limits.workers))
        self._free = asyncio.Semaphore(limits.workers)
        self._waiting, self._closed = 0, False

    @property
    def most(self) -> int:
        """The most bytes of an answer of the store."""
        return self._store.address.most

    @property
    def trouble(self) -> None:
        """None that is known: what is wrong with the store is told with each query."""
        return None

    def when_replaced(self, call: Callable[[], None]) -> None:
        """At once: nothing here ends with a query."""
        call()

    async def start(self) -> None:
        """Nothing runs before it is needed."""

    async def close(self) -> None:
        """End the trials; what is under way ends by its deadline."""
        self._closed = True
        for trial in self._trials:
            trial.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    @contextlib.asynccontextmanager
    async def ask(
        self, question: Mapping[str, Any], seconds: float | None = None
    ) -> AsyncIterator[ResultStream]:
        """Ask a query, as `FreeQueries` has it.

        Leaving the block ends the exchange with the store. Raises what the query is refused for; `Unscoped`
        for graphs that the request names; `DeadlinePassed`, `LimitReached` (no plan in time), `Busy`;
        `RemoteFault` and its kinds.
        """
        if question["default"] is not None:
            raise errors.Unscoped(
                "default-graph-uri, named-graph-uri: the graph is in a remote store, whose default graph is "
                "chosen by putting a query inside the view; name the graphs with FROM or GRAPH instead."
            )
        text, base = question["query"], question["base"]

        def work(form: Form, give: _Given) -> None:
            result = self._store.answer(form)
            kind, media = offered(result, question)
            give.head({"kind": kind, "media": media})
            writer = PieceWriter(give.piece)
            write_result(result, media, writer)
            writer.flush()

        seconds = min(seconds or self.limits.seconds, self.limits.seconds)
        # A store with our engine would go on planning long after the deadline: it is planned here first.
        planned = seconds / 2 if self._origin.has_our_engine else None

        def prepare(trial: Trial) -> Awaitable[Form]:
            return trial.try_query(text, base, planned)

        async with self._under_way(seconds, work, prepare) as given:
            yield await given.answer

    async def graph_sizes(self) -> GraphSizes | None:
        """How many statements each graph that has a name has; `None` where that does not come in time."""
        found: dict[str, int] = {}
        try:
            async with self._under_way(None, lambda *_: found.update(self._store.graphs())) as given:
                await given.ended
        except errors.PatgraphError:
            return None
        return {NamedNode(name): count for name, count in found.items()}

    @contextlib.asynccontextmanager
    async def _under_way(
        self,
        seconds: float | None,
        work: Callable[[Any, "_Given"], None],
        prepare: Callable[[Trial], Awaitable[Any]] | None = None,
    ) -> AsyncIterator["_Given"]:
        """Work for one caller: in a place, in a thread, until its deadline or the end of the block."""
        seconds = min(seconds or self.limits.seconds, self.limits.seconds)
        until = Until(seconds)
        await self._take(seconds)
        trial, thread = self._trials.popleft(), None
        try:
            async with asyncio.timeout(until.left):
                prepared = await prepare(trial) if prepare else None
            given = _Given(until)
            context = contextvars.copy_context()
            context.run(UNTIL.set, until)
            thread = asyncio.get_running_loop().run_in_executor(
                self._threads, context.run, given.run, work, prepared
            )
            # A thread cannot be killed: its place is free when it has ended, soon after its deadline.
            thread.add_done_callback(lambda _: self._free.release())
            timer = asyncio.get_running_loop().call_later(until.left, given.end, errors.too_late(seconds))
            try:
                yield given
            finally:
                timer.cancel()
                given.end(asyncio.CancelledError())
        except TimeoutError:
            raise errors.too_late(seconds) from None
        finally:
            self._trials.append(trial)
            if thread is None:
                self._free.release()

    async def _take(self, seconds: float) -> None:
        if self._closed:
            raise errors.Busy("The service is shutting down.")
        if self._free.locked() and self._waiting >= self.limits.queue:
            wait = max(1, round(self.limits.seconds))
            raise errors.Busy(f"{self.limits.queue} queries are waiting already; come again later.", wait)
        self._waiting += 1
        try:
            async with asyncio.timeout(seconds / 2):
                await self._free.acquire()
        except TimeoutError:
            wait = max(1, round(seconds))
            raise errors.Busy(f"No place was free within {seconds / 2:g} s; come later.", wait) from None
        finally:
            self._waiting -= 1


class _Given:
    """What a thread gives to the loop: `answer` and `ended` are futures, done in the loop."""

    def __init__(self, until: Until) -> None:
        self._loop, self._until = asyncio.get_running_loop(), until
        self.answer: asyncio.Future[Any] = self._loop.create_future()
        self.ended: asyncio.Future[None] = self._loop.create_future()

    def run(self, work: Callable[[Any, "_Given"], None], prepared: Any) -> None:
        """Do the work, in a thread."""
        error: Exception | None = None
        try:
            work(prepared, self)
        except Exception as found:
            error = found
        if error and not self._until.left:
            return  # Nobody waits, or the deadline has passed, which is told elsewhere.
        self._tell(self._finish, error)

    def head(self, head: Mapping[str, str]) -> None:
        """The answer begins."""
        self._tell(self._begin, head)

    def piece(self, content: bytes) -> None:
        """The next piece of it; waits while the caller has too much of it already."""
        asyncio.run_coroutine_threadsafe(self._put(content), self._loop).result()

    def end(self, error: BaseException | None) -> None:
        """In the loop: nothing more comes."""
        self._finish(error)
        self._until.end()

    def _tell(self, call: Callable[[Any], None], value: Any) -> None:
        # The loop is closed where the server has ended.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call, value)

    def _begin(self, head: Mapping[str, str]) -> None:
        if not self.answer.done():
            self.answer.set_result(ResultStream(head))

    async def _put(self, piece: bytes) -> None:
        answer = self.answer.result()
        async with asyncio.timeout(self._until.left):
            await answer.room.wait()
        if self.ended.done():
            raise TimeoutError
        answer.put(piece)

    def _finish(self, error: BaseException | None) -> None:
        if self.ended.done():
            return
        for future in (self.answer, self.ended):
            if not future.done():
                if error is None:
                    future.set_result(None)
                elif isinstance(error, asyncio.CancelledError):
                    future.cancel()
                else:
                    future.set_exception(error)
                    future.exception()  # Whether anyone asks or not.
        if not self.answer.cancelled() and not self.answer.exception() and self.answer.result():
            self.answer.result().end(error)
