"""Encodings: which a caller likes best, and that each has an entity tag of its own.

The tag of a body in an encoding is that of the plain one with the encoding's name behind it, whether or not
the body was worth compressing: so a 304 is given without the body.
"""

import asyncio
import zlib
from collections.abc import Callable
from functools import lru_cache

import brotli
import zstandard
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from webob.acceptparse import AcceptEncodingValidHeader, create_accept_encoding_header

from patgraph.web.http.negotiation import LONGEST, with_whole_numbers

#: By preference. Levels are those that cost little: an answer is compressed once.
ENCODERS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": lambda body: zstandard.ZstdCompressor(level=9).compress(body),
    "gzip": lambda body: _gzip(body),
}
_INCOMPRESSIBLE = (
    b"application/vnd.apache.parquet", b"application/vnd.openxmlformats", b"application/zip", b"image/",
    b"font/",
)  # fmt: skip
#: Shorter bodies gain nothing by it; longer ones than the second are compressed outside the event loop.
SHORTEST, LONG = 500, 64 * 1024


class Encodings:
    """A plain ASGI layer that compresses what passes, and tags it for that: what is there at once outside the
    event loop, what comes in pieces piece by piece. A part of a body (`Range`) is of the plain one.
    """

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Serve one request (other kinds of events pass)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        names = {name for name, _ in scope["headers"]}
        asked = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding")
        encoding = None if b"range" in names else encoding_for(asked)
        suffix = suffix_of(encoding)
        headers = scope["headers"]
        if b"if-none-match" in names:
            condition = b",".join(value for name, value in headers if name == b"if-none-match")
            headers = [pair for pair in headers if pair[0] != b"if-none-match"]
            headers.append((b"if-none-match", plain_condition(condition, suffix)))
        # Not a copy: the route leaves its name in the scope for those who stand before.
        scope["headers"] = headers
        await self._app(scope, receive, _Answer(scope["method"], encoding, suffix, send).send)


class _Answer:
    """One answer on its way out; its start waits for what comes first of its body."""

    def __init__(self, method: str, encoding: str | None, suffix: bytes, send: Send):
        self._method, self._encoding, self._suffix, self._send = method, encoding, suffix, send
        self._start: Message | None = None
        self._stream: tuple[Callable[[bytes], bytes], Callable[[], bytes]] | None = None

    async def send(self, message: Message):
        """Send a message on, compressed where that is worth it."""
        if message["type"] == "http.response.start":
            self._start = retagged(message, self._suffix)
            if self._encoding is None or not _shrinks(message):
                await self._send(self._start)
                self._start = None
        elif message["type"] != "http.response.body":
            await self._send(message)
        elif self._start is not None:
            await self._begin(message)
        elif self._stream is not None:
            await self._go_on(message)
        else:
            await self._send(message)

    async def _begin(self, message: Message):
        start, self._start = self._start, None
        body, more, own = message.get("body", b""), message.get("more_body", False), dict(start["headers"])
        # An answer to HEAD has no body, but the length of one, if it has been made.
        length = int(own.get(b"content-length", -1)) if b"content-length" in own or more else len(body)
        if 0 <= length < SHORTEST:
            await self._send(start)
            await self._send(message)
            return
        headers = [pair for pair in start["headers"] if pair[0] not in (b"content-length", b"vary")]
        headers.append((b"content-encoding", self._encoding.encode()))
        headers.append((b"vary", varied(own.get(b"vary", b""))))
        if not more and (body or self._method != "HEAD"):
            body = await compressed(body, self._encoding)
            headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        if more:
            self._stream = _STREAMS[self._encoding]()
            await self._go_on(message)
        else:
            await self._send({**message, "body": body})

    async def _go_on(self, message: Message):
        compress, finish = self._stream
        body, more = message.get("body", b""), message.get("more_body", False)
        piece = await asyncio.to_thread(compress, body) if len(body) > LONG else compress(body)
        piece += b"" if more else finish()
        if piece or not more:
            await self._send({**message, "body": piece})


