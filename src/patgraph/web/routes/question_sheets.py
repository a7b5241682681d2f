"""The answer of a question as a sheet: all its rows on paper, or its table in the page of another."""

from dataclasses import replace

from fastapi import Request as HttpRequest
from fastapi import Response

from patgraph.graph import Graph
from patgraph.questions import permalinks
from patgraph.questions.arranging import count_words
from patgraph.questions.question import Query
from patgraph.web.http import paging
from patgraph.web.http.question_formats import question_of
from patgraph.web.pages import Pages

from .answer_heads import columns_shown
from .question_page import QuestionPage, in_words
from .question_replies import QuestionReplies

#: A page that others may show within theirs, and that loads nothing but its style.
_FRAMED = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors *"
)


class QuestionSheets:
    """`/queries/{name}/print` and `/embed/{name}`."""

    def __init__(self, graph: Graph, pages: Pages, replies: QuestionReplies, page: QuestionPage):
        self._graph, self._pages, self._replies, self._page = graph, pages, replies, page

    def to_print(self, request: HttpRequest, name: str) -> Response:
        # Docstrings of these would be descriptions in OpenAPI, which has its own.
        query = question_of(self._graph.queries, name)
        _, asked = self._page.asked(query, request)
        whole = replace(asked.address, limit=None, offset=0, most=None)
        tag, unchanged = self._replies.unchanged(whole, "print", asked.version, request)
        if unchanged:
            return unchanged
        answer = query.answer(self._graph.store, asked.terms, arranged=whole.arranged)
        # The passages of very many rows would take longer than anyone waits.
        cited = answer.total <= paging.MOST_CITED
        page = self._pages.show(
            "answer_print.html", query=query, asked=_words(query, whole), in_words=in_words,
            citation=permalinks.cited(whole, self._graph.store).written("txt").strip(),
            page=whole.address(version=asked.version), data=replace(whole, citations=True).address("csv"),
            **self._page.table(answer, columns_shown(query), cited),
        )  # fmt: skip
        page.headers.update(self._replies.plain_headers(tag, asked.version))
        return page

    def to_embed(self, request: HttpRequest, name: str) -> Response:
        query = question_of(self._graph.queries, name)
        _, asked = self._page.asked(query, request)
        address = asked.address
        tag, unchanged = self._replies.unchanged(address, "embed", asked.version, request)
        if unchanged:
            return unchanged
        answer = query.answer(
            self._graph.store, asked.terms, address.size, address.offset, arranged=address.arranged
        )
        table = self._page.table(answer, columns_shown(query), cited=False)
        page = self._pages.show(
            "answer_embed.html", query=query, complete=answer.complete,
            page=address.address(version=asked.version), shown=table["shown"], rows=table["rows"],
            count=count_words(answer),
        )  # fmt: skip
        page.headers.update(self._replies.plain_headers(tag, asked.version))
        page.headers["Content-Security-Policy"] = _FRAMED
        return page


def _words(query: Query, request: permalinks.QuestionRequest) -> str:
    """What was asked for, in words."""
    given = [f"{name} {' or '.join(texts)}" for name, texts in request.values.items()]
    return "; ".join(part for part in (", ".join(given), request.arranged.in_words(query)) if part)
