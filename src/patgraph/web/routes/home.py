"""Where one comes in: the home page, the list of questions, and the description of the API."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from patgraph.graph import Graph
from patgraph.questions.question import Query
from patgraph.web.http import negotiation
from patgraph.web.openapi import operations
from patgraph.web.pages import STATIC, Pages


def add(app: FastAPI, graph: Graph, pages: Pages):
    def head_too(address, endpoint):
        app.add_api_route(address, endpoint, methods=["HEAD"], include_in_schema=False, response_model=None)

    @app.get("/", include_in_schema=False)
    def home() -> Response:
        return pages.show("home.html", queries=graph.queries.values())

    @app.get("/docs", include_in_schema=False)
    def docs() -> Response:
        viewer = (STATIC / "vendor" / "swagger-ui-bundle.js").exists()
        return pages.show(
            "docs.html", queries=graph.queries.values(), viewer=viewer, errors=operations.errors()
        )

    @app.get(
        "/queries",
        tags=["questions"],
        summary="Which questions can be asked?",
        openapi_extra=operations.LISTING,
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
