"""What stands around `/reconcile`: suggestions, flyouts, previews, proposals of properties, and its page."""

import hashlib
from base64 import b64encode

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from markupsafe import escape
from pyoxigraph import NamedNode

from patgraph.errors import BadRequest, BadValue, UnknownThing
from patgraph.names import RECONCILED
from patgraph.things.reconcile.matcher import FEATURES, HIGHEST, LEAD, LOWEST, THRESHOLD
from patgraph.things.search_index import LONGEST
from patgraph.things.thing import DEFINITION
from patgraph.web.http import paging
from patgraph.web.http.addresses import address

from . import openapi

_PAGE, _MOST, _DEEPEST = 10, 100, 1000
_KEPT = {"Cache-Control": "public, max-age=300"}
#: A preview stands in a frame of someone else's page: its few rules of style are its own.
STYLE = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:.6em;color:#1d2a2f;background:#fff}"
    "h1{font-size:1.1em;margin:0 0 .3em}dl{display:grid;grid-template-columns:max-content 1fr;"
    "gap:.1em .8em;margin:.5em 0}dt{color:#5a676d}dd{margin:0}a{color:#0b5a8a}"
)
_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'none'; base-uri 'none'"


def add(app: FastAPI, service, pages, reconcile, unknown):
    """The addresses; `reconcile` answers the first of them, `unknown` makes the error for a name."""

    def suggest_entity(request: Request) -> Response:
        """Things whose name or code begins so; `type` keeps to one."""
        prefix, cursor, limit = _asked(request)
        kind, wanted = request.query_params.get("type"), RECONCILED
        if kind:
            wanted = (_kind(service, kind),)
        known = service.matcher.by_spelling
        hits = [
            hit.entry.node.value
            for hit in service.search.suggest(prefix, _DEEPEST)
            if hit.entry.kind in wanted and hit.entry.node.value in known
        ]
        shown = []
        for iri in hits[cursor : cursor + limit]:
            entity = service.matcher.entities[known[iri]]
            about = {"description": said} if (said := service.described(entity.id)) else {}
            shown.append(
                {"id": entity.id, "name": entity.label, "notable": [service.type(entity.kind)]} | about
            )
        return JSONResponse({"result": shown}, headers=_KEPT)

    def suggest_property(request: Request) -> Response:
        """Properties whose name or id begins so."""
        every = [_property(p) for p in service.attributes.properties.values()]
        return JSONResponse({"result": _begun(every, *_asked(request))}, headers=_KEPT)

    def suggest_type(request: Request) -> Response:
        """Types whose name begins so."""
        return JSONResponse(
            {"result": _begun(map(service.type, RECONCILED), *_asked(request))}, headers=_KEPT
        )

    def flyout(request: Request, what: str) -> Response:
        """A suggestion explained in a few lines of HTML."""
        name = request.query_params.get("id", "")
        if what == "entity":
            entity = found(name)
            title, text = entity.label, service.described(entity.id)
        elif what == "property":
            property_ = service.attributes.property(name)
            if property_ is None:
                raise UnknownThing(f"There is no property {name[:80]!r}; see /reconcile/suggest/property.")
            title, text = property_.name, f"Of: {', '.join(k for k in RECONCILED if k in property_.kinds)}."
            if property_.node is not None:
                meaning = service.things.value(property_.node, DEFINITION)
                text = meaning.value if meaning is not None else text
        else:
            title, text = service.type(_kind(service, name, "id"))["name"], ""
        # It is put into a page of others: nothing of it is markup but this.
        html = f"<p><b>{escape(title)}</b></p>" + (f"<p>{escape(text)}</p>" if text else "")
        return JSONResponse({"id": name, "html": html}, headers=_KEPT)

    def found(name: str):
        number = service.number(name)
        if number is None:
            raise unknown(name[:200])
        return service.matcher.entities[number]

    def preview(request: Request) -> Response:
        """A thing as a small page, for a frame of the size that the manifest gives."""
        entity = found(request.query_params.get("id", ""))
        number, facts = service.number(entity.id), {}
        for name in ("type", "region", "other-name", "pat:started", "pat:ended", "definition"):
            property_ = service.attributes.property(name)
            if property_ is not None and entity.kind in property_.kinds:
                values = service.attributes.values(number, property_)
                if values:
                    facts[property_.name] = "; ".join(map(service.things.label, values[:4]))
        codes = [
            f"{p.name} {value.value}"
            for p in service.attributes.properties.values()
            if p.code
            for value in service.attributes.values(number, p)
        ]
        html = pages.text(
            "preview.html", entity=entity, facts=facts, codes=codes, style=STYLE,
            here=str(request.base_url).rstrip("/"),
            place=address(entity.node.value, service.graph.store.base),
        )  # fmt: skip
        return HTMLResponse(html, headers=_KEPT | {"Content-Security-Policy": _POLICY})

    def properties(request: Request) -> Response:
        """The properties that things of a type have, to take away."""
        given = request.query_params
        name, limit = given.get("type") or None, paging.within(given, "limit", 0, _DEEPEST)
        every = service.attributes.properties.values()
        if name:
            kind = _kind(service, name)
            every = [p for p in every if kind in p.kinds]
        shown = [_property(p) for p in every]
        body = {"properties": shown[:limit] if limit else shown}
        body |= {"type": name} if name else {}
        return JSONResponse(body | ({"limit": limit} if limit else {}), headers=_KEPT)

    def about(request: Request) -> Response:
        """What the service is, for people: how to use it, what scores and features mean."""
        return pages.show(
            "reconcile.html", here=str(request.base_url).rstrip("/"), features=FEATURES, kinds=RECONCILED,
            lowest=LOWEST, highest=HIGHEST, threshold=THRESHOLD, lead=LEAD,
        )  # fmt: skip

    hidden = {"include_in_schema": False, "response_model": None}
    for method, extra in (("GET", openapi.GET), ("POST", openapi.POST)):
        app.add_api_route(
            "/reconcile", reconcile, methods=[method], response_model=None, tags=["reconciliation"],
            summary="Which things do these names mean?", openapi_extra=extra,
            operation_id=f"reconcile-{method.lower()}",
        )  # fmt: skip
    app.add_api_route("/reconcile", reconcile, methods=["HEAD"], **hidden)
    app.add_api_route("/reconcile", _refuse, methods=["OPTIONS", "PUT", "PATCH", "DELETE"], **hidden)
    app.add_api_route("/reconcile/about", about, methods=["GET", "HEAD"], **hidden)
    for path, endpoint, extra in (
        ("/reconcile/suggest/entity", suggest_entity, openapi.SUGGEST_ENTITY),
        ("/reconcile/suggest/property", suggest_property, openapi.SUGGEST),
        ("/reconcile/suggest/type", suggest_type, openapi.SUGGEST),
        ("/reconcile/flyout/entity", lambda request: flyout(request, "entity"), openapi.FLYOUT),
        ("/reconcile/flyout/property", lambda request: flyout(request, "property"), openapi.FLYOUT),
        ("/reconcile/flyout/type", lambda request: flyout(request, "type"), openapi.FLYOUT_TYPE),
        ("/reconcile/preview", preview, openapi.PREVIEW),
        ("/reconcile/properties", properties, openapi.PROPERTIES),
    ):
        # FastAPI reads the annotations of an endpoint; a lambda has none.
        endpoint.__annotations__ = {"request": Request, "return": Response}
        app.add_api_route(
            path, endpoint, methods=["GET"], response_model=None, tags=["reconciliation"],
            summary=(endpoint.__doc__ or flyout.__doc__).partition(";")[0].partition(",")[0].rstrip("."),
            openapi_extra=extra, operation_id=path[1:].replace("/", "-"),
        )  # fmt: skip
        app.add_api_route(path, endpoint, methods=["HEAD"], **hidden)


