"""Operation: request ids, logs, metrics and health."""

import asyncio
import logging
import random
import re
import sys
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from itertools import accumulate

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import (
    CollectorRegistry,
    Gauge,
    GCCollector,
    Info,
    Metric,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.utils import floatToGoString
from pythonjsonlogger.json import JsonFormatter
from starlette.types import Message, Receive, Scope, Send

from patgraph.about import __version__
from patgraph.characters import visible
from patgraph.graph import Graph
from patgraph.web.http import negotiation

from .cache import ReadyAnswers
from .client_queue import ClientQueue
from .encodings import Encodings
from .layers import Site
from .leaving import LEFT, Leaving
from .routing import Routes, counted_as
from .security_headers import Preflights, SecurityHeaders
from .turns import Turns

FORMATS = ("text", "json")
_ID = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,128}")
#: Seconds: the upper bounds of the histogram.
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
#: Seconds for which the metrics are not written again, and so many times as long as writing them took.
_PAUSE, _REST = 1.0, 4
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_log = logging.getLogger("patgraph.access")


class Metrics:
    """What is counted of a service, in a registry of its own; others may register more there."""

    def __init__(self, graph: Graph):
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._answers: dict[tuple[str, str, int], _Answers] = defaultdict(_Answers)
        self._next: dict[str, asyncio.Task[bytes]] = {}
        self._one_writes, self._rested = asyncio.Lock(), 0.0
        self.registry.register(self)
        size = Gauge("patgraph_store_statements", "Statements in the store.", registry=self.registry)
        size.set(len(graph.store.engine))  # Counting them takes longer than all else here.
        about = Info("patgraph_graph", "The graph that is served.", registry=self.registry)
        about.info({"version": graph.version, "software": __version__, "base": graph.store.base})

    def count(self, route: str, method: str, status: int, seconds: float):
        """Note an answer."""
        # Plain numbers: the library's own counters took a third of the time that a cached answer takes here.
        if method not in _METHODS:
            method = "other"  # A stranger's are without number.
        answers = self._answers[route, method, status]
        answers.seconds += seconds
        answers.buckets[bisect_left(_BOUNDS, seconds)] += 1

    async def text(self, media: str, encode: Callable[[CollectorRegistry], bytes]) -> bytes:
        """All that is counted, as `encode` writes a media type. It takes its time, so it is written outside
        the event loop, once for all who wait for it, and after a pause that is longer than it took.
        """
        writing = self._next.get(media)
        if writing is None:
            writing = self._next[media] = asyncio.ensure_future(self._write(media, encode))
        # Who leaves does not end what others wait for.
        return await asyncio.shield(writing)

    async def _write(self, media: str, encode: Callable[[CollectorRegistry], bytes]) -> bytes:
        try:
            async with self._one_writes:
                await asyncio.sleep(self._rested - time.monotonic())
                # Who asks from now on waits for the next: what is counted meanwhile may be missing here.
                del self._next[media]
                begun = time.monotonic()
                text = await asyncio.to_thread(encode, self.registry)
                now = time.monotonic()
                self._rested = now + max(_PAUSE, _REST * (now - begun))
                return text
        finally:
            if self._next.get(media) is asyncio.current_task():
                del self._next[media]

    def collect(self) -> Iterable[Metric]:
        """What has been noted, as the registry asks for it."""
        requests = CounterMetricFamily(
            "patgraph_http_requests", "Requests answered.", labels=["route", "method", "status"]
        )
        seconds = HistogramMetricFamily(
            "patgraph_http_request_seconds", "Seconds from a request to the end of its answer.",
            labels=["route"],
        )  # fmt: skip
        routes: dict[str, _Answers] = defaultdict(_Answers)
        for (route, method, status), answers in list(self._answers.items()):
            requests.add_metric([route, method, str(status)], sum(answers.buckets))
            routes[route].seconds += answers.seconds
            routes[route].buckets = [*map(sum, zip(routes[route].buckets, answers.buckets, strict=True))]
        for route, answers in routes.items():
            counts = zip([*map(floatToGoString, _BOUNDS), "+Inf"], accumulate(answers.buckets), strict=True)
            seconds.add_metric([route], [*counts], answers.seconds)
        yield from (requests, seconds)


class _Answers:
    """How many answers took how long, by the bounds, and how long all took."""

    __slots__ = ("buckets", "seconds")

    def __init__(self):
        self.buckets, self.seconds = [0] * (len(_BOUNDS) + 1), 0.0


