"""What one client may ask: so many queries at a time, and so many in a time."""

import contextlib
import functools
import ipaddress
from collections import Counter

import limits

from patgraph.errors import TooManyRequests


class RateLimit:
    """`at_once` queries of a client at a time, and a `rate` such as `600/minute` (see `limits.parse`).

    A client is who connects, or, where a proxy that is believed connects (see `proxies`), whom it names in
    X-Forwarded-For.

    Raises `ValueError` for a rate that is none.
    """

    def __init__(self, at_once: int = 8, rate: str = "1200/minute"):
        self._at_once, self._rate = at_once, limits.parse(rate)
        self._limiter = limits.strategies.SlidingWindowCounterRateLimiter(limits.storage.MemoryStorage())
        self._now: Counter[str] = Counter()

    @contextlib.contextmanager
    def admit(self, address: str | None):
        """A place for one query of a client. Raises `TooManyRequests`, with when to come again."""
        client = identity(address)
        if not self._limiter.hit(self._rate, client):
            # A whole window later there is room for certain; when exactly, only the wall clock could say.
            wait = self._rate.get_expiry()
            raise TooManyRequests(f"More than {self._rate} from {client}; come again later.", wait)
        if self._now[client] >= self._at_once:
            raise TooManyRequests(f"{self._at_once} queries of {client} are under way; await them.", 1)
        self._now[client] += 1
        try:
            yield
        finally:
            self._now[client] -= 1
            if not self._now[client]:
                del self._now[client]


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
