"""A remote store that fails or lies: each fault is one clear error, in time, and no secret leaks."""

import json
import time

import pyoxigraph
import pytest

from patgraph.errors import MalformedQuery, PatgraphError, RemoteFault, RemoteUnavailable
from patgraph.store.address import Address
from patgraph.store.remote import RemoteStore
from tests.support.liar import EMPTY, JSON, liar, whole

SECRET = "hunter2-secret"
WITHIN = "no whole answer within"
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'


def ask(server, **options):
    """One exchange with a server, as `RemoteStore` has it."""
    store = RemoteStore(Address(server.url, user="me", password=SECRET, **options))
    return store.client.rows("SELECT ?x { ?x ?y ?z }")


@pytest.mark.parametrize(
    ("script", "error", "message"),
    [
        ([whole(b"Sorry <b>" + SECRET.encode() + b"</b>", b"", b"500 Oops")], RemoteFault, "500: Sorry …"),
        ([whole(b"no", b"", b"404 Not Found")], RemoteFault, "nothing there"),
        ([whole(b"no", b"", b"403 Forbidden")], RemoteFault, "--password"),
        ([whole(b"no", b"", b"504 Gateway Timeout")], RemoteUnavailable, "gave up"),
        ([whole(b"", b"Location: http://127.0.0.2/else\r\n", b"302 Found")], RemoteFault, "127.0.0.2/else"),
        ([whole(b"", b"Location: /sparql/\r\n", b"308 Moved")], RemoteFault, "redirects to /sparql/"),
        ([whole(b"<html><title>Login</title></html>", b"Content-Type: text/html\r\n")],
         RemoteFault, "gave text/html, which is no SPARQL answer (Login)"),
        ([whole(ROWS, b"")], RemoteFault, "no media type"),
        ([whole(ROWS[:40])], RemoteFault, "half an answer"),
        ([whole(ROWS)[:-20]], RemoteFault, "half an answer"),
        ([whole(b"[1, 2]")], RemoteFault, "none that can be read"),
        ([whole(b"\xff\xfe\x00")], RemoteFault, "none that can be read"),
        ([whole(b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"a b"}}]}}')],
         RemoteFault, "none that can be read"),
        ([whole(ROWS, JSON + b"X-SPARQL-MaxRows: 1\r\n")], RemoteFault, "cut after 1 rows"),
        ([whole(ROWS, JSON + b"X-SQL-State: S1TAT\r\n")], RemoteFault, "only a part"),
        ([b"HTTP/1.1 200 OK\r\n", 60], RemoteUnavailable, WITHIN),
        ([60], RemoteUnavailable, WITHIN),
        ([b"HTTP/1.1 200 OK\r\nX-Slow:", None], RemoteUnavailable, WITHIN),
        ([b"HTTP/1.1 200 OK\r\n" + JSON + b"Connection: close\r\n\r\n", None], RemoteUnavailable, WITHIN),
        ([b"SSH-2.0-OpenSSH\r\n"], RemoteFault, "hung up twice"),
        ([whole(b"", b"Content-Encoding: gzip\r\n")[:-4] + b"\r\n\r\nnot gzip"], RemoteFault, "127.0.0.1"),
    ],
)  # fmt: skip
def test_each_fault_is_one_clear_error(script, error, message):
    """Time-outs, failures, halves, other media types, HTML, redirects and endless answers: an error of
    our tree within the deadline, with the address and never the password."""
    with liar(script) as server:
        began = time.monotonic()
        with pytest.raises(error) as caught:
            ask(server, deadline=1.0 if "within" in message else 30)
        assert time.monotonic() - began < 30
        assert message in str(caught.value)
        assert "127.0.0.1" in str(caught.value)
        assert SECRET not in f"{caught.value!r} {caught.value.__cause__!r}"
        assert caught.value.status == (503 if error is RemoteUnavailable else 502)


def test_a_huge_answer_is_cut_off_with_an_error():
    """No more is read than an address allows, however fast it comes."""
    script = [b"HTTP/1.1 200 OK\r\n" + JSON + b"\r\n", *[b" " * 1_000_000] * 50]
    with liar(script) as server, pytest.raises(RemoteFault, match="more than 2000000 bytes"):
        ask(server, most=2_000_000)


def test_an_overloaded_store_is_asked_again_a_few_times():
    """503 passes: the question is sent again, after a pause, and answered."""
    with liar(
        [whole(b"busy", b"", b"503 Busy")], [whole(b"busy", b"", b"503 Busy")], [whole(ROWS)]
    ) as server:
        began = time.monotonic()
        assert len(ask(server)) == 1
        assert time.monotonic() - began > 0.3
        assert len(server.requests) == 3


