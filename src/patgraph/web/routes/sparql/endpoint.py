"""`/sparql`: the SPARQL 1.1 Protocol over a pool of workers, or over a remote store; its description, and a
page to ask from.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from patgraph import errors
from patgraph import media as media_types
from patgraph.names import PREFIXES, curie
from patgraph.questions.question import Query
from patgraph.sparql.free_queries import GraphSizes
from patgraph.sparql.worker import TABLE
from patgraph.store.free import free_queries
from patgraph.web.http import negotiation
from patgraph.web.http.addresses import local_address
from patgraph.web.http.problems import problem_of
from patgraph.web.pages import STATIC
from patgraph.web.routes.joins import Join, joins
from patgraph.web.server.client_limits import ClientLimits
from patgraph.web.server.fair_places import FairPlaces
from patgraph.web.server.fair_queries import FairQueries
from patgraph.web.server.rate_limit import RateLimit, identity
from patgraph.web.server.routing import Routes

from . import protocol, service_description
from .query_fault import fault_in
from .sending import send_result, while_there

_MOST_SHOWN = 256 * 1024
#: Characters of a query that a page links in other formats.
_LINKED = 8000
#: Pages and descriptions are made two at a time, one for a client; so many wait, and so long.
_PAGES, _RENDERED = (2, 1, 64, 8), 30.0
_OFFERS = [*dict.fromkeys([*negotiation.ROWS, *negotiation.GRAPHS, negotiation.PAGE])]
#: Seconds for which counts and terms of the graph are not asked for anew: a remote store may change.
_KEPT = 300
_VARY = {"Vary": "Accept"}
#: The classes and properties that a graph and its ontology use.
TERMS = (
    f"""PREFIX owl: <{PREFIXES["owl"]}> PREFIX rdf: <{PREFIXES["rdf"]}>
"""
    + """SELECT DISTINCT ?kind ?term WHERE {
  { ?s a ?term . BIND("class" AS ?kind) } UNION { ?s ?term ?o . BIND("property" AS ?kind) }
  UNION { VALUES ?type { owl:ObjectProperty owl:DatatypeProperty rdf:Property } ?term a ?type .
    BIND("property" AS ?kind) }
  UNION { ?term a owl:Class . BIND("class" AS ?kind) }
  FILTER(isIRI(?term))
} ORDER BY ?kind ?term"""
)

#: What the editor opens with.
FIRST = (
    "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("pat", "rdfs"))
    + """
