"""Linked data: `/id/…` leads to `/doc/…`, where a thing has a page and documents in RDF."""

from contextlib import suppress
from functools import cached_property

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pyoxigraph import Literal, NamedNode, Quad, Triple

from patgraph import rdf_writer
from patgraph.errors import UnknownThing
from patgraph.graph import Graph
from patgraph.names import ID_KINDS, filed, slug, term
from patgraph.similar import did_you_mean, near
from patgraph.things.search_index import Search
from patgraph.things.thing import TYPE, Things
from patgraph.web.http import replies
from patgraph.web.http.addresses import local_address
from patgraph.web.openapi import refusals
from patgraph.web.pages import Pages
from patgraph.web.server.made_once import MadeOnce
from patgraph.web.server.routing import Routes
from patgraph.web.stories.parts import SOURCES

from .thing_page import storyteller, template_of, values_of

_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


class ThingRoutes:
    """`/id/…`, `/doc/…`, `/things` and `/sources`."""

    def __init__(self, graph: Graph, pages: Pages, things: Things, search: Search):
        self._graph, self._pages, self._things, self._search = graph, pages, things, search
        self._base, self._made = graph.store.base, MadeOnce()

    def add_to(self, routes: Routes):
        """Register the addresses."""
        routes.get("/things", self.everything)
        routes.get("/things/{kind}", self.of_kind)
        routes.get("/sources", self.sources)
        routes.get(
            "/id/{kind}/{slug:path}", self.to_document, "The name of a thing", tags=["linked data"],
            status_code=303, response_class=RedirectResponse, responses=refusals.problems(404),
        )  # fmt: skip
        content = {replies.MEDIA[form]: {} for form in replies.DOCUMENTS}
        routes.get(
            "/doc/{kind}/{slug:path}", self.document, "What the graph says of a thing", tags=["linked data"],
            responses={200: {"content": content}, **refusals.problems(404, 406)},
        )  # fmt: skip

    def to_document(self, request: Request, kind: str, slug: str) -> Response:
        """The name of a thing: 303 to its document."""
        node, extension = self._find(kind, slug)
        location = local_address(node.value, self._base) + (f".{extension}" if extension else "")
        return RedirectResponse(location, 303, {"Vary": "Accept", "Cache-Control": "public, max-age=300"})

    def document(self, request: Request, kind: str, slug: str) -> Response:
        """What the graph says of a thing, and what points at it: as a page or as RDF."""
        node, extension = self._find(kind, slug)
        form = replies.choose(request, extension, replies.DOCUMENTS)
        content = self._made.get((node, form), lambda: self._content(node, form))
        links = ", ".join(alternates(node, self._base))
        return replies.reply(request, content, form, Link=links)

    def _content(self, node: NamedNode, form: str) -> bytes | str:
        things, graph = self._things, self._graph
        if form == "html":
            template, more = template_of(things, node)
            return self._pages.text(template, **values_of(graph, things, node), **more)
        if form in replies.DATASETS:
            about = (Quad(*triple, graph.store.view) for triple in _document_triples(graph, node))
            return rdf_writer.document([*things.evidence(node), *about], form, self._base)
        said = [*things.document(node), *_document_triples(graph, node)]
        return rdf_writer.document(said, form, self._base)

    def everything(self, request: Request) -> Response:
        """The kinds of things there are, each with how many."""
        content = self._made.get("kinds", lambda: self._pages.text("kinds.html", listed=self._by_kind))
        return replies.reply(request, content, "html")

    def of_kind(self, request: Request, kind: str) -> Response:
        """All things of a kind. Raises `UnknownThing`."""
        listed = self._by_kind
        if kind not in listed:
            hint = did_you_mean(near(kind, listed)) or f"there are {', '.join(listed)}."
            raise UnknownThing(f"No kind of thing is called {kind[:200]!r}; {hint}")
        content = self._made.get(kind, lambda: self._pages.text("things.html", kind=kind, nodes=listed[kind]))
        return replies.reply(request, content, "html")

    def sources(self, request: Request) -> Response:
        """What was read: the texts and the tables by their weight, before all other documents."""
        return replies.reply(request, self._made.get(SOURCES, self._sources), "html")

    def _sources(self) -> str:
        return self._pages.text("sources.html", found=storyteller(self._things).tell_of(SOURCES))

    def _find(self, kind: str, slug: str) -> tuple[NamedNode, str | None]:
        """A thing by its address, and the extension. Raises `UnknownThing`."""
        try:
            node = NamedNode(f"{self._base}id/{kind}/{slug}")
            if kind in ID_KINDS and self._things.exists(node):
                return node, None
            name, extension = replies.split(slug)
            node = NamedNode(f"{self._base}id/{kind}/{name}")
            if extension and kind in ID_KINDS and self._things.exists(node):
                return node, extension
        except ValueError:
            pass  # No IRI can be made of it, so nothing has that name.
        raise unknown_thing(self._search, f"id/{kind}/{slug}", self._things)

    @cached_property
    def _by_kind(self) -> dict[str, list[NamedNode]]:
        return things_by_kind(self._graph, self._things)


