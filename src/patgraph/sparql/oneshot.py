"""One free query in a worker of its own, for the command line: what it does to its process costs no other."""

import json
import math
import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator

from patgraph import errors

from . import confinement, worker


def ask(
    open_store: Callable,
    text: str,
    media: dict[str, str | None],
    form: str | None,
    seconds: float,
    memory: int,
) -> Iterator[bytes]:
    """Evaluate a query in a child process; gives the answer piece by piece, in the media type that
    `media` has for its kind (see `worker`); `form` is what the caller called that.

    The child opens the store, then gives up network and files; its time counts from then. Raises what opening
    raises; what the query is refused for; `DeadlinePassed`, `OutOfMemory` (`memory` is in MiB) and
    `NestedTooDeep`.
    """
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        try:
            _work(open_store, theirs, text, media, form, seconds, memory)
        finally:
            os._exit(0)
    theirs.close()
    status = None
    try:
        with ours, ours.makefile("rb") as channel:
            yield from _pieces(channel, ours, seconds)
    except EOFError:
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        raise errors.cause_of_death(status, seconds, memory) from None
    except TimeoutError:
        raise errors.too_late(seconds) from None
    finally:
        if status is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _pieces(channel, connection: socket.socket, seconds: float) -> Iterator[bytes]:
    deadline = math.inf
    while True:
        letter, content = _frame(channel)
        if letter == b"R":
            # Opening may have built the graph; only now the clock begins.
            deadline = time.monotonic() + seconds
        elif letter == b"D":
            yield content
        elif letter == b"E":
            return
        elif letter == b"X":
            raise _error(json.loads(content))
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left if left < math.inf else None)


def _frame(channel) -> tuple[bytes, bytes]:
    try:
        head = channel.read(worker.HEAD.size)
        letter, length = worker.HEAD.unpack(head)
        content = channel.read(length)
    except (ConnectionError, struct.error):
        raise EOFError from None
    if len(content) < length:
        raise EOFError
    return letter, content


def _error(told: dict) -> errors.PatgraphError:
    if told["error"] == "OutOfMemory":
        return errors.OutOfMemory(told["message"])
    error = getattr(errors, told["error"])(told["message"])
    error.more = told["more"]
    return error


def _work(
    open_store, channel: socket.socket, text: str, media: dict, form: str | None, seconds: float, memory: int
):
    confinement.die_with_parent()
    send = worker.sender(channel.fileno())
    try:
        store = open_store()
    except (errors.PatgraphError, OSError) as error:
        kind = error if isinstance(error, errors.PatgraphError) else errors.PatgraphError()
        told = {"error": type(kind).__name__, "message": str(error), "more": kind.more}
        return send(worker.frame(b"X", json.dumps(told).encode()))
    confinement.leave_network()
    send(worker.frame(b"R", b""))
    signal.setitimer(signal.ITIMER_REAL, seconds + 0.05)
    # What the engine says as it dies is for nobody.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    confinement.limit(memory << 20, files=None)
    asked = {"query": text, "base": store.base, "view": store.view.value, "default": None, "named": None,
             "media": media, "allowed": [], "format": form}  # fmt: skip
    told = worker.answer(store.engine, asked, send)
    send(worker.frame(b"X" if told else b"E", json.dumps(told).encode()))
