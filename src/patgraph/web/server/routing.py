"""Addresses: one registration answers GET and HEAD, and says in OpenAPI what comes back.

The framework's plain routes serve. FastAPI only describes: from the signature of an endpoint, its docstring
and what is given here.
"""

import contextlib
import inspect
import traceback
from collections.abc import Callable, Iterator
from itertools import chain

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Scope

from .makers import NotMadeHere


class AddressRoute(Route):
    """A route that leaves in the scope of a request the name that it is counted under: its own path, or what
    `counted_as` makes of the parts of the path that vary.
    """

    def __init__(self, path: str, endpoint: Callable, counted_as: Callable[..., str] | None = None):
        super().__init__(path, endpoint)
        self._counted_as = counted_as or (lambda **_: path)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a request is for this address, and what its scope gets from that."""
        match, child = super().matches(scope)
        if match is not Match.NONE:
            child["counted_as"] = self._counted_as(**child["path_params"])
        return match, child


def letting_go(call: Callable, *arguments, **options):
    """Call something in a thread. What fails there lets go, there, of all that it held: the engine's results
    may be let go in the thread that asked for them alone, and an error would take them along.
    """
    try:
        return call(*arguments, **options)
    except Exception as error:
        failed: BaseException | None = error
        while failed is not None:
            traceback.clear_frames(failed.__traceback__)
            failed = failed.__cause__ or failed.__context__
        raise


def counted_as(scope: Scope) -> str:
    """The name that a request is counted under: few, however many addresses."""
    found = scope.get("counted_as")
    if found is None:
        return "/static" if scope["path"].startswith("/static/") else "none"
    return found


class Routes:
    """All addresses of an application, in the order in which they are tried."""

    def __init__(self, app: FastAPI):
        self._app = app
        self._described: list[tuple[str, Callable, dict]] = []
        #: What makers may be asked for, by its number (see `makers`).
        self.made: list[Callable] = []
        #: What gives, in short steps, what is looked up for that: makers have it from the first.
        self.prepared: list[Callable[[], Iterator[object]]] = []

    def get(
        self,
        path: str,
        endpoint: Callable,
        summary: str = "",
        *,
        extensions: bool = False,
        beside: bool = False,
        counted_as: Callable[..., str] | None = None,
        **answers,
    ):
        """Answer GET and HEAD at a path by `endpoint(request, **parts of the path)`. With a summary it is
        in OpenAPI, with `answers`: what `fastapi.routing.APIRoute` takes. With `extensions` the path may have
        one, which the endpoint finds by `extension_of`. An endpoint runs in a thread; with `beside` in a
        maker, where the service has some: what asks much of the store and keeps little for the next time,
        for each maker keeps its own. A coroutine runs in the event loop, so it must be short, or wait.
        """
        parts = inspect.signature(endpoint).parameters.keys() - {"request"}

        def answer(request):
            values = {name: request.path_params[name] for name in parts}
            if inspect.iscoroutinefunction(endpoint):
                return endpoint(request, **values)
            return letting_go(endpoint, request, **values)

        async def answer_at_once(request):
            return await answer(request)

        if inspect.iscoroutinefunction(endpoint):
            served: Callable = answer_at_once
        else:
            served = self._made_elsewhere(answer) if beside else answer
        for place in (path, f"{path}.{{form}}") if extensions else (path,):
            self._app.router.routes.append(AddressRoute(place, served, counted_as))
        if summary:
            self.describe("GET", path, endpoint, summary, **answers)

    def prepare(self) -> Iterator[object]:
        """All that is prepared for makers, in steps."""
        return chain.from_iterable(each() for each in self.prepared)

    def _made_elsewhere(self, answer: Callable) -> Callable:
        """An endpoint that makers are asked for; without them, or where they cannot, it runs in a thread."""
        number = len(self.made)
        self.made.append(answer)

        async def served(request):
            makers = self._app.state.makers
            if makers is not None:
                with contextlib.suppress(NotMadeHere):
                    return await makers.make(number, request.scope)
            return await run_in_threadpool(answer, request)

        return served

    def every_method(self, path: str, endpoint: Callable | ASGIApp):
        """Let `endpoint(request)`, or an application, answer at a path whatever the method is."""
        route = AddressRoute(path, endpoint)
        route.methods = None
        self._app.router.routes.append(route)

    def describe(self, method: str, path: str, endpoint: Callable, summary: str, **answers):
        """Say in OpenAPI what a path answers."""
        about = {"methods": [method], "summary": summary, "response_model": None} | answers
        self._described.append((path, endpoint, about))

    def openapi(self) -> dict:
        """All that has been described. It takes its time: a server begins without it."""
        app = self._app
        routes = [APIRoute(path, endpoint, **about) for path, endpoint, about in self._described]
        return get_openapi(
            title=app.title, version=app.version, description=app.description,
            license_info=app.license_info, routes=routes,
        )  # fmt: skip


def extension_of(request) -> str | None:
    """The extension of the path that a request came to; see `Routes.get`."""
    return request.path_params.get("form")
