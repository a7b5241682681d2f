"""The page of a question: its form, its answer with citations, and where else to go from there."""

from urllib.parse import urlencode

import pyoxigraph
from fastapi import Request as HttpRequest
from fastapi import Response

from patgraph.charts.formats import may_be_drawn, size_about
from patgraph.errors import BadValue
from patgraph.graph import Graph
from patgraph.media import CHARTS
from patgraph.questions import citations, permalinks
from patgraph.questions.answer import Answer, plain
from patgraph.questions.answer_formats import GRAPH_FORMATS
from patgraph.questions.question import Query
from patgraph.web.http import paging
from patgraph.web.http.question_formats import answers, describes, offers
from patgraph.web.pages import Pages

from .question_replies import AskedQuestion, QuestionReplies, values_given

#: How many citations of one row a page shows; the data has all.
_SHOWN = 25


class QuestionPage:
    """The pages of all questions."""

    def __init__(self, graph: Graph, pages: Pages, replies: QuestionReplies):
        self._graph, self._pages, self._replies = graph, pages, replies

    def show(self, query: Query, request: HttpRequest, extension: str | None) -> Response:
        """The page for what a request gives; a value that is wrong is said on it."""
        store = self._graph.store
        given = {k: kept for k, texts in values_given(request).items() if (kept := [t for t in texts if t])}
        shown, asked, answer, problem = given, None, None, None
        headers, supports = {}, []
        try:
            try:
                asked = self._replies.read(query, request, "html")
            except BadValue:
                required = [p.name for p in query.parameters.values() if p.required]
                if given or not required:
                    raise
                # Nothing was asked yet: the page opens with the question's own example.
                shown = {name: _list(query.example[name]) for name in required}
                asked = self._example(query, request, shown)
            form = f"{extension or 'negotiated'} html {sorted(shown.items())}"
            tag, unchanged = self._replies.unchanged(asked.address, form, asked.version, request)
            if unchanged:
                return unchanged
            address = asked.address
            answer = query.answer(store, asked.terms, address.size, address.offset, address.why)
            supports = citations.cite(answer, store)
            headers = self._replies.headers(asked, "html", answer.total, extension) | {"ETag": tag}
        except BadValue as error:
            problem = error
        page = self._pages.show(
            "question.html",
            status=problem.status if problem else 200,
            query=query,
            given=shown,
            chosen=_chosen(query, shown, store),
            answer=answer,
            problem=problem,
            options={p.name: p.options(store) for p in query.parameters.values()},
            shown=columns_shown(query),
            rows=[list(map(plain, row)) for row in answer.in_words().rows] if answer else [],
            supports=supports,
            most=_SHOWN,
            chart=_chart(answer) if answer else None,
            **_formats(query),
            **self._addresses(query, asked, answer, extension),
        )
        page.headers.update(headers)
        return page

    def _example(self, query: Query, request: HttpRequest, values: dict[str, list[str]]) -> AskedQuestion:
        """The question with the values of its example. Raises `BadPage`."""
        store = self._graph.store
        terms = query.read(values, store)
        limit, offset, most = paging.part_asked(request.query_params, True, False)
        address = permalinks.QuestionRequest(query, query.write(terms, store), limit, offset, most=most)
        return AskedQuestion(address, terms, None)

    def _addresses(self, query: Query, asked: AskedQuestion | None, answer, extension: str | None) -> dict:
        """Where else to go from what is asked."""
        if asked is None:
            nothing = {"nav": {}, "citation": "", "permalink": "", "cite_query": ""}
            return nothing | {"data": None, "cited": None}
        address, pairs = asked.address, asked.address.pairs()
        parts = paging.part_addresses(address, answer.total, extension or "", asked.version) if answer else {}
        return {
            "nav": parts,
            "data": permalinks.QuestionRequest(query, address.values, citations=False),
            "cited": permalinks.QuestionRequest(query, address.values, citations=True),
            "citation": permalinks.citation(address, self._graph.store, "txt").strip(),
            "permalink": address.address(extension or "", self._graph.version),
            "cite_query": f"?{urlencode(pairs)}" if pairs else "",
        }


def _formats(query: Query) -> dict[str, list[str]]:
    """The formats that a page leads to."""
    data = [form for form in answers(query) if form != "html" and form not in CHARTS]
    return {
        "formats": data,
        "cited_formats": [form for form in data if form == "trig" or form not in GRAPH_FORMATS],
        "descriptions": [form for form in offers(query) if describes(query, form)],
    }


def _chart(answer: Answer) -> dict | None:
    """What a page says of its chart before it is there; nothing where there is none."""
    if not may_be_drawn(answer):
        return None
    width, height = size_about(answer)
    return {"width": width, "height": height, "version": answer.version, "forms": CHARTS}


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


def columns_shown(query: Query) -> list[dict]:
    """The columns of a page's table: a label instead of its IRI, a date without its bounds."""
    places = {column.name: index for index, column in enumerate(query.columns)}
    return [
        {"head": c.name, "meaning": c.meaning, "at": places[c.name], "label": places.get(f"{c.name}Label")}
        for c in query.columns
        if not (c.type == "date" and c.name.endswith(("Earliest", "Latest")))
        and not (c.name.endswith("Label") and c.name.removesuffix("Label") in places)
    ]
