"""A pool of workers: each query is parsed, planned and evaluated in a process that can be killed.

Pool.ask ── queue ── a worker's channel ── Answer: frames as they come, until the end, an error or a limit
     └── zygote (another program): forks a worker for each that retires, is killed or dies
"""

import asyncio
import collections
import contextlib
import functools
import json
import os
import select
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode

from patgraph import errors

from .stream import Answer
from .worker import HEAD, frame
from .zygote import launch


@dataclass(frozen=True)
class Limits:
    """What free queries may take: `seconds` a query from its arrival, `memory` in MiB beyond the graph's own,
    `workers` at a time, `queue` more waiting.
    """

    seconds: float = 10.0
    memory: int = 512
    workers: int = 4
    queue: int = 64


@dataclass
class _Worker:
    number: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    pid: int = 0
    handle: int = -1
    death: asyncio.Future = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def is_dead(self) -> bool:
        """Whether it has ended, though nobody may have told yet."""
        return self.handle < 0 or bool(select.select([self.handle], [], [], 0)[0])

    def kill(self):
        """End it now, whatever it is in the middle of."""
        if self.handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        if not self.writer.is_closing():
            self.writer.transport.abort()

    def close(self):
        """Let go of what the server holds of it."""
        self.writer.close()
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1


class Pool:
    """Workers on one dataset, in which a query sees the graph `view` as its default graph. `allowed` are
    hosts that SERVICE may call; without them nothing leaves.

    `snapshot` is the directory of the engine's files of a graph too large to hold twice: each worker opens it
    by itself. Without it the graph is copied into the zygote's memory.
    """

    def __init__(
        self,
        engine: pyoxigraph.Store,
        view: NamedNode,
        limits: Limits,
        *,
        snapshot: Path | None = None,
        allowed=(),
    ):
        self.limits, self._engine, self._snapshot, self._allowed = limits, engine, snapshot, sorted(allowed)
        self._graph = view
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._idle: collections.deque[_Worker] = collections.deque()
        self._waiting: collections.deque[asyncio.Future] = collections.deque()
        self._living: dict[int, _Worker] = {}
        self._born: dict[int, _Worker] = {}
        self._count, self._failures, self._closed = 0, 0, False
        self._starting = asyncio.Lock()
        self._tasks: set[asyncio.Task] = set()
        self.cut_off: bool | None = None

    async def start(self):
        """Start the zygote and its workers, where they do not run. Raises `WorkerLost` where it cannot be."""
        if self._process is not None:
            return
        async with self._starting:
            if self._process is not None or self._closed:
                return
            control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            control.setblocking(False)
            with theirs:
                process = await asyncio.to_thread(
                    launch, theirs, self._engine, self._snapshot, self.limits.memory, bool(self._allowed)
                )
            self._control, self._process = control, process
            asyncio.get_running_loop().add_reader(control.fileno(), self._hear)
            for _ in range(self.limits.workers):
                await self._fork()

    async def close(self):
        """End every worker and the zygote."""
        self._closed = True
        for worker in list(self._living.values()):
            worker.kill()
        if self._control is not None:
            process = self._process
            self._lose_zygote()
            await asyncio.to_thread(process.wait, 10)

    @contextlib.asynccontextmanager
    async def ask(self, question: dict, seconds: float | None = None):
        """Ask a query (`query`, `base`, `default`, `named`, `media`; see `worker`); gives an `Answer`.

        Leaving the block ends the query, where it has not ended by itself. Raises what the query is refused
        for; `DeadlinePassed`, `OutOfMemory`, `Busy`.
        """
        seconds = min(seconds or self.limits.seconds, self.limits.seconds)
        deadline = _now() + seconds
        while (worker := await self._take(deadline, seconds)).is_dead:
            self._give_back(worker, False)
        pump, reusable = None, False
        try:
            asked = {"view": self._view, "allowed": self._allowed, "seconds": max(deadline - _now(), 0.001)}
            worker.writer.write(frame(b"Q", json.dumps(asked | question).encode()))
            letter, content = await self._frame(worker, deadline, seconds)
            if letter == b"X":
                error, reusable = _error(content, self.limits)
                raise error
            answer = Answer(json.loads(content))
            pump = asyncio.create_task(self._pump(worker, answer, deadline, seconds))
            yield answer
        finally:
            if pump is None:
                self._give_back(worker, reusable)
            else:
                pump.cancel()
                await asyncio.wait([pump])

    async def _pump(self, worker: _Worker, answer: Answer, deadline: float, seconds: float):
        # The worker is free as soon as it has ended, however slowly its answer is taken.
        reusable = False
        try:
            while True:
                async with asyncio.timeout_at(deadline):
                    await answer.room.wait()
                letter, content = await self._frame(worker, deadline, seconds)
                if letter == b"D":
                    answer.put(content)
                elif letter == b"E":
                    reusable = not json.loads(content)["retires"]
                    return answer.end(None)
                else:
                    error, reusable = _error(content, self.limits)
                    return answer.end(error)
        except TimeoutError:
            worker.kill()
            answer.end(errors.too_late(seconds))
        except errors.PatgraphError as error:
            answer.end(error)
        finally:
            self._give_back(worker, reusable)

    async def _frame(self, worker: _Worker, deadline: float, seconds: float) -> tuple[bytes, bytes]:
        try:
            async with asyncio.timeout_at(deadline):
                letter, length = HEAD.unpack(await worker.reader.readexactly(HEAD.size))
                return letter, await worker.reader.readexactly(length)
        except TimeoutError:
            worker.kill()
            raise errors.too_late(seconds) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise await self._cause(worker, seconds) from None

    async def _cause(self, worker: _Worker, seconds: float) -> errors.PatgraphError:
        """Why a worker is no more."""
        await asyncio.wait([worker.death], timeout=2)
        status = worker.death.result() if worker.death.done() else 0
        return errors.cause_of_death(status, seconds, self.limits.memory)

    async def _take(self, deadline: float, seconds: float) -> _Worker:
        if self._closed:
            raise errors.Busy("The service is shutting down.")
        await self.start()
        if self._idle:
            return self._idle.popleft()
        if len(self._waiting) >= self.limits.queue:
            wait = max(1, round(self.limits.seconds))
            raise errors.Busy(f"{self.limits.queue} queries are waiting already; come again later.", wait)
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            # Half of its time at most is spent waiting, or nothing would be left for the answer.
            await asyncio.wait([place], timeout=(deadline - _now()) / 2)
            if place.done():
                return place.result()
            wait = max(1, round(seconds))
            raise errors.Busy(f"No worker was free within {seconds / 2:g} s; come again later.", wait)
        except asyncio.CancelledError:
            if place.done():
                self._offer(place.result())
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(place)

    def _offer(self, worker: _Worker):
        """A worker is free: for who has waited longest, or for the next to come."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                return place.set_result(worker)
        self._idle.append(worker)

    def _give_back(self, worker: _Worker, reusable: bool):
        if reusable and not worker.death.done():
            return self._offer(worker)
        worker.kill()
        self._replace(worker)

    def _replace(self, worker: _Worker):
        self._living.pop(worker.number, None)
        if not self._closed and self._process is not None:
            self._do(self._fork())

    def _do(self, task):
        # The loop holds tasks weakly.
        task = asyncio.ensure_future(task)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @functools.cached_property
    def _view(self) -> str | None:
        """The graph that is the default one; `None` for a store without a view, which has its own."""
        found = next(self._engine.quads_for_pattern(None, None, None, self._graph), None)
        return self._graph.value if found else None

    async def _fork(self):
        ours, theirs = socket.socketpair()
        with theirs:
            ours.setblocking(False)
            reader, writer = await asyncio.open_unix_connection(sock=ours, limit=1 << 20)
            self._count += 1
            worker = _Worker(self._count, reader, writer)
            self._living[worker.number] = worker
            try:
                socket.send_fds(
                    self._control, [json.dumps({"number": worker.number}).encode()], [theirs.fileno()]
                )
            except (OSError, AttributeError):
                # The zygote is gone, which is heard of elsewhere; a new one forks its own workers.
                self._living.pop(worker.number, None)
                worker.writer.close()

    def _hear(self):
        """What the zygote tells: of births, with a handle to kill by, and of deaths."""
        while True:
            try:
                message, handles, *_ = socket.recv_fds(self._control, 256, 1)
            except BlockingIOError:
                return
            except OSError:
                message, handles = b"", []
            if not message:
                return self._lose_zygote()
            told = json.loads(message)
            worker = self._living.get(told.get("number"))
            if "cut_off" in told:
                self.cut_off, self._failures = told["cut_off"], 0
            elif "status" in told:
                self._bury(told["pid"], told["status"])
            elif worker is None:
                os.close(handles[0])
            else:
                worker.pid, worker.handle = told["pid"], handles[0]
                self._born[worker.pid] = worker
                self._offer(worker)

    def _bury(self, pid: int, status: int):
        worker = self._born.pop(pid, None)
        if worker is None:
            return
        worker.close()
        if not worker.death.done():
            worker.death.set_result(status)
        if worker in self._idle:
            self._idle.remove(worker)
            self._replace(worker)

    def _lose_zygote(self):
        """The zygote has ended, and its workers with it: start another, ever later if that ends too."""
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._control.close()
        process, self._control, self._process = self._process, None, None
        self._idle.clear()
        for worker in [*self._born.values(), *self._living.values()]:
            worker.kill()
            worker.close()
            if not worker.death.done():
                worker.death.set_result(1)
        self._born.clear()
        self._living.clear()
        if not self._closed:
            self._do(self._start_again(process))

    async def _start_again(self, process: subprocess.Popen):
        await asyncio.to_thread(process.wait)
        await asyncio.sleep(min(30, 0.1 * 2**self._failures))
        self._failures += 1
        await self.start()


def _now() -> float:
    return asyncio.get_running_loop().time()


def _error(content: bytes, limits: Limits) -> tuple[errors.PatgraphError, bool]:
    """The error that a worker told of, and whether the worker can go on."""
    told = json.loads(content)
    if told["error"] == "OutOfMemory":
        return errors.too_large(limits.memory), False
    error = getattr(errors, told["error"])(told["message"])
    error.more = told["more"]
    return error, not told["retires"]
