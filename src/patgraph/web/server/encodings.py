"""Encodings: which a caller likes best, and that each has an entity tag of its own.

The tag of a body in an encoding is that of the plain one with the encoding's name behind it, whether or not
the body was worth compressing: so a 304 is given without the body.
"""

import zlib
from functools import lru_cache

import brotli
import zstandard
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from webob.acceptparse import create_accept_encoding_header

from patgraph.web.http.negotiation import LONGEST

#: By preference. Levels are those that cost little: an answer is compressed once.
ENCODERS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": lambda body: zstandard.ZstdCompressor(level=9).compress(body),
    "gzip": lambda body: _gzip(body),
}


class EncodedTags:
    """A plain ASGI layer before all that compress while they send: they hear of one encoding at most, and
    what they tag is tagged anew for it. A part of a body (`Range`) is of the plain one.
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
        headers = [pair for pair in scope["headers"] if pair[0] not in (b"accept-encoding", b"if-none-match")]
        if encoding:
            headers.append((b"accept-encoding", encoding.encode()))
        if b"if-none-match" in names:
            condition = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
            headers.append((b"if-none-match", plain_condition(condition, suffix)))

        zipped = False

        async def tagged(message: Message):
            nonlocal zipped
            if message["type"] == "http.response.start":
                message = retagged(message, suffix)
                zipped = (b"content-encoding", b"gzip") in message["headers"]
                if suffix and scope["method"] == "HEAD":
                    message = _without_length(message)
            elif zipped and message.get("body"):
                message, zipped = _without_time(message), False
            await send(message)

        await self._app({**scope, "headers": headers}, receive, tagged)


@lru_cache(256)
def encoding_for(header: bytes) -> str | None:
    """The encoding that a caller likes best of ours; `None` for none, and for a header that is longer than
    any client's.
    """
    if not header or len(header) > LONGEST:
        return None
    asked = create_accept_encoding_header(header.decode("latin-1"))
    offers = asked.acceptable_offers([*ENCODERS, "identity"])
    best = offers[0][0] if offers else "identity"
    return None if best == "identity" else best


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


def _without_length(start: Message) -> Message:
    """The start of an answer to `HEAD`; without its length where nothing was compressed, for then nobody has
    made the body whose length it would be.
    """
    if b"content-encoding" in dict(start["headers"]):
        return start
    return {**start, "headers": [pair for pair in start["headers"] if pair[0] != b"content-length"]}


def _without_time(message: Message) -> Message:
    """The first bytes of gzip without the time of day: a tag stands for the same bytes at any time."""
    body = message["body"]
    return {**message, "body": body[:4] + bytes(4) + body[8:]}


def _gzip(body: bytes) -> bytes:
    encoder = zlib.compressobj(6, zlib.DEFLATED, 31)
    return encoder.compress(body) + encoder.flush()
