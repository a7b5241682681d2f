"""The words: `/def` (terms), `/concept/…` (vocabularies), `/shapes` (rules), `/graph/…` (graphs by name)."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice

from fastapi import Request, Response
from pyoxigraph import NamedNode, Quad
from starlette.concurrency import run_in_threadpool

from patgraph import rdf_writer
from patgraph.errors import UnknownThing
from patgraph.exports.dump_kinds import GraphFile
from patgraph.exports.dumps import Dumps
from patgraph.graph import Graph
from patgraph.names import SHAPES, term
from patgraph.similar import did_you_mean, near
from patgraph.things.search_index import Search
from patgraph.things.terms import ONTOLOGY, Vocabulary, datatype
from patgraph.things.thing import Things
from patgraph.web.http import replies
from patgraph.web.openapi import refusals
from patgraph.web.pages import Pages
from patgraph.web.server.client_queue import wait_without_place
from patgraph.web.server.made_once import MadeOnce
from patgraph.web.server.routing import Routes, extension_of, letting_go

from .thing_page import values_of
from .things import alternates, unknown_thing

#: A graph's own order of preference: TriG says which graph it is.
GRAPHS = ("trig", "html", "ttl", "nq", "nt", "rdf", "jsonld")
#: So many statements of a graph are listed on its page; it says so where there are more.
SHOWN = 300
#: A graph of more statements is written once, into a file.
LARGE = 2000


class VocabularyRoutes:
    """`/def`, `/concept`, `/shapes` and `/graph`."""

    def __init__(
        self, graph: Graph, pages: Pages, things: Things, words: Vocabulary, search: Search, files: Dumps
    ):
        self._files, self._made = files, MadeOnce()
        self._graph, self._pages, self._things = graph, pages, things
        self._words, self._search = words, search
        self._base = graph.store.base

    def add_to(self, routes: Routes):
        """Register the addresses."""
        content = {replies.MEDIA[form]: {} for form in replies.DOCUMENTS}
        answers = {200: {"content": content}, **refusals.problems(404, 406)}
        for path, endpoint, summary, extensions in (
            ("/def", self.definitions, "The ontology", True),
            ("/def/{name}", self.definition, "A term, or a version, of the ontology", False),
            ("/concept", self.schemes, "The vocabularies", True),
            ("/concept/{name:path}", self.concept, "A vocabulary, or a concept of one", False),
            ("/shapes", self.shapes, "The rules that the data keeps", True),
            ("/graph/{name:path}", self.one_graph, "Any graph by its name", False),
        ):
            routes.get(
                path, endpoint, summary, extensions=extensions, tags=["linked data"], responses=answers
            )
        routes.get("/graph", self.all_graphs)

    # Docstrings of these would be descriptions in OpenAPI, where the summaries above say all.
    def definitions(self, request: Request) -> Response:
        return self._ontology(request, extension_of(request))

    def definition(self, request: Request, name: str) -> Response:
        words = self._words
        local, extension = (name, None) if name == words.version else replies.split(name)
        if local == words.version:
            return self._ontology(request, extension)
        node = words.term(local)
        if node is None:
            similar = near(local, words.names(), 5)
            hint = did_you_mean(similar) or f"the version is {words.version}."
            raise UnknownThing(
                f"The ontology has no term {local[:200]!r}; {hint}",
                [f"{ONTOLOGY.value}#{name}" for name in similar],
            )
        form = replies.choose(request, extension, replies.DOCUMENTS)
        return self._reply(
            request, form, "term.html", node, lambda: self._things.document(node),
            lambda: {"words": words, "datatype": datatype, **values_of(self._graph, self._things, node)},
        )  # fmt: skip

    def schemes(self, request: Request) -> Response:
        form, words = replies.choose(request, extension_of(request), replies.DOCUMENTS), self._words
        return self._reply(
            request, form, "schemes.html", NamedNode(f"{self._base}concept"),
            lambda: [t for scheme in words.schemes for t in words.triples(scheme)],
            lambda: {"words": words, "forms": replies.DOCUMENTS, "media": replies.MEDIA},
        )  # fmt: skip

    def concept(self, request: Request, name: str) -> Response:
        node, extension = self._concept(name)
        form, words = replies.choose(request, extension, replies.DOCUMENTS), self._words
        is_scheme = node in words.schemes
        return self._reply(
            request, form, "scheme.html" if is_scheme else "concept.html", node,
            lambda: words.triples(node) if is_scheme else self._things.document(node),
            lambda: {"words": words, **values_of(self._graph, self._things, node)},
        )  # fmt: skip

    def shapes(self, request: Request) -> Response:
        form = replies.choose(request, extension_of(request), replies.DOCUMENTS)
        return replies.reply(request, self._made.get(("shapes", form), lambda: self._rules(form)), form)

    def _rules(self, form: str) -> bytes | str:
        if form == "html":
            values = {"shapes": _shapes(self._things), "forms": replies.DOCUMENTS, "media": replies.MEDIA}
            return self._pages.text("shapes.html", **values)
        own = NamedNode(f"{self._base}graph/shapes")
        return rdf_writer.document(self._things.graph(own), form, self._base, own)

    async def one_graph(self, request: Request, name: str) -> Response:
        node, extension, size = await run_in_threadpool(letting_go, self._named_graph, name)
        form = replies.choose(request, extension, GRAPHS)
        if size <= LARGE or form == "html":
            return await run_in_threadpool(letting_go, self._graph_reply, request, node, form, size)
        wait_without_place(request.scope)
        file = GraphFile(node.value, form)
        made = await self._files.made(file)
        return replies.file(request, self._files.place / file.name, form, made.sha256)

    def _graph_reply(self, request: Request, node: NamedNode, form: str, size: int) -> Response:
        content = self._made.get(("graph", node, form), lambda: self._graph_content(node, form, size))
        return replies.reply(request, content, form)

    def _graph_content(self, node: NamedNode, form: str, size: int) -> bytes | str:
        if form != "html":
            return rdf_writer.document(self._things.graph(node), form, self._base)
        # To settle the order of very many takes long: of those a page has the first that the engine has.
        found = (
            islice(self._graph.store.quads(graph=node), SHOWN) if size > LARGE else self._things.graph(node)
        )
        quads = sorted(found, key=str)
        values = values_of(self._graph, self._things, node)
        values |= {"quads": quads[:SHOWN], "size": max(size, len(quads)), "shown": SHOWN, "forms": GRAPHS}
        return self._pages.text("graph.html", **values)

    @cached_property
    def _sizes(self) -> dict[NamedNode, int]:
        return dict(self._words.graphs)

    def all_graphs(self, request: Request) -> Response:
        """The graphs there are."""
        return replies.reply(request, self._made.get("graphs", self._graphs_page), "html")

    def _graphs_page(self) -> str:
        view = self._graph.store.view
        found = self._things.store.quads(None, term("rdf:type"), term("pat:Passage"), view)
        return self._pages.text("graphs.html", listed=self._words.graphs, passages=sum(1 for _ in found))

    def _ontology(self, request: Request, extension: str | None) -> Response:
        form, words = replies.choose(request, extension, replies.DOCUMENTS), self._words
        about = {"ontology": ONTOLOGY, "forms": replies.DOCUMENTS, "media": replies.MEDIA}
        return self._reply(
            request, form, "ontology.html", ONTOLOGY, words.triples,
            lambda: {"words": words, "datatype": datatype, **about},
        )  # fmt: skip

    def _reply(
        self, request: Request, form: str, template: str, name: NamedNode,
        triples: Callable[[], Iterable], values: Callable[[], dict],
    ) -> Response:  # fmt: skip
        """A page with `values()`, or `triples()` in the graph they come from."""

        def make() -> bytes | str:
            if form == "html":
                return self._pages.text(template, **values())
            source = NamedNode(f"{self._base}graph/ontology")
            said = triples()
            if form in replies.DATASETS:
                said = [Quad(*triple, source) for triple in said]
            return rdf_writer.document(said, form, self._base, source)

        content = self._made.get((template, name, form), make)
        links = ", ".join(alternates(name, self._base))
        return replies.reply(request, content, form, Link=links)

    def _concept(self, name: str) -> tuple[NamedNode, str | None]:
        """A concept or a scheme by its address, and the extension. Raises `UnknownThing`."""
        for node, extension in self._meant("concept", name):
            if self._things.exists(node):
                return node, extension
        raise unknown_thing(self._search, f"concept/{name}", self._things)

    def _named_graph(self, name: str) -> tuple[NamedNode, str | None, int]:
        """A graph by its address, the extension, and its size. Raises `UnknownThing`."""
        for node, extension in self._meant("graph", name):
            if any(self._graph.store.quads(graph=node)):
                return node, extension, self._sizes.get(node, 0)
        start = f"{self._base}graph/"
        known = {node.value[len(start) :]: node.value for node, _ in self._words.graphs}
        similar = [known[found] for found in near(name, known, 5)]
        raise UnknownThing(f"No graph is called {name[:200]!r}; there are {', '.join(known)}.", similar)

    def _meant(self, room: str, name: str) -> Iterator[tuple[NamedNode, str | None]]:
        """What an address may mean: a name as it stands, or one before an extension."""
        for local, extension in ((name, None), replies.split(name, replies.DOCUMENTS)):
            # Of some no IRI can be made, so nothing has that name.
            with contextlib.suppress(ValueError):
                yield NamedNode(f"{self._base}{room}/{local}"), extension


def _shapes(things: Things) -> list[dict]:
    """The named shapes, each with its name, what it looks at, how grave a breach is, and its messages."""
    graph = NamedNode(f"{things.store.base}graph/shapes")

    def all_of(node, *names: str) -> list:
        found = (q.object for name in names for q in things.store.quads(node, term(name), None, graph))
        return sorted(found, key=str)

    def messages(node, seen: set) -> list[str]:
        if node in seen:
            return []
        seen.add(node)
        own = [found.value for found in all_of(node, "sh:message", "sh:description")]
        parts = all_of(node, "sh:property", "sh:sparql", "sh:node")
        return own + [text for part in parts for text in messages(part, seen)]

    found = []
    for node in sorted({q.subject for q in things.store.quads(None, term("sh:name"), None, graph)}, key=str):
        if not (isinstance(node, NamedNode) and node.value.startswith(SHAPES)):
            continue
        found.append(
            {
                "id": node.value[len(SHAPES) :],
                "name": all_of(node, "sh:name")[0].value,
                "of_evidence": SHAPES + "evidence" in {run.value for run in all_of(node, "rdfs:isDefinedBy")},
                "targets": all_of(
                    node, "sh:targetClass", "sh:targetSubjectsOf", "sh:targetObjectsOf", "sh:targetNode"
                ),
                "severity": [s.value.rsplit("#")[-1] for s in all_of(node, "sh:severity")] or ["Violation"],
                "messages": list(dict.fromkeys(messages(node, set()))),
            }
        )
    return found
