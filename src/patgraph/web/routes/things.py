"""Linked data: `/id/…` leads to `/doc/…`, where a thing has a page and documents in RDF."""

from difflib import get_close_matches
from functools import cache

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from pyoxigraph import Literal, NamedNode, Quad, Triple

from patgraph.errors import UnknownThing
from patgraph.graph import Graph
from patgraph.names import DEF, TYPES, pat, term
from patgraph.questions.question import Query
from patgraph.things.search_index import Search
from patgraph.things.thing import DEFINITION, LABEL, TYPE, Property, Things, named
from patgraph.web.http import replies
from patgraph.web.http.addresses import address
from patgraph.web.openapi import refusals

#: What a page shows of its own accord, above the table.
_HEAD = {LABEL, DEFINITION, term("rdfs:comment"), term("skos:prefLabel"), TYPE, pat("quote")}
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
#: So many things a group are listed on a page; it says so where there are more.
SHOWN = 500


def add(app: FastAPI, graph: Graph, pages, things: Things, search: Search):
    """The addresses of things."""
    hidden = {"include_in_schema": False, "methods": ["GET", "HEAD"], "response_model": None}
    described = {
        "tags": ["linked data"],
        "responses": {
            200: {"content": {replies.MEDIA[form]: {} for form in replies.DOCUMENTS}},
            **refusals.problems(404, 406),
        },
    }

    def find(kind: str, slug: str) -> tuple[NamedNode, str | None]:
        try:
            node = NamedNode(f"{graph.store.base}id/{kind}/{slug}")
            if kind in TYPES and things.exists(node):
                return node, None
            name, extension = replies.split(slug)
            node = NamedNode(f"{graph.store.base}id/{kind}/{name}")
            if extension and kind in TYPES and things.exists(node):
                return node, extension
        except ValueError:
            pass  # No IRI can be made of it, so nothing has that name.
        raise unknown(search, f"id/{kind}/{slug}")

    def to_document(kind: str, slug: str) -> Response:
        """The name of a thing: 303 to its document."""
        node, extension = find(kind, slug)
        location = address(node.value, graph.store.base) + (f".{extension}" if extension else "")
        return RedirectResponse(location, 303, {"Vary": "Accept", "Cache-Control": "public, max-age=300"})

    def document(request: Request, kind: str, slug: str) -> Response:
        """What the graph says of a thing, and what points at it: as a page or as RDF."""
        node, extension = find(kind, slug)
        form = replies.choose(request, extension, replies.DOCUMENTS)
        links = ", ".join(alternates(node, graph.store.base))
        if form == "html":
            template, more = _special(things, node)
            content = pages.text(template, **page(graph, things, node), **more)
        elif form in replies.DATASETS:
            about = (Quad(*triple, graph.store.view) for triple in _about(graph, node))
            content = replies.write([*things.evidence(node), *about], form, graph.store.base)
        else:
            content = replies.write([*things.document(node), *_about(graph, node)], form, graph.store.base)
        return replies.reply(request, content, form, pages.tag, Link=links)

    @cache
    def listed() -> dict[str, list[NamedNode]]:
        return index(graph, things)

    def everything(request: Request) -> Response:
        return replies.reply(request, pages.text("kinds.html", listed=listed()), "html", pages.tag)

    def of_kind(request: Request, kind: str) -> Response:
        if kind not in listed():
            near = get_close_matches(kind[:200], listed(), 3)
            hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(listed())}."
            raise UnknownThing(f"No kind of thing is called {kind[:200]!r}; {hint}")
        content = pages.text("things.html", kind=kind, nodes=listed()[kind])
        return replies.reply(request, content, "html", pages.tag)

    app.add_api_route("/things", everything, **hidden)
    app.add_api_route("/things/{kind}", of_kind, **hidden)
    app.add_api_route(
        "/id/{kind}/{slug:path}", to_document, methods=["GET"], status_code=303, response_model=None,
        summary="The name of a thing", tags=["linked data"], response_class=RedirectResponse,
        responses=refusals.problems(404),
    )  # fmt: skip
    app.add_api_route(
        "/doc/{kind}/{slug:path}", document, methods=["GET"], response_model=None,
        summary="What the graph says of a thing", **described,
    )  # fmt: skip
    app.add_api_route("/id/{kind}/{slug:path}", to_document, **hidden | {"methods": ["HEAD"]})
    app.add_api_route("/doc/{kind}/{slug:path}", document, **hidden | {"methods": ["HEAD"]})


def index(graph: Graph, things: Things) -> dict[str, list[NamedNode]]:
    """All things of the graph but passages, by kind, each by its name."""
    start = f"{graph.store.base}id/"
    found: dict[str, list[NamedNode]] = {kind: [] for kind in TYPES if kind != "passage"}
    for iri in graph.store.names(start):
        kind = iri[len(start) :].split("/")[0]
        if kind in found:
            found[kind].append(NamedNode(iri))
    named_ = {
        kind: sorted(nodes, key=lambda n: (things.label(n).lower(), n.value)) for kind, nodes in found.items()
    }
    return {kind: nodes for kind, nodes in named_.items() if nodes}


def unknown(search: Search, name: str) -> UnknownThing:
    """The error for a name (`id/council/harringey`) that nothing has, with near ones."""
    near = search.near(replies.split(name.removeprefix("id/"))[0])
    hint = f"; did you mean {' or '.join(node.value.rsplit('/', 1)[-1] for node in near)}?" if near else "."
    return UnknownThing(
        f"The graph speaks of nothing called {name[:200]!r}{hint}", [node.value for node in near]
    )


