"""What a caller likes is read within limits: no header costs the others anything."""

import asyncio
import time

import pytest

from patgraph.errors import BadRequest
from patgraph.web.http import negotiation
from patgraph.web.http.negotiation import GRAPHS, LONGEST, PAGE, ROWS
from patgraph.web.routes.sparql import protocol
from patgraph.web.server.encodings import encoding_for
from tests.support.wire_bytes import raw

SHAPES = ("*/*,", "a/b;q=0.1,", 'a/b;c="d",', ",\t", " ", "a", "a/", ";", 'a/b;c="d ')


@pytest.mark.parametrize("address", ["/queries/councils", "/doc/council/haringey", "/nowhere", "/sparql",
                                     "/conformance", "/search?q=x"])  # fmt: skip
def test_more_than_is_read_is_refused(small_app, address):
    """One byte past the limit: 431 and a problem document, or what the address says to anyone; up to the
    limit it is read."""
    app = small_app
    most = f"text/html,a/{'b' * (LONGEST - len('text/html,a/'))}"
    status, headers, _ = asyncio.run(raw(app, address, accept=most + "c"))
    assert status == 431 or (address == "/nowhere" and status == 404)
    assert (
        headers["content-type"] == "application/problem+json"
        and headers["access-control-allow-origin"] == "*"
    )
    status, headers, _ = asyncio.run(raw(app, address, accept=most))
    assert status in (200, 404) and headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("shape", SHAPES)
def test_the_longest_header_is_read_at_once(shape):
    """However it is filled, well- or ill-formed: in less time than any other caller would notice."""
    text = (shape * LONGEST)[: LONGEST - 1]
    begun = time.process_time()
    for last in ("", "\x01"):
        negotiation.choose(text + last, [*ROWS, *GRAPHS, PAGE])
        encoding_for((text + last).encode())
    assert time.process_time() - begun < 0.1
    assert encoding_for(b"gzip," + b"a" * LONGEST) is None


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("text/turtle;q=.9, *;q=.1", "text/turtle"),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "text/html"),
        ("image/png, *;q=.2", "text/html"),
        ("text/turtle, bogus", "text/turtle"),
        ("application/rdf+xml;q=.3,text/turtle;q=.5,nonsense;;", "text/turtle"),
        ("text/turtle;level=1;q=.4, application/rdf+xml;q=0.8, *", "text/html"),
        ("bogus", "text/html"),
        ("image/png, bogus", None),
    ],
)
def test_accept_is_read_as_clients_write_it(accept, chosen):
    """`*` for anything, weights without their nought, ranges that are none: the rest still counts."""
    assert negotiation.choose(accept, ["text/html", "text/turtle", "application/rdf+xml"]) == chosen


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (b"gzip;q=1.0, *;q=0.5", "gzip"),
        (b"zstd;q=.5,gzip;q=.9", "gzip"),
        (b"gzip;q=0.9", "gzip"),
        (b"gzip;q=0.5, identity", None),
        (b"identity", None),
        (b"*;q=0", None),
        (b"br;q=0, *", "zstd"),
        (b"gzip, deflate, br, zstd", "br"),
        (b"gzip;;", None),
    ],
)
def test_weights_of_encodings_are_read_as_the_rfc_says(header, chosen):
    """The one liked best; never one that was not named, and none where the header cannot be read."""
    assert encoding_for(header) == chosen


def test_a_long_form_is_read_outside_the_event_loop(monkeypatch):
    """A short one at once, a long one in another thread; both alike."""
    import threading

    threads = []
    read = protocol.pairs

    def pairs(encoded, what):
        threads.append(threading.current_thread() is threading.main_thread())
        return read(encoded, what)

    monkeypatch.setattr(protocol, "pairs", pairs)
    for size in (10, 20_000):
        assert asyncio.run(protocol.form(b"query=" + b"%41" * size)) == [("query", "A" * size)]
    assert threads == [True, False]
    with pytest.raises(BadRequest):
        asyncio.run(protocol.form(b"query=" + b"%FF" * 20_000))


def test_many_values_are_read_in_one_pass(small_app):
    """As many fields as a head has room for are refused in no more time than reading them takes."""
    text = "&".join(f"a{number:x}" for number in range(6000))
    begun = time.process_time()
    status, _, _ = asyncio.run(raw(small_app, f"/queries/councils.json?{text}"))
    assert status == 422 and time.process_time() - begun < 2
