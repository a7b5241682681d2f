"""The process that workers are forked from: small, of one thread, holding the graph in memory.

The server starts it as a program of its own, so that no thread, file or secret of the server's is in it. It
leaves the network, loads N-Quads (or, for a graph too large to hold twice, lets each worker open the
snapshot), and forks a worker for each channel it is sent. It ends when its control socket does, and the
workers with it.
"""

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph

from patgraph.errors import WorkerLost
from patgraph.rdf import parse_nquads

from . import confinement, worker

_FILES_OF_A_STORE = 4096
_NICE = 19
_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG")


def main() -> None:
    """Run with the setting as JSON in the first argument: `control` (a file number), `memory` (bytes),
    `quads` (a file number of N-Quads) or `snapshot` (the engine's directory), `nice`, `network`.
    """
    setting = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not setting["network"]:
        confinement.leave_network()
    os.setpriority(os.PRIO_PROCESS, 0, setting["nice"])
    engine = pyoxigraph.Store() if setting["snapshot"] is None else None
    if engine is not None:
        with os.fdopen(setting["quads"], "rb") as quads:
            engine.extend(parse_nquads(quads))
    place = confinement.empty_place()
    gc.freeze()
    with socket.socket(fileno=setting["control"]) as control:
        _tell(control, {"ready": True})
        _Zygote(control, engine, setting, place).run()


def launch(
    control: socket.socket,
    write: Callable[[BinaryIO], object],
    snapshot: Path | None,
    memory: int,
    network: bool,
) -> subprocess.Popen[bytes]:
    """Start the zygote, with the N-Quads that `write` writes or the directory of a snapshot; `memory` in MiB.

    It gets none of this process's files, threads or settings. Raises `WorkerLost` where it cannot be started.
    """
    try:
        quads = None if snapshot else os.memfd_create("quads")
    except (AttributeError, OSError) as error:
        raise WorkerLost(f"Free queries need a Linux that has memfd_create: {error}.", "worker") from error
    setting = {"control": control.fileno(), "quads": quads, "nice": _NICE, "memory": memory << 20,
               "snapshot": str(snapshot) if snapshot else None, "network": network}  # fmt: skip
    files = [control.fileno()]
    try:
        if quads is not None:
            with os.fdopen(quads, "wb", closefd=False) as file:
                write(file)
            os.lseek(quads, 0, os.SEEK_SET)
            files.append(quads)
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "patgraph.sparql.zygote", json.dumps(setting)],
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=files, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise WorkerLost(f"No worker can be started: {error}.", "worker") from error
    finally:
        if quads is not None:
            os.close(quads)


class _Zygote:
    def __init__(
        self, control: socket.socket, engine: pyoxigraph.Store | None, setting: dict[str, Any], place: int
    ) -> None:
        self._control, self._engine, self._setting, self._place = control, engine, setting, place
        self._pid = os.getpid()

    def run(self) -> None:
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
                self._work(channel)
            finally:
                os._exit(0)
        os.close(channel)
        # A handle, not only the number: who holds it kills this process and never a later one.
        handle = os.pidfd_open(pid)
        _tell(self._control, {"number": number, "pid": pid}, handle)
        os.close(handle)
        return True

    def _work(self, channel: int) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        engine, confined = self._engine, self._engine is not None and not self._setting["network"]
        os.fchdir(self._place) if engine is not None else os.chdir(self._setting["snapshot"])
        place = os.getcwd() if engine is None else "."
        confinement.keep_only(channel)
        shut_in = not self._setting["network"] and confinement.shut_in()
        if engine is None:
            engine = pyoxigraph.Store.read_only("/" if shut_in else place)
        confinement.drop_rights()
        confinement.die_with_parent()
        if os.getppid() != self._pid:
            return
        confinement.limit(self._setting["memory"], confinement.FULL if confined else _FILES_OF_A_STORE)
        worker.serve_channel(engine, self._setting["memory"], confinement.CHANNEL)

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


if __name__ == "__main__":
    main()
