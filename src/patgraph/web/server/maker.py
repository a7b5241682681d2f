"""What works answers out beside the service: processes that have its graph and its routes in common memory.

The service forks a process before it begins, which forks a maker for each channel that it is sent. A maker
works out one request at a time:

Q  to it: the number of an endpoint, the request, for how many seconds
D  the response, whole; its first byte says whether the maker has grown: then another is to have its place
X  instead: what went wrong, where that is a fault of ours
"""

import gc
import os
import pickle
import resource
import select
import signal
import socket
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from starlette.requests import Request
from starlette.responses import Response

from patgraph.errors import PatgraphError, WorkerLost
from patgraph.sparql import confinement, frames
from patgraph.sparql.fork_server import ForkServer
from patgraph.sparql.worker import sender
from patgraph.store.deadline import UNTIL, Until

Endpoint = Callable[[Request], Response]
#: What answers an error that is none of ours.
Refuse = Callable[[Request, PatgraphError], Response]
#: It goes behind what only has to be sent.
_NICE = 2
#: One that has grown by so many bytes gives way to a fresh one as soon as nobody needs it, or at once.
_GROWN, _LARGE = 48 << 20, 128 << 20
#: How much it has grown.
SMALL, GROWN, LARGE = range(3)
#: What of a request a maker needs; all else belongs to the server.
_PASSED_ON = (
    "type", "http_version", "method", "scheme", "path", "raw_path", "query_string", "root_path",
    "app_root_path", "headers", "client", "server", "path_params",
)  # fmt: skip


class Forked:
    """The process that was forked, to be waited for."""

    def __init__(self, pid: int) -> None:
        self.pid, self._handle = pid, os.pidfd_open(pid)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, when it has ended; 0 where that does not come in time."""
        if self._handle >= 0 and select.select([self._handle], [], [], timeout)[0]:
            os.close(self._handle)
            self._handle = -1
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return 0


def fork(
    endpoints: Sequence[Endpoint], refuse: Refuse, prepare: Iterator[object] | None = None
) -> tuple[socket.socket, Forked]:
    """Fork what forks the makers, and prepares for them: our end of its control socket, and its process. It
    is called before the service has an event loop, threads or connections of its own. Raises `WorkerLost`.
    """
    if not hasattr(os, "pidfd_open"):
        raise WorkerLost("Makers need a Linux that has pidfd_open.", "worker")
    try:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # What is there is common for good: nobody looks for garbage in it, which would copy it.
        gc.collect()
        gc.freeze()
        parent = os.getpid()
        with warnings.catch_warnings():
            # The threads there are, of the engine, wait; what is forked has none that it would miss.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
    except OSError as error:
        raise WorkerLost(f"No process can be forked: {error}", "worker") from error
    if pid == 0:
        try:
            ours.close()
            _fork_makers(theirs, partial(_work, endpoints, refuse), prepare, parent)
        finally:
            os._exit(1)
    theirs.close()
    return ours, Forked(pid)


def message(number: int, scope: Mapping[str, Any], seconds: float) -> bytes:
    """What is sent to a maker."""
    asked = {name: scope[name] for name in _PASSED_ON if name in scope}
    return frames.frame(frames.QUERY, pickle.dumps((number, asked, seconds)))


def response(content: bytes) -> Response:
    """The response that a maker gave."""
    return pickle.loads(memoryview(content)[1:])


def fault(content: bytes) -> RuntimeError:
    """The fault of ours that a maker met."""
    return RuntimeError(f"In a maker:\n{content[1:].decode()}")


def _fork_makers(
    control: socket.socket, work: Callable[[int, int], None], prepare: Iterator[object] | None, parent: int
) -> NoReturn:
    # It ends with the service, which may finish what is under way after it was told to end.
    os.setpgid(0, 0)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    confinement.die_with_parent()
    if os.getppid() != parent:
        os._exit(0)
    os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + _NICE)
    ForkServer(control, partial(work, os.getpid()), prepare).run()


def _work(endpoints: Sequence[Endpoint], refuse: Refuse, parent: int, channel: int) -> None:
    confinement.die_with_parent()
    if os.getppid() != parent:
        return
    send, at_birth = sender(channel), _resident()
    # The caller has left: what asks the store the next time learns of it.
    signal.signal(signal.SIGUSR1, lambda *_: (until := UNTIL.get()) and until.end())
    while True:
        try:
            _, content = frames.read_frame(partial(os.read, channel))
        except EOFError:
            return
        number, scope, seconds = pickle.loads(content)
        letter, made = _made(endpoints[number], refuse, scope, seconds)
        more = _resident() - at_birth
        grown = LARGE if more > _LARGE else GROWN if more > _GROWN else SMALL
        send(frames.frame(letter, bytes([grown]) + made))
        if grown == LARGE:
            return


def _made(endpoint: Endpoint, refuse: Refuse, scope: dict[str, Any], seconds: float) -> tuple[bytes, bytes]:
    UNTIL.set(Until(seconds))
    request = Request(scope | {"extensions": {}})
    try:
        try:
            made = endpoint(request)
        except PatgraphError as met:
            made = refuse(request, met)
        return frames.PIECE, pickle.dumps(made)
    except Exception:
        return frames.ERROR, traceback.format_exc().encode()
    finally:
        UNTIL.set(None)


def _resident() -> int:
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
