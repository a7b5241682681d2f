"""Headers that protect those who read our pages, put on every answer."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What a browser may load for a page: only what this server gives. Pictures within a style sheet of the
#: viewer of the API are data.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ON_ALL = [(b"x-content-type-options", b"nosniff")]
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


def _guarded(headers) -> list[tuple[bytes, bytes]]:
    own = dict(headers)
    if not own.get(b"content-type", b"").startswith(b"text/html"):
        return [*headers, *_ON_ALL]
    # A page that others may show within theirs says so itself.
    framed = b"content-security-policy" in own
    return [*headers, *_ON_ALL, *([_ON_PAGES[1]] if framed else _ON_PAGES)]
