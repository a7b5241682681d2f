"""The HTTP service: the questions, each with its address, formats and page."""

import contextlib
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette_compress import CompressMiddleware

from patgraph.about import __version__
from patgraph.errors import PatgraphError, WorkerLost
from patgraph.exports.description import DatasetDescription
from patgraph.exports.dumps import Dumps
from patgraph.graph import Graph
from patgraph.things.search_index import Search
from patgraph.things.terms import Vocabulary
from patgraph.things.thing import Things
from patgraph.web.routes.reconcile import service as reconcile
from patgraph.web.routes.sparql.endpoint import Endpoint, Service
from patgraph.web.server.layers import Site
from patgraph.web.server.rate_limit import Throttle

from .http import problems
from .openapi import operations
from .pages import STATIC, Pages
from .routes import conformance, dataset, home, joins, questions, search, tables, vocabulary
from .routes import things as linked_data
from .server import direct, operation

_ABOUT = (
    "Typed questions to the knowledge graph of what central government did about failing councils "
    "in England. Every value is traced to the passage that says it; ask `why` and `disagreements`."
)


def app_for(
    graph: Graph,
    service: Service | None = None,
    snapshot: Path | None = None,
    *,
    access_log: bool = False,
    dumps: Path | None = None,
) -> Site:
    """The service for one graph; `service` says how clients are served, `snapshot` where the engine's
    files are, for a graph that is not to be copied into memory; `access_log` logs each request, `dumps` is
    where dumps are kept.
    """
    # Pages, search and dumps look up very many statements: a remote store is copied for them.
    held = Graph(graph.store.copy(), graph.queries)
    things = Things(held.store)
    pages = Pages(graph, things)
    asked = service or Service()
    endpoint = Endpoint(graph, asked, pages.show, snapshot)

    @contextlib.asynccontextmanager
    async def lifespan(_app):
        # Where no worker can be started the questions are served all the same; /sparql says why not.
        with contextlib.suppress(WorkerLost):
            await endpoint.pool.start()
        yield
        await endpoint.pool.close()

    app = Site(
        title="patgraph",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        license_info={"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        lifespan=lifespan,
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["*"],
    )
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _errors(app, pages)
    home.add(app, graph, pages)
    app.router.routes += [
        Route("/sparql", endpoint),
        Route("/sparql/terms.json", endpoint.terms),
        Route("/conformance", conformance.page_for(pages.show)),
    ]
    questions.add(app, graph, pages)
    words = Vocabulary(things, graph.queries)
    index = Search(things)
    linked_data.add(app, held, pages, things, index)
    vocabulary.add(app, held, pages, things, words, index)
    search.add(app, held, pages, index)
    joins.add(app, pages, endpoint.allowed)
    files = Dumps(held, dumps, snapshot)
    dataset.add(app, held, pages, DatasetDescription(held, things, words), files)
    tables.add(app, pages, files)
    reconcile.add(app, held, pages, things, index, Throttle(asked.at_once, asked.rate))
    app.add_middleware(CompressMiddleware, minimum_size=500)
    operation.add(app, held, access_log, asked.requests)
    operations.complete(app.openapi(), graph.queries)
    direct.add(app)
    return app


def _errors(app: FastAPI, pages: Pages):
    """Every error is a problem document (RFC 9457), or a page for a reader."""

    @app.exception_handler(PatgraphError)
    def ours(request: Request, error: PatgraphError):
        if page := pages.error(request, error.status, error.title, str(error), getattr(error, "near", ())):
            return page
        return problems.of(error)

    @app.exception_handler(HTTPException)
    def theirs(request: Request, error: HTTPException):
        detail = f"{request.method} {request.url.path}: {error.detail}."
        if page := pages.error(request, error.status_code, str(error.detail), detail):
            return page
        return problems.document(error.status_code, str(error.detail), detail, "http", error.headers)

    @app.exception_handler(Exception)
    def unforeseen(request: Request, _error: Exception):
        # The traceback is in the log; a caller learns nothing of the inside.
        detail = f"{request.url.path} failed; it is our fault."
        return problems.document(500, "Something went wrong", detail, "bug")
