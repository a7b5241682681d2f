"""Where one comes in: the home page, the list of questions, and the description of the API."""

import json
from collections.abc import Callable

from fastapi import Request, Response

from patgraph.graph import Graph
from patgraph.questions.question import Query
from patgraph.web.http import negotiation, replies
from patgraph.web.openapi import operations
from patgraph.web.pages import STATIC, Pages
from patgraph.web.server.made_once import MadeOnce
from patgraph.web.server.routing import Routes, extension_of


class HomeRoutes:
    """`/`, `/queries`, `/docs` and `/openapi.json`; `openapi()` is what the last gives."""

    def __init__(self, graph: Graph, pages: Pages, openapi: Callable[[], dict]):
        self._graph, self._pages, self._openapi, self._made = graph, pages, openapi, MadeOnce()

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
        values = {"queries": self._graph.queries.values()}
        content = self._made.get(self._name("home"), lambda: self._pages.text("home.html", **values))
        return replies.reply(request, content, "html")

    def docs(self, request: Request) -> Response:
        """The description of the API, for people."""
        viewer = (STATIC / "vendor" / "swagger-ui-bundle.js").exists()
        values = {"queries": self._graph.queries.values(), "viewer": viewer, "errors": operations.errors()}
        content = self._made.get(self._name("docs"), lambda: self._pages.text("docs.html", **values))
        return replies.reply(request, content, "html")

    def openapi(self, request: Request) -> Response:
        """The description of the API."""
        content = self._made.get("openapi", lambda: _json(self._openapi()))
        return replies.reply(request, content, "application/json")

    def catalogue(self, request: Request) -> Response:
        # Without a docstring: it would be a description in OpenAPI, and the summary says all.
        offered = {"json": "application/json", "html": "text/html"}
        if negotiation.form(request, extension_of(request), offered) == "html":
            return self.home(request)
        content = self._made.get(self._name("catalogue"), self._listed)
        return replies.reply(request, content, "application/json")

    def _name(self, what: str) -> tuple[str, str]:
        # Behind a remote store the version may become another.
        return what, self._graph.version

    def _listed(self) -> str:
        listed = [_summary(query) for query in self._graph.queries.values()]
        return _json({"version": self._graph.version, "queries": listed})


def _json(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


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
