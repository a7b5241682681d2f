"""The cache: ready bytes, a plain ASGI layer that stands before the framework.

An answer is kept where its response says that anyone may keep it (`Cache-Control: public`) and has an
entity tag. What is asked in other words but gets the same headers and bytes shares them: the tag alone is
not trusted to hold all that an answer depends on. The layer compresses, answers `HEAD` and `If-None-Match`,
and keeps within its number of bytes by forgetting what was not asked for longest, first of what was asked for
once. One graph of one version
stands behind it, so nothing that is kept ever goes stale.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .encodings import (
    ENCODERS,
    LONG,
    SHORTEST,
    encoding_for,
    is_compressible,
    plain_condition,
    retagged,
    suffix_of,
    tags,
    varied,
)
from .kept_entries import KeptEntries
from .leaving import LEFT
from .routing import counted_as

#: The beginnings of the paths whose answers the version alone decides.
PREFIXES = (
    "/queries", "/embed/", "/doc/", "/def", "/concept", "/shapes", "/graph", "/things", "/tables", "/docs",
    "/openapi.json", "/static/", "/compare", "/sources",
)  # fmt: skip


@dataclass(frozen=True)
class _Ready:
    """A response that only has to be sent: its messages (start, body) and the name of its route, for `GET`,
    `HEAD` and when nothing changed.
    """

    tag: bytes
    digest: bytes
    get: tuple[Message, Message, str]
    head: tuple[Message, Message, str]
    unchanged: tuple[Message, Message, str]
    size: int

    def to(self, method: str, condition: bytes) -> tuple[Message, Message, str]:
        """What a request by this method with this `If-None-Match` gets."""
        if condition and (condition in (self.tag, b"*") or self.tag in tags(condition)):
            return self.unchanged
        return self.get if method == "GET" else self.head


class ReadyAnswers:
    """The layer. `prefixes` are the beginnings of the paths it looks after; `size` is in bytes."""

    def __init__(self, app: ASGIApp, prefixes: tuple[str, ...] = PREFIXES, size: int = 64 * 2**20):
        self.app = app
        #: What is being made. It gives the entry; `None` where its caller left; False where none is kept.
        self._making: dict[tuple, asyncio.Future[_Ready | bool | None]] = {}
        self.prefixes = prefixes
        self._ready: KeptEntries[_Ready] = KeptEntries(size)
        # Spellings of requests are small and many; each leads to the digest of its answer.
        self._spellings: LRUCache = LRUCache(max(1, size // 8), getsizeof=lambda pair: pair[1])

    def find(self, scope: Scope) -> tuple[Message, Message, str] | None:
        """What is ready for a request: the messages of its answer (to be sent and not to be changed) and
        the name of the route that once gave it; `None` where it has to be asked for.
        """
        key = self._key(scope)
        if key is None:
            return None
        found = self._spellings.get(key[0])
        entry = self._ready.get(found[0]) if found else None
        return entry.to(scope["method"], key[1]) if entry else None

    def _key(self, scope: Scope) -> tuple[tuple, bytes] | None:
        """What tells an answer from others, and the condition under which it is asked for; `None` for what is
        never kept.
        """
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        if not scope["path"].startswith(self.prefixes):
            return None
        accept = encoding = condition = b""
        for name, value in scope["headers"]:
            if name == b"accept":
                accept = accept + b"," + value if accept else value
            elif name == b"accept-encoding":
                encoding = encoding + b"," + value if encoding else value
            elif name == b"if-none-match":
                condition = condition + b"," + value if condition else value
        return (scope.get("raw_path") or scope["path"], scope["query_string"], accept, encoding), condition

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Serve one request (other kinds of events pass)."""
        ready = self.find(scope)
        if ready is None:
            await self.ask(scope, receive, send)
        else:
            await _send(ready, send)

    async def ask(self, scope: Scope, receive: Receive, send: Send):
        """Serve what `find` has not."""
        key = self._key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        asked, condition = key
        while (making := self._making.get(asked)) is not None:
            # Somebody asks the same just now: one answer is made, however many wait for it.
            entry = await asyncio.shield(making)
            if entry is None and (ready := self.find(scope)) is not None:
                # The next who made it was done before this one's turn came.
                scope["counted_as"] = ready[2]
                await _send(ready, send)
                return
            if isinstance(entry, _Ready):
                scope["counted_as"] = entry.get[2]
                await _send(entry.to(scope["method"], condition), send)
                return
            if entry is False:
                await self._ask(asked, condition, scope, receive, send)
                return
        making = self._making[asked] = asyncio.get_running_loop().create_future()

        def made(entry: _Ready | bool | None):
            if not making.done():
                making.set_result(entry)
                del self._making[asked]

        try:
            await self._ask(asked, condition, scope, receive, send, made)
        finally:
            made(None)

    async def _ask(
        self, key: tuple, condition: bytes, scope: Scope, receive: Receive, send: Send,
        made: Callable[[_Ready | bool | None], None] = lambda entry: None,
    ):  # fmt: skip
        """Let the framework answer, as if nobody had asked for an encoding, and keep what may be kept; `made`
        is told of it.
        """
        encoding = encoding_for(key[3])
        suffix = suffix_of(encoding)
        headers = [(n, v) for n, v in scope["headers"] if n not in (b"accept-encoding", b"if-none-match")]
        if condition:
            headers.append((b"if-none-match", plain_condition(condition, suffix)))
        start: Message | None = None
        parts: list[bytes] = []
        passing = False

        async def hold(message: Message):
            nonlocal start, passing
            if passing:
                await send(message)
            elif message["type"] == "http.response.start":
                start = message
                if not _may_be_kept(message, self._ready.largest):
                    passing = True
                    # Who left while he waited says nothing of the answer.
                    made(None if message["status"] == LEFT else False)
                    await send(retagged(message, suffix))
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    answer = start, b"".join(parts), encoding, suffix, counted_as(inner)
                    # What differs in the spelling of the request alone is there already, compressed.
                    entry = self._ready.get(digest := _digest(*answer))
                    if entry is None:
                        long = sum(map(len, parts)) > LONG
                        answer = digest, *answer
                        entry = await asyncio.to_thread(_entry, *answer) if long else _entry(*answer)
                    self._keep(key, entry)
                    made(entry)
                    await _send(entry.to(scope["method"], condition), send)
            else:
                await send(message)

        # The framework answers GET; HEAD is the same without the body, once the answer is known.
        method = "GET" if scope["method"] == "HEAD" else scope["method"]

        async def without_body(message: Message):
            if scope["method"] == "HEAD" and message["type"] == "http.response.body" and passing:
                message = {**message, "body": b""}
            await hold(message)

        inner = {**scope, "method": method, "headers": headers}
        try:
            await self.app(inner, receive, without_body)
        finally:
            # Who stands before this layer counts by route.
            scope["counted_as"] = inner.get("counted_as")

    def _keep(self, key, entry: _Ready):
        weight = sum(map(len, key)) + 200
        if entry.size <= self._ready.largest and weight <= self._spellings.maxsize // 4:
            self._ready.put(entry.digest, entry)
            self._spellings[key] = (entry.digest, weight)

    @property
    def used(self) -> int:
        """How many bytes are kept."""
        return self._ready.used


