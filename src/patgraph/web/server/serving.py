"""Serving: connections that say nothing are closed, and a server that ends finishes what it began.

On SIGTERM, SIGINT or SIGHUP a server drains for as long as it is told to: it still answers, but `/health`
says `draining` with status 503 and each answer closes its connection, so that a load balancer sends new
requests elsewhere. Then it takes no more connections, finishes the requests in flight and ends.
A new version, of the graph or of the program, is taken by starting again behind the balancer.
"""

import asyncio
import contextlib
import gc
import logging
import resource
import signal
from collections.abc import Sequence

import uvicorn
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from patgraph.errors import PatgraphError
from patgraph.web.http.problems import problem

from .connections import Connections, most_connections
from .cutting import CUT
from .doors import open_doors
from .draining import Draining
from .leaving import GONE
from .proxies import Proxies
from .short_slices import ask_for_short_slices

#: Seconds a connection may be open without a whole request, or idle between two.
IDLE = 15
#: Seconds for which an answer may make no progress: whoever reads less in it than a buffer holds is let go.
STALLED = 60
#: Connections that one client may have open.
EACH = 256
#: Seconds that requests in flight have when a server ends.
GRACE = 60
_BACKLOG = 2048
#: When garbage is looked for: seldom, for all that answers are made of is looked at while everybody waits.
_GARBAGE = (5_000, 20, 50)
#: Seconds in which the rest of an answer that is cut is still sent.
_FAREWELL = 5
_errors = logging.getLogger("patgraph.connection")
_errors.setLevel(logging.ERROR)
#: Bytes of the head of a request, and of one line of it but the first; the parser alone has no limit.
HEAD, LINE = 32 * 1024, 8 * 1024
_REFUSED = (
    431, "Too much in a request's head",
    f"The head of a request may have {HEAD} bytes, and one line of it but the first {LINE}; "
    "a long query can be sent by POST.", "BadRequest",
)  # fmt: skip
#: What is written where a head has no end.
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: application/problem+json\r\n"
    b"Access-Control-Allow-Origin: *\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
    % (len(body := problem(*_REFUSED).body), body)
)
#: What is written where too many connections are open.
_CLOSE_SOME = "Too many connections are open; close some, or come again later."
_TOO_MANY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 5\r\n"
    b"Access-Control-Allow-Origin: *\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
    % (len(body := problem(503, "Too busy", _CLOSE_SOME, "Busy").body), body)
)


async def _head_too_large(scope, receive, send):
    """The application for a request whose head is whole and too large."""
    headers = {"Access-Control-Allow-Origin": "*", "Connection": "close"}
    await problem(*_REFUSED, headers)(scope, receive, send)


def serve(
    app, host: str, port: int, drain: float = 0.0, tell=lambda text: None, proxies: Sequence[str] = (),
    each: int | None = None,
):  # fmt: skip
    """Serve until SIGTERM or SIGINT, then drain for some seconds and end. Raises `PatgraphError` where
    the address cannot be had; `tell` hears when it is served on, and who is believed: what `proxies`
    (addresses, networks) say in X-Forwarded-For of who asks. `each` client may have so many connections.
    """
    _more_files()
    with contextlib.ExitStack() as open_ones:
        try:
            # A proxy brings the connections of many.
            doors = [open_ones.enter_context(door) for door in open_doors(host, port, not proxies)]
        except (OSError, OverflowError) as error:
            raise PatgraphError(f"{host}:{port} cannot be served on: {error}; try --port.") from error
        tell(f"serving on http://{host}:{port}; X-Forwarded-For is believed {_of(proxies)}")
        draining = Draining(app)
        known = Proxies(draining, proxies)
        Patient.opened = Connections(each or EACH, most_connections(), known.is_proxy)
        config = uvicorn.Config(
            known if proxies else draining,
            interface="asgi3",
            proxy_headers=False,
            ws="none",
            log_config=None,
            access_log=False,
            http=Patient,
            timeout_keep_alive=IDLE,
            timeout_graceful_shutdown=GRACE,
            backlog=_BACKLOG,
        )
        # What is there now stays: to look for garbage in it again and again would stop everybody each time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_GARBAGE)
        _Server(config, draining, drain).run(sockets=doors)


def _of(proxies: Sequence[str]) -> str:
    return f"of {', '.join(proxies)}" if proxies else "of nobody (--proxy names whom to believe)"


