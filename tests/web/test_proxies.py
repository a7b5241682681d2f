"""Whom a request is counted for, behind proxies and without."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.web.server.proxies import Proxies
from patgraph.web.server.rate_limit import identity

OURS = ("10.0.0.0/8", "127.0.0.1", "fd00::/8")


def client(asks, *named, proxies=OURS, scheme=None):
    """Who asks, and how, when `asks` connects and names others in header lines."""
    seen = {}

    async def app(scope, receive, send):
        seen.update(scope)

    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in named]
    headers += [(b"x-forwarded-proto", scheme)] if scheme else []
    scope = {"type": "http", "client": (asks, 5), "scheme": "http", "headers": headers}
    asyncio.run(Proxies(app, proxies)(scope, None, None))
    return seen["client"][0], seen["scheme"]


@pytest.mark.parametrize(
    ("asks", "named", "found"),
    [
        ("192.0.2.1", ("192.0.2.9",), "192.0.2.1"),
        ("10.0.0.1", ("192.0.2.9",), "192.0.2.9"),
        ("10.0.0.1", ("198.51.100.1, 192.0.2.9",), "192.0.2.9"),
        ("10.0.0.1", ("198.51.100.1, 192.0.2.9, 10.2.3.4, 127.0.0.1",), "192.0.2.9"),
        ("10.0.0.1", ("198.51.100.1", "192.0.2.9"), "192.0.2.9"),
        ("10.0.0.1", ("192.0.2.9:4711",), "192.0.2.9"),
        ("10.0.0.1", ("[2001:db8::1]:80",), "2001:db8::1"),
        ("10.0.0.1", ("::ffff:192.0.2.9",), "192.0.2.9"),
        ("::ffff:10.0.0.1", ("192.0.2.9",), "192.0.2.9"),
        ("fd00::1", ("2001:DB8:0::1",), "2001:db8::1"),
        ("10.0.0.1", ("192.0.2.9, unknown",), "10.0.0.1"),
        ("10.0.0.1", ("192.0.2.9, x, 10.2.3.4",), "10.2.3.4"),
        ("10.0.0.1", ("",), "10.0.0.1"),
        ("10.0.0.1", ("10.0.0.3, 10.0.0.2",), "10.0.0.3"),
        ("10.0.0.1", (), "10.0.0.1"),
    ],
)
def test_the_rightmost_address_that_is_no_proxy_counts(asks, named, found):
    """From the right, as far as those who say it are believed; what is no address ends it."""
    assert client(asks, *named)[0] == found


@given(st.lists(st.text(st.characters(max_codepoint=255), max_size=40), max_size=5))
def test_nobody_can_be_called_what_is_no_address(named):
    """Whatever a header holds, a client is an address, however long the header is."""
    found, _ = client("10.0.0.1", *named)
    assert len(found) < 40 and identity(found) and client("192.0.2.1", *named)[0] == "192.0.2.1"
    assert len(client("10.0.0.1", ",".join(named * 500))[0]) < 40


def test_what_the_caller_wrote_before_a_proxy_is_not_believed():
    """A proxy that adds whom it was asked by: whatever stands left of that changes nothing."""
    for forged in ("198.51.100.1", "10.0.0.9", "127.0.0.1", "x" * 20_000, ", " * 99):
        assert client("10.0.0.1", f"{forged}, 192.0.2.9")[0] == "192.0.2.9"


def test_how_it_was_asked_is_believed_of_proxies_alone():
    """https only from one that is believed, and nothing but http and https."""
    assert client("10.0.0.1", scheme=b"https")[1] == "https"
    assert client("10.0.0.1", scheme=b"gopher")[1] == client("192.0.2.1", scheme=b"https")[1] == "http"
