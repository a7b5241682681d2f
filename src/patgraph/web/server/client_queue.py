"""The queue of all clients: each waits for itself, and clients take turns, so that none costs others much."""

import asyncio
import collections

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from patgraph.errors import PatgraphError
from patgraph.web.http.problems import problem_of

from .fair_places import FairPlaces, Place
from .rate_limit import identity

#: What costs nothing, or has limits of its own (see `rate_limit`).
_FREE = frozenset(["/health", "/metrics", "/sparql", "/reconcile"])
#: How many requests are worked on at a time, in as many threads: more would only wait for each other.
PLACES = 8
#: How many requests of a client may wait, and how many in all.
WAITING, WAITING_IN_ALL = 64, 512
#: The status under which is counted what nobody waited for any more.
LEFT = 499


#: What gives a place back, in the extensions of a scope.
_LEAVE = "patgraph.leave"


def wait_without_place(scope: Scope):
    """Say that a request only waits from now on, for what is made elsewhere: others may have its place."""
    leave = (scope.get("extensions") or {}).get(_LEAVE)
    if leave is not None:
        leave()


class ClientQueue:
    """A plain ASGI layer behind the cache: what is ready waits for nothing.

    `at_once` requests of a client are worked on at a time; up to `waiting` more wait, and others get 429;
    beyond `places` in all, clients take turns. Who leaves while he waits is not worked for. A place is free
    again when the response begins: who reads slowly keeps nobody waiting.
    """

    def __init__(self, app: ASGIApp, at_once: int, waiting: int = WAITING, places: int = PLACES):
        self._app = app
        self._places = FairPlaces(max(places, at_once + 1), at_once, WAITING_IN_ALL, waiting)

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Serve one request (other kinds of events pass)."""
        if scope["type"] != "http" or scope["path"] in _FREE or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        try:
            place = self._places.ask(identity((scope.get("client") or (None,))[0]))
        except PatgraphError as error:
            await problem_of(error)(scope, receive, send)
            return

        async def answer(message: Message):
            self._places.leave(place)
            await send(message)

        scope["extensions"] = (scope.get("extensions") or {}) | {_LEAVE: lambda: self._places.leave(place)}
        try:
            if not place.given.done():
                heard = _Heard(receive)
                receive = heard.receive
                if await heard.leaves_before(place):
                    await send({"type": "http.response.start", "status": LEFT, "headers": []})
                    await send({"type": "http.response.body", "body": b""})
                    return
            await self._app(scope, receive, answer)
        finally:
            self._places.leave(place)


class _Heard:
    """What a caller sends while he waits, kept for who works for him."""

    def __init__(self, receive: Receive):
        self._receive = receive
        self._held: collections.deque[Message] = collections.deque()

    async def receive(self) -> Message:
        """The next event of the request."""
        return self._held.popleft() if self._held else await self._receive()

    async def leaves_before(self, place: Place) -> bool:
        """Wait until a place is given; whether the caller has left before."""
        listening = asyncio.ensure_future(self._listen())
        try:
            await asyncio.wait([listening, place.given], return_when=asyncio.FIRST_COMPLETED)
            return not place.given.done()
        finally:
            listening.cancel()
            await asyncio.wait([listening])

    async def _listen(self):
        while True:
            message = await self._receive()
            self._held.append(message)
            if message["type"] == "http.disconnect":
                return
            if message.get("more_body"):
                # The rest is for who works for him, who may find it too much.
                await asyncio.Event().wait()