class Patient(HttpToolsProtocol):
    """HTTP/1.1 that waits for a whole request so long and no longer; uvicorn alone waits for ever for a
    first request, and for the rest of one that has begun. An answer that makes no progress ends, whatever
    gives it.
    """

    #: What is open, counted for all.
    opened = Connections(EACH, EACH)

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self._since: float | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._in_head, self._head, self._piece, self._is_lost = True, 0, 0, False
        self._name: str | None = None
        self._stall: asyncio.TimerHandle | None = None
        # What is wrong with a stranger's request is told the stranger, and does not fill our log.
        self.logger = _errors

    def connection_made(self, transport):
        """Begin to wait."""
        # As uvicorn does it, but for a socket that it makes to ask for each of the two addresses.
        self.connections.add(self)
        self.transport, self.flow, self.scheme = transport, FlowControl(transport), "http"
        self.server, self.client = (_address(transport, name) for name in ("sockname", "peername"))
        self._name = self.opened.enter(self.client and self.client[0])
        if self._name is None:
            transport.write(_TOO_MANY)
            self._let_go()
            return
        self._wait()

    def connection_lost(self, exc):
        """Wait no longer."""
        self._since, self._is_lost = None, True
        for timer in (self._patience, self._stall):
            if timer is not None:
                timer.cancel()
        if self._name is not None:
            self.opened.leave(self._name)
            self._name = None
        super().connection_lost(exc)
        # All these lead back here. Without them nothing is left for which garbage has to be looked for, while
        # everybody waits.
        self._patience = self._stall = self.timeout_keep_alive_task = None
        self.pipeline.clear()
        self.scope = self.cycle = self.headers = None

    def eof_received(self):
        """The caller says no more: he has left, as the connection ends with that."""
        self._is_lost = True

    def pause_writing(self):
        """The caller reads more slowly than the answer comes: he has so long for what a buffer holds."""
        super().pause_writing()
        self._stall = self.loop.call_later(STALLED, self.transport.abort)

    def resume_writing(self):
        """He has read it."""
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
        super().resume_writing()

    def timeout_keep_alive_handler(self):
        """Nothing has come after an answer; what of it is still to be sent has a moment."""
        self._let_go()

    def _let_go(self):
        """Close the connection; who reads nothing keeps one that is closed politely only so long."""
        self.transport.close()
        self.loop.call_later(_FAREWELL, self.transport.abort)

    def data_received(self, data):
        """Bytes have come; a head that is too large ends the connection."""
        for start in range(0, len(data), HEAD):
            if self.transport.is_closing():
                return
            piece = data[start : start + HEAD]
            self._piece = len(piece)
            self._head += self._piece if self._in_head else 0
            super().data_received(piece)
            if self._in_head and self._head > HEAD:
                self.transport.write(_TOO_LARGE)
                self._let_go()

    def on_headers_complete(self):
        """The head of a request is whole; one that is too large is answered with what is wrong."""
        self._in_head = False
        app = self.app
        if (self._head > LINE or self._piece > LINE) and self._is_too_large():
            self.app = _head_too_large
        super().on_headers_complete()
        self.app = app

    def _is_too_large(self) -> bool:
        lines = [len(name) + len(value) + 4 for name, value in self.headers]
        return max(lines, default=0) > LINE or sum(lines) + len(self.url) > HEAD

    def on_message_begin(self):
        """A request has begun, the first on this connection or a later one."""
        if self._since is None:
            self._wait()
        if not self._in_head:
            self._in_head, self._head = True, 0
        super().on_message_begin()
        self.scope["extensions"] = {CUT: self._cut, GONE: self._is_gone}

    def _is_gone(self) -> bool:
        return self._is_lost

    def _cut(self):
        """End the connection in the middle of an answer, without a word in the log: it is what was meant."""
        self._let_go()

    def on_message_complete(self):
        """A request is whole; its answer takes what time it takes."""
        self._since = None
        super().on_message_complete()

    def _wait(self):
        self._since = self.loop.time()
        # One timer serves all requests of a connection: one for each would cost more than a quick answer.
        if self._patience is None:
            self._patience = self.loop.call_later(self.timeout_keep_alive, self._look)

    def _look(self):
        self._patience = None
        if self._since is None or self.transport is None or self.transport.is_closing():
            return
        left = self._since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._patience = self.loop.call_later(left, self._look)
        else:
            # Not `close`, which waits for what the other side will not read.
            self.transport.abort()


def _address(transport, name: str) -> tuple[str, int] | None:
    found = transport.get_extra_info(name)
    return (str(found[0]), int(found[1])) if isinstance(found, tuple) else None


class _Server(uvicorn.Server):
    """A server that drains before it ends; a second signal ends it at once."""

    def __init__(self, config, draining: Draining, seconds: float):
        super().__init__(config)
        self._draining, self._seconds = draining, seconds

    def handle_exit(self, sig, frame):
        """Called for SIGTERM, SIGINT and SIGHUP."""
        if self._draining.begun or not self._seconds or self.should_exit:
            super().handle_exit(sig, frame)
            return
        self._draining.begun = True
        # A signal may come between any two steps of the loop: let the loop do the rest.
        self._loop.call_soon_threadsafe(self._loop.call_later, self._seconds, super().handle_exit, sig, None)

    async def serve(self, sockets=None):
        """Run until told to end."""
        self._loop = asyncio.get_running_loop()
        ask_for_short_slices()
        # A terminal that is closed; who wants to outlive it starts with `nohup`, which says so.
        if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
            self._loop.add_signal_handler(signal.SIGHUP, self.handle_exit, signal.SIGTERM, None)
        await super().serve(sockets)


def _more_files():
    """As many connections as the system lets us have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
