"""Turns of the event loop: of many requests that come at once only some are begun in each."""

import asyncio
import collections


class Turns:
    """So many requests (`each`) are begun in one turn of the event loop, clients in turn: a hundred that come
    at once hold nobody up for longer than a few do.
    """

    def __init__(self, each: int = 3) -> None:
        self._each, self._left, self._going = each, 0, False
        self._waiting: collections.OrderedDict[str, collections.deque[asyncio.Future[None]]]
        self._waiting = collections.OrderedDict()

    async def turn(self, client: str) -> None:
        """Wait until a request of a client may begin, which it may at once where few have come."""
        if not self._going:
            self._going, self._left = True, self._each
            asyncio.get_running_loop().call_soon(self._next)
        if self._left and not self._waiting:
            self._left -= 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, collections.deque()).append(mine)
        await mine

    def _next(self) -> None:
        self._left = self._each
        self._going = bool(self._waiting)
        while self._left and self._waiting:
            client, line = self._waiting.popitem(last=False)
            begun = line.popleft()
            if not begun.done():
                begun.set_result(None)
                self._left -= 1
            if line:
                self._waiting[client] = line
        if self._going:
            asyncio.get_running_loop().call_soon(self._next)
