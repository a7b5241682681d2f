"""Worker processes as the server sees them: how they are had, heard of, killed and replaced.

Supervisor ── control socket ── zygote (another program), which forks a worker for each channel it is sent
     └── tells the pool of each worker that is ready, and of each that has died
"""

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from patgraph.errors import WorkerLost

from .worker_handle import WorkerHandle

#: Seconds after which a worker that could not be had is tried for again: the first time, and at most.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0
#: Seconds after which one that is there still is one that works.
_ALIVE = 2.0
#: One that dies once may have been killed; so many in a row are told.
_SAID_AFTER = 3
_log = logging.getLogger("patgraph.workers")


class Process(Protocol):
    """A process that was started, and can be waited for."""

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, when it has ended."""


#: What starts a zygote: our end of its control socket, and its process. It raises `WorkerLost` or `OSError`.
Launch = Callable[[], tuple[socket.socket, Process]]


@dataclass(frozen=True)
class _LaunchedZygote:
    process: Process
    control: socket.socket


class Supervisor:
    """Keeps so many `workers` alive, forked by the zygote that `launch` starts (it is called in a thread).
    `ready` is told of each that waits for its first query, `died` of each that has ended; `lacking` says in
    the log what it means that there are too few; `prepared` is told of those that are there when later ones
    have more in common.
    """

    def __init__(
        self,
        launch: Launch,
        *,
        workers: int,
        ready: Callable[[WorkerHandle], None],
        died: Callable[[WorkerHandle], None],
        lacking: str = "/sparql has too few workers",
        prepared: Callable[[Iterable[WorkerHandle]], None] = lambda living: None,
    ) -> None:
        self._launch, self._workers, self._lacking = launch, workers, lacking
        self._ready, self._died, self._prepared = ready, died, prepared
        self._zygote: _LaunchedZygote | None = None
        self._living: dict[int, WorkerHandle] = {}
        self._born: dict[int, WorkerHandle] = {}
        self._count, self._failures, self._closed = 0, 0, False
        #: How often in a row a worker could not be had, since when not to try, and why.
        self._lost, self._not_before = 0, 0.0
        self.trouble: str | None = None
        #: Why the zygote could not be started when that was tried last.
        self._no_zygote: str | None = None
        self._starting = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the zygote and its workers, where they do not run. Raises `WorkerLost` where it cannot be."""
        if self._zygote is not None:
            return
        if self._no_zygote and asyncio.get_running_loop().time() < self._not_before:
            raise WorkerLost(self._no_zygote, "worker")
        async with self._starting:
            if self._zygote is not None or self._closed:
                return
            try:
                control, process = await asyncio.to_thread(self._launch)
                control.setblocking(False)
            except (WorkerLost, OSError) as error:
                self.trouble = self._no_zygote = f"No worker can be started: {error}"
                self._pause(self._no_zygote)
                raise WorkerLost(self._no_zygote, "worker") from error
            self._no_zygote = None
            zygote = self._zygote = _LaunchedZygote(process, control)
            asyncio.get_running_loop().add_reader(control.fileno(), self._hear, zygote)
            for _ in range(self._workers):
                await self._fork(zygote)

    @property
    def running(self) -> bool:
        """Whether there is what forks workers."""
        return self._zygote is not None

    async def close(self) -> None:
        """End every worker and the zygote."""
        self._closed = True
        for worker in list(self._living.values()):
            worker.kill()
        if self._zygote is not None:
            process = self._zygote.process
            self._lose(self._zygote)
            await asyncio.to_thread(process.wait, 10)

    @property
    def missing(self) -> int:
        """How many workers there are too few just now: those that were ended have not all been replaced."""
        return max(0, self._workers - sum(worker.pid != 0 for worker in self._living.values()))

    def replace(self, worker: WorkerHandle) -> None:
        """End a worker, and have another in its stead; after a pause where it ended before it was asked."""
        young = asyncio.get_running_loop().time() - worker.born < _ALIVE
        if young and not worker.asked and worker.death.done() and not self._closed:
            self._pause(f"Workers end as they start ({_why(worker.death.result())})")
        worker.kill()
        self._living.pop(worker.number, None)
        if not self._closed and self._zygote is not None:
            self._do(self._fork_after_pause(self._zygote))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        # The loop holds tasks weakly.
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _pause(self, trouble: str) -> None:
        """A worker cannot be had: try again later, ever later. Said once, until one can."""
        wait = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**self._lost)
        self._lost += 1
        self._not_before = asyncio.get_running_loop().time() + wait
        if self._lost == _SAID_AFTER:
            _log.error("%s; %s. This is tried again.", trouble, self._lacking)
        if self._lost >= _SAID_AFTER:
            self.trouble = trouble

    def works(self) -> None:
        """A worker has answered: whatever trouble there was is over."""
        if self.trouble:
            _log.warning("Workers can be started again.")
        self._lost, self.trouble = 0, None

    def _lives(self, worker: WorkerHandle) -> None:
        if not worker.is_dead:
            self.works()

    async def _fork_after_pause(self, zygote: _LaunchedZygote) -> None:
        while self._lost and (left := self._not_before - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(left)
        if zygote is self._zygote and not self._closed:
            await self._fork(zygote)

    async def _fork(self, zygote: _LaunchedZygote) -> None:
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            self._pause(f"No worker can be started: {error}")
            return self._do(self._fork_after_pause(zygote))
        with theirs:
            ours.setblocking(False)
            reader, writer = await asyncio.open_unix_connection(sock=ours, limit=1 << 20)
            self._count += 1
            worker = WorkerHandle(self._count, reader, writer)
            self._living[worker.number] = worker
            number = json.dumps({"number": worker.number}).encode()
            try:
                socket.send_fds(zygote.control, [number], [theirs.fileno()])
            except OSError:
                # The zygote is gone, which is heard of elsewhere; a new one forks its own workers.
                self._living.pop(worker.number, None)
                worker.writer.close()

    def _hear(self, zygote: _LaunchedZygote) -> None:
        """What the zygote tells: of births, with a handle to kill by, and of deaths."""
        while True:
            handles: list[int] = []
            try:
                message, handles, *_ = socket.recv_fds(zygote.control, 256, 1)
            except BlockingIOError:
                return
            except OSError:
                message = b""
            if not message:
                return self._lose(zygote)
            told = json.loads(message)
            if "ready" in told:
                self._failures = 0
            elif "prepared" in told:
                self._prepared([*self._living.values()])
            elif "failed" in told or ("pid" in told and "number" in told and not handles):
                self._not_born(zygote, told)
            elif "status" in told:
                self._bury(told["pid"], told["status"])
            elif (worker := self._living.get(told["number"])) is None:
                os.close(handles[0])
            else:
                worker.pid, worker.handle = told["pid"], handles[0]
                self._born[worker.pid] = worker
                self._ready(worker)
                asyncio.get_running_loop().call_later(_ALIVE, self._lives, worker)

    def _not_born(self, zygote: _LaunchedZygote, told: dict[str, Any]) -> None:
        """A worker could not be forked, or no handle on it be had, for want of open files."""
        if "pid" in told:
            with contextlib.suppress(ProcessLookupError):
                os.kill(told["pid"], signal.SIGKILL)
        worker = self._living.pop(told["number"], None)
        if worker is not None:
            worker.writer.close()
        self._pause(f"No worker can be started: {told.get('failed', 'too many open files')}")
        self._do(self._fork_after_pause(zygote))

    def _bury(self, pid: int, status: int) -> None:
        worker = self._born.pop(pid, None)
        if worker is not None:
            worker.bury(status)
            self._died(worker)

    def _lose(self, zygote: _LaunchedZygote) -> None:
        """The zygote has ended, and its workers with it: start another, ever later if that ends too."""
        asyncio.get_running_loop().remove_reader(zygote.control.fileno())
        zygote.control.close()
        self._zygote = None
        lost = [*self._born.values(), *self._living.values()]
        self._born.clear()
        self._living.clear()
        for worker in lost:
            worker.kill()
            worker.bury(1)
            self._died(worker)
        if not self._closed:
            self._do(self._start_again(zygote.process))

    async def _start_again(self, process: Process) -> None:
        await asyncio.to_thread(process.wait)
        while not self._closed:
            await asyncio.sleep(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**self._failures))
            self._failures += 1
            with contextlib.suppress(WorkerLost):
                return await self.start()


def _why(status: int) -> str:
    """Why a worker ended before it was asked anything, by its exit status, and what to do."""
    if status in (1, -signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV):
        return "most likely for want of memory: allow the service more, or set --workers and --memory lower"
    return f"exit status {status}"
