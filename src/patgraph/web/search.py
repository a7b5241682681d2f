"""Finding things: `/search?q=` as a page and JSON, `/suggest?q=` for the box on every page."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from .. import Graph
from ..search import Hit, Search
from . import media, paging, refusals
from .links import address

_OFFERS = ("json", "html")
_PAGE = 20
_MOST = 100


def add(app: FastAPI, graph: Graph, pages, search: Search):
    """The addresses of the search."""

    def found(request: Request) -> Response:
        """Things found by name, other name, code and words, best first, with why each was found."""
        form = media.choose(request, None, _OFFERS)
        text, kind = request.query_params.get("q", ""), request.query_params.get("kind") or None
        limit = paging.within(request.query_params, "limit", _PAGE, _MOST)
        offset = paging.within(request.query_params, "offset", 0, 10**6)
        result = search.find(text, kind, limit, offset)
        if form == "html":
            content = pages.text(
                "search.html", q=text, result=result, kind=kind, offset=offset, limit=limit,
            )  # fmt: skip
            return media.reply(request, content, form, pages.tag)
        body = {
            "q": text,
            "version": graph.version,
            "total": result.total,
            "complete": result.complete,
            "kinds": result.kinds,
            "results": [_shown(hit, graph.store.base) for hit in result.hits],
        }
        return JSONResponse(body, headers={"Vary": "Accept", "Cache-Control": "public, max-age=300"})

    def suggested(request: Request) -> Response:
        """Things whose name begins so, for a box that completes."""
        limit = paging.within(request.query_params, "limit", 10, _MOST)
        hits = search.suggest(request.query_params.get("q", ""), limit)
        shown = [_shown(hit, graph.store.base) for hit in hits]
        body = {"q": request.query_params.get("q", ""), "suggestions": shown}
        return JSONResponse(body, headers={"Cache-Control": "public, max-age=300"})

    words = {
        "name": "q", "in": "query", "schema": {"type": "string", "maxLength": 500},
        "description": "A name, a former name, a code or words; typing errors are forgiven.",
    }  # fmt: skip
    limits = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": _MOST}}
    more = [
        {
            "name": "kind",
            "in": "query",
            "schema": {"type": "string"},
            "description": "Only things of a kind.",
        },
        {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 10**6}},
        {"name": "format", "in": "query", "schema": {"enum": [*_OFFERS]}},
    ]
    hits = {"type": "array", "items": _HIT}
    result = {
        "type": "object",
        "required": ["q", "version", "total", "complete", "kinds", "results"],
        "properties": {
            "q": {"type": "string"}, "version": {"type": "string"}, "total": {"type": "integer"},
            "complete": {"type": "boolean"},
            "kinds": {"type": "object", "additionalProperties": {"type": "integer"}}, "results": hits,
        },
    }  # fmt: skip
    suggestions = {
        "type": "object", "required": ["q", "suggestions"],
        "properties": {"q": {"type": "string"}, "suggestions": hits},
    }  # fmt: skip
    for place, endpoint, parameters, schema, statuses in (
        ("/search", found, [words, limits, *more], result, (406, 422)),
        ("/suggest", suggested, [words, limits], suggestions, (422,)),
    ):
        content = {"application/json": {"schema": schema}}
        if endpoint is found:
            content["text/html"] = {"schema": {"type": "string"}}
        app.add_api_route(
            place, endpoint, methods=["GET"], response_model=None, tags=["search"],
            summary=endpoint.__doc__.partition(",")[0],
            openapi_extra={"parameters": parameters, "responses": {
                "200": {"description": "What was found", "content": content}, **refusals.problems(*statuses)
            }},
        )  # fmt: skip
        app.add_api_route(place, endpoint, methods=["HEAD"], response_model=None, include_in_schema=False)


_HIT = {
    "type": "object",
    "required": ["iri", "address", "kind", "label", "why"],
    "properties": {
        "iri": {"type": "string"}, "address": {"type": "string"}, "kind": {"type": "string"},
        "label": {"type": "string"},
        "why": {
            "type": "object", "required": ["field", "fit", "text"],
            "properties": {
                "field": {"enum": ["code", "identifier", "name", "other name", "words"]},
                "fit": {"enum": ["exact", "start", "similar", "some words"]},
                "text": {"type": "string"},
            },
        },
    },
}  # fmt: skip


def _shown(hit: Hit, base: str) -> dict:
    return {
        "iri": hit.entry.node.value,
        "address": address(hit.entry.node.value, base),
        "kind": hit.entry.kind,
        "label": hit.entry.label,
        "why": {"field": hit.field, "fit": hit.fit, "text": hit.text},
    }
