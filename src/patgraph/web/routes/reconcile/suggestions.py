"""What stands around `/reconcile`: suggestions, flyouts, previews, proposals of properties, and its page."""

import hashlib
from base64 import b64encode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from markupsafe import escape
from pyoxigraph import NamedNode

from patgraph.errors import BadValue, UnknownThing
from patgraph.names import RECONCILED
from patgraph.things.reconcile.attributes import Attribute
from patgraph.things.reconcile.matcher import FEATURES, HIGHEST, LEAD, LOWEST, THRESHOLD, Entity
from patgraph.things.search_index import LONGEST
from patgraph.things.thing import DEFINITION
from patgraph.web.http import paging
from patgraph.web.http.addresses import local_address
from patgraph.web.pages import Pages
from patgraph.web.routes.things import unknown_thing
from patgraph.web.server.routing import Routes

from . import openapi
from .service import Reconciliation

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


class SuggestionRoutes:
    """`/reconcile/…`: what a client asks for while somebody types, and `/reconcile/about`."""

    def __init__(self, service: Reconciliation, pages: Pages):
        self._service, self._pages = service, pages

    def add_to(self, routes: Routes):
        """Register the addresses."""
        explained = "A suggestion explained in a few lines of HTML"
        routes.get("/reconcile/about", self.about)
        for path, endpoint, summary, extra in (
            (
                "suggest/entity",
                self.suggest_entity,
                "Things whose name or code begins so",
                openapi.SUGGEST_ENTITY,
            ),
            (
                "suggest/property",
                self.suggest_property,
                "Properties whose name or id begins so",
                openapi.SUGGEST,
            ),
            ("suggest/type", self.suggest_type, "Types whose name begins so", openapi.SUGGEST),
            ("flyout/entity", self.flyout_entity, explained, openapi.FLYOUT),
            ("flyout/property", self.flyout_property, explained, openapi.FLYOUT),
            ("flyout/type", self.flyout_type, explained, openapi.FLYOUT_TYPE),
            ("preview", self.preview, "A thing as a small page", openapi.PREVIEW),
            ("properties", self.properties, "The properties that things of a type have", openapi.PROPERTIES),
        ):
            routes.get(
                f"/reconcile/{path}", endpoint, summary, tags=["reconciliation"],
                openapi_extra=extra,
                operation_id=f"reconcile-{path.replace('/', '-')}",
            )  # fmt: skip

    def suggest_entity(self, request: Request) -> Response:
        """Things whose name or code begins so; `type` keeps to one."""
        prefix, cursor, limit = _prefix_asked(request)
        kind, wanted = paging.one(request.query_params, "type"), RECONCILED
        if kind:
            wanted = (self._kind(kind),)
        known = self._service.matcher.by_spelling
        hits = [
            hit.entry.node.value
            for hit in self._service.graph.index.suggest(prefix, _DEEPEST)
            if hit.entry.kind in wanted and hit.entry.node.value in known
        ]
        shown = []
        for iri in hits[cursor : cursor + limit]:
            entity = self._service.matcher.entities[known[iri]]
            about = {"description": said} if (said := self._service.described(entity.id)) else {}
            shown.append(
                {"id": entity.id, "name": entity.label, "notable": [self._service.type(entity.kind)]} | about
            )
        return JSONResponse({"result": shown}, headers=_KEPT)

    def suggest_property(self, request: Request) -> Response:
        """Properties whose name or id begins so."""
        every = [_property_as_json(p) for p in self._service.attributes.properties.values()]
        return JSONResponse({"result": _beginning(every, *_prefix_asked(request))}, headers=_KEPT)

    def suggest_type(self, request: Request) -> Response:
        """Types whose name begins so."""
        every = map(self._service.type, RECONCILED)
        return JSONResponse({"result": _beginning(every, *_prefix_asked(request))}, headers=_KEPT)

    # A docstring of a flyout would be its description in OpenAPI, where the summary says all.
    def flyout_entity(self, request: Request) -> Response:
        name = paging.one(request.query_params, "id")
        entity = self._entity(name)
        return _flyout(name, entity.label, self._service.described(entity.id))

    def flyout_property(self, request: Request) -> Response:
        name = paging.one(request.query_params, "id")
        property_ = self._service.attributes.property(name)
        if property_ is None:
            raise UnknownThing(f"There is no property {name[:80]!r}; see /reconcile/suggest/property.")
        text = f"Of: {', '.join(k for k in RECONCILED if k in property_.kinds)}."
        if property_.node is not None:
            meaning = self._service.things.value(property_.node, DEFINITION)
            text = meaning.value if meaning is not None else text
        return _flyout(name, property_.name, text)

    def flyout_type(self, request: Request) -> Response:
        name = paging.one(request.query_params, "id")
        return _flyout(name, self._service.type(self._kind(name, "id"))["name"], "")

    def preview(self, request: Request) -> Response:
        """A thing as a small page, for a frame of the size that the manifest gives."""
        entity = self._entity(paging.one(request.query_params, "id"))
        number, facts = self._service.number(entity.id), {}
        for name in ("type", "region", "other-name", "pat:started", "pat:ended", "definition"):
            property_ = self._service.attributes.property(name)
            if property_ is not None and entity.kind in property_.kinds:
                values = self._service.attributes.values(number, property_)
                if values:
                    facts[property_.name] = "; ".join(map(self._service.things.label, values[:4]))
        codes = [
            f"{p.name} {value.value}"
            for p in self._service.attributes.properties.values()
            if p.code
            for value in self._service.attributes.values(number, p)
        ]
        html = self._pages.text(
            "preview.html", entity=entity, facts=facts, codes=codes, style=STYLE,
            here=str(request.base_url).rstrip("/"),
            place=local_address(entity.node.value, self._service.graph.store.base),
        )  # fmt: skip
        return HTMLResponse(html, headers=_KEPT | {"Content-Security-Policy": _POLICY})

    def properties(self, request: Request) -> Response:
        """The properties that things of a type have, to take away."""
        given = request.query_params
        name, limit = paging.one(given, "type") or None, paging.within(given, "limit", 0, _DEEPEST)
        every = self._service.attributes.properties.values()
        if name:
            kind = self._kind(name)
            every = [p for p in every if kind in p.kinds]
        shown = [_property_as_json(p) for p in every]
        body = {"properties": shown[:limit] if limit else shown}
        body |= {"type": name} if name else {}
        return JSONResponse(body | ({"limit": limit} if limit else {}), headers=_KEPT)

    def about(self, request: Request) -> Response:
        """What the service is, for people: how to use it, what scores and features mean."""
        return self._pages.show(
            "reconcile.html", here=str(request.base_url).rstrip("/"), features=FEATURES, kinds=RECONCILED,
            lowest=LOWEST, highest=HIGHEST, threshold=THRESHOLD, lead=LEAD,
        )  # fmt: skip

    def _entity(self, name: str) -> Entity:
        """What an id means. Raises `UnknownThing`."""
        number = self._service.number(name)
        if number is None:
            raise unknown_thing(self._service.graph.index, name[:200])
        return self._service.matcher.entities[number]

    def _kind(self, name: str, parameter: str = "type") -> str:
        """The type that a name means. Raises `BadValue`."""
        kind = self._service.kind(name)
        if kind is None:
            raise BadValue(
                parameter, f"{parameter}: there is no type {name[:80]!r}; there are {', '.join(RECONCILED)}."
            )
        return kind


