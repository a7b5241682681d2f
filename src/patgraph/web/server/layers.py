"""The front: the application of the framework, with plain ASGI layers of ours before it.

    request ─▶ Operation (id, clock, counts, log) ─▶ ReadyAnswers (the cache) ─▶ Encodings
            ─▶ SecurityHeaders ─▶ Preflights ─▶ ClientQueue ─▶ FastAPI

What the cache has ready costs little more than an application that does nothing else; the framework's own
layers begin only where something has to be worked out.
"""

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send


class Site(FastAPI):
    """The framework's application; `front` answers in its place, and knows it."""

    front: ASGIApp

    def __init__(self, **settings):
        super().__init__(**settings)
        self.front = super().__call__

    async def __call__(self, scope: Scope, receive: Receive, send: Send):
        """Serve one request, or another event of ASGI."""
        await self.front(scope, receive, send)
