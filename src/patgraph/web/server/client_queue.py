"""The queue of all clients: each waits for itself, and clients take turns, so that none costs others much."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from patgraph.errors import PatgraphError
from patgraph.store.deadline import UNTIL, Until
from patgraph.web.http.problems import problem_of

from .fair_places import FairPlaces
from .leaving import LEFT
from .rate_limit import identity

#: What costs nothing, or has limits of its own (see `rate_limit`).
_FREE = frozenset(["/health", "/metrics", "/sparql", "/reconcile"])
#: How many requests are worked on at a time, by as many makers or threads: more would only wait for each
#: other. Before a remote store they wait for that.
PLACES, PLACES_REMOTE = 3, 8
#: One place more is for those whose requests take little: they wait for nobody's large ones.
SPARE = 1
#: How many requests of a client may wait, and how many in all.
WAITING, WAITING_IN_ALL = 64, 512
#: Seconds that are worked for a caller at most.
WORK = 60.0

#: What gives a place back, in the extensions of a scope.
_LEAVE = "patgraph.leave"


def wait_without_place(scope: Scope):
    """Say that a request only waits from now on, for what is made elsewhere: others may have its place."""
    leave = (scope.get("extensions") or {}).get(_LEAVE)
    if leave is not None:
        leave()


def at_work(at_once: int, places: int = PLACES) -> int:
    """How many requests are worked on at a time, where one client may have `at_once` of them: never all."""
    return max(places, at_once + 1) + SPARE


class ClientQueue:
    """A plain ASGI layer behind the cache: what is ready waits for nothing.

    `at_once` requests of a client are worked on at a time; up to `waiting` more wait, and others get 429;
    beyond `places` in all, clients take turns: who asks seldom goes before who asks without end. Who leaves
    is not worked for: not while he waits, nor where the store would be asked for him the next time. A place
    is free again when the response begins: who reads slowly keeps nobody waiting.
    """

    def __init__(self, app: ASGIApp, at_once: int, waiting: int = WAITING, places: int = PLACES):
        self._app = app
        places = at_work(at_once, places) - SPARE
        self._places = FairPlaces(places, at_once, WAITING_IN_ALL, waiting, SPARE)

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
        scope["extensions"] = (scope.get("extensions") or {}) | {_LEAVE: lambda: self._places.leave(place)}
        until, listening = Until(WORK), None
        if scope["method"] in ("GET", "HEAD"):
            # What others send is theirs to read, and may be large.
            caller = _Caller(receive, until)
            receive, listening = caller.receive, asyncio.ensure_future(caller.listen())

        async def answer(message: Message):
            self._places.leave(place)
            if message["type"] == "http.response.start" and listening and listening.done():
                message = {**message, "status": LEFT}
            await send(message)

        try:
            if not place.given.done():
                waits = [place.given, *([listening] if listening else [])]
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            if not place.given.done() or (listening and listening.done()):
                await answer({"type": "http.response.start", "status": LEFT, "headers": []})
                await answer({"type": "http.response.body", "body": b""})
                return
            UNTIL.set(until)
            await self._app(scope, receive, answer)
        finally:
            self._places.leave(place)
            if listening:
                listening.cancel()


class _Caller:
    """A caller who is listened to while he waits and is worked for; when he leaves, `until` ends."""

    def __init__(self, receive: Receive, until: Until):
        self._receive, self._until = receive, until
        self._heard: asyncio.Queue[Message] = asyncio.Queue()
        self._left: Message | None = None

    async def listen(self):
        """Hear all he says, until he leaves."""
        while self._left is None:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self._left = message
                self._until.end()
            self._heard.put_nowait(message)

    async def receive(self) -> Message:
        """The next event of the request."""
        if self._left is not None and self._heard.empty():
            return self._left
        return await self._heard.get()