def things_by_kind(graph: Graph, things: Things) -> dict[str, list[NamedNode]]:
    """All things of the graph but passages, by kind, each by its name."""
    start = f"{graph.store.base}id/"
    found: dict[str, list[NamedNode]] = {kind: [] for kind in ID_KINDS if kind != "passage"}
    for iri in graph.store.names(start):
        kind = iri[len(start) :].split("/")[0]
        if kind in found:
            found[kind].append(NamedNode(iri))
    named_ = {
        kind: sorted(nodes, key=lambda n: (filed(things.label(n)).lower(), n.value))
        for kind, nodes in found.items()
    }
    return {kind: nodes for kind, nodes in named_.items() if nodes}


def unknown_thing(search: Search, name: str, things: Things | None = None) -> UnknownThing:
    """The error for a name (`id/council/harringey`) that nothing has, with near ones; among `things`
    that have formats, for one with an ending that is none, these.
    """
    stem, dot, ending = name.rpartition(".")
    with suppress(ValueError):  # Of some names no IRI can be made.
        if dot and things and things.exists(node := NamedNode(f"{things.store.base}{stem}")):
            forms = ", ".join(replies.DOCUMENTS)
            return UnknownThing(f"No format is called {ending[:80]!r}; there are {forms}.", [node.value])
    similar = search.near(replies.split(name.removeprefix("id/"))[0])
    hint = f"; {did_you_mean(map(slug, similar))}" if similar else "."
    return UnknownThing(
        f"The graph speaks of nothing called {name[:200]!r}{hint}", [node.value for node in similar]
    )


def alternates(node: NamedNode, base: str) -> list[str]:
    """Web links (RFC 8288) from a document to its thing and to its other formats."""
    place = local_address(node.value, base)
    forms = [f'<{place}.{form}>; rel="alternate"; type="{replies.MEDIA[form]}"' for form in replies.DOCUMENTS]
    return [f'<{ascii_iri(node.value)}>; rel="describes"', *forms]


def ascii_iri(iri: str) -> str:
    """An IRI as a header can hold it."""
    return iri.encode("ascii", "backslashreplace").decode() if not iri.isascii() else iri


def _document_triples(graph: Graph, node: NamedNode) -> list[Triple]:
    """What a document says of itself."""
    place = NamedNode(node.value.replace(f"{graph.store.base}id/", f"{graph.store.base}doc/", 1))
    return [
        Triple(place, TYPE, term("foaf:Document")),
        Triple(place, term("foaf:primaryTopic"), node),
        Triple(place, term("dcterms:license"), _LICENCE),
        Triple(place, term("dcterms:isPartOf"), NamedNode(f"{graph.store.base}dataset")),
        Triple(place, term("schema:version"), Literal(graph.version)),
    ]
