"""Where one comes in: the home page, the list of questions, and the description of the API."""

from collections.abc import Callable

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from patgraph.graph import Graph
from patgraph.questions.question import Query
from patgraph.web.http import negotiation
from patgraph.web.openapi import operations
from patgraph.web.pages import STATIC, Pages
from patgraph.web.server.routing import Routes, extension_of


class HomeRoutes:
    """`/`, `/queries`, `/docs` and `/openapi.json`; `openapi()` is what the last gives."""

    def __init__(self, graph: Graph, pages: Pages, openapi: Callable[[], dict]):
        self._graph, self._pages, self._openapi = graph, pages, openapi

    def add_to(self, routes: Routes):
        """Register the addresses."""
        routes.get("/", self.home)
        routes.get(
            "/queries", self.catalogue, "Which questions can be asked?", extensions=True, tags=["questions"],
            openapi_extra=operations.LISTING, response_class=Response,
        )  # fmt: skip
        routes.get("/docs", self.docs)
        routes.get("/openapi.json", self.openapi)

    def home(self, request: Request) -> Response:
        """What there is, for people."""
        return self._pages.show("home.html", queries=self._graph.queries.values())

    def docs(self, request: Request) -> Response:
        """The description of the API, for people."""
        viewer = (STATIC / "vendor" / "swagger-ui-bundle.js").exists()
        queries = self._graph.queries.values()
        return self._pages.show("docs.html", queries=queries, viewer=viewer, errors=operations.errors())

    def openapi(self, request: Request) -> Response:
        """The description of the API."""
        return JSONResponse(self._openapi())

    def catalogue(self, request: Request) -> Response:
        # Without a docstring: it would be a description in OpenAPI, and the summary says all.
        offered = {"json": "application/json", "html": "text/html"}
        if negotiation.form(request, extension_of(request), offered) == "html":
            return self.home(request)
        listed = [_summary(query) for query in self._graph.queries.values()]
        return JSONResponse({"version": self._graph.version, "queries": listed}, headers={"Vary": "Accept"})


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