def _flyout(name: str, title: str, text: str) -> Response:
    """A suggestion explained in a few lines of HTML."""
    # It is put into a page of others: nothing of it is markup but this.
    html = f"<p><b>{escape(title)}</b></p>" + (f"<p>{escape(text)}</p>" if text else "")
    return JSONResponse({"id": name, "html": html}, headers=_KEPT)


def _prefix_asked(request: Request) -> tuple[str, int, int]:
    given = request.query_params
    prefix = paging.one(given, "prefix")
    if len(prefix) > LONGEST:
        raise BadValue("prefix", f"prefix: {len(prefix)} characters; give at most {LONGEST}.")
    return prefix, paging.within(given, "cursor", 0, _DEEPEST), paging.within(given, "limit", _PAGE, _MOST)


def _beginning(every, prefix: str, cursor: int, limit: int) -> list[dict]:
    """Those whose id, name or a word of it begins so, whole names first."""
    asked = prefix.strip().casefold()

    def begins(item: dict) -> bool:
        name = item["name"].casefold()
        places = (name, item["id"].casefold(), item["id"].casefold().rpartition(":")[2])
        return any(text.startswith(asked) for text in places) or f" {asked}" in f" {name}"

    found = [item for item in every if begins(item)]
    found.sort(key=lambda item: asked not in (item["name"].casefold(), item["id"].casefold()))
    return found[cursor : cursor + limit]


def _property_as_json(property_: Attribute) -> dict:
    shown = {"id": property_.id, "name": property_.name}
    if isinstance(property_.node, NamedNode):
        shown["description"] = property_.node.value
    return shown
