"""Where one comes in: the home page, the list of questions, and the description of the API."""

import json
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from fastapi import Request, Response
from pyoxigraph import NamedNode

from patgraph.graph import Graph
from patgraph.names import pat
from patgraph.questions.question import Query
from patgraph.things.thing import TYPE, Things
from patgraph.web.http import negotiation, paging, replies
from patgraph.web.openapi import operations
from patgraph.web.pages import STATIC, Pages
from patgraph.web.server.made_once import MadeOnce
from patgraph.web.server.routing import Routes, extension_of

from .contact import report_address
from .page_charts import chart_of
from .thing_page import storyteller


class HomeRoutes:
    """`/`, `/about`, `/queries`, `/docs` and `/openapi.json`; `openapi()` is what the last gives."""

    def __init__(
        self, graph: Graph, pages: Pages, things: Things, openapi: Callable[[], dict], contact: str = ""
    ):
        """`contact` is where reports of errors go, where whoever runs this has named it."""
        self._contact = contact
        self._graph, self._pages, self._things, self._openapi = graph, pages, things, openapi
        self._made = MadeOnce()

    def add_to(self, routes: Routes):
        """Register the addresses."""
        routes.get("/", self.home)
        routes.get(
            "/queries", self.catalogue, "Which questions can be asked?", extensions=True, tags=["questions"],
            openapi_extra=operations.LISTING, response_class=Response,
        )  # fmt: skip
        routes.get("/about", self.what)
        routes.get("/docs", self.docs)
        routes.get("/openapi.json", self.openapi)

    def home(self, request: Request) -> Response:
        """What there is, for people."""
        content = self._made.get(self._name("home"), self._shown)
        return replies.reply(request, content, "html")

    def _shown(self) -> str:
        found = storyteller(self._things).tell_of("home")
        queries = self._graph.queries.values()
        shown = next((query.name for query in queries if query.chart and query.chart.home), "")
        drawn = chart_of(self._graph, shown, {})
        values = {"queries": queries, "map": drawn, "card": drawn}
        return self._pages.text("home.html", found=found, **values)

    def what(self, request: Request) -> Response:
        """What this is, who answers for it, and how to report an error: with the page one came from."""
        page = paging.one(request.query_params, "page") or _came_from(request)
        shown = page[:500] if page.startswith("/") else ""
        address = f"{request.url.scheme}://{request.url.netloc}{shown}" if shown else ""
        sources, passages = (self._count(pat(name)) for name in ("SourceDocument", "Passage"))
        report = report_address(self._contact, address, self._graph.version)
        counted = {"sources": sources, "passages": f"{passages:,}"}
        answer = self._pages.show("what.html", page=address, report=report, contact=self._contact, **counted)
        # It differs by where one came from, so nobody keeps it.
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @cache  # noqa: B019  (the routes live as long as their server)
    def _count(self, kind: NamedNode) -> int:
        store = self._things.store
        return sum(1 for _ in store.quads(None, TYPE, kind, store.view))

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
            values = {"queries": self._graph.queries.values()}
            content = self._made.get(
                self._name("questions"), lambda: self._pages.text("queries.html", **values)
            )
            return replies.reply(request, content, "html")
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


def _came_from(request: Request) -> str:
    """The address within this site of the page that a link was followed from, or nothing."""
    before = urlsplit(request.headers.get("referer", ""))
    if before.netloc != request.url.netloc:
        return ""
    return before.path + (f"?{before.query}" if before.query else "")


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