async def _send(ready: tuple[Message, Message, str], send: Send):
    # Servers and layers around may change what they are given; the header list is theirs.
    await send({**ready[0], "headers": ready[0]["headers"].copy()})
    await send(ready[1])


def _may_be_kept(start: Message, most: int) -> bool:
    headers = dict(start["headers"])
    return (
        start["status"] == 200
        # A large file is sent as it is read.
        and int(headers.get(b"content-length", 0)) <= most
        and b"etag" in headers
        and b"public" in headers.get(b"cache-control", b"")
        and b"set-cookie" not in headers
        and b"content-encoding" not in headers
        # Else the answer depends on who asks.
        and headers.get(b"access-control-allow-origin", b"*") == b"*"
    )


def _digest(start: Message, body: bytes, encoding: str | None, suffix: bytes, route: str) -> bytes:
    """What tells an answer from others, before it is compressed."""
    about = start["status"], start["headers"], encoding, suffix, route
    digest = hashlib.blake2b(repr(about).encode(), digest_size=20)
    digest.update(body)
    return digest.digest()


def _entry(
    digest: bytes, start: Message, body: bytes, encoding: str | None, suffix: bytes, route: str
) -> _Ready:
    headers = [(n, v) for n, v in start["headers"] if n not in (b"content-length", b"etag", b"vary")]
    own = dict(start["headers"])
    shrinks = len(body) >= SHORTEST and is_compressible(own.get(b"content-type", b""))
    if encoding and shrinks:
        body = ENCODERS[encoding](body)
        headers.append((b"content-encoding", encoding.encode()))
    tag = own[b"etag"][:-1] + suffix + b'"'
    headers += [(b"etag", tag), (b"vary", varied(own.get(b"vary", b"")))]
    kept = [(n, v) for n, v in headers if n in (b"etag", b"vary", b"cache-control", b"link")
            or n.startswith(b"access-control")]  # fmt: skip
    whole = {**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]}
    nothing = {"type": "http.response.body", "body": b""}
    size = len(body) + sum(len(n) + len(v) for n, v in headers) + 1000
    return _Ready(
        tag,
        digest,
        get=(whole, {"type": "http.response.body", "body": body}, route),
        head=(whole, nothing, route),
        unchanged=({**start, "status": 304, "headers": kept}, nothing, route),
        size=size,
    )