def is_compressible(content_type: bytes) -> bool:
    """Whether a body of a type gets smaller."""
    return not content_type.startswith(_INCOMPRESSIBLE)


async def compressed(body: bytes, encoding: str) -> bytes:
    """A body in an encoding; a long one is made outside the event loop."""
    encode = ENCODERS[encoding]
    return await asyncio.to_thread(encode, body) if len(body) > LONG else encode(body)


def _shrinks(start: Message) -> bool:
    own = dict(start["headers"])
    return (
        start["status"] not in (204, 206, 304)
        and b"content-encoding" not in own
        and is_compressible(own.get(b"content-type", b""))
    )


@lru_cache(256)
def encoding_for(header: bytes) -> str | None:
    """The encoding that a caller likes best of ours; `None` for none, for a header that is longer than
    any client's, and for one that cannot be read.
    """
    if not header or len(header) > LONGEST:
        return None
    asked = create_accept_encoding_header(with_whole_numbers(header.decode("latin-1")))
    if not isinstance(asked, AcceptEncodingValidHeader):
        return None
    offers = asked.acceptable_offers([*ENCODERS])
    plain = next((quality for name, quality in asked.parsed if name.lower() == "identity"), 0.0)
    # What a caller names is liked better than a plain body that it does not speak of.
    return offers[0][0] if offers and offers[0][1] >= plain else None


def suffix_of(encoding: str | None) -> bytes:
    """What stands behind a plain tag for an encoding."""
    return b"-" + encoding.encode() if encoding else b""


def retagged(start: Message, suffix: bytes) -> Message:
    """The start of a response, with the tag of an encoding."""
    own = dict(start["headers"])
    if b"etag" not in own:
        return start
    headers = [pair for pair in start["headers"] if pair[0] not in (b"etag", b"vary")]
    tag = own[b"etag"][:-1] + suffix + b'"'
    return {**start, "headers": [*headers, (b"etag", tag), (b"vary", varied(own.get(b"vary", b"")))]}


def varied(value: bytes) -> bytes:
    """A `Vary` that names the encoding too."""
    names = [name.strip() for name in value.split(b",") if name.strip()]
    return b", ".join(dict.fromkeys([*names, b"Accept-Encoding"]))


def tags(condition: bytes) -> list[bytes]:
    """The entity tags of an `If-None-Match`, compared weakly."""
    return [tag.strip().removeprefix(b"W/") for tag in condition.split(b",")]


def plain_condition(condition: bytes, suffix: bytes) -> bytes:
    """The tags as they are known without the encoding; others are left out."""
    if condition.strip() == b"*":
        return condition
    own = [tag for tag in tags(condition) if tag.endswith(suffix + b'"')]
    return b", ".join(tag[: -len(suffix) - 1] + b'"' for tag in own) or b'"none"'


def _gzip(body: bytes) -> bytes:
    encoder = zlib.compressobj(6, zlib.DEFLATED, 31)
    return encoder.compress(body) + encoder.flush()


def _brotli_stream():
    encoder = brotli.Compressor(quality=4)
    return lambda piece: encoder.process(piece) + encoder.flush(), encoder.finish


def _zstd_stream():
    encoder = zstandard.ZstdCompressor(level=4).compressobj()
    flush = zstandard.COMPRESSOBJ_FLUSH_BLOCK
    return lambda piece: encoder.compress(piece) + encoder.flush(flush), encoder.flush


def _gzip_stream():
    encoder = zlib.compressobj(4, zlib.DEFLATED, 31)
    return lambda piece: encoder.compress(piece) + encoder.flush(zlib.Z_SYNC_FLUSH), encoder.flush


#: Name -> what makes a pair: one compresses a piece, and keeps nothing of it back; the other gives the end.
_STREAMS = {"br": _brotli_stream, "zstd": _zstd_stream, "gzip": _gzip_stream}
