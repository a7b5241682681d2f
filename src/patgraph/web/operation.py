"""Operation: request ids, logs, metrics, health, and headers that protect readers of pages."""

import logging
import re
import sys
import time
import uuid
from contextvars import ContextVar

from fastapi import FastAPI, Request, Response
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import choose_encoder
from pythonjsonlogger.json import JsonFormatter

from .. import Graph, __version__

FORMATS = ("text", "json")
_ID = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,128}")
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_log = logging.getLogger("patgraph.access")
#: What a browser may load for a page: only what this server gives. Pictures within a style sheet of the
#: viewer of the API are data.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ON_ALL = [(b"x-content-type-options", b"nosniff")]
_ON_PAGES = [
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


class Metrics:
    """What is counted of a service, in a registry of its own; others may register more there."""

    def __init__(self, graph: Graph):
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.requests = Counter(
            "patgraph_http_requests", "Requests answered.", ["route", "method", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "patgraph_http_request_seconds", "Seconds from a request to the end of its answer.", ["route"],
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
            registry=self.registry,
        )  # fmt: skip
        size = Gauge("patgraph_store_statements", "Statements in the store.", registry=self.registry)
        size.set_function(lambda: len(graph.store.engine))
        about = Info("patgraph_graph", "The graph that is served.", registry=self.registry)
        about.info({"version": graph.version, "software": __version__, "base": graph.store.base})


class Operation:
    """ASGI middleware around everything else: it counts, logs, and adds headers."""

    def __init__(self, app, metrics: Metrics, access_log: bool = False):
        self._app, self._metrics, self._access_log = app, metrics, access_log

    async def __call__(self, scope, receive, send):
        """Serve one request (other kinds of events pass)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = next((value for key, value in scope["headers"] if key == b"x-request-id"), b"")
        if not _ID.fullmatch(name):
            name = uuid.uuid4().hex.encode()
        _request_id.set(name.decode())
        status, begin = 500, time.perf_counter()

        async def answer(message):
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", ()), (b"x-request-id", name), *_ON_ALL]
                if any(key == b"content-type" and value.startswith(b"text/html") for key, value in headers):
                    # A page that others may show within theirs says so itself.
                    own = {key for key, _ in headers}
                    framed = b"content-security-policy" in own
                    headers += [_ON_PAGES[1]] if framed else _ON_PAGES
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            self._done(scope, status, time.perf_counter() - begin)

    def _done(self, scope, status: int, seconds: float):
        route, method = route_of(scope), scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(route, method, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        if self._access_log:
            client = scope.get("client") or ("-", 0)
            about = {
                "method": scope["method"], "path": scope["path"], "status": status, "client": client[0],
                "query": scope.get("query_string", b"").decode("latin-1"), "route": route,
                "seconds": round(seconds, 6),
            }  # fmt: skip
            _log.info("%s %s %s %.1f ms", method, scope["path"], status, seconds * 1000, extra=about)


def route_of(scope) -> str:
    """The route that a request matched, with its parameters unnamed: few, however many addresses."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return "/static" if scope["path"].startswith("/static/") else "none"
    return path.split(".")[0] if path.startswith("/queries/") else path


def add(app: FastAPI, graph: Graph, access_log: bool = False) -> Metrics:
    """Health and metrics, and the middleware that gathers them; `app.state.metrics` has them for others."""
    metrics, started = Metrics(graph), time.monotonic()

    @app.get("/health", tags=["operation"], summary="Is the service up, with which version, since when?")
    def health() -> dict[str, str | float]:
        uptime = round(time.monotonic() - started, 3)
        return {"status": "ok", "version": graph.version, "patgraph": __version__, "uptime": uptime}

    def measured(request: Request) -> Response:
        """What is counted of the service, for Prometheus."""
        encode, media = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(metrics.registry), media_type=media, headers={"Cache-Control": "no-store"})

    app.add_api_route(
        "/metrics", measured, methods=["GET"], tags=["operation"], response_model=None,
        summary="What is counted of the service", responses={200: {"content": {
            "text/plain": {}, "application/openmetrics-text": {}
        }}},
    )  # fmt: skip
    for place, endpoint in (("/health", health), ("/metrics", measured)):
        app.add_api_route(place, endpoint, methods=["HEAD"], include_in_schema=False, response_model=None)
    app.state.metrics = metrics
    app.add_middleware(Operation, metrics=metrics, access_log=access_log)
    return metrics


class _WithRequest(logging.Filter):
    """Puts the id of the request at hand into every record."""

    def filter(self, record) -> bool:
        record.request_id = _request_id.get()
        return True


def log_to_stderr(form: str):
    """Set logging up for a server: `json` is one object a line, `text` one line for people."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_WithRequest())
    names = "{levelname}{name}{message}{request_id}"
    handler.setFormatter(
        JsonFormatter(
            names, style="{", timestamp=True, json_ensure_ascii=False,
            rename_fields={"levelname": "level", "name": "logger"},
        )
        if form == "json"
        else logging.Formatter("{asctime} {levelname} {name}: {message} [{request_id}]", style="{")
    )  # fmt: skip
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("patgraph").setLevel(logging.INFO)