SELECT ?council ?name
WHERE {
  ?council a pat:Council ; rdfs:label ?name .
}
LIMIT 10
"""
)


class SparqlEndpoint:
    """`/sparql` as an ASGI application, and what its editor completes. `show(template, **values)` renders a
    page.
    """

    def __init__(self, graph, clients: ClientLimits, show, snapshot=None):
        self._graph, self._clients, self._show = graph, clients, show
        self.pool = free_queries(graph.store, clients.limits, snapshot=snapshot, allowed=clients.allowed)
        self._rate = RateLimit(clients.at_once, clients.rate)
        self.fair = FairQueries(self.pool, clients.at_once)
        self._pages = FairPlaces(*_PAGES)
        self._terms: tuple[bytes, float] | None = None
        self._counts: tuple[GraphSizes, float] | None = None

    def add_to(self, routes: Routes):
        """Register the addresses."""
        routes.every_method("/sparql", self)
        routes.get("/sparql/terms.json", self.terms)

    async def __call__(self, scope, receive, send):
        """Answer one request; what goes wrong is a problem document, or on a page a sentence."""
        try:
            await self._answer(Request(scope, receive), scope, receive, send)
        except errors.PatgraphError as error:
            await problem_of(error)(scope, receive, send)

    async def _answer(self, request: Request, scope, receive, send):
        if request.method == "OPTIONS":
            accepts = f"{protocol.FORM}, {protocol.QUERY}"
            headers = {"Allow": ", ".join(protocol.METHODS), "Accept-Post": accepts}
            return await Response(status_code=204, headers=headers | _VARY)(scope, receive, send)
        asked = await protocol.read_request(request)
        accept = _accept(request, asked)
        if asked.query is None:
            return await (await self._describe(request, asked, accept))(scope, receive, send)
        if negotiation.choose(accept, _OFFERS) == negotiation.PAGE:
            page = await while_there(receive, self._page(request, asked))
            return page and await page(scope, receive, send)
        await self._stream(request, asked, accept, receive, send)

    async def _stream(
        self, request: Request, asked: protocol.SparqlRequest, accept: str | None, receive, send
    ):
        rows = negotiation.choose(accept, [*negotiation.ROWS])
        graphs = negotiation.choose(accept, [*negotiation.GRAPHS])
        if rows is None and graphs is None:
            negotiation.require(accept, _OFFERS)
        media = {
            "boolean": negotiation.ROWS.get(rows),
            "solutions": negotiation.ROWS.get(rows),
            "triples": negotiation.GRAPHS.get(graphs),
        }

        async def answer():
            async with self._ask(request, asked, media) as found:
                shown = graphs if found.kind == "triples" else rows
                await send_result(found, media_types.content_type(shown), request, receive, send)

        await while_there(receive, answer())

    @contextlib.asynccontextmanager
    async def _ask(self, request: Request, asked: protocol.SparqlRequest, media: dict):
        question = {
            "query": asked.query, "base": self._graph.store.base, "media": media,
            "default": asked.default, "named": asked.named,
        }  # fmt: skip
        client = _client(request)
        with self._rate.admit(client):
            async with self.fair.ask(client, question, asked.seconds) as answer:
                yield answer

    async def _describe(
        self, request: Request, asked: protocol.SparqlRequest, accept: str | None
    ) -> Response:
        offers = [*negotiation.GRAPHS, negotiation.PAGE]
        media = negotiation.require(accept, offers)
        if media == negotiation.PAGE:
            async with self._pages.place(_client(request), _RENDERED):
                return await asyncio.to_thread(self._form, self._example(asked.example, request))
        try:
            endpoint = NamedNode(str(request.url.replace(query="", fragment=""))).value
        except ValueError as error:
            raise errors.BadRequest(f"Host: {error}.") from error
        counts, view = await self._counted(), self._graph.store.view
        about = endpoint, counts, view, bool(self._clients.allowed), negotiation.GRAPHS[media]
        async with self._pages.place(_client(request), _RENDERED):
            content = await asyncio.to_thread(service_description.describe, *about)
        return Response(content, media_type=media_types.content_type(media), headers=_VARY)

    async def _counted(self) -> GraphSizes:
        if self._counts is None or self._is_old(self._counts[1]):
            self._counts = await self.pool.graph_sizes() or {}, time.monotonic() + _KEPT
        return self._counts[0]

    def _is_old(self, until: float) -> bool:
        return not self._graph.store.is_embedded and time.monotonic() > until

    def _example(self, name: str | None, request: Request) -> str:
        """The query that the editor opens with: a question with the values that are given, as it is asked."""
        if query := self._graph.queries.get(name):
            values: dict[str, list[str]] = {}
            for key, text in request.query_params.multi_items():
                if key in query.parameters:
                    values.setdefault(key, []).append(text)
            if values:
                store = self._graph.store
                return query.bind(query.read(values, store), store.base)
            return query.sparql
        if name in joins():
            return joins()[name].sparql
        return FIRST

    def _form(self, text: str, status: int = 200, **found) -> Response:
        values = {"answer": None, "problem": None, "formats": []} | found
        queries = self._graph.queries.values()
        setting = editor_setting(queries, "/sparql/terms.json")
        return self._show(
            "sparql.html", status, query=text, setting=setting, queries=queries,
            editor=(STATIC / "vendor" / "yasgui.min.js").exists(), limits=self._clients.limits,
            most=self.pool.most, **values,
        )  # fmt: skip

    async def _page(self, request: Request, asked: protocol.SparqlRequest) -> Response:
        """The form with a result below it: a table of rows, a yes or no, or triples."""
        try:
            media = dict.fromkeys(("boolean", "solutions", "triples"), TABLE)
            async with self._ask(request, asked, media) as found:
                held, cut = bytearray(), False
                async for piece in found:
                    held += piece
                    if found.kind == "triples" and len(held) > _MOST_SHOWN:
                        cut = True
                        break
            kinds = ("turtle", "ntriples", "rdfxml", "jsonld") if found.kind == "triples" else (
                "json", "xml", "csv", "tsv")  # fmt: skip
            # A longer query does not fit into a link.
            kinds = kinds if len(asked.query) <= _LINKED else ()
            async with self._pages.place(_client(request), _RENDERED):
                about = asked.query, found.kind, bytes(held), cut, kinds
                return await asyncio.to_thread(self._result, *about)
        except errors.PatgraphError as error:
            async with self._pages.place(_client(request), _RENDERED):
                page = await asyncio.to_thread(
                    self._form,
                    asked.query,
                    error.status,
                    problem=fault_in(asked.query, error.title, str(error)),
                )
            page.headers.update(error.headers)
            return page

    def _result(self, query: str, kind: str, content: bytes, cut: bool, kinds: Sequence[str]) -> Response:
        shown = _answer_shown(kind, content, cut, self._graph.store.base)
        return self._form(query, answer=shown, formats=kinds)

    async def terms(self, request: Request) -> Response:
        """The classes and properties that the graph uses, as JSON, for completion in the editor."""
        if self._terms is None or self._is_old(self._terms[1]):
            media = dict.fromkeys(("boolean", "solutions", "triples"), media_types.FORMATS["srj"].media)
            async with self._ask(request, protocol.SparqlRequest(TERMS), media) as answer:
                rows = json.loads(b"".join([piece async for piece in answer]))["results"]["bindings"]
            found: dict[str, list[str]] = {"class": [], "property": []}
            for row in rows:
                found[row["kind"]["value"]].append(row["term"]["value"])
            self._terms = json.dumps(found).encode(), time.monotonic() + _KEPT
        return Response(self._terms[0], media_type="application/json")


def editor_setting(queries: Iterable[Query | Join], terms: str) -> dict:
    """What the editor begins with: prefixes, examples by name, and where its terms to complete are."""
    return {"prefixes": PREFIXES, "examples": {query.name: query.sparql for query in queries}, "terms": terms}


def _client(request: Request) -> str:
    return identity(request.client and request.client.host)


def _accept(request: Request, asked: protocol.SparqlRequest) -> str | None:
    """What the caller accepts: by `as`, by `format` where that is a name we know (some clients send it beside
    `Accept`, in words of their own), or by `Accept`.
    """
    if asked.form is not None:
        named = negotiation.named(asked.form)
        if named is None:
            known = ", ".join(media_types.spellings((*media_types.SOLUTIONS, *media_types.TRIPLES, "html")))
            raise errors.UnknownFormat(f"No format {asked.form[:40]!r}; there are {known}.")
        return named
    also = asked.also and negotiation.named(asked.also)
    return also or negotiation.accepted(request)


def _answer_shown(kind: str, content: bytes, cut: bool, base: str) -> dict:
    """What the page needs of an answer."""
    if kind == "boolean":
        return {"kind": kind, "holds": json.loads(content)["boolean"]}
    if kind == "triples":
        return {"kind": kind, "text": content.decode("utf-8", "ignore"), "cut": cut}
    (variables, columns), *rows = map(json.loads, content.splitlines())
    more = bool(rows) and rows[-1] is None
    cells = [[cell and _cell(*cell, base) for cell in row] for row in rows if row is not None]
    return {"kind": kind, "variables": variables, "columns": columns, "rows": cells, "cut": more}


def _cell(kind: str, value: str, cut: bool, base: str) -> dict:
    if cut:
        return {"text": f"{value}…", "link": None}
    iri = kind == "NamedNode"
    link = local_address(value, base) if iri and value.startswith(("http://", "https://")) else None
    return {"text": curie(value) if iri else value, "link": link}
