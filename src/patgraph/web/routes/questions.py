"""The questions over HTTP: each with its address, its formats, its page, and how to cite its answer."""

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from fastapi import Request as HttpRequest
from fastapi import Response
from fastapi.responses import RedirectResponse

from patgraph.charts.formats import prepare_chart, require_chart
from patgraph.errors import BadValue, UnknownFormat
from patgraph.graph import Graph
from patgraph.media import CHARTS, FORMATS
from patgraph.questions import permalinks
from patgraph.questions.arranging import is_of_arrangement
from patgraph.questions.citing import citations
from patgraph.questions.formats import answer_table, graphs, writers
from patgraph.questions.how_to_cite import CITATIONS
from patgraph.questions.question import Query
from patgraph.similar import none_called
from patgraph.tables import arrow, csvw
from patgraph.things.thing import Things
from patgraph.web.http import negotiation, paging
from patgraph.web.http.question_formats import describes, offers, question_of
from patgraph.web.http.replies import file_named
from patgraph.web.openapi import operations
from patgraph.web.pages import Pages
from patgraph.web.server.routing import Routes

from .chart_reply import ChartReply
from .question_page import QuestionPage
from .question_replies import QuestionReplies, values_given
from .question_sheets import QuestionSheets


class QuestionRoutes:
    """`/queries/{name}` in all its formats, what describes and cites it, and its permanent name."""

    def __init__(self, graph: Graph, pages: Pages, things: Things):
        self._graph = graph
        self._replies = QuestionReplies(graph)
        self._page = QuestionPage(graph, pages, self._replies, things)
        self._sheets = QuestionSheets(graph, pages, self._replies, self._page)

    def add_to(self, routes: Routes):
        """Register the addresses. In OpenAPI each question has its own path: see `operations.complete`."""
        names = [*self._graph.queries]
        described = {"tags": ["questions"], "response_class": Response}
        routes.get(
            "/queries/{name}.csv-metadata.json", self.table_metadata,
            "What do the columns of a question's CSV hold?", counted_as=lambda name: "/queries/{name}",
            openapi_extra=operations.metadata(names), **described,
        )  # fmt: skip
        routes.get("/queries/{name}", self.answer, beside=True, counted_as=self._counted_as)
        routes.prepared.append(self._prepare)
        routes.get(
            "/queries/{name}/print", self._sheets.to_print, "An answer on paper",
            counted_as=lambda name: "/queries/{name}/print", openapi_extra=operations.sheet(names),
            **described,
        )  # fmt: skip
        routes.get(
            "/embed/{name}", self._sheets.to_embed, "The table of an answer, for a page of another",
            counted_as=lambda name: "/embed/{name}", openapi_extra=operations.sheet(names), **described,
        )  # fmt: skip
        routes.get(
            "/queries/{name}/cite.{form}", self.cite, "How is an answer cited?",
            counted_as=lambda name, form: "/queries/{name}/cite",
            openapi_extra=operations.cite(names), **described,
        )  # fmt: skip
        routes.get(
            "/query/{name}", self.permanent, "Where is a question, by its permanent name?", status_code=303,
            openapi_extra=operations.redirect(names), **described,
        )  # fmt: skip

    def _prepare(self) -> Iterator[object]:
        """Look up, for a question in each step, what its page and its citations need whatever is asked."""
        for query in self._graph.queries.values():
            yield citations.prepare(query), self._page.prepare(query)
        # Templates, and what else is made for the first page.
        for query in islice(self._graph.queries.values(), 1):
            head = [(b"accept", b"text/html")]
            scope = {"type": "http", "method": "GET", "headers": head, "query_string": b"limit=1"}
            yield self._page.show(query, HttpRequest(scope | {"path": f"/queries/{query.name}"}), None)

    def _counted_as(self, name: str) -> str:
        """Each question is counted by itself, in all its formats; what there is none of, together."""
        name, dot, extension = name.partition(".")
        query = self._graph.queries.get(name)
        known = query and (not dot or extension in offers(query))
        return f"/queries/{name}" if known else "/queries/{name}"

    def answer(self, request: HttpRequest, name: str) -> Response:
        """The answer of a question, in the format of an extension or as negotiated. Raises `UnknownQuery`,
        `UnknownFormat`, and what is wrong with the values.
        """
        name, dot, extension = name.partition(".")
        query = question_of(self._graph.queries, name)
        offered = offers(query)
        if dot and extension not in offered:
            arrow.require(extension)
            if extension in CHARTS:
                require_chart(query, extension)
            raise UnknownFormat(none_called("format", extension, offered))
        form = negotiation.form(request, extension or None, offered)
        if describes(query, form):
            return self._description(query, form, request)
        if form == "html":
            return self._page.show(query, request, extension or None)
        store, asked = self._graph.store, self._replies.read(query, request, form)
        address = asked.address
        tag, unchanged = self._replies.unchanged(address, form, asked.version, request)
        if unchanged:
            return unchanged
        answer = query.answer(store, asked.terms, address.size, address.offset, address.why, address.arranged)
        headers = self._replies.headers(asked, form, answer.total, extension) | {"ETag": tag}
        if form in CHARTS:
            return ChartReply(prepare_chart(answer, form), offered[form], headers)
        supports = citations.cite(answer, store) if address.citations else None
        body = writers.write(answer, form, supports, address.raw, address.bom)
        return Response(body, media_type=offered[form], headers=headers)

    def _description(self, query: Query, form: str, request: HttpRequest) -> Response:
        """The question itself: its text, or its entry in the catalogue. Values are not needed; those that are
        given are checked.
        """
        given = request.query_params
        example = {p.name: query.example[p.name] for p in query.parameters.values() if p.required}
        query.read(example | values_given(request), self._graph.store)
        for name in filter(is_of_arrangement, given):
            raise BadValue(name, f"{name}: {form} gives the question, whose rows are not there to arrange.")
        paging.part_asked(given, False, paging.flag(given, "citations"))
        address, version = permalinks.QuestionRequest(query), given.get("version")
        permalinks.check_version(version, self._graph.store, address.address(form, self._graph.version))
        tag, unchanged = self._replies.unchanged(address, form, version, request)
        if unchanged:
            return unchanged
        base = self._graph.store.base
        body = query.text if form == "rq" else graphs.serialise(graphs.entry(query, base), form, base)
        return Response(
            body, media_type=offers(query)[form], headers=self._replies.plain_headers(tag, version)
        )

    def table_metadata(self, request: HttpRequest, name: str) -> Response:
        # Docstrings of these would be descriptions in OpenAPI, which has its own.
        query = question_of(self._graph.queries, name)
        address, _, version = self._replies.read(query, request, "csv")
        tag, unchanged = self._replies.unchanged(address, "csv-metadata.json", version, request)
        if unchanged:
            return unchanged
        pairs = address.pairs(version)
        url = f"{query.name}.csv" + (f"?{urlencode(pairs)}" if pairs else "")
        headers = self._replies.plain_headers(tag, version)
        table = answer_table.columns_of(query, address.citations, self._graph.store.base)
        content = csvw.text(csvw.one(table, url))
        return Response(content, media_type=FORMATS["csvw"].media, headers=headers)

    def cite(self, request: HttpRequest, name: str, form: str) -> Response:
        query = question_of(self._graph.queries, name)
        if form not in CITATIONS:
            raise UnknownFormat(none_called("citation", form, CITATIONS))
        address, _, version = self._replies.read(query, request, "json")
        tag, unchanged = self._replies.unchanged(address, f"cite.{form}", version, request)
        if unchanged:
            return unchanged
        text = permalinks.cited(address, self._graph.store).written(form)
        named = file_named(address.file_name(f"cite.{form}"))
        headers = self._replies.plain_headers(tag, version) | named
        return Response(text, media_type=CITATIONS[form], headers=headers)

    def permanent(self, request: HttpRequest, name: str) -> Response:
        query = question_of(self._graph.queries, name)
        text = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/queries/{query.name}{text}", 303, {"Vary": "Accept"})