def _refuse(request: Request) -> Response:
    """Which methods there are; the framework would name those of one route alone."""
    headers = {"Allow": "GET, HEAD, POST, OPTIONS"}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    raise BadRequest(f"{request.method} is no operation of the API; use GET or POST.", 405, headers)


def _asked(request: Request) -> tuple[str, int, int]:
    given = request.query_params
    prefix = given.get("prefix", "")
    if len(prefix) > LONGEST:
        raise BadValue("prefix", f"prefix: {len(prefix)} characters; give at most {LONGEST}.")
    return prefix, paging.within(given, "cursor", 0, _DEEPEST), paging.within(given, "limit", _PAGE, _MOST)


def _begun(every, prefix: str, cursor: int, limit: int) -> list[dict]:
    """Those whose id, name or a word of it begins so, whole names first."""
    asked = prefix.strip().casefold()

    def begins(item: dict) -> bool:
        name = item["name"].casefold()
        places = (name, item["id"].casefold(), item["id"].casefold().rpartition(":")[2])
        return any(text.startswith(asked) for text in places) or f" {asked}" in f" {name}"

    found = [item for item in every if begins(item)]
    found.sort(key=lambda item: asked not in (item["name"].casefold(), item["id"].casefold()))
    return found[cursor : cursor + limit]


def _property(property_) -> dict:
    shown = {"id": property_.id, "name": property_.name}
    if isinstance(property_.node, NamedNode):
        shown["description"] = property_.node.value
    return shown


def _kind(service, name: str, parameter: str = "type") -> str:
    kind = service.kind(name)
    if kind is None:
        raise BadValue(
            parameter, f"{parameter}: there is no type {name[:80]!r}; there are {', '.join(RECONCILED)}."
        )
    return kind
