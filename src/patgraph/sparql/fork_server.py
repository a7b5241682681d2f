"""What forks workers: a process of one thread, told through a control socket.

It is sent a number and a channel, forks a worker that has the channel, and tells its number, its process and
a handle on it; later, of each that has ended, the exit status. While nobody asks it may prepare, bit by bit,
what workers would otherwise each make for themselves: those that are forked later have it in common memory.
"""

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

#: Seconds after which it begins to prepare: a service that starts wants the processor for itself.
SETTLED = 2.0


class ForkServer:
    """Forks a worker for each channel that comes through `control`, until that ends, and the workers with it;
    each does `work(channel)`, and ends. What is to be prepared is a step of `prepare` each.
    """

    def __init__(
        self, control: socket.socket, work: Callable[[int], object], prepare: Iterator[object] | None = None
    ) -> None:
        self._control, self._work, self._prepare = control, work, prepare
        self._not_before = time.monotonic() + SETTLED

    def run(self) -> NoReturn:
        """Fork, and bury, for as long as somebody is there to tell."""
        _tell(self._control, {"ready": True})
        deaths, wake = socket.socketpair()
        wake.setblocking(False)
        deaths.setblocking(False)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(deaths, selectors.EVENT_READ)
            while True:
                found = selector.select(self._patience())
                if not found:
                    self._step()
                for key, _ in found:
                    if key.fileobj is deaths:
                        with contextlib.suppress(BlockingIOError):
                            deaths.recv(4096)
                        self._bury()
                    elif not self._fork():
                        os._exit(0)

    def _patience(self) -> float | None:
        """For how many seconds somebody may ask before the next step is done."""
        return None if self._prepare is None else max(0.0, self._not_before - time.monotonic())

    def _step(self) -> None:
        # What fails here fails again for who asks for it, and is told him.
        with contextlib.suppress(Exception):
            if next(self._prepare or iter(()), self) is not self:
                return
        self._prepare = None
        # As what was there before: common for good, so nobody looks for garbage in it.
        gc.collect()
        gc.freeze()
        _tell(self._control, {"prepared": True})

    def _fork(self) -> bool:
        try:
            message, files, *_ = socket.recv_fds(self._control, 256, 1)
        except ConnectionResetError:
            return False
        if not message:
            return False
        number = json.loads(message)["number"]
        if not files:
            _tell(self._control, {"number": number, "failed": "too many open files"})
            return True
        (channel,) = files
        try:
            pid = os.fork()
        except OSError as error:
            os.close(channel)
            _tell(self._control, {"number": number, "failed": str(error)})
            return True
        if pid == 0:
            try:
                self._begin(channel)
            finally:
                os._exit(0)
        os.close(channel)
        # A handle, not only the number: who holds it kills this process and never a later one.
        handle = os.pidfd_open(pid)
        _tell(self._control, {"number": number, "pid": pid}, handle)
        os.close(handle)
        return True

    def _begin(self, channel: int) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._work(channel)

    def _bury(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            _tell(self._control, {"pid": pid, "status": os.waitstatus_to_exitcode(status)})


def _tell(control: socket.socket, message: dict[str, Any], handle: int | None = None) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        socket.send_fds(control, [json.dumps(message).encode()], [] if handle is None else [handle])