class Operation:
    """The outermost ASGI layer: it names, counts and logs each request, and sends what is ready at once; all
    else begins in turns, a few in each of the event loop.
    """

    def __init__(self, ready: ReadyAnswers, metrics: Metrics, access_log: bool = False):
        self._ready, self._metrics, self._access_log = ready, metrics, access_log
        self._turns, self._leaving = Turns(), Leaving()

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Serve one request (other kinds of events pass)."""
        if scope["type"] != "http":
            await self._ready.ask(scope, receive, send)
            return
        begin, name, status = time.perf_counter(), _name(scope["headers"]), 500
        ready = self._ready.find(scope)
        if self._access_log or ready is None:
            _request_id.set(name.decode())
        if ready is not None:
            start, body, route = ready
            await send({**start, "headers": [*start["headers"], (b"x-request-id", name)]})
            await send(body)
            self._done(scope, route, start["status"], time.perf_counter() - begin)
            return

        async def answer(message: Message):
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), (b"x-request-id", name)]}
            await send(message)

        try:
            if scope["path"] == "/health":
                await self._ready.ask(scope, receive, answer)
                return
            client = (scope.get("client") or ("",))[0]
            await self._turns.turn(client)
            if await self._leaving.has_left(client, scope):
                await answer({"type": "http.response.start", "status": LEFT, "headers": []})
                await answer({"type": "http.response.body", "body": b""})
            else:
                await self._ready.ask(scope, receive, answer)
            self._leaving.note(client, status == LEFT)
        finally:
            self._done(scope, counted_as(scope), status, time.perf_counter() - begin)

    def _done(self, scope: Scope, route: str, status: int, seconds: float):
        self._metrics.count(route, scope["method"], status, seconds)
        if self._access_log:
            client = scope.get("client") or ("-", 0)
            about = {
                "method": scope["method"], "path": scope["path"], "status": status, "client": client[0],
                "query": scope.get("query_string", b"").decode("latin-1"), "route": route,
                "seconds": round(seconds, 6),
            }  # fmt: skip
            _log.info("%s %s %s %.1f ms", scope["method"], scope["path"], status, seconds * 1000, extra=about)


def _name(headers) -> bytes:
    """The id of a request: the caller's own, if it is one, else a new one."""
    for key, value in headers:
        if key == b"x-request-id" and _ID.fullmatch(value):
            return value
    # Names, no secrets: an ordinary generator does.
    return b"%032x" % random.getrandbits(128)


class OperationRoutes:
    """`/health` and `/metrics`. `trouble()` says what does not work as it should, or nothing."""

    def __init__(self, graph: Graph, metrics: Metrics, trouble: Callable[[], str | None] = lambda: None):
        self._graph, self._metrics, self._started = graph, metrics, time.monotonic()
        self._trouble = trouble

    def add_to(self, routes: Routes):
        """Register the addresses."""
        routes.get(
            "/health", self.health, "Is the service up, with which version, since when?", tags=["operation"],
            response_model=dict[str, str | float],
        )  # fmt: skip
        routes.get(
            "/metrics", self.measured, "What is counted of the service", tags=["operation"],
            responses={200: {"content": {"text/plain": {}, "application/openmetrics-text": {}}}},
        )  # fmt: skip

    # Both are begun in the event loop itself: they wait for no thread that works for others.
    async def health(self, request: Request) -> Response:
        uptime = round(time.monotonic() - self._started, 3)
        about = {"status": "ok"}
        if trouble := self._trouble():
            about = {"status": "degraded", "reason": trouble}
        about |= {"version": self._graph.version, "patgraph": __version__, "uptime": uptime}
        return JSONResponse(about)

    async def measured(self, request: Request) -> Response:
        """What is counted of the service, for Prometheus."""
        encode, media = choose_encoder(negotiation.accepted(request) or "")
        content = await self._metrics.text(media, encode)
        return Response(content, media_type=media, headers={"Cache-Control": "no-store"})


def put_layers_before(app: Site, metrics: Metrics, access_log: bool, at_once: int, places: int):
    """The layers before the framework. `places` requests are worked on at a time, `at_once` of a client;
    `app.state.metrics` has the metrics for others.
    """
    app.state.metrics = metrics
    queue = Preflights(ClientQueue(app.front, at_once, places=places))
    app.front = Operation(ReadyAnswers(Encodings(SecurityHeaders(queue))), metrics, access_log)


class _WithRequest(logging.Filter):
    """Puts the id of the request at hand into every record."""

    def filter(self, record) -> bool:
        record.request_id = _request_id.get()
        return True


class _LineFormatter(logging.Formatter):
    """One line a record, whatever it holds: a stranger's text can neither begin a line nor speak to a
    terminal. The lines of a traceback are set in.
    """

    def formatMessage(self, record) -> str:
        record.message = visible(record.message)
        return super().formatMessage(record)

    def formatException(self, ei) -> str:
        lines = super().formatException(ei).split("\n")
        return "\n".join(f"  {visible(line)}" for line in lines)


def log_to_stderr(form: str):
    """Set logging up for a server: `json` is one object a line, `text` one line for people."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_WithRequest())
    names = "{levelname}{name}{message}{request_id}"
    handler.setFormatter(
        JsonFormatter(
            names, style="{", timestamp=True,
            rename_fields={"levelname": "level", "name": "logger"},
        )
        if form == "json"
        else _LineFormatter("{asctime} {levelname} {name}: {message} [{request_id}]", style="{")
    )  # fmt: skip
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("patgraph").setLevel(logging.INFO)
