"""The HTTP service: the questions, each with its address, formats and page."""

import contextlib
import re
from pathlib import Path

import jinja2
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette_compress import CompressMiddleware
from webob.acceptparse import create_accept_header

from .. import Graph, __version__
from ..dataset import Description
from ..dumps import Dumps
from ..errors import PatgraphError, WorkerLost
from ..names import pat
from ..queries import Query
from ..search import Search
from ..things import Things
from ..vocabulary import Vocabulary
from . import (
    conformance,
    dataset,
    describe,
    direct,
    federation,
    links,
    negotiation,
    operation,
    problems,
    questions,
    reconcile,
    search,
    sheets,
    vocabulary,
)
from . import things as linked_data
from .front import Site
from .sparql import Endpoint, Service
from .throttle import Throttle

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
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
    pages = _Pages(graph, things)
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
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    _errors(app, pages)
    _operation_routes(app, graph, pages)
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
    federation.add(app, pages, endpoint.allowed)
    files = Dumps(held, dumps, snapshot)
    dataset.add(app, held, pages, Description(held, things, words), files)
    sheets.add(app, pages, files)
    reconcile.add(app, held, pages, things, index, Throttle(asked.at_once, asked.rate))
    app.add_middleware(CompressMiddleware, minimum_size=500)
    operation.add(app, held, access_log, asked.requests)
    describe.complete(app.openapi(), graph.queries)
    direct.add(app)
    return app


def _operation_routes(app: FastAPI, graph: Graph, pages: "_Pages"):
    def head_too(address, endpoint):
        app.add_api_route(address, endpoint, methods=["HEAD"], include_in_schema=False, response_model=None)

    @app.get("/", include_in_schema=False)
    def home() -> Response:
        return pages.show("home.html", queries=graph.queries.values())

    @app.get("/docs", include_in_schema=False)
    def docs() -> Response:
        viewer = (_HERE / "static" / "vendor" / "swagger-ui-bundle.js").exists()
        return pages.show(
            "docs.html", queries=graph.queries.values(), viewer=viewer, errors=describe.errors()
        )

    @app.get(
        "/queries",
        tags=["questions"],
        summary="Which questions can be asked?",
        openapi_extra=describe.LISTING,
        response_class=Response,
    )
    def catalogue(request: Request) -> Response:
        return listing(request, None)

    def listing(request: Request, form: str | None) -> Response:
        offered = {"json": "application/json", "html": "text/html"}
        if negotiation.form(request, form, offered) == "html":
            return pages.show("home.html", queries=graph.queries.values())
        listed = [_summary(query) for query in graph.queries.values()]
        return JSONResponse({"version": graph.version, "queries": listed}, headers={"Vary": "Accept"})

    @app.get("/queries.{form}", include_in_schema=False)
    def catalogue_as(form: str, request: Request) -> Response:
        return listing(request, form)

    for address, endpoint in (("/", home), ("/docs", docs), ("/queries", catalogue)):
        head_too(address, endpoint)


def _summary(query: Query) -> dict:
    return {
        "name": query.name,
        "title": query.title,
        "description": query.description,
        "keywords": list(query.keywords),
        "address": f"/queries/{query.name}",
        "parameters": [
            {"name": p.name, "takes": p.of, "kind": p.kind, "required": p.required,
             "default": p.default, "description": p.description}
            for p in query.parameters.values()
        ],
        "columns": [{"name": c.name, "type": c.type, "meaning": c.meaning} for c in query.columns],
        "example": query.example,
    }  # fmt: skip


def _errors(app: FastAPI, pages: "_Pages"):
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


class _Pages:
    """The pages: plain HTML that works without a script."""

    def __init__(self, graph: Graph, things: Things):
        self._graph = graph
        self._words = any(things.store.quads(None, pat("quote")))
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["prose"] = _prose
        links.add(self._templates, things)

    @property
    def tag(self) -> str:
        """What a page depends on beyond its address: the version, and whether words are at hand."""
        return f"{self._graph.version[:15]}{'w' if self._words else '-'}"

    def text(self, template: str, **values) -> str:
        """A page as HTML."""
        page = self._templates.get_template(template)
        return page.render(version=self._graph.version, software=__version__, **values)

    def show(self, template: str, status: int = 200, **values) -> HTMLResponse:
        return HTMLResponse(self.text(template, **values), status, headers={"Vary": "Accept"})

    def error(self, request: Request, status: int, title: str, detail: str, near=()) -> Response | None:
        """An error as a page, for a caller who would rather have one than a problem document."""
        offers = ["application/problem+json", "application/json", "text/html"]
        liked = create_accept_header(request.headers.get("accept")).acceptable_offers(offers)
        if request.method not in ("GET", "HEAD") or not liked or liked[0][0] != "text/html":
            return None
        return self.show("error.html", status, heading=title, detail=detail, near=near)


def _prose(text: str) -> Markup:
    """A description with its `names` marked as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))
