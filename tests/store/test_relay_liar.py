"""`/sparql` over a remote store that fails or lies: a problem document that names the fault, in time."""

import time

import pytest

from tests.support.liar import EMPTY, JSON, liar, whole
from tests.support.remotes import oxigraph_server
from tests.support.service import serving
from tests.support.sparql_client import ask, problem

pytestmark = pytest.mark.server

QUERY = "SELECT * { ?s ?p ?o }"
HTML = b"Content-Type: text/html\r\n"
HEAD = b"HTTP/1.1 200 OK\r\n" + JSON + b"\r\n"


class Turncoat:
    """The scripts of a liar that answers honestly (it is empty) until it has `turned`."""

    def __init__(self, server):
        self.server, self.script, self.turned = server, [], False

    def __len__(self):
        return 1_000_000

    def __getitem__(self, at):
        if self.turned:
            return self.script
        return [whole(b'{"head":{},"boolean":true}' if b"ASK" in self.server.requests[at] else EMPTY)]


@pytest.fixture(scope="module")
def turned():
    """The scripts of a store that was honest while a service on it began, and a client of that service."""
    with liar() as server:
        server.scripts = lies = Turncoat(server)
        with serving(server.url, "--timeout", "100", "--memory", "16") as service:
            lies.turned = True
            yield lies, service.client


@pytest.mark.parametrize(
    ("script", "status", "word"),
    [
        ([whole(b"<html>Login</html>", HTML)], 502, "no SPARQL answer"),
        ([whole(b'{"head":{"vars":["s"]},"results":{"bindings":[{')], 502, "half an answer"),
        ([whole(EMPTY)[:-9]], 502, "half an answer"),
        ([whole(b"broken", b"", b"500 Oops")], 502, "500"),
        ([whole(b"slow", b"", b"504 Gateway Timeout")], 503, "gave up"),
        ([whole(b"no such function", b"", b"400 Bad Request")], 400, "no such function"),
        ([], 502, "hung up twice"),
        ([30], 503, "2 s"),
        ([HEAD, None], 503, "2 s"),
        ([HEAD, *[b" " * 1_000_000] * 9], 503, "2097152"),
    ],
    ids=["html", "half a document", "half a body", "500", "504", "400", "hung up", "hang", "drip", "large"],
)  # fmt: skip
def test_a_store_that_fails_is_told_as_such(turned, script, status, word):
    """HTML, half an answer, 5xx, a hang, an answer without an end or too large: each is its own problem, by
    the deadline at the latest, and the service goes on."""
    lies, client = turned
    lies.script = script
    # Whoever is to be told what the store said has the time for it, however busy the machine is.
    limit = {"timeout": 2} if word == "2 s" else {}
    began = time.monotonic()
    assert word in problem(ask(client, QUERY, **limit), status)["detail"]
    assert time.monotonic() - began < (30 if limit else 100)
    assert client.get("/sparql", params={"query": "ASK {"}).status_code == 400


@pytest.mark.remote
def test_a_store_that_dies_is_told_as_such():
    """Killed while it is served, it is 503 with its address, on `/sparql` and as the reason, not a hang."""
    with oxigraph_server() as (address, process), serving(address.query) as service:
        client = service.client
        assert ask(client, "ASK {}").json()["boolean"] is True
        process.kill()
        process.wait()
        began = time.monotonic()
        assert "cannot be reached" in problem(ask(client, QUERY), 503)["detail"]
        assert time.monotonic() - began < 30
