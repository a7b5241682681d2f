"""The short way to a route: an address without a variable part is looked up, not searched for.

The framework tries its routes one by one, each with a regular expression; with some hundreds of them that
costs an answer more than its own work.
"""

from collections import defaultdict

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send


def _allow_all(routes: list[BaseRoute]):
    """A 405 names every method of an address (RFC 9110), though each may have a route of its own."""
    methods: dict[str, set[str]] = defaultdict(set)
    for route in routes:
        if isinstance(route, Route):
            methods[route.path] |= route.methods or set()
    for route in routes:
        # A route of GET answers HEAD as well: the server sends no body.
        if isinstance(route, Route) and route.methods == {"GET"} and "HEAD" in methods[route.path]:
            route.methods.add("HEAD")


class Direct(BaseRoute):
    """Stands before all routes and hands a request on to the one whose method and whole path it names."""

    def __init__(self, routes: list[BaseRoute]):
        self._routes: dict[tuple[str | None, str], BaseRoute] = {}
        for route in routes:
            if isinstance(route, Route) and "{" not in route.path:
                # Without methods: an application that takes them all.
                for method in route.methods or (None,):
                    # The first of two routes is the one that the framework would take.
                    self._routes.setdefault((method, route.path), route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope.get("root_path"):
            return Match.NONE, {}
        path = scope["path"]
        route = self._routes.get((scope["method"], path)) or self._routes.get((None, path))
        if route is None:
            return Match.NONE, {}
        match, child = route.matches(scope)
        return match, child | {"route": route}

    async def handle(self, scope: Scope, receive: Receive, send: Send):
        await scope["route"].handle(scope, receive, send)


def add(app: FastAPI):
    """To be called when all routes are there, and described."""
    _allow_all(app.router.routes)
    app.router.routes.insert(0, Direct(app.router.routes))
