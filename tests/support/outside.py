"""The outside world on loopback: a proxy that answers for every host of http, each as a test tells it to."""

import contextlib
import http.server
import threading
import time
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pyoxigraph

ROWS = pyoxigraph.QueryResultsFormat.JSON


class Outside:
    """What stands there (`pages`: address -> what handles it), and who came, when, to what."""

    def __init__(self):
        self.pages: dict[str, object] = {}
        self.came: list[tuple[float, str, str]] = []
        self.agents: set[str] = set()
        self.at_once: Counter = Counter()
        self.most: Counter = Counter()
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.address = ""

    @property
    def environment(self) -> dict[str, str]:
        """With it programs find this world; 127.0.0.1 they still find themselves."""
        found = {"HTTP_PROXY": self.address, "NO_PROXY": "127.0.0.1"}
        return found | {name.lower(): value for name, value in found.items()}

    def asked(self, address: str) -> list[str]:
        """The methods with which an address was asked for."""
        return [method for _, method, url in self.came if url == address]

    def times(self, host: str) -> list[float]:
        """When a host was asked."""
        return [at for at, _, url in self.came if urlsplit(url).netloc == host]


def page(content: str = "", status: int = 200, media: str = "text/html", **headers):
    """An answer that is always the same."""

    def answer(handler):
        handler.give(status, content.encode(), {"Content-Type": media, **headers})

    return answer


def titled(title: str, status: int = 200):
    """An HTML page with a title."""
    return page(f"<!doctype html><html><head><title>{title}</title></head><body>…</body></html>", status)


def redirect(to: str, status: int = 301):
    """A redirect."""
    return page(status=status, Location=to)


def slow(seconds: float, then=None):
    """Nothing for a while, then an answer."""

    def answer(handler):
        handler.outside.over.wait(seconds)
        (then or titled("At last"))(handler)

    return answer


def dies(handler):
    """Half an answer, and the connection is closed."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<html>")
    handler.close_connection = True


def drips(handler):
    """A byte now and then, without an end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    with contextlib.suppress(OSError):
        while not handler.outside.over.wait(0.05):
            handler.wfile.write(b".")
    handler.close_connection = True


def busy(times: int, retry_after: str, then=None):
    """429 so many times, then an answer."""
    left = [times]

    def answer(handler):
        left[0] -= 1
        if left[0] >= 0:
            return handler.give(429, b"", {"Retry-After": retry_after})
        return (then or titled("At last"))(handler)

    return answer


def only_get(then, head=page("", 405)):  # noqa: B008
    """405, or something else, to HEAD."""
    return lambda handler: (head if handler.command == "HEAD" else then)(handler)


def service(turtle: str):
    """A SPARQL service that holds some Turtle."""
    store = pyoxigraph.Store()
    store.load(turtle.encode(), format=pyoxigraph.RdfFormat.TURTLE)

    def answer(handler):
        form = handler.rfile.read(int(handler.headers.get("Content-Length", 0))).decode()
        query = parse_qs(form or urlsplit(handler.path).query)["query"][0]
        content = store.query(query).serialize(format=ROWS)
        handler.give(200, content, {"Content-Type": "application/sparql-results+json"})

    return answer


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    outside: Outside

    def do_GET(self):
        url = self.path if "://" in self.path else f"http://{self.headers['Host']}{self.path}"
        host, outside = urlsplit(url).netloc, self.outside
        with outside.lock:
            outside.came.append((time.monotonic(), self.command, url))
            outside.agents.add(self.headers.get("User-Agent", ""))
            for who in (host, ""):
                outside.at_once[who] += 1
                outside.most[who] = max(outside.most[who], outside.at_once[who])
        try:
            found = outside.pages.get(url.partition("?")[0]) or page("", 404)
            with contextlib.suppress(OSError):
                found(self)
        finally:
            with outside.lock:
                for who in (host, ""):
                    outside.at_once[who] -= 1

    do_HEAD = do_POST = do_GET

    def do_CONNECT(self):
        self.give(502, b"", {})

    def give(self, status: int, content: bytes, headers: dict[str, str]):
        """Send a whole answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def outside_world():
    """An outside world where nothing stands yet."""
    outside = Outside()
    handler = type("Handler", (_Handler,), {"outside": outside})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    outside.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield outside
    finally:
        outside.over.set()
        server.shutdown()
        server.server_close()
