"""What passes compressed is the same in every encoding, comes as it is sent, and is told apart."""

import asyncio
import zlib

import brotli
import pytest
import zstandard

from patgraph.web.server.encodings import LONG, SHORTEST, Encodings

READERS = {
    "identity": lambda: lambda piece: piece,
    "br": lambda: brotli.Decompressor().process,
    "gzip": lambda: zlib.decompressobj(31).decompress,
    "zstd": lambda: zstandard.ZstdDecompressor().decompressobj().decompress,
}


def asked(pieces, method="GET", status=200, listed=(), **headers):
    """The start of an answer in such pieces, and the pieces that came."""
    got = []

    async def app(scope, receive, send):
        own = [(b"content-type", b"text/plain"), (b"etag", b'"t"'), *listed]
        await send({"type": "http.response.start", "status": status, "headers": own})
        for number, piece in enumerate(pieces, 1):
            more = number < len(pieces)
            await send({"type": "http.response.body", "body": piece, "more_body": more})

    async def send(message):
        got.append(message)

    scope = {
        "type": "http",
        "method": method,
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }
    asyncio.run(Encodings(app)(scope, None, send))
    return dict(got[0]["headers"]), [message["body"] for message in got[1:]]


@pytest.mark.parametrize("encoding", READERS)
@pytest.mark.parametrize("sizes", [(SHORTEST,), (LONG + 1,), (1, 5, 0, LONG * 2, 7), (3, 0)])
def test_an_answer_is_the_same_in_every_encoding(encoding, sizes):
    """At once or in pieces, and each piece can be read when it has come; its tag is its encoding's own, and
    the same bytes each time."""
    pieces = [bytes([65 + number]) * size for number, size in enumerate(sizes)]
    headers, came = asked(pieces, **{"accept-encoding": encoding})
    assert headers.get(b"content-encoding", b"identity").decode() == encoding
    assert headers[b"etag"] == (b'"t"' if encoding == "identity" else b'"t-%s"' % encoding.encode())
    assert (
        headers[b"vary"] == b"Accept-Encoding" and asked(pieces, **{"accept-encoding": encoding})[1] == came
    )
    read = READERS[encoding]()
    found = [read(piece) for piece in came]
    assert b"".join(found) == b"".join(pieces)
    if len(pieces) == 1 and encoding != "identity":
        assert headers[b"content-length"] == str(len(came[0])).encode()
    elif encoding != "br":  # Whose reader holds something back.
        assert [piece for piece in found if piece] == [piece for piece in pieces if piece]
    else:
        assert found[0] and len([piece for piece in found if piece]) == len([p for p in pieces if p])


def test_what_gains_nothing_is_left_as_it_is():
    """Short bodies, pictures, parts, and what has an encoding already."""
    for more in (
        {"pieces": [b"x" * (SHORTEST - 1)]},
        {"listed": [(b"content-type", b"image/png")]},
        {"status": 206},
        {"listed": [(b"content-encoding", b"br")]},
        {"range": "bytes=0-5"},
    ):
        pieces = more.pop("pieces", [b"x" * SHORTEST])
        assert asked(pieces, **{"accept-encoding": "gzip"} | more)[1] == pieces


def test_head_tells_no_length_that_nobody_knows():
    """Where the body was made its compressed length is told, where it was not, none."""
    body = b"x" * 5000
    length = (b"content-length", b"5000")
    whole, _ = asked([body], listed=[length], **{"accept-encoding": "br"})
    made, _ = asked([body], "HEAD", listed=[length], **{"accept-encoding": "br"})
    bare, _ = asked([b""], "HEAD", listed=[length], **{"accept-encoding": "br"})
    assert made[b"content-length"] == whole[b"content-length"] and b"content-length" not in bare
    assert bare[b"content-encoding"] == b"br" and bare[b"etag"] == whole[b"etag"]
