"""What forks workers: a process of one thread, told through a control socket.

It is sent a number and a channel, forks a worker that has the channel, and tells its number, its process and
a handle on it; later, of each that has ended, the exit status.
"""

import contextlib
import json
import os
import selectors
import signal
import socket
from collections.abc import Callable
from typing import Any, NoReturn


class ForkServer:
    """Forks a worker for each channel that comes through `control`, until that ends, and the workers with it;
    each does `work(channel)`, and ends.
    """

    def __init__(self, control: socket.socket, work: Callable[[int], object]) -> None:
        self._control, self._work = control, work

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
                for key, _ in selector.select():
                    if key.fileobj is deaths:
                        with contextlib.suppress(BlockingIOError):
                            deaths.recv(4096)
                        self._bury()
                    elif not self._fork():
                        os._exit(0)

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
