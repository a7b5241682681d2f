"""The process that workers are forked from: small, of one thread, holding the graph in memory.

The server starts it as a program of its own, so that no thread, file or secret of the server's is in it. It
leaves the network, loads N-Quads (or, for a graph too large to hold twice, lets each worker open the
snapshot), and forks a worker for each channel it is sent. It ends when its control socket does, and the
workers with it.
"""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph

from patgraph.errors import WorkerLost
from patgraph.rdf import parse_nquads

from . import confinement, worker
from .fork_server import ForkServer

_FILES_OF_A_STORE = 4096
#: The service itself goes before what strangers ask of it.
_NICE = 5
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
        ForkServer(control, partial(_work, engine, setting, place, os.getpid())).run()


def launch(
    write: Callable[[BinaryIO], object], snapshot: Path | None, memory: int, network: bool
) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start the zygote, with the N-Quads that `write` writes or the directory of a snapshot; `memory` in MiB.
    Its control socket, and its process.

    It gets none of this process's files, threads or settings. Raises `WorkerLost` where it cannot be started,
    `OSError` where no socket can be had.
    """
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        try:
            return control, _launched(theirs, write, snapshot, memory, network)
        except BaseException:
            control.close()
            raise


def _launched(
    control: socket.socket,
    write: Callable[[BinaryIO], object],
    snapshot: Path | None,
    memory: int,
    network: bool,
) -> subprocess.Popen[bytes]:
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
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=files,
            # Out of reach of the terminal's interrupts, but no session of its own: where the kernel shares
            # the cores out by session first, its niceness would count for nothing against the service.
            process_group=0,
        )  # fmt: skip
    except OSError as error:
        raise WorkerLost(f"No worker can be started: {error}.", "worker") from error
    finally:
        if quads is not None:
            os.close(quads)


def _work(
    engine: pyoxigraph.Store | None, setting: dict[str, Any], place: int, parent: int, channel: int
) -> None:
    confined = engine is not None and not setting["network"]
    os.fchdir(place) if engine is not None else os.chdir(setting["snapshot"])
    here = os.getcwd() if engine is None else "."
    confinement.keep_only(channel)
    shut_in = not setting["network"] and confinement.shut_in()
    if engine is None:
        engine = pyoxigraph.Store.read_only("/" if shut_in else here)
    confinement.drop_rights()
    confinement.die_with_parent()
    if os.getppid() != parent:
        return
    confinement.limit(setting["memory"], confinement.FULL if confined else _FILES_OF_A_STORE)
    worker.serve_channel(engine, setting["memory"], confinement.CHANNEL)


if __name__ == "__main__":
    main()
