"""The HTTP service: the questions, each with its address, formats and page."""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Thread

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from patgraph.about import __version__
from patgraph.charts.renderer import ChartRenderer
from patgraph.errors import PatgraphError, UnknownQuery, UnknownThing, WorkerLost
from patgraph.exports.description import DatasetDescription
from patgraph.exports.dump_kinds import KINDS, PACKED
from patgraph.exports.dumps import Dumps
from patgraph.graph import Graph
from patgraph.mcp.knowledge import Knowledge
from patgraph.things.search_index import Search
from patgraph.things.terms import Vocabulary

from .http.addresses import local_address, written_as
from .http.problems import problem, problem_of
from .openapi import operations
from .pages import STATIC, Pages
from .routes.changes import ChangeRoutes
from .routes.chart_reply import ChartDrawing
from .routes.citing import CitingRoutes
from .routes.compare import CompareRoutes
from .routes.conformance import ConformanceRoutes
from .routes.dataset import DatasetRoutes
from .routes.found import FindingRoutes
from .routes.guides import GuideRoutes
from .routes.home import HomeRoutes
from .routes.joins import JoinRoutes
from .routes.mcp import McpEndpoint
from .routes.questions import QuestionRoutes
from .routes.reconcile.routes import ReconcileRoutes
from .routes.reconcile.service import Reconciliation
from .routes.reconcile.suggestions import SuggestionRoutes
from .routes.search import SearchRoutes
from .routes.sparql.endpoint import SparqlEndpoint
from .routes.tables import TableRoutes
from .routes.things import ThingRoutes
from .routes.vocabulary import VocabularyRoutes
from .server.client_limits import ClientLimits
from .server.client_queue import PLACES, PLACES_REMOTE
from .server.layers import Site
from .server.operation import Metrics, OperationRoutes, put_layers_before
from .server.rate_limit import RateLimit
from .server.routing import Routes

_ABOUT = (
    "Typed questions to the knowledge graph of what central government did about failing councils "
    "in England. Every value is traced to the passage that says it; ask `why` and `disagreements`."
)


def app_for(
    graph: Graph,
    clients: ClientLimits | None = None,
    snapshot: Path | None = None,
    *,
    access_log: bool = False,
    dumps: Path | None = None,
    to_files: bool = False,
    contact: str = "",
) -> Site:
    """The service for one graph; `clients` says how they are served, `snapshot` where the engine's files are,
    for a graph that is not to be copied into memory; `access_log` logs each request, `dumps` is where dumps
    are kept, `contact` where reports of errors go. What is asked for `to_files` will stand where no service
    is, so none is described.
    """
    # Pages, search and dumps look up very many statements: a remote store is copied for them.
    held = graph if graph.store.is_embedded else Graph(graph.store.copy(), graph.queries)
    things, index = held.things, held.index
    pages = Pages(graph, things)
    clients = clients or ClientLimits()
    sparql = SparqlEndpoint(graph, clients, pages.show, snapshot)
    words = Vocabulary(things, graph.queries)
    files = Dumps(held, dumps, snapshot, PACKED if to_files else KINDS)
    names = Reconciliation(held, things)
    known = Knowledge(held, things, lambda: index, lambda: names.matcher)
    models = McpEndpoint(known, sparql.fair, RateLimit(clients.at_once, clients.rate), clients.hosts)
    renderer = ChartRenderer()
    places = PLACES if graph.store.is_embedded else PLACES_REMOTE
    app = _site(sparql, models, index, places + _READERS, renderer)
    app.state.refuse = _errors(app, pages, held.store.base)
    routes, metrics = Routes(app), Metrics(held)
    app.openapi = cache(lambda: operations.complete(routes.openapi(), graph.queries, held.store))
    for group in (
        # Routes are tried in turn: those that are asked for most often come first.
        QuestionRoutes(graph, pages, things),
        ThingRoutes(held, pages, things, index),
        VocabularyRoutes(held, pages, things, words, index, files),
        SearchRoutes(held, pages, things, index),
        DatasetRoutes(held, pages, DatasetDescription(held, things, words, not to_files), files),
        ChangeRoutes(held),
        TableRoutes(held.store, pages, files),
        ReconcileRoutes(names, RateLimit(clients.at_once, clients.rate)),
        SuggestionRoutes(names, pages),
        OperationRoutes(held, metrics, lambda: _trouble(app)),
        HomeRoutes(graph, pages, things, app.openapi, contact),
        FindingRoutes(held),
        CitingRoutes(held, things, index),
        CompareRoutes(graph, pages, things, lambda: names.matcher),
        sparql,
        models,
        JoinRoutes(pages, clients.allowed),
        GuideRoutes(pages),
        ConformanceRoutes(pages),
    ):
        group.add_to(routes)
    # What the engine of a remote store works out is waited for; what this one does, makers can do.
    app.state.made, app.state.prepare = routes.made if graph.store.is_embedded else (), routes.prepare()
    app.mount("/static", _Static(directory=STATIC), name="static")
    put_layers_before(app, metrics, access_log, clients.requests, places)
    return app


