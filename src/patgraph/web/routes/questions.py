"""The questions over HTTP: each with its address, its formats, its page, and how to cite its answer."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import pyoxigraph
from fastapi import FastAPI, Response
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse

from patgraph.about import __version__
from patgraph.errors import BadValue, UnknownFormat
from patgraph.graph import Graph
from patgraph.names import PREFIXES
from patgraph.questions import citations, graphs, permalinks, writers
from patgraph.questions.answer import plain
from patgraph.questions.question import Query, get
from patgraph.tables import csvw
from patgraph.web.http import negotiation, paging
from patgraph.web.openapi import operations

#: Data that anyone may read from anywhere; caches ask again, which costs a few bytes.
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, X-Total-Count",
    "Vary": "Accept",
}
_PRESENT, _PERMANENT = "public, no-cache", "public, max-age=31536000, immutable"
_TEXT = {"rq": "application/sparql-query; charset=utf-8"}
#: How many citations of one row a page shows; the data has all.
_SHOWN = 25


def add(app: FastAPI, graph: Graph, pages):
    """The routes of all questions; `pages` renders templates."""
    service = _Service(graph, pages)
    hidden: dict[str, Any] = {"include_in_schema": False, "response_model": None}
    for query in graph.queries.values():
        address = f"/queries/{query.name}"
        offered = service.offers(query)
        app.add_api_route(
            address,
            service.route(query, None),
            operation_id=query.name,
            tags=["questions"],
            summary=query.title,
            description=query.description,
            openapi_extra=operations.operation(
                query, graph.store, {f: m for f, m in offered.items() if not describes(query, f)}
            ),
            response_model=None,
            response_class=Response,
        )
        app.add_api_route(address, service.route(query, None), methods=["HEAD"], **hidden)
        for form in offered:
            app.add_api_route(
                f"{address}.{form}", service.route(query, form), methods=["GET", "HEAD"], **hidden
            )
    names = [*graph.queries]

    def table_metadata(name: str, request: HttpRequest) -> Response:
        return service.metadata(get(graph.queries, name), request)

    def cite(name: str, form: str, request: HttpRequest) -> Response:
        return service.cite(get(graph.queries, name), form, request)

    def permanent(name: str, request: HttpRequest) -> Response:
        query = get(graph.queries, name)
        text = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/queries/{query.name}{text}", 303, {"Vary": "Accept"})

    for path, endpoint, extra in (
        ("/queries/{name}.csv-metadata.json", table_metadata, operations.metadata(names)),
        ("/queries/{name}/cite.{form}", cite, operations.cite(names)),
        ("/query/{name}", permanent, operations.redirect(names)),
    ):
        about = {"summary": extra.pop("summary"), "status_code": extra.pop("status", 200)}
        app.add_api_route(
            path,
            endpoint,
            tags=["questions"],
            openapi_extra=extra,
            response_model=None,
            response_class=Response,
            **about,
        )
        app.add_api_route(path, endpoint, methods=["HEAD"], **hidden)

    @app.api_route("/queries/{name}", methods=["GET", "HEAD"], **hidden)
    def unknown(name: str):
        query = get(graph.queries, name.partition(".")[0])
        known = ", ".join(service.offers(query))
        raise UnknownFormat(f"No format is called {name.partition('.')[2][:80]!r}; there are {known}.")


def describes(query: Query, form: str) -> bool:
    """Whether a format gives the question itself and not its answer."""
    return form in _TEXT or (query.form == "select" and form in graphs.MEDIA)


class _Service:
    def __init__(self, graph: Graph, pages):
        self._graph = graph
        self._pages = pages

    @cached_property
    def _words(self) -> str:
        """Whether the words of passages are at hand: answers with them are others."""
        return str(bool(self._graph.store.query(f"ASK {{ ?p <{PREFIXES['pat']}quote> ?words }}")))

    @staticmethod
    def offers(query: Query) -> dict[str, str]:
        """Format name -> media type, the first preferred."""
        found = writers.media_types(query.form == "construct")
        return found | {"html": "text/html; charset=utf-8"} | _TEXT

    def route(self, query: Query, extension: str | None):
        """The endpoint of a question, in the format of an extension or as negotiated."""
        offered = self.offers(query)

        def answer(request: HttpRequest) -> Response:
            form = negotiation.form(request, extension, offered)
            if describes(query, form):
                return self._description(query, form, request)
            if form == "html":
                return self._page(query, request, extension)
            asked, terms, version = self._asked(query, request, form)
            tag, unchanged = self._unchanged(asked, form, version, request)
            if unchanged:
                return unchanged
            answer = query.answer(self._graph.store, terms, asked.size, asked.offset, asked.why)
            supports = citations.cite(answer, self._graph.store) if asked.citations else None
            body = writers.write(answer, form, supports)
            headers = self._headers(asked, form, version, answer.total, extension) | {"ETag": tag}
            return Response(body, media_type=offered[form], headers=headers)

        return answer

    def _description(self, query: Query, form: str, request: HttpRequest) -> Response:
        """The question itself: its text, or its entry in the catalogue. Values are not needed; those that are
        given are checked.
        """
        given = request.query_params
        values = {key: given.getlist(key) for key in given if key not in permalinks.RESERVED}
        asked = {p.name: query.example[p.name] for p in query.parameters.values() if p.required} | values
        query.read(asked, self._graph.store)
        paging.read(given, False, paging.flag(given, "citations"))
        address = permalinks.Request(query)
        version = given.get("version")
        permalinks.check_version(version, self._graph.store, address.address(form, self._graph.version))
        tag, unchanged = self._unchanged(address, form, version, request)
        if unchanged:
            return unchanged
        base = self._graph.store.base
        body = query.text if form == "rq" else graphs.serialise(graphs.entry(query, base), form, base)
        headers = _HEADERS | {"ETag": tag, "Cache-Control": self._caching(version)}
        return Response(body, media_type=self.offers(query)[form], headers=headers)

    def _asked(self, query: Query, request: HttpRequest, form: str):
        """What a request asks for: as an address, as terms, and which version it names. Raises `BadValue`,
        `NotServed`.
        """
        given = request.query_params
        values = {key: given.getlist(key) for key in given if key not in permalinks.RESERVED}
        if form == "html":
            # A form sends its empty fields too, which say nothing.
            values = {k: kept for k, texts in values.items() if (kept := [t for t in texts if t])}
        cited = paging.flag(given, "citations")
        limit, offset, most = paging.read(given, form == "html", cited)
        terms = query.read(values, self._graph.store)
        written = query.write(terms, self._graph.store)
        asked = permalinks.Request(query, written, limit, offset, cited and form != "html", most)
        present = asked.address(form, self._graph.version)
        permalinks.check_version(given.get("version"), self._graph.store, present)
        return asked, terms, given.get("version")

    def _caching(self, version: str | None) -> str:
        """What caches may do: keep a permanent address for good, ask again about another, and keep neither
        where the store has no version; behind a remote store the version may change at any time.
        """
        if len(self._graph.version) != 64:
            return "no-store"
        return _PERMANENT if version else _PRESENT if hasattr(self._graph.store, "engine") else "no-cache"

    def _unchanged(self, asked, form: str, version: str | None, request: HttpRequest):
        """The entity tag, and the response where the caller has that already."""
        tag = f'"{asked.tag(self._graph.store, form, __version__, self._words)}"'
        condition = request.headers.get("if-none-match", "") if len(self._graph.version) == 64 else ""
        if condition.strip() == "*" or tag in [t.strip().removeprefix("W/") for t in condition.split(",")]:
            caching = {"Cache-Control": self._caching(version), "ETag": tag}
            return tag, Response(status_code=304, headers=_HEADERS | caching)
        return tag, None

    def _headers(
        self, asked, form: str, version: str | None, total: int, extension: str | None
    ) -> dict[str, str]:
        found = {rel: address for rel, address in
                 paging.links(asked, total, extension or form, self._graph.version).items()}  # fmt: skip
        entries = paging.header(found)
        entries.append(f'<{asked.permanent(self._graph.store)}>; rel="cite-as"')
        if form in ("csv", "tsv"):
            about = asked.address("csv-metadata.json", version)
            entries.append(f'<{about}>; rel="describedby"; type="application/csvm+json"')
        entries.append('<https://creativecommons.org/licenses/by/4.0/>; rel="license"')
        return _HEADERS | {
            "Cache-Control": self._caching(version),
            "Link": ", ".join(entries),
            "X-Total-Count": str(total),
        }

    def metadata(self, query: Query, request: HttpRequest) -> Response:
        """The CSVW metadata of the table that the same query string gives."""
        asked, _, version = self._asked(query, request, "csv")
        tag, unchanged = self._unchanged(asked, "csv-metadata.json", version, request)
        if unchanged:
            return unchanged
        url = f"{query.name}.csv" + (f"?{urlencode(asked.pairs(version))}" if asked.pairs(version) else "")
        headers = _HEADERS | {"ETag": tag, "Cache-Control": self._caching(version)}
        return Response(csvw.metadata(query, url, asked), media_type=csvw.MEDIA, headers=headers)

    def cite(self, query: Query, form: str, request: HttpRequest) -> Response:
        """How to cite the answer that the same query string gives."""
        if form not in permalinks.CITATIONS:
            known = ", ".join(permalinks.CITATIONS)
            raise UnknownFormat(f"No citation is called {form[:80]!r}; there are {known}.")
        asked, _, version = self._asked(query, request, "json")
        tag, unchanged = self._unchanged(asked, f"cite.{form}", version, request)
        if unchanged:
            return unchanged
        text = permalinks.citation(asked, self._graph.store, form)
        headers = _HEADERS | {"ETag": tag, "Cache-Control": self._caching(version)}
        return Response(text, media_type=permalinks.CITATIONS[form], headers=headers)

    def _page(self, query: Query, request: HttpRequest, extension: str | None) -> Response:
        """A question's form, its answer with citations, and where else to go from there."""
        store = self._graph.store
        given = {k: [t for t in request.query_params.getlist(k) if t] for k in request.query_params
                 if k not in permalinks.RESERVED}  # fmt: skip
        given = {k: texts for k, texts in given.items() if texts}
        answer = problem = asked = version = None
        headers: dict[str, str] = dict(_HEADERS)
        supports: list = []
        shown = given
        try:
            try:
                asked, terms, version = self._asked(query, request, "html")
            except BadValue:
                if given or not any(p.required for p in query.parameters.values()):
                    raise
                # Nothing was asked yet: the page opens with the question's own example.
                shown = {
                    p.name: _list(query.example[p.name]) for p in query.parameters.values() if p.required
                }
                terms = query.read(shown, store)
                limit, offset, most = paging.read(request.query_params, True, False)
                asked = permalinks.Request(query, query.write(terms, store), limit, offset, most=most)
            tag, unchanged = self._unchanged(asked, f"html {sorted(shown.items())}", version, request)
            if unchanged:
                return unchanged
            answer = query.answer(store, terms, asked.size, asked.offset, asked.why)
            supports = citations.cite(answer, store)
            headers = self._headers(asked, "html", version, answer.total, extension) | {"ETag": tag}
        except BadValue as error:
            problem = error
        data = permalinks.Request(query, asked.values, citations=False) if asked else None
        page = self._pages.show(
            "question.html",
            status=problem.status if problem else 200,
            query=query,
            given=shown,
            chosen=_chosen(query, shown, store),
            answer=answer,
            problem=problem,
            options={p.name: p.options(store) for p in query.parameters.values()},
            shown=_shown(query),
            rows=[list(map(plain, row)) for row in answer.in_words().rows] if answer else [],
            supports=supports,
            most=_SHOWN,
            nav=paging.links(asked, answer.total, extension or "", version) if answer and asked else {},
            data=data,
            cited=permalinks.Request(query, asked.values, citations=True) if asked else None,
            formats=(answers := [f for f in self.offers(query) if f != "html" and not describes(query, f)]),
            cited_formats=[f for f in answers if f == "trig" or f not in graphs.MEDIA],
            descriptions=[f for f in self.offers(query) if describes(query, f)],
            citation=permalinks.citation(asked, store, "txt").strip() if asked else "",
            permalink=asked.address(extension or "", self._graph.version) if asked else "",
            cite_query=f"?{urlencode(asked.pairs())}" if asked and asked.pairs() else "",
        )
        page.headers.update(headers)
        return page


def _list(value) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _chosen(query: Query, given: dict[str, list[str]], store) -> dict[str, set[str]]:
    """The IRIs that the values of a form stand for, however they were spelt."""
    found: dict[str, set[str]] = {}
    for name, texts in given.items():
        for text in texts:
            try:
                term = query.parameters[name].read(text, store)
            except (BadValue, KeyError):
                continue
            if isinstance(term, pyoxigraph.NamedNode):
                found.setdefault(name, set()).add(term.value)
    return found


def _shown(query: Query) -> list[dict]:
    """The columns of a page's table: a label instead of its IRI, a date in words, without its bounds."""
    places = {column.name: index for index, column in enumerate(query.columns)}
    return [
        {"head": c.name, "meaning": c.meaning, "at": places[c.name], "label": places.get(f"{c.name}Label")}
        for c in query.columns
        if not (c.type == "date" and c.name.endswith(("Earliest", "Latest")))
        and not (c.name.endswith("Label") and c.name.removesuffix("Label") in places)
    ]