def test_retries_end():
    """A store that stays overloaded, or away, is left alone after the fourth try."""
    with liar([whole(b"busy", b"", b"503 Busy")]) as server:
        with pytest.raises(RemoteUnavailable, match="overloaded or down"):
            ask(server)
        assert len(server.requests) == 4
    began = time.monotonic()
    with pytest.raises(RemoteUnavailable, match="cannot be reached"):
        ask(server)
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("status", [b"500 Oops", b"502 Bad Gateway", b"400 Bad Request", b"302 Found"])
def test_what_does_not_pass_is_not_sent_again(status):
    """A query that a store fails on is not sent to it a second time."""
    with liar([whole(b"no", b"", status)]) as server:
        with pytest.raises(RemoteFault):
            ask(server)
        assert len(server.requests) == 1


def test_a_query_that_fells_a_server_is_sent_twice_at_most():
    """Hanging up may be a kept connection that closed just then; more than once it is not."""
    with liar([]) as server:
        with pytest.raises(RemoteFault, match="hung up twice"):
            ask(server)
        assert len(server.requests) == 2


def test_the_password_goes_only_where_it_is_asked_for():
    """It is sent after a challenge (Basic or Digest), and never by way of a redirect."""
    basic = whole(b"", b'WWW-Authenticate: Basic realm="x"\r\n', b"401 Who?")
    digest = whole(b"", b'WWW-Authenticate: Digest realm="x", nonce="y", qop="auth"\r\n', b"401 Who?")
    for challenge, scheme in ((basic, b"Basic "), (digest, b"Digest ")):
        with liar([challenge], [whole(ROWS)]) as server:
            assert len(ask(server)) == 1
            assert b"authorization" not in server.requests[0].lower()
            assert b"Authorization: " + scheme in server.requests[1]
            assert SECRET.encode() not in b"".join(server.requests)
    with liar([whole(ROWS)]) as elsewhere:
        place = b"Location: " + elsewhere.url.encode() + b"\r\n"
        with liar([basic], [whole(b"", place, b"307 There")]) as server, pytest.raises(RemoteFault):
            ask(server)
        assert not elsewhere.requests


def test_a_password_in_an_address_is_not_shown():
    """`https://user:password@host/` is taken apart; what is shown has neither."""
    address = Address.of(f"https://me:{SECRET}@example.org:8443/sparql?x=1")
    assert (address.user, address.password) == ("me", SECRET)
    assert str(address) == "https://example.org:8443/sparql?x=1"
    assert SECRET not in repr(address)
    assert Address.of("https://me:a@h/", user="you", password=None).user == "you"


def test_a_store_that_refuses_a_free_query_is_quoted():
    """What a store finds wrong with a query of the caller's is the caller's: 400, in its own words."""
    no = whole(b"line 1: I have no such function", b"", b"400 Bad Request")
    with liar([whole(EMPTY)], [whole(b'{"head":{},"boolean":false}')], [no]) as server:
        with pytest.raises(MalformedQuery, match="no such function") as caught:
            RemoteStore(Address(server.url)).free("SELECT ?x { ?x ?y ?z }")
        assert caught.value.status == 400


def test_nothing_but_our_errors_escapes():
    """Whatever bytes come back, the caller sees an error of our tree or an answer."""
    import random

    chance = random.Random(5)
    good = whole(ROWS)
    scripts = []
    for _ in range(150):
        bytes_ = bytearray(good)
        for _ in range(chance.randrange(1, 12)):
            bytes_[chance.randrange(len(bytes_))] = chance.randrange(256)
        scripts.append([bytes(bytes_)])
    with liar(*scripts) as server:
        wrong, store = 0, RemoteStore(Address(server.url, deadline=0.5))
        for _ in scripts:
            try:
                store.client.rows("SELECT ?x { ?x ?y ?z }")
            except PatgraphError:
                wrong += 1
        assert wrong > 20


def test_a_decimal_is_written_one_way():
    """However a store writes a number, rows have it as our own engine does."""
    texts = ("0.0", "1.0", "2.50", ".5", "-0.0", "+3", "007", "-.50", "100", "100.010", "none")
    cells = [
        {"x": {"type": "literal", "value": text, "datatype": "http://www.w3.org/2001/XMLSchema#decimal"}}
        for text in texts
    ]
    body = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": cells}}).encode()
    with liar([whole(body)]) as server:
        found = [row[0].value for row in ask(server)]
    engine = pyoxigraph.Store()
    node, kind = (
        pyoxigraph.NamedNode("urn:x"),
        pyoxigraph.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"),
    )
    for text, seen in zip(texts, found, strict=True):
        engine.clear()
        engine.add(pyoxigraph.Quad(node, node, pyoxigraph.Literal(text, datatype=kind)))
        assert [quad.object.value for quad in engine] == [seen], text