def alternates(node: NamedNode, base: str) -> list[str]:
    """Web links (RFC 8288) from a document to its thing and to its other formats."""
    place = address(node.value, base)
    forms = [f'<{place}.{form}>; rel="alternate"; type="{replies.MEDIA[form]}"' for form in replies.DOCUMENTS]
    return [f'<{address_ascii(node.value)}>; rel="describes"', *forms]


def address_ascii(iri: str) -> str:
    """An IRI as a header can hold it."""
    return iri.encode("ascii", "backslashreplace").decode() if not iri.isascii() else iri


def _about(graph: Graph, node: NamedNode) -> list[Triple]:
    place = NamedNode(node.value.replace(f"{graph.store.base}id/", f"{graph.store.base}doc/", 1))
    return [
        Triple(place, TYPE, term("foaf:Document")),
        Triple(place, term("foaf:primaryTopic"), node),
        Triple(place, term("dcterms:license"), _LICENCE),
        Triple(place, term("dcterms:isPartOf"), NamedNode(f"{graph.store.base}dataset")),
        Triple(place, term("schema:version"), Literal(graph.version)),
    ]


def _special(things: Things, node: NamedNode) -> tuple[str, dict]:
    """The template of a kind of thing, and what it shows beyond what every page does."""
    kind = things.kind(node)
    if kind == "passage":
        differ = {q.subject: things.disagreements(q.subject) for q in things.graph(node)}
        view = things.store.view
        said = [
            (q, any(things.store.quads(*q.triple, view)), differ[q.subject].get(q.predicate, []))
            for q in things.graph(node)
        ]
        before, after = things.neighbours(node)
        return "passage.html", {
            "graph": said,
            "before": before,
            "after": after,
            "section": things.section(node),
        }
    if kind == "disagreement":
        return "disagreement.html", {
            "candidates": _candidates(things, node),
            "rule": things.value(node, pat("rule")),
            "settled": bool(things.values(node, pat("accepted"))),
        }
    if kind in ("document", "section"):
        sections = things.sections(node) if kind == "document" else []
        parts = {section: len(things.within(section)) for section in sections}
        passages = things.passages(node) if kind == "document" else things.within(node)
        if sections:
            held = {passage for section in sections for passage in things.within(section)}
            passages = [passage for passage in passages if passage not in held]
        counts = {passage: sum(1 for _ in things.store.quads(graph=passage)) for passage in passages}
        return "thing.html", {"passages": passages, "counts": counts, "parts": parts}
    return "thing.html", {}


def _candidates(things: Things, node: NamedNode) -> list[dict]:
    """The sides of a disagreement: each passage, what it says of the matter, and whether the view takes it.

    Only the view says what is taken: a record names passages it follows, and one that takes no side none.
    """
    view = things.store.view
    subjects, properties = (set(things.values(node, pat(name))) for name in ("subject", "property"))
    found = []
    for passage in sorted(things.values(node, pat("candidate")), key=things.place):
        said = things.graph(passage)
        exact = [q for q in said if q.subject in subjects and q.predicate in properties]
        says = exact or [q for q in said if q.subject in subjects] or said
        found.append(
            {
                "passage": passage,
                "document": things.value(passage, pat("inDocument")),
                "modality": things.value(passage, pat("modality")),
                "says": [(q, any(things.store.quads(*q.triple, view))) for q in says],
                "other": not exact,
            }
        )
    return found


def page(graph: Graph, things: Things, node: NamedNode) -> dict:
    """What every page about a thing shows."""
    said = things.says(node)
    shown = [p for p in said if p.iri not in _HEAD]
    types = [claim for p in said if p.iri == TYPE for claim in p.claims if claim.taken]
    derived = [claim.value for claim in types if claim.derived and _ours(claim.value)]
    kinds = named(claim.value for claim in types if not claim.derived)
    return {
        "node": node,
        "kinds": kinds or derived,
        "wider": derived if kinds else [],
        "definition": things.value(node, DEFINITION),
        "said": [p for p in shown if not _derived(p)],
        "derived": [p for p in shown if _derived(p)],
        "differing": things.disagreements(node),
        "pointing": {k: v for k, v in things.pointing(node).items() if k[1] != pat("inDocument")},
        "limit": SHOWN,
        "asks": questions(graph, things, node),
        "forms": replies.DOCUMENTS,
        "place": address(node.value, graph.store.base),
        "media": replies.MEDIA,
    }


def _ours(node) -> bool:
    return getattr(node, "value", "").startswith(DEF)


def _derived(property_: Property) -> bool:
    return all(claim.derived for claim in property_.claims)


def questions(graph: Graph, things: Things, node: NamedNode) -> list[tuple[Query, str, str]]:
    """The questions that a thing can be given to: each with the parameter and the value."""
    types = set(things.values(node, TYPE))
    slug, found = node.value.rsplit("/", 1)[-1], []
    for query in graph.queries.values():
        for parameter in query.parameters.values():
            others = [p for p in query.parameters.values() if p.required and p is not parameter]
            if parameter.kind == "datatype" or others:
                continue
            scheme = NamedNode(f"{graph.store.base}concept/{parameter.of}")
            fits = (
                scheme in things.values(node, term("skos:inScheme"))
                if parameter.kind == "scheme"
                else parameter.of != "rdfs:Resource" and term(parameter.of) in types
            )
            if fits:
                found.append((query, parameter.name, slug))
                break
    return found
