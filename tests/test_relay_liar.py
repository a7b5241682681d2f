"""`/sparql` over a remote store that fails or lies: a problem document that names the fault, in time."""

import time

import pytest

from .remotes import oxigraph_server
from .test_relay import client_of
from .test_sparql import ask, problem
from .test_wire import EMPTY, JSON, liar, whole

QUERY = "SELECT * { ?s ?p ?o }"
#: What a service asks before a query: the description, and whether there is a view.
START = [whole(EMPTY)], [whole(b'{"head":{},"boolean":true}')]
HTML = b"Content-Type: text/html\r\n"
HEAD = b"HTTP/1.1 200 OK\r\n" + JSON + b"\r\n"


@pytest.mark.parametrize(
    ("script", "options", "status", "word"),
    [
        ([whole(b"<html>Login</html>", HTML)], (), 502, "no SPARQL answer"),
        ([whole(b'{"head":{"vars":["s"]},"results":{"bindings":[{')], (), 502, "half an answer"),
        ([whole(EMPTY)[:-9]], (), 502, "half an answer"),
        ([whole(b"broken", b"", b"500 Oops")], (), 502, "500"),
        ([whole(b"slow", b"", b"504 Gateway Timeout")], (), 503, "gave up"),
        ([whole(b"no such function", b"", b"400 Bad Request")], (), 400, "no such function"),
        ([], (), 502, "hung up twice"),
        ([30], ("--timeout", "1"), 503, "1 s"),
        ([HEAD, None], ("--timeout", "1"), 503, "1 s"),
        ([HEAD, *[b" " * 1_000_000] * 9], ("--memory", "16"), 503, "2097152"),
    ],
    ids=["html", "half a document", "half a body", "500", "504", "400", "hung up", "hang", "drip", "large"],
)  # fmt: skip
def test_a_store_that_fails_is_told_as_such(script, options, status, word):
    """HTML, half an answer, 5xx, a hang, an answer without an end or too large: each is its own problem, by
    the deadline at the latest, and the service goes on."""
    with liar(*START, script) as server, client_of(server.url, *options) as client:
        began = time.monotonic()
        assert word in problem(ask(client, QUERY), status)["detail"]
        assert time.monotonic() - began < 5
        assert client.get("/sparql", params={"query": "ASK {"}).status_code == 400


def test_a_store_that_dies_is_told_as_such():
    """Killed while it is served, it is 503 with its address, on `/sparql` and as the reason, not a hang."""
    with oxigraph_server() as (address, process), client_of(address.query) as client:
        assert ask(client, "ASK {}").json()["boolean"] is True
        process.kill()
        process.wait()
        began = time.monotonic()
        assert "cannot be reached" in problem(ask(client, QUERY), 503)["detail"]
        assert time.monotonic() - began < 6
