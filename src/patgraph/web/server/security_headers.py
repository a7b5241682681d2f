"""Headers on every answer, whoever gives it: those that protect readers of our pages, and those by which the
pages of others may read what is here.
"""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What a browser may load for a page: only what this server gives. Pictures within a style sheet of the
#: viewer of the API are data.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ON_ALL = [
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"ETag, Link, Repr-Digest, Retry-After, X-Request-ID, X-Total-Count",
    ),
]
_ON_PAGES = [
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


class SecurityHeaders:
    """A plain ASGI layer. It stands behind the cache, so that what is kept ready has the headers already."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Serve one request (other kinds of events pass)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message):
            if message["type"] == "http.response.start":
                message = {**message, "headers": _guarded(message.get("headers", ()))}
            await send(message)

        await self._app(scope, receive, guarded)


class Preflights:
    """A plain ASGI layer that tells browsers what the pages of others may send here; it stands before all
    that refuses, so that what is refused later is not taken for a broken network.
    """

    def __init__(self, app: ASGIApp):
        self._app = app
        methods = ["GET", "HEAD", "POST", "OPTIONS"]
        self._cors = CORSMiddleware(app, allow_origins=["*"], allow_methods=methods, allow_headers=["*"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Serve one request (other kinds of events pass)."""
        asks_first = scope["type"] == "http" and scope["method"] == "OPTIONS"
        await (self._cors if asks_first else self._app)(scope, receive, send)


def _guarded(headers) -> list[tuple[bytes, bytes]]:
    own = dict(headers)
    missing = [pair for pair in _ON_ALL if pair[0] not in own]
    if not own.get(b"content-type", b"").startswith(b"text/html"):
        return [*headers, *missing]
    # A page that others may show within theirs says so itself.
    framed = b"content-security-policy" in own
    return [*headers, *missing, *([_ON_PAGES[1]] if framed else _ON_PAGES)]
