"""Places to work in, fair by client: nobody has all of them, and clients take turns.

Each request of a client has a turn one later than the one before. Who asks less often than others have their
turns comes at the head of what is next: he waits for nobody who asks without end, and saves nothing up.
"""

import asyncio
import collections
import contextlib
import functools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from cachetools import LRUCache

from patgraph.errors import Busy, TooManyRequests

#: What takes fewer seconds is light.
_LIGHT = 0.1
#: Seconds for which a place stays taken by who has left it.
_AT_MOST = 5.0
#: Clients of whom is remembered what they asked.
_REMEMBERED = 4096
#: What is told what to do, and does it when the time has come.
When = Callable[[Callable[[], None]], None]


def _at_once(call: Callable[[], None]) -> None:
    call()


@dataclass(eq=False)
class Place:
    """A place that a client has or waits for; `given` is done when it has it."""

    client: str
    #: Whether it was given without waiting.
    at_once: bool = False
    since: float = 0.0
    turn: float = 0.0
    given: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    leaving: bool = False
    left: bool = False


@dataclass
class _Line:
    """One client: how many places it has, and who waits for one."""

    has: int = 0
    waiting: collections.deque[Place] = field(default_factory=collections.deque)


@dataclass
class _Past:
    """What is remembered of a client: whose turn it is the next time, and how long it had places of late."""

    turn: float = -1.0
    took: float = 0.0


class FairPlaces:
    """So many `places`, of which one client has at most `each`, and never the last: who comes new finds one.
    `waiting` may wait in all, `waiting_each` of one client; where a place is free it goes to the client whose
    turn it is. So many `spare` ones more are for those who have none, and needed theirs for a moment of late.
    """

    def __init__(self, places: int, each: int, waiting: int, waiting_each: int, spare: int = 0) -> None:
        self.places, self.each = places, min(each, max(1, places - 1))
        self._most, self._most_each, self._spare = waiting, waiting_each, spare
        self._turn = 0.0
        self._pasts: LRUCache[str, _Past] = LRUCache(_REMEMBERED)
        self._lines: dict[str, _Line] = {}
        self._turns: collections.deque[str] = collections.deque()
        self.taken, self.waiting = 0, 0

    def ask(self, client: str) -> Place:
        """A place, which may be given later. Raises `TooManyRequests` where too much of the client waits
        already, `Busy` where too many wait in all.
        """
        line, place = self._lines.get(client) or _Line(), Place(client)
        past = self._pasts.setdefault(client, _Past())
        place.turn = past.turn if past.turn >= self._turn else self._turn - 0.5
        past.turn = place.turn + 1
        if self._may_have(client, line) and not line.waiting:
            self._lines[client] = line
            place.at_once = True
            self._give(line, place)
            return place
        if len(line.waiting) >= self._most_each:
            under_way = line.has + len(line.waiting)
            raise TooManyRequests(f"{under_way} requests of {client} are under way or waiting; await them.")
        if self.waiting >= self._most:
            raise Busy(f"{self.waiting} requests are waiting already; come again later.", 5)
        self._lines[client] = line
        if not line.waiting:
            self._turns.append(client)
        line.waiting.append(place)
        self.waiting += 1
        return place

    def leave(self, place: Place) -> None:
        """Give a place back, or wait for it no longer; once is enough."""
        if place.left:
            return
        place.left = True
        line = self._lines[place.client]
        has_had = place.given.done() and not place.given.cancelled()
        if has_had:
            line.has -= 1
            self.taken -= 1
            if (past := self._pasts.get(place.client)) is not None:
                past.took = (past.took + _now() - place.since) / 2
        else:
            place.given.cancel()
            line.waiting.remove(place)
            self.waiting -= 1
            if not line.waiting:
                self._turns.remove(place.client)
        if not (line.has or line.waiting):
            del self._lines[place.client]
        if has_had:
            self._next()

    def leave_when(self, place: Place, when: When) -> None:
        """Give a place back `when` that may be, or wait for it no longer; once is enough."""
        if not place.given.done():
            self.leave(place)
        elif not place.leaving:
            place.leaving = True
            when(functools.partial(self.leave, place))
            if not place.left:
                asyncio.get_running_loop().call_later(_AT_MOST, self.leave, place)

    @contextlib.asynccontextmanager
    async def place(
        self, client: str, patience: float | None = None, when: When = _at_once
    ) -> AsyncIterator[Place]:
        """A block that has a place, which it leaves `when` it may. Raises as `ask`; `Busy` where none is had
        within `patience` seconds.
        """
        place = self.ask(client)
        try:
            # Not `wait_for`, which would cancel a place that is given at the same moment.
            await asyncio.wait([place.given], timeout=patience)
            if not place.given.done():
                wait = max(1, round(2 * (patience or 1)))
                raise Busy(f"No place was free within {patience:g} s; come again later.", wait)
            yield place
        finally:
            self.leave_when(place, when)

    def _may_have(self, client: str, line: _Line) -> bool:
        """Whether there is a place for a client."""
        if line.has >= self.each:
            return False
        past = self._pasts.get(client)
        light = line.has == 0 and (past is None or past.took < _LIGHT)
        return self.taken < self.places + (self._spare if light else 0)

    def _give(self, line: _Line, place: Place) -> None:
        line.has += 1
        self.taken += 1
        place.since, self._turn = _now(), max(self._turn, place.turn)
        place.given.set_result(None)

    def _next(self) -> None:
        """Give what is free to whose turn it is."""
        while self.taken < self.places + self._spare:
            may = [client for client in self._turns if self._may_have(client, self._lines[client])]
            if not may:
                return
            client = min(may, key=lambda each: self._lines[each].waiting[0].turn)
            self._turns.remove(client)
            line = self._lines[client]
            self.waiting -= 1
            self._give(line, line.waiting.popleft())
            if line.waiting:
                self._turns.append(client)


def _now() -> float:
    return asyncio.get_running_loop().time()
