"""`/mcp`: the Model Context Protocol over streamable HTTP, for language models elsewhere.

Each request stands alone: no sessions, no streams, POST only. Names under which the service is reached, and
pages of other sites, are checked, so that no page in a reader's browser can speak to a service on their
machine. The SDK, which takes a second to load, is loaded for the first who asks.
"""

import contextlib
from collections.abc import Collection
from contextvars import ContextVar

import anyio

from patgraph.web.http.problems import problem
from patgraph.web.server.rate_limit import RateLimit, identity
from patgraph.web.server.routing import Routes

#: Who asks, in the requests that are being answered.
_client: ContextVar[str | None] = ContextVar("mcp_client", default=None)
_HERE = ("127.0.0.1", "localhost", "[::1]")
_MOST_BYTES = 256 * 1024
_ALLOW = {"Allow": "POST, OPTIONS"}


class McpEndpoint:
    """`/mcp`, over what `knowledge` and `free` have; `hosts` are further names it is reached by."""

    def __init__(self, knowledge, free, rate: RateLimit, hosts: Collection[str] = ()):
        self._knowledge, self._free, self._rate, self._hosts = knowledge, free, rate, tuple(hosts)
        self._manager = None
        # Set within the block of `running`: somebody asks; there is a manager, or cannot be one.
        self._asked, self._tried = None, None

    def add_to(self, routes: Routes):
        """Register the address."""
        routes.every_method("/mcp", self)

    @contextlib.asynccontextmanager
    async def running(self):
        """Be ready for requests within the block."""
        self._asked, self._tried = anyio.Event(), anyio.Event()
        async with anyio.create_task_group() as group:
            group.start_soon(self._manage)
            yield
            group.cancel_scope.cancel()
        self._asked = None

    async def _manage(self):
        """Wait for the first who asks, and answer until the end."""
        await self._asked.wait()
        try:
            manager = await anyio.to_thread.run_sync(self._loaded)
        except ImportError:
            # Without the SDK the rest of the service is as it is.
            self._tried.set()
            return
        async with manager.run():
            self._manager = manager
            self._tried.set()
            try:
                await anyio.sleep_forever()
            finally:
                self._manager = None

    def _loaded(self):
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from patgraph.mcp.server import server

        asked = self._free.of(lambda: identity(_client.get()))
        return StreamableHTTPSessionManager(
            server(self._knowledge, asked, self._admit), json_response=True, stateless=True,
            max_request_body_size=_MOST_BYTES, security_settings=transport_security(self._hosts),
        )  # fmt: skip

    async def __call__(self, scope, receive, send):
        """Answer one request."""
        if scope["method"] != "POST":
            # The SDK would hold a stream open for whoever asks with GET, as long as they wish.
            detail = "/mcp takes POST: one JSON-RPC message, one answer."
            return await problem(405, "Method Not Allowed", detail, "http", _ALLOW)(scope, receive, send)
        if self._asked is not None:
            self._asked.set()
            await self._tried.wait()
        if self._manager is None:
            detail = "This service has no /mcp: pip install 'patgraph[mcp]' there."
            return await problem(501, "Not Implemented", detail, "http")(scope, receive, send)
        _client.set(scope["client"][0] if scope.get("client") else None)
        await self._manager.handle_request(scope, receive, send)

    def _admit(self):
        return self._rate.admit(_client.get())


def transport_security(hosts: Collection[str]):
    """By which names the service may be reached, and pages of which sites may speak to it: this machine's
    own, and `hosts`.
    """
    from mcp.server.transport_security import TransportSecuritySettings

    names = [*_HERE, *hosts]
    origins = [f"{scheme}://{name}" for name in names for scheme in ("http", "https")]
    return TransportSecuritySettings(
        allowed_hosts=[*names, *(f"{name}:*" for name in names)],
        allowed_origins=[*origins, *(f"{origin}:*" for origin in origins)],
    )
