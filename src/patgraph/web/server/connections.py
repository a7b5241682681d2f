"""Connections: how many one client may have open, and how many there may be in all."""

import resource
from collections import Counter
from collections.abc import Callable

from .rate_limit import identity

#: Files that are kept for other things than connections: workers, the graph, logs.
_KEPT = 256
_LEAST = 64


class Connections:
    """Counts what is open: `each` for a client and `most` in all. `exempt` says of whom the first does not
    hold: proxies that are believed bring many clients.
    """

    def __init__(self, each: int, most: int, exempt: Callable[[str], bool] = lambda address: False):
        self.each, self.most, self._exempt = each, most, exempt
        self._open: Counter[str] = Counter()
        self.total = 0

    def enter(self, address: str | None) -> str | None:
        """Note a connection, and give the name under which it leaves; `None` where it is one too many."""
        client = identity(address)
        if self.total >= self.most:
            return None
        if self._open[client] >= self.each and not self._exempt(address or ""):
            return None
        self._open[client] += 1
        self.total += 1
        return client

    def leave(self, client: str):
        """It has been closed."""
        self.total -= 1
        self._open[client] -= 1
        if not self._open[client]:
            del self._open[client]


def most_connections() -> int:
    """How many there may be in all, by how many files this process may open: an answer may need a second."""
    return max(_LEAST, (resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _KEPT) // 2)
