"""An end that is announced: a server tells its callers to go elsewhere before it ends."""

import json


class Draining:
    """An application that can be told to send its callers away, while it still answers them."""

    def __init__(self, app):
        self._app = app
        self.begun = False

    def __call__(self, scope, receive, send):
        """Answer a request; once draining has begun, as the last on its connection."""
        if not self.begun or scope["type"] != "http":
            return self._app(scope, receive, send)
        return self._answer_and_close(scope, receive, send)

    async def _answer_and_close(self, scope, receive, send):
        if scope["path"] == "/health":
            body = json.dumps({"status": "draining"}).encode()
            kind, length = (b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))
            headers = [kind, length, (b"connection", b"close"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 503, "headers": headers})
            await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
            return

        async def last(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive, last)
