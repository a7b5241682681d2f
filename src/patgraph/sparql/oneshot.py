"""One free query in a worker of its own, for the command line: what it does to its process costs no other."""

import json
import math
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import pyoxigraph
from pyoxigraph import NamedNode

from patgraph import errors

from . import confinement, frames, worker


class OpenedGraph(Protocol):
    """What a query is asked of: an engine that this process has, and the names in it."""

    @property
    def engine(self) -> pyoxigraph.Store:
        """The engine itself."""

    @property
    def base(self) -> str:
        """The base of its names."""

    @property
    def view(self) -> NamedNode:
        """The graph a query sees as its default graph."""


def ask(
    open_store: Callable[[], OpenedGraph],
    text: str,
    media: Mapping[str, str | None],
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
        with ours:
            yield from _pieces(ours, seconds)
    except EOFError:
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        raise errors.cause_of_death(status, seconds, memory) from None
    except TimeoutError:
        raise errors.too_late(seconds) from None
    except errors.OutOfMemory:
        raise errors.too_large(memory) from None
    finally:
        if status is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _pieces(channel: socket.socket, seconds: float) -> Iterator[bytes]:
    deadline = math.inf
    while True:
        letter, content = frames.read_frame(channel.recv)
        if letter == frames.READY:
            # Opening may have built the graph; only now the clock begins.
            deadline = time.monotonic() + seconds
        elif letter == frames.PIECE:
            yield content
        elif letter == frames.END:
            return
        elif letter == frames.ERROR:
            raise frames.raised(json.loads(content))
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        channel.settimeout(left if left < math.inf else None)


def _work(
    open_store: Callable[[], OpenedGraph],
    channel: socket.socket,
    text: str,
    media: Mapping[str, str | None],
    form: str | None,
    seconds: float,
    memory: int,
) -> None:
    confinement.die_with_parent()
    send = worker.sender(channel.fileno())
    try:
        store = open_store()
    except (errors.PatgraphError, OSError) as error:
        known = error if isinstance(error, errors.PatgraphError) else errors.PatgraphError(str(error))
        return send(frames.message(frames.ERROR, frames.told(known)))
    confinement.leave_network()
    send(frames.frame(frames.READY, b""))
    signal.setitimer(signal.ITIMER_REAL, seconds + 0.05)
    # What the engine says as it dies is for nobody.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    confinement.limit(memory << 20, files=None)
    asked: dict[str, Any] = {
        "query": text, "base": store.base, "view": store.view.value, "default": None, "named": None,
        "media": media, "allowed": [], "format": form,
    }  # fmt: skip
    failed = worker.send_answer(store.engine, asked, send)
    send(frames.message(frames.ERROR if failed else frames.END, failed))
