"""An application asked without a client: status, headers and bytes as they go over the wire."""

import asyncio
import hashlib

import httpx

#: What tells a client how an answer may be kept and used.
KEPT = ("cache-control", "vary", "link", "content-type", "content-encoding", "content-disposition",
        "x-total-count", "access-control-allow-origin", "access-control-expose-headers")  # fmt: skip


async def raw(app, address, method="GET", **headers):
    """The status, headers and bytes as they go over the wire."""
    path, _, query = address.partition("?")
    own = {"host": "test.example"} | headers
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "scheme": "http", "root_path": "",
        "server": ("test.example", 80), "client": ("127.0.0.9", 1),
        "headers": [(k.encode(), v.encode()) for k, v in own.items()],
    }  # fmt: skip
    start, body, gone = {}, bytearray(), asyncio.Event()

    async def receive():
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    await app(scope, receive, send)
    return start["status"], httpx.Headers(start["headers"]), bytes(body)


def tagged(app, address) -> list:
    """The tag of an answer as a page, compressed, and what was answered under it."""
    wanted = {"accept": "text/html", "accept-encoding": "gzip"}
    status, headers, body = asyncio.run(raw(app, address, **wanted))
    return [headers.get("etag"), status, hashlib.sha256(body).hexdigest(), said(headers)]


def said(headers):
    """The headers that go with a tag."""
    return {name: headers.get(name) for name in KEPT}
