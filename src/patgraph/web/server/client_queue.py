"""The queue of a client: its requests wait for each other, so that they cost other clients little."""

import asyncio
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from patgraph.errors import TooManyRequests
from patgraph.web.http.problems import problem_of

from .rate_limit import identity

#: What costs nothing, or has limits of its own (see `rate_limit`).
_FREE = frozenset(["/health", "/metrics", "/sparql", "/reconcile"])
#: How many requests of a client may wait.
WAITING = 64


@dataclass
class _Line:
    places: asyncio.Semaphore
    length: int = 0


class ClientQueue:
    """A plain ASGI layer behind the cache: what is ready waits for nothing.

    `at_once` requests of a client are worked on at a time; up to `waiting` more wait, and others get 429. A
    place is free again when the response begins: who reads slowly keeps nobody waiting.
    """

    def __init__(self, app: ASGIApp, at_once: int, waiting: int = WAITING):
        self._app, self._at_once, self._waiting = app, at_once, waiting
        self._lines: dict[str, _Line] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Serve one request (other kinds of events pass)."""
        if scope["type"] != "http" or scope["path"] in _FREE or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        client = identity((scope.get("client") or (None,))[0])
        line = self._lines.setdefault(client, _Line(asyncio.Semaphore(self._at_once)))
        if line.length >= self._at_once + self._waiting:
            text = f"{line.length} requests of {client} are under way or waiting; await them."
            await problem_of(TooManyRequests(text))(scope, receive, send)
            return
        line.length += 1
        here, working = True, False

        def leave():
            nonlocal here
            if here:
                here = False
                if working:
                    line.places.release()
                line.length -= 1
                if not line.length:
                    del self._lines[client]

        async def answer(message: Message):
            leave()
            await send(message)

        try:
            await line.places.acquire()
            working = True
            await self._app(scope, receive, answer)
        finally:
            leave()
