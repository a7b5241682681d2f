"""Who asks, where a proxy that is believed asks in another's name."""

import ipaddress
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

#: So many addresses of a header are looked at, from the right.
_MOST = 16


class Proxies:
    """A plain ASGI layer that believes `proxies`, addresses and networks, and nobody else: what they say in
    X-Forwarded-For of who asks, and in X-Forwarded-Proto of how.

    Each proxy puts whom it was asked by at the right end, so the client is the rightmost address that is no
    proxy's: what stands further left is the client's own word.
    """

    def __init__(self, app: ASGIApp, proxies: Iterable[str]):
        self._app = app
        self._networks = [ipaddress.ip_network(text) for text in proxies]

    def is_proxy(self, address: str) -> bool:
        """Whether an address is one of them."""
        found = _address(address)
        return found is not None and self._are_ours(found)

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Serve one request (other kinds of events pass)."""
        if scope["type"] == "http" and self._networks:
            asks = _address(scope["client"][0]) if scope.get("client") else None
            if asks is not None and self._are_ours(asks):
                self._believe(scope, asks)
        await self._app(scope, receive, send)

    def _are_ours(self, address) -> bool:
        return any(address in network for network in self._networks)

    def _believe(self, scope: Scope, asks):
        named = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        for text in reversed(named.decode("latin-1").rsplit(",", _MOST)[-_MOST:]):
            found = _address(text)
            if found is None:
                break
            asks = found
            if not self._are_ours(found):
                break
        scope["client"] = (str(asks), 0)
        schemes = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
        if schemes and schemes[-1] in (b"http", b"https"):
            scope["scheme"] = schemes[-1].decode()


def _address(text: str):
    """An address, with or without a port; `None` for what is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
