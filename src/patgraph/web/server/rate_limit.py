"""What one client may ask: so many queries at a time, and so many in a time."""

import contextlib
import functools
import ipaddress
import time
from collections import Counter

import limits
from cachetools import LRUCache

from patgraph.errors import TooManyRequests

#: Clients of whom is remembered what they asked.
_REMEMBERED = 65_536


class RateLimit:
    """`at_once` queries of a client at a time, and a `rate` such as `600/minute` (see `limits.parse`).

    A client is who connects, or, where a proxy that is believed connects (see `proxies`), whom it names in
    X-Forwarded-For.

    Raises `ValueError` for a rate that is none.
    """

    def __init__(self, at_once: int = 8, rate: str = "1200/minute"):
        self._at_once, self._rate = at_once, limits.parse(rate)
        self._seconds = self._rate.get_expiry()
        #: Of a client, the window in which it asked last, how often it did, and how often in that before.
        self._asked: LRUCache[str, tuple[int, int, int]] = LRUCache(_REMEMBERED)
        self._now: Counter[str] = Counter()

    @contextlib.contextmanager
    def admit(self, address: str | None):
        """A place for one query of a client. Raises `TooManyRequests`, with when to come again."""
        client = identity(address)
        if not self._may_ask(client):
            # A whole window later there is room for certain.
            raise TooManyRequests(f"More than {self._rate} from {client}; come again later.", self._seconds)
        if self._now[client] >= self._at_once:
            raise TooManyRequests(f"{self._at_once} queries of {client} are under way; await them.", 1)
        self._now[client] += 1
        try:
            yield
        finally:
            self._now[client] -= 1
            if not self._now[client]:
                del self._now[client]

    def _may_ask(self, client: str) -> bool:
        """Whether the rate permits one query more, which is noted then: of the window before so much counts
        as a window that ends now has in common with it.
        """
        # The library's counters look through all clients after each query, in a thread that the event loop
        # waits for, or in the loop itself: 4 ms where there are 20,000.
        window, gone = divmod(time.monotonic(), self._seconds)
        last, now, before = self._asked.get(client, (-1, 0, 0))
        if last != window:
            now, before = 0, now if last == window - 1 else 0
        if int(before * (1 - gone / self._seconds)) + now >= self._rate.amount:
            return False
        self._asked[client] = (int(window), now + 1, before)
        return True


@functools.lru_cache(4096)
def identity(address: str | None) -> str:
    """Who counts as one client: an IPv4 address, or the network of 64 bits that one IPv6 line has."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return address or "a local caller"
    if found.version == 6 and not found.ipv4_mapped:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