class _Static(StaticFiles):
    """Files of the release, which anyone may keep for a while: so they are compressed once."""

    def file_response(self, *arguments, **options) -> Response:
        """A file, or that nothing changed."""
        response = super().file_response(*arguments, **options)
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


#: Threads for those who only read files.
_READERS = 4
#: Seconds after which the index of names is made: who asks whether the service is there is answered before.
_SETTLED = 1.0
#: Seconds for which a thread may keep the others waiting.
_TURN = 0.0002


def _site(
    sparql: SparqlEndpoint, models: McpEndpoint, index: Search, threads: int, renderer: ChartRenderer
) -> Site:
    """An application without an address, which starts and ends the workers of free queries, what answers
    language models, has the index of names made, and ends the process that draws.
    """

    @contextlib.asynccontextmanager
    async def lifespan(_app):
        # More threads would only take the interpreter from the event loop, in turns that are kept short for
        # its sake.
        current_default_thread_limiter().total_tokens = threads
        sys.setswitchinterval(_TURN)
        # Where no worker can be started the questions are served all the same; /sparql says why not.
        with contextlib.suppress(WorkerLost):
            await sparql.pool.start()
        with contextlib.suppress(WorkerLost):
            if app.state.makers is not None:
                await app.state.makers.start()
        making = Thread(target=index.prepare, daemon=True, name="index of names")
        asyncio.get_running_loop().call_later(_SETTLED, making.start)
        async with models.running():
            yield
        await sparql.pool.close()
        if app.state.makers is not None:
            await app.state.makers.close()
        renderer.close()

    app = Site(
        title="patgraph",
        version=__version__,
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        license_info={"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        lifespan=lifespan,
    )
    # Whoever drives it without its lifespan ends the renderer.
    app.state.renderer, app.state.drawing = renderer, ChartDrawing(renderer)
    app.state.pool, app.state.makers = sparql.pool, None
    return app


def _trouble(app: Site) -> str | None:
    """Why there are too few processes that work for the service, if there are."""
    return app.state.pool.trouble or (app.state.makers and app.state.makers.trouble)


def _errors(app: FastAPI, pages: Pages, base: str) -> Callable[[Request, PatgraphError], Response]:
    """Every error is a problem document (RFC 9457), or a page for a reader; what answers those of ours. A
    name that is one but for capitals leads to it.
    """

    def known(error: PatgraphError) -> list[str]:
        if isinstance(error, UnknownThing):
            return [local_address(iri, base) for iri in error.near]
        return [f"/queries/{name}" for name in error.more.get("near", ())]

    def ours(request: Request, error: PatgraphError):
        if isinstance(error, (UnknownThing, UnknownQuery)) and request.method in ("GET", "HEAD"):
            place = written_as(request.url.path, known(error))
            if place is not None:
                query = f"?{request.url.query}" if request.url.query else ""
                return RedirectResponse(place + query, 301, {"Cache-Control": "public, max-age=300"})
        # Of a wrong value the texts that may have been meant are in its message; these are things.
        near = error.near if isinstance(error, UnknownThing) else ()
        if page := pages.error(request, error.status, error.title, str(error), near):
            return page
        return problem_of(error)

    def theirs(request: Request, error: HTTPException):
        detail = f"{request.method} {request.url.path}: {error.detail}."
        if page := pages.error(request, error.status_code, str(error.detail), detail):
            return page
        return problem(error.status_code, str(error.detail), detail, "http", error.headers)

    def soon(answer: Callable) -> Callable:
        # A page is made in a thread; a problem document is quicker made than handed over.
        async def answered(request: Request, error: Exception) -> Response:
            if pages.are_liked(request):
                return await run_in_threadpool(answer, request, error)
            return answer(request, error)

        return answered

    app.exception_handler(PatgraphError)(soon(ours))
    app.exception_handler(HTTPException)(soon(theirs))

    @app.exception_handler(Exception)
    def unforeseen(request: Request, _error: Exception):
        # The traceback is in the log; a caller learns nothing of the inside.
        detail = f"{request.url.path} failed; it is our fault."
        return problem(500, "Something went wrong", detail, "bug")

    return ours
