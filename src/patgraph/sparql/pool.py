"""A pool of workers: each query is parsed, planned and evaluated in a process that can be killed.

Pool.ask ── queue ── a worker's channel ── ResultStream: what comes, until the end, an error or a limit
     └── Supervisor: another worker for each that retires, is killed or dies
"""

import asyncio
import collections
import contextlib
import functools
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyoxigraph
from pyoxigraph import NamedNode, QuerySolutions

from patgraph import errors

from . import frames
from .free_queries import GraphSizes, Limits
from .free_workers import FreeWorkers
from .stream import ResultStream
from .supervisor import Supervisor
from .worker_handle import WorkerHandle
from .zygote import launch

#: A worker that is killed within so many seconds of being asked was not killed for what it was asked.
_AT_ONCE = 1.0
#: Seconds after which a query is no light one any more: those of others go before it.
_LIGHT = 0.05


class Pool:
    """Free queries (see `FreeQueries`) of an embedded store: workers on one dataset, in which a query sees
    the graph `view` as its default graph. `allowed` are hosts that SERVICE may call; without them nothing
    leaves.

    `snapshot` is the directory of the engine's files of a graph too large to hold twice: each worker opens it
    by itself. Without it the graph is copied into the zygote's memory, as `write` writes it, in N-Quads.
    """

    #: Answers are passed on as they come, however large.
    most = None

    def __init__(
        self,
        engine: pyoxigraph.Store,
        view: NamedNode,
        limits: Limits,
        write: Callable[[BinaryIO], object],
        *,
        snapshot: Path | None = None,
        allowed: Iterable[str] = (),
    ) -> None:
        self.limits, self._engine, self._graph, self._allowed = limits, engine, view, sorted(allowed)
        self._free = FreeWorkers()
        self._closed = False
        #: Who waits for a worker in the stead of one that was ended.
        self._later: collections.deque[Callable[[], None]] = collections.deque()
        self._supervisor = Supervisor(
            functools.partial(launch, write, snapshot, limits.memory, bool(self._allowed)),
            workers=limits.workers,
            ready=self._have,
            died=self._mourn,
        )

    async def start(self) -> None:
        """Start the workers, where they do not run. Raises `WorkerLost` where it cannot be."""
        await self._supervisor.start()

    async def close(self) -> None:
        """End every worker."""
        self._closed = True
        await self._supervisor.close()

    @contextlib.asynccontextmanager
    async def ask(
        self, question: Mapping[str, Any], seconds: float | None = None
    ) -> AsyncIterator[ResultStream]:
        """Ask a query, as `FreeQueries` has it.

        Leaving the block ends the query, where it has not ended by itself. Raises what the query is refused
        for; `DeadlinePassed`, `OutOfMemory`, `Busy`.
        """
        seconds = min(seconds or self.limits.seconds, self.limits.seconds)
        deadline = _now() + seconds
        worker, head = await self._begin(question, deadline, seconds)
        answer = ResultStream(head)
        pump = asyncio.create_task(self._pump(worker, answer, deadline, seconds))
        try:
            yield answer
        finally:
            pump.cancel()
            await asyncio.wait([pump])

    async def _begin(
        self, question: Mapping[str, Any], deadline: float, seconds: float
    ) -> tuple[WorkerHandle, dict[str, str]]:
        """A worker that answers the query, and the head of its answer.

        A worker may be killed from outside while it waits for a query, and the end of a process takes time:
        where one ends so before it has said anything, another is asked: once, and where it ended at once,
        as often as there are workers, for all may have been killed.
        """
        tries = 0
        while True:
            worker, head, reusable, asked_at = await self._take(deadline, seconds), None, False, _now()
            try:
                if worker.is_dead:
                    continue
                worker.asked, asked_at = True, _now()
                worker.light = asyncio.get_running_loop().call_later(_LIGHT, worker.lower)
                left = max(deadline - _now(), 0.001)
                asked = {"view": self._view, "allowed": self._allowed, "seconds": left}
                worker.writer.write(frames.message(frames.QUERY, {**asked, **question}))
                letter, content = await self._frame(worker, deadline, seconds)
                if letter == frames.ERROR:
                    error, reusable = self._error(content)
                    raise error
                head = json.loads(content)
                self._supervisor.works()
                return worker, head
            except (errors.OutOfMemory, errors.WorkerLost) as error:
                tries += 1
                at_once = _now() - asked_at < _AT_ONCE and tries <= self.limits.workers
                from_outside = worker.was_killed or isinstance(error, errors.WorkerLost)
                if not from_outside or not (at_once or (worker.was_killed and tries == 1)):
                    raise
            finally:
                if head is None:
                    self._give_back(worker, reusable)

    @property
    def trouble(self) -> str | None:
        """Why there are too few workers; `None` where there are enough."""
        return self._supervisor.trouble

    async def graph_sizes(self) -> GraphSizes:
        """How many statements each graph has."""
        return await asyncio.to_thread(self._sizes)

    def _sizes(self) -> GraphSizes:
        (own,) = self._count("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        named = self._count("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return {None: int(own["n"].value)} | {row["g"]: int(row["n"].value) for row in named}

    def _count(self, text: str) -> QuerySolutions:
        return cast(QuerySolutions, self._engine.query(text))

    async def _pump(
        self, worker: WorkerHandle, answer: ResultStream, deadline: float, seconds: float
    ) -> None:
        # The worker is free as soon as it has ended, however slowly its answer is taken.
        reusable = False
        try:
            while True:
                async with asyncio.timeout_at(deadline):
                    await answer.room.wait()
                letter, content = await self._frame(worker, deadline, seconds)
                if letter == frames.PIECE:
                    answer.put(content)
                elif letter == frames.END:
                    reusable = not json.loads(content)["retires"]
                    return answer.end(None)
                else:
                    error, reusable = self._error(content)
                    return answer.end(error)
        except TimeoutError:
            worker.kill()
            answer.end(errors.too_late(seconds))
        except errors.PatgraphError as error:
            answer.end(error)
        finally:
            self._give_back(worker, reusable)

    async def _frame(self, worker: WorkerHandle, deadline: float, seconds: float) -> tuple[bytes, bytes]:
        try:
            async with asyncio.timeout_at(deadline):
                return await frames.receive_frame(worker.reader)
        except TimeoutError:
            worker.kill()
            raise errors.too_late(seconds) from None
        except EOFError:
            raise await self._cause(worker, seconds) from None

    async def _cause(self, worker: WorkerHandle, seconds: float) -> errors.PatgraphError:
        """Why a worker is no more."""
        await asyncio.wait([worker.death], timeout=2)
        status = worker.death.result() if worker.death.done() else 0
        return errors.cause_of_death(status, seconds, self.limits.memory)

    def _error(self, content: bytes) -> tuple[errors.PatgraphError, bool]:
        """The error that a worker told of, and whether the worker can go on."""
        told = json.loads(content)
        error = frames.raised(told)
        if isinstance(error, errors.OutOfMemory):
            return errors.too_large(self.limits.memory), False
        return error, not told["retires"]

    async def _take(self, deadline: float, seconds: float) -> WorkerHandle:
        if self._closed:
            raise errors.Busy("The service is shutting down.")
        await self.start()
        if self._free.idle:
            return self._free.idle.popleft()
        if self._free.waiting >= self.limits.queue:
            wait = max(1, round(self.limits.seconds))
            raise errors.Busy(f"{self.limits.queue} queries are waiting already; come again later.", wait)
        with self._free.line() as place:
            # Half of its time at most is spent waiting, or nothing would be left for the answer.
            await asyncio.wait([place], timeout=(deadline - _now()) / 2)
            if place.done():
                return place.result()
            wait = max(1, round(seconds))
            raise errors.Busy(f"No worker was free within {seconds / 2:g} s; come again later.", wait)

    def _give_back(self, worker: WorkerHandle, reusable: bool) -> None:
        if worker.light is not None:
            worker.light.cancel()
        if reusable and not worker.death.done() and worker.raise_again():
            return self._free.offer(worker)
        self._supervisor.replace(worker)

    def when_replaced(self, call: Callable[[], None]) -> None:
        """Call something when there is a worker in the stead of the one that has just been ended; at once
        where none is missing. So many are kept waiting as are missing, and no more.
        """
        if len(self._later) < self._supervisor.missing:
            self._later.append(call)
        else:
            call()

    def _have(self, worker: WorkerHandle) -> None:
        self._free.offer(worker)
        while len(self._later) > self._supervisor.missing:
            self._later.popleft()()

    def _mourn(self, worker: WorkerHandle) -> None:
        """A worker has died: one that was idle is replaced now, another when it is given back."""
        if self._free.drop(worker):
            self._supervisor.replace(worker)

    @functools.cached_property
    def _view(self) -> str | None:
        """The graph that is the default one; `None` for a store without a view, which has its own."""
        found = next(self._engine.quads_for_pattern(None, None, None, self._graph), None)
        return self._graph.value if found else None


def _now() -> float:
    return asyncio.get_running_loop().time()
