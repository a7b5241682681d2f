"""The words: `/def` (terms), `/concept/…` (vocabularies), `/shapes` (rules), `/graph/…` (graphs by name)."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from pyoxigraph import NamedNode, Quad

from patgraph.errors import UnknownThing
from patgraph.graph import Graph
from patgraph.names import SHAPES, term
from patgraph.questions.question import find_question
from patgraph.similar import did_you_mean, near
from patgraph.things.search_index import Search
from patgraph.things.terms import ONTOLOGY, Vocabulary, datatype
from patgraph.things.thing import Things
from patgraph.web.http import replies
from patgraph.web.openapi import refusals

from .things import alternates, page, unknown

#: A graph's own order of preference: TriG says which graph it is.
GRAPHS = ("trig", "html", "ttl", "nq", "nt", "rdf", "jsonld")
#: So many statements of a graph are listed on its page; it says so where there are more.
SHOWN = 300


def add(app: FastAPI, graph: Graph, pages, things: Things, words: Vocabulary, search: Search):
    """The addresses of terms, concepts, rules and graphs."""
    base = graph.store.base

    def route(address: str, endpoint, summary: str):
        described = {replies.MEDIA[form]: {} for form in replies.DOCUMENTS}
        app.add_api_route(
            address, endpoint, methods=["GET"], response_model=None, tags=["linked data"],
            summary=summary, responses={200: {"content": described}, **refusals.problems(404, 406)},
        )  # fmt: skip
        app.add_api_route(address, endpoint, methods=["HEAD"], include_in_schema=False, response_model=None)

    def answer(request: Request, form: str, triples, template: str, name: NamedNode, **values) -> Response:
        """A page, or its triples in the graph they come from."""
        links = ", ".join(alternates(name, base))
        if form == "html":
            return replies.reply(request, pages.text(template, **values), form, pages.tag, Link=links)
        source = NamedNode(f"{base}graph/ontology")
        if form in replies.DATASETS:
            triples = [Quad(*triple, source) for triple in triples]
        return replies.reply(request, replies.write(triples, form, base), form, pages.tag, Link=links)

    def ontology(request: Request, form: str | None) -> Response:
        chosen = replies.choose(request, form, replies.DOCUMENTS)
        return answer(
            request, chosen, words.triples(), "ontology.html", ONTOLOGY,
            words=words, datatype=datatype, ontology=ONTOLOGY, forms=replies.DOCUMENTS, media=replies.MEDIA,
        )  # fmt: skip

    def definitions(request: Request) -> Response:
        return ontology(request, None)

    def definitions_as(request: Request, form: str) -> Response:
        return ontology(request, form)

    def definition(request: Request, name: str) -> Response:
        local, form = (name, None) if name == words.version else replies.split(name)
        if local == words.version:
            return ontology(request, form)
        node = words.term(local)
        if node is None:
            similar = near(local, words.names(), 5)
            hint = did_you_mean(similar) or f"the version is {words.version}."
            raise UnknownThing(
                f"The ontology has no term {local[:200]!r}; {hint}",
                [f"{ONTOLOGY.value}#{name}" for name in similar],
            )
        chosen = replies.choose(request, form, replies.DOCUMENTS)
        return answer(
            request, chosen, things.document(node) if chosen != "html" else (), "term.html", node,
            words=words, datatype=datatype, **page(graph, things, node),
        )  # fmt: skip

    def all_schemes(request: Request, form: str | None = None) -> Response:
        chosen = replies.choose(request, form, replies.DOCUMENTS)
        triples = [t for scheme in words.schemes for t in words.triples(scheme)] if chosen != "html" else ()
        return answer(
            request, chosen, triples, "schemes.html", NamedNode(f"{base}concept"),
            words=words, forms=replies.DOCUMENTS, media=replies.MEDIA,
        )  # fmt: skip

    def schemes(request: Request) -> Response:
        return all_schemes(request)

    def schemes_as(request: Request, form: str) -> Response:
        return all_schemes(request, form)

    def concept(request: Request, name: str) -> Response:
        node, form = _find(graph, things, words, search, "concept", name)
        chosen = replies.choose(request, form, replies.DOCUMENTS)
        is_scheme = node in words.schemes
        triples = ()
        if chosen != "html":
            triples = words.triples(node) if is_scheme else things.document(node)
        return answer(
            request, chosen, triples, "scheme.html" if is_scheme else "concept.html", node,
            words=words, **page(graph, things, node),
        )  # fmt: skip

    def rules(request: Request, form: str | None = None) -> Response:
        chosen = replies.choose(request, form, replies.DOCUMENTS)
        quads = things.graph(NamedNode(f"{base}graph/shapes"))
        values = {"shapes": _shapes(things), "forms": replies.DOCUMENTS, "media": replies.MEDIA}
        if chosen == "html":
            return replies.reply(request, pages.text("shapes.html", **values), chosen, pages.tag)
        return replies.reply(request, replies.write(quads, chosen, base), chosen, pages.tag)

    def shapes(request: Request) -> Response:
        return rules(request)

    def shapes_as(request: Request, form: str) -> Response:
        return rules(request, form)

    def all_graphs(request: Request) -> Response:
        listed = words.graphs
        passages = sum(
            1 for _ in things.store.quads(None, term("rdf:type"), term("pat:Passage"), graph.store.view)
        )
        content = pages.text("graphs.html", listed=listed, passages=passages)
        return replies.reply(request, content, "html", pages.tag)

    def one_graph(request: Request, name: str) -> Response:
        node, form = _find(graph, things, words, search, "graph", name)
        chosen = replies.choose(request, form, GRAPHS)
        quads = things.graph(node)
        if chosen == "html":
            values = page(graph, things, node) | {"quads": quads, "shown": SHOWN, "forms": GRAPHS}
            return replies.reply(request, pages.text("graph.html", **values), chosen, pages.tag)
        return replies.reply(request, replies.write(quads, chosen, base), chosen, pages.tag)

    def question(name: str) -> Response:
        find_question(graph.queries, name)
        return RedirectResponse(f"/queries/{name}", 303, {"Cache-Control": "public, max-age=300"})

    route("/def", definitions, "The ontology")
    route("/def/{name}", definition, "A term, or a version, of the ontology")
    route("/concept", schemes, "The vocabularies")
    route("/concept/{name:path}", concept, "A vocabulary, or a concept of one")
    route("/shapes", shapes, "The rules that the data keeps")
    route("/graph/{name:path}", one_graph, "Any graph by its name")
    hidden = {"methods": ["GET", "HEAD"], "include_in_schema": False, "response_model": None}
    app.add_api_route("/def.{form}", definitions_as, **hidden)
    app.add_api_route("/concept.{form}", schemes_as, **hidden)
    app.add_api_route("/shapes.{form}", shapes_as, **hidden)
    app.add_api_route("/graph", all_graphs, **hidden)
    app.add_api_route("/query/{name}", question, **hidden)


def _find(
    graph: Graph, things: Things, words: Vocabulary, search: Search, room: str, name: str
) -> tuple[NamedNode, str | None]:
    """A concept or a graph by its address, and the extension. Raises `UnknownThing`."""
    for local, form in ((name, None), replies.split(name, replies.DOCUMENTS)):
        try:
            node = NamedNode(f"{graph.store.base}{room}/{local}")
        except ValueError:
            continue  # No IRI can be made of it, so nothing has that name.
        known = any(graph.store.quads(graph=node)) if room == "graph" else things.exists(node)
        if known:
            return node, form
    if room == "graph":
        start = f"{graph.store.base}graph/"
        known = {node.value[len(start) :]: node.value for node, _ in words.graphs}
        similar = [known[found] for found in near(name, known, 5)]
        raise UnknownThing(f"No graph is called {name[:200]!r}; there are {', '.join(known)}.", similar)
    raise unknown(search, f"{room}/{name}")


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
                "targets": all_of(
                    node, "sh:targetClass", "sh:targetSubjectsOf", "sh:targetObjectsOf", "sh:targetNode"
                ),
                "severity": [s.value.rsplit("#")[-1] for s in all_of(node, "sh:severity")] or ["Violation"],
                "messages": list(dict.fromkeys(messages(node, set()))),
            }
        )
    return found
