"""The HTTP service: the questions, each with its address, formats and page."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import jinja2
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.routing import Route
from webob.acceptparse import create_accept_header

from .. import Graph, __version__
from ..errors import BadValue, PatgraphError, UnknownFormat, WorkerLost
from ..formats import FORMATS, plain, serialise
from ..queries import Query, get
from . import conformance, describe, problems
from .sparql import Endpoint, Service

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_ABOUT = (
    "Typed questions to the knowledge graph of what central government did about failing councils "
    "in England. Every value is traced to the passage that says it; ask `why` and `disagreements`."
)
_RESERVED = ("limit", "offset", "format")
#: What is given to a caller who takes anything, and in what order of preference.
_MEDIA = {name: media.split(";")[0] for name, (media, _) in FORMATS.items()} | {"html": "text/html"}


def app_for(graph: Graph, service: Service | None = None, snapshot: Path | None = None) -> FastAPI:
    """The service for one graph; `service` says how free queries are served, `snapshot` where the engine's
    files are, for a graph that is not to be copied into memory.
    """
    pages = _Pages(graph)
    endpoint = Endpoint(graph, service or Service(), pages.show, snapshot)

    @contextlib.asynccontextmanager
    async def lifespan(_app):
        # Where no worker can be started the questions are served all the same; /sparql says why not.
        with contextlib.suppress(WorkerLost):
            await endpoint.pool.start()
        yield
        await endpoint.pool.close()

    app = FastAPI(
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
    _errors(app)
    _operation_routes(app, graph, pages)
    app.router.routes += [
        Route("/sparql", endpoint),
        Route("/sparql/terms.json", endpoint.terms),
        Route("/conformance", conformance.page_for(pages.show)),
    ]
    for query in graph.queries.values():
        _question_routes(app, graph, query, pages)

    @app.api_route("/queries/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    def unknown(name: str):
        get(graph.queries, name.partition(".")[0])
        raise UnknownFormat(f"No format is called {name.partition('.')[2]!r}; there are {', '.join(_MEDIA)}.")

    schema = app.openapi()
    schema["paths"]["/sparql"] = describe.protocol()
    schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = describe.PROBLEM
    return app


def _operation_routes(app: FastAPI, graph: Graph, pages: "_Pages"):
    def head_too(address, endpoint):
        app.add_api_route(address, endpoint, methods=["HEAD"], include_in_schema=False, response_model=None)

    @app.get("/health", tags=["operation"], summary="Is the service up, and with which version?")
    def health() -> dict[str, str]:
        return {"status": "ok", "version": graph.version, "patgraph": __version__}

    @app.get("/", include_in_schema=False)
    def home() -> Response:
        return pages.show("home.html", queries=graph.queries.values())

    @app.get("/docs", include_in_schema=False)
    def docs() -> Response:
        viewer = (_HERE / "static" / "vendor" / "swagger-ui-bundle.js").exists()
        return pages.show("docs.html", queries=graph.queries.values(), viewer=viewer)

    @app.get(
        "/queries",
        tags=["questions"],
        summary="Which questions can be asked?",
        openapi_extra={"parameters": [{**describe.FORMAT, "schema": {"enum": ["json", "html"]}}]},
    )
    def catalogue(request: Request) -> Response:
        return listing(request, None)

    def listing(request: Request, form: str | None) -> Response:
        if _format(request, form, ("json", "html")) == "html":
            return pages.show("home.html", queries=graph.queries.values())
        listed = [_summary(query) for query in graph.queries.values()]
        return JSONResponse({"version": graph.version, "queries": listed}, headers={"Vary": "Accept"})

    @app.get("/queries.{form}", include_in_schema=False)
    def catalogue_as(form: str, request: Request) -> Response:
        return listing(request, form)

    for address, endpoint in (("/", home), ("/health", health), ("/docs", docs), ("/queries", catalogue)):
        head_too(address, endpoint)


def _question_routes(app: FastAPI, graph: Graph, query: Query, pages: "_Pages"):
    def ask(request: Request, form: str) -> Response:
        values = {
            key: request.query_params.getlist(key)
            for key in request.query_params
            if key not in _RESERVED
        }  # fmt: skip
        if form == "html":
            return pages.question(query, values, request)
        answer = query.ask(graph.store, values, **_paging(request))
        media, text = serialise(answer, form)
        return Response(text, media_type=media, headers={"Vary": "Accept"})

    def route(form: str | None) -> Callable:
        def answer(request: Request) -> Response:
            return ask(request, _format(request, form, tuple(_MEDIA)))

        return answer

    address = f"/queries/{query.name}"
    app.add_api_route(
        address,
        route(None),
        operation_id=query.name,
        tags=["questions"],
        summary=query.title,
        description=query.description,
        openapi_extra=describe.operation(query, graph.store),
        response_model=None,
    )
    hidden = {"include_in_schema": False, "response_model": None}
    app.add_api_route(address, route(None), methods=["HEAD"], **hidden)
    for form in _MEDIA:
        app.add_api_route(f"{address}.{form}", route(form), methods=["GET", "HEAD"], **hidden)


def _paging(request: Request) -> dict[str, int | None]:
    found: dict[str, int | None] = {"limit": None, "offset": 0}
    for key in found:
        text = request.query_params.get(key)
        if text is not None:
            if not (text.isascii() and text.isdigit() and len(text) < 10):
                raise BadValue(key, f"{key}: {text!r} is not a whole number from 0 up.")
            found[key] = int(text)
    return found


def _format(request: Request, extension: str | None, offers: tuple[str, ...]) -> str:
    """The format a caller wants: by extension, `?format=`, or Accept. Raises `UnknownFormat`."""
    named = extension or request.query_params.get("format")
    if named is not None:
        if named not in offers:
            raise UnknownFormat(f"No format is called {named!r}; there are {', '.join(offers)}.")
        return named
    header = create_accept_header(request.headers.get("accept"))
    acceptable = header.acceptable_offers([_MEDIA[name] for name in offers])
    if not acceptable:
        raise UnknownFormat(f"None of what you accept; there are {', '.join(_MEDIA[n] for n in offers)}.")
    best = acceptable[0][0]
    return next(name for name in offers if _MEDIA[name] == best)


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


def _errors(app: FastAPI):
    """Every error is a problem document (RFC 9457)."""

    @app.exception_handler(PatgraphError)
    def ours(_request, error: PatgraphError):
        return problems.of(error)

    @app.exception_handler(HTTPException)
    def theirs(request: Request, error: HTTPException):
        detail = f"{request.method} {request.url.path}: {error.detail}."
        return problems.document(error.status_code, str(error.detail), detail, "http", error.headers)

    @app.exception_handler(Exception)
    def unforeseen(request: Request, _error: Exception):
        # The traceback is in the log; a caller learns nothing of the inside.
        detail = f"{request.url.path} failed; it is our fault."
        return problems.document(500, "Something went wrong", detail, "bug")


class _Pages:
    """The pages: plain HTML that works without a script."""

    def __init__(self, graph: Graph):
        self._graph = graph
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["prose"] = _prose

    def show(self, template: str, status: int = 200, **values) -> HTMLResponse:
        page = self._templates.get_template(template)
        html = page.render(version=self._graph.version, software=__version__, **values)
        return HTMLResponse(html, status, headers={"Vary": "Accept"})

    def question(self, query: Query, values: dict[str, list[str]], request: Request) -> HTMLResponse:
        """A question's form, and its answer; a form comes with empty fields, which say nothing."""
        given = {k: kept for k, texts in values.items() if (kept := [t for t in texts if t])}
        asked = given or {p.name: query.example[p.name] for p in query.parameters.values()
                          if p.required and p.name in query.example}  # fmt: skip
        answer, problem = None, None
        try:
            answer = query.ask(self._graph.store, asked, **_paging(request))
        except BadValue as error:
            problem = error
        options = {p.name: p.options(self._graph.store) for p in query.parameters.values()}
        pairs = [(k, v) for k, texts in given.items() for v in texts]
        if not given:
            pairs = [(k, v) for k, v in asked.items() if isinstance(v, str)]
        return self.show(
            "question.html",
            status=problem.status if problem else 200,
            query=query,
            given={k: [v] if isinstance(v, str) else v for k, v in asked.items()},
            answer=answer,
            problem=problem,
            options=options,
            shown=_shown(query),
            rows=[list(map(plain, row)) for row in answer.rows] if answer else [],
            asked=urlencode(pairs),
            formats=[*FORMATS],
        )


def _prose(text: str) -> Markup:
    """A description with its `names` marked as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _shown(query: Query) -> list[dict]:
    """The columns of a page's table: a label instead of its IRI, a date without its bounds."""
    places = {column.name: index for index, column in enumerate(query.columns)}
    return [
        {"head": c.name, "meaning": c.meaning, "at": places[c.name], "label": places.get(f"{c.name}Label")}
        for c in query.columns
        if not (c.type == "date" and c.name.endswith(("Earliest", "Latest")))
        and not (c.name.endswith("Label") and c.name.removesuffix("Label") in places)
    ]
