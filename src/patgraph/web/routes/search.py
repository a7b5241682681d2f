"""Finding things: `/search?q=` as a page and JSON, `/suggest?q=` for the box on every page."""

from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from patgraph.errors import BadValue
from patgraph.graph import Graph
from patgraph.similar import did_you_mean, near
from patgraph.things.search_index import Found, Hit, Search
from patgraph.web.http import paging, replies
from patgraph.web.http.addresses import address
from patgraph.web.openapi import refusals

_OFFERS = ("json", "html")
_PAGE = 20
_MOST = 100


def add(app: FastAPI, graph: Graph, pages, search: Search):
    """The addresses of the search."""

    def found(request: Request) -> Response:
        """Things found by name, other name, code and words, best first, with why each was found."""
        form = replies.choose(request, None, _OFFERS)
        text, kind = request.query_params.get("q", ""), request.query_params.get("kind") or None
        limit = paging.within(request.query_params, "limit", _PAGE, _MOST)
        offset = paging.within(request.query_params, "offset", 0, 10**6)
        result = search.find(text, kind, limit, offset)
        if kind is not None and kind not in search.kinds:
            similar = near(kind, search.kinds)
            hint = did_you_mean(similar) or f"there are {', '.join(search.kinds)}."
            raise BadValue("kind", f"kind: nothing is of the kind {kind[:80]!r}; {hint}", similar)
        links = paging.header(_parts(text, kind, form, limit, offset, result.total))
        headers = {"Link": ", ".join(links)} if links else {}
        if form == "html":
            content = pages.text(
                "search.html", q=text, result=result, kind=kind, offset=offset, limit=limit,
            )  # fmt: skip
            return replies.reply(request, content, form, pages.tag, **headers)
        body = {
            "q": text,
            "version": graph.version,
            "total": result.total,
            "complete": result.complete and len(result.hits) == result.total,
            "reason": _reason(result),
            "kinds": result.kinds,
            "results": [_shown(hit, graph.store.base) for hit in result.hits],
        }
        kept = {"Vary": "Accept", "Cache-Control": "public, max-age=300"}
        return JSONResponse(body, headers=kept | headers)

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
            "schema": {"type": "string", "enum": search.kinds},
            "description": "Only things of a kind.",
        },
        {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 10**6}},
        {"name": "format", "in": "query", "schema": {"enum": [*_OFFERS]}},
    ]
    hits = {"type": "array", "items": _HIT}
    result = {
        "type": "object",
        "required": ["q", "version", "total", "complete", "reason", "kinds", "results"],
        "properties": {
            "q": {"type": "string"}, "version": {"type": "string"}, "total": {"type": "integer"},
            "complete": {"type": "boolean", "description": "Whether the results are all there are."},
            "reason": {"type": ["string", "null"], "description": "Why they are not."},
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


def _reason(found: Found) -> str | None:
    """Why the results of a search are not all there are."""
    if not found.complete:
        return "the words are so common that not all were looked at; `total` counts those that were"
    return None if len(found.hits) == found.total else "limit or offset; the links lead to the others"


def _parts(text: str, kind: str | None, form: str, limit: int, offset: int, total: int) -> dict[str, str]:
    """The addresses of the other parts of what was found (RFC 8288)."""
    if not limit or (not offset and total <= limit):
        return {}
    places = {"first": 0, "last": max(0, (total - 1) // limit * limit)}
    places |= {"prev": max(0, min(offset, total) - limit)} if offset else {}
    places |= {"next": offset + limit} if offset + limit < total else {}
    kept = {"q": text} | ({"kind": kind} if kind else {}) | {"format": form, "limit": limit}
    return {
        rel: f"/search?{urlencode(kept | {'offset': at}, errors='replace')}" for rel, at in places.items()
    }


def _shown(hit: Hit, base: str) -> dict:
    return {
        "iri": hit.entry.node.value,
        "address": address(hit.entry.node.value, base),
        "kind": hit.entry.kind,
        "label": hit.entry.label,
        "why": {"field": hit.field, "fit": hit.fit, "text": hit.text},
    }
