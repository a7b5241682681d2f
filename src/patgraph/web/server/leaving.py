"""Callers who ask and leave: what they asked is dropped before anything is done for it."""

import asyncio
from collections.abc import Callable

from cachetools import LRUCache
from starlette.types import Scope

#: What says whether the caller has left, in the extensions of a scope.
GONE = "patgraph.gone"
#: The status under which is counted what nobody waited for any more.
LEFT = 499
#: Turns of the event loop after which it is known of who left as soon as he had asked.
_TURNS = 2
#: Seconds in which it is seen whether somebody leaves who did so of late, and how often they are looked at.
_PATIENCE, _LOOK = 0.03, 0.005
#: Clients of whom is remembered whether they left.
_REMEMBERED = 4096


class Leaving:
    """Who leaves. A client that left of late is waited for a moment longer before anything is begun for it:
    what is begun and dropped costs more than all else that a stranger asks. Who stayed is not waited for.
    """

    def __init__(self) -> None:
        #: How often a client left of late; none for who stayed.
        self._left: LRUCache[str, int] = LRUCache(_REMEMBERED)

    async def has_left(self, client: str, scope: Scope) -> bool:
        """Whether a client has left already; of servers that do not say so it is not known."""
        gone: Callable[[], bool] | None = (scope.get("extensions") or {}).get(GONE)
        if gone is None:
            return False
        left = self._left.get(client)
        for _ in range(0 if left == 0 else _TURNS):
            await asyncio.sleep(0)
        waits = _PATIENCE if left else 0.0
        while waits > 0 and not gone():
            await asyncio.sleep(_LOOK)
            waits -= _LOOK
        return gone()

    def note(self, client: str, left: bool) -> None:
        """A request of a client is over: he `left` before he was answered, or stayed."""
        before = self._left.get(client, 0)
        self._left[client] = min(before + 1, 4) if left else max(before - 1, 0)
