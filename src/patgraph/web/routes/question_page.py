"""The page of a question: its form, its answer with citations, and where else to go from there."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

import pyoxigraph
from fastapi import Request as HttpRequest
from fastapi import Response

from patgraph.charts.formats import may_be_drawn, size_about
from patgraph.errors import BadValue
from patgraph.graph import Graph
from patgraph.media import CHARTS
from patgraph.names import filed
from patgraph.questions import permalinks
from patgraph.questions.answer import Answer, plain
from patgraph.questions.arranging import AS_GIVEN, SORT, count_words
from patgraph.questions.citing import citations
from patgraph.questions.concepts_named import concepts_named
from patgraph.questions.formats.answer_formats import GRAPH_FORMATS
from patgraph.questions.how_to_cite import CITATION_NAMES
from patgraph.questions.question import Query
from patgraph.things.thing import Things
from patgraph.web.http import paging
from patgraph.web.http.question_formats import answers, describes, offers
from patgraph.web.pages import Pages

from .answer_heads import heads, others, without
from .compare_choice import address_for
from .disputes import disputes
from .question_replies import SEVERAL, AskedQuestion, QuestionReplies, arrangement_given, fields_given

#: How many citations of one row a page shows; the data has all.
_SHOWN = 25


class QuestionPage:
    """The pages of all questions: to read, to print, and to stand in the page of another."""

    def __init__(self, graph: Graph, pages: Pages, replies: QuestionReplies, things: Things):
        self._graph, self._pages, self._replies, self._things = graph, pages, replies, things

    def prepare(self, query: Query) -> None:
        """Look up what can be chosen, which the store keeps."""
        for parameter in query.parameters.values():
            parameter.offered(self._graph.store)

    def show(self, query: Query, request: HttpRequest, extension: str | None) -> Response:
        """The page for what a request gives; a value that is wrong is said on it."""
        store = self._graph.store
        given = fields_given(request)
        several = request.query_params.getlist(SEVERAL)
        shown, asked, answer, problem = given, None, None, None
        headers, found = {}, {}
        try:
            shown, asked = self.asked(query, request)
            form = f"{extension or 'negotiated'} html {sorted(shown.items())} {several}"
            tag, unchanged = self._replies.unchanged(asked.address, form, asked.version, request)
            if unchanged:
                return unchanged
            address, whole = asked.address, query.whole(store, asked.terms)
            answer = whole.part(address.size, address.offset, address.why, address.arranged)
            found = self.table(answer, heads(address, whole.in_words()))
            headers = self._replies.headers(asked, "html", answer.total, extension) | {"ETag": tag}
        except BadValue as error:
            problem = error
        chosen = _chosen(query, shown, store)
        page = self._pages.show(
            "question.html",
            status=problem.status if problem else 200,
            query=query,
            given=shown,
            chosen=chosen,
            example="" if given or not shown else self._example(shown, chosen),
            compare=_compared(query, chosen, store),
            answer=answer,
            problem=problem,
            nearby=_nearby(query, request, problem),
            options=_options(query, store, chosen),
            several_of=several,
            most=_SHOWN,
            beginning=beginning,
            in_words=in_words,
            spoken=_spoken,
            **found,
            chart=(chart := _chart(answer, asked.address) if answer and asked else None),
            card=chart,
            **_formats(query),
            **self._addresses(query, asked, answer, extension),
        )
        page.headers.update(headers)
        return page

    def asked(self, query: Query, request: HttpRequest) -> tuple[dict[str, list[str]], AskedQuestion]:
        """The values of a request's form, and what it asks: where it gives none and some are needed, the
        question's own example. Raises `BadValue`.
        """
        given = fields_given(request)
        try:
            return given, self._replies.read(query, request, "html")
        except BadValue:
            required = [p.name for p in query.parameters.values() if p.required]
            if given or not required:
                raise
        values = {name: _list(query.example[name]) for name in required}
        terms = query.read(values, self._graph.store)
        limit, offset, most = paging.part_asked(request.query_params, True, False)
        arranged, written = arrangement_given(query, request, "html"), query.write(terms, self._graph.store)
        address = permalinks.QuestionRequest(query, written, limit, offset, most=most, arranged=arranged)
        version, present = request.query_params.get("version"), address.address("html", self._graph.version)
        permalinks.check_version(version, self._graph.store, present)
        return values, AskedQuestion(address, terms, version)

    def _example(self, shown: dict[str, list[str]], chosen: dict[str, set[str]]) -> str:
        """What is shown where nothing was given, in words."""
        things = {
            name: [pyoxigraph.NamedNode(iri) for iri in sorted(found)] for name, found in chosen.items()
        }
        return ", ".join(
            " or ".join(map(self._things.label, things[name]) if things.get(name) else texts)
            for name, texts in shown.items()
        )

    def table(self, answer: Answer, shown: list, cited: bool = True) -> dict:
        """What the table of an answer is made of: its heads, cells, evidence and disagreements."""
        supports = citations.cite(answer, self._graph.store) if cited else []
        differ = [
            disputes(self._things, support, row, shown)
            for support, row in zip(supports, answer.rows, strict=cited)
        ]
        rows = [list(map(plain, row)) for row in answer.in_words().rows]
        return {
            "shown": shown, "rows": rows, "supports": supports, "disputes": differ,
            "count": count_words(answer),
        }  # fmt: skip

    def _addresses(self, query: Query, asked: AskedQuestion | None, answer, extension: str | None) -> dict:
        """Where else to go from what is asked."""
        if asked is None:
            names = ("citation", "permalink", "cite_query", "print", "embed", "editor", "whole")
            nothing = dict.fromkeys(names, "")
            editor = {"editor": f"/sparql?{urlencode({'example': query.name})}", "sparql": query.sparql}
            return nothing | {"nav": {}, "data": None, "cited": None, "arranged": [], "others": None} | editor
        address, store = asked.address, self._graph.store
        all_rows = replace(address, limit=None, offset=0, citations=False)
        parts = paging.part_addresses(address, answer.total, extension or "", asked.version) if answer else {}
        values = [("example", query.name), *replace(all_rows, arranged=AS_GIVEN).pairs()]
        return {
            "nav": parts,
            "whole": replace(address, offset=0, limit=address.limit or None).address(
                extension or "", asked.version
            ),
            "data": all_rows,
            "cited": replace(all_rows, citations=True),
            "arranged": without(address),
            "others": partial(others, address),
            "citation": permalinks.cited(address, store).written("txt").strip(),
            "permalink": address.address(extension or "", self._graph.version),
            "cite_query": _query_string(address.pairs()),
            "print": f"/queries/{query.name}/print{_query_string(all_rows.pairs(asked.version))}",
            "embed": f"/embed/{query.name}{_query_string(address.pairs(asked.version))}",
            "editor": f"/sparql?{urlencode(values)}",
            "sparql": query.bind(asked.terms, store.base),
        }


def in_words(query: Query) -> str:
    """The description of a question, its columns and parameters called what a page calls them."""
    words = {name: f"“{_spoken(name)}”" for name in query.parameters}
    words |= {column.name: f"“{column.words}”" for column in query.columns}
    return re.sub(r"`(\w+)`", lambda found: words.get(found[1], found[0]), query.description)


def beginning(description: str) -> tuple[str, str]:
    """The first sentence of a description, and the others."""
    first, _, rest = re.sub(r"(?<=[a-z\d)`])([.:]) (?=[A-Z`])", r"\1\n", description, count=1).partition("\n")
    return first, rest


def _query_string(pairs: Iterable[tuple[str, str]]) -> str:
    text = urlencode([*pairs])
    return f"?{text}" if text else ""


def _spoken(name: str) -> str:
    """The name of a parameter as people read it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _options(query: Query, store, chosen: dict[str, set[str]]) -> dict[str, list[tuple[str, str, str]]]:
    """What can be chosen for each parameter: the name, as short as it can be given, and the label, in the
    order of the labels as they are filed. Where several have one label, as each scale has a `Good`, the
    name stands beside it. What never answers is not there, unless it is chosen.
    """
    found = {}
    for p in query.parameters.values():
        options, picked = p.offered(store), chosen.get(p.name, set())
        if picked - {node.value for node, _ in options}:
            options = [*options, *(each for each in p.options(store) if each[0].value in picked)]
            options = list(dict.fromkeys(options))
        labels = Counter(label for _, label in options)
        listed = []
        for node, label in options:
            written = p.write(node, store)
            listed.append(
                (node.value, written, filed(label) + (f" ({written})" if labels[label] > 1 else ""))
            )
        found[p.name] = sorted(listed, key=lambda option: option[2].lower())
    return found


def _nearby(query: Query, request: HttpRequest, problem: BadValue | None) -> list[tuple[str, str]]:
    """What may have been meant by a wrong value, each with the address that has it instead."""
    if problem is None or problem.parameter not in (*query.parameters, SORT):
        return []
    others = [(k, text) for k, text in request.query_params.multi_items() if k != problem.parameter and text]
    return [
        (text, f"/queries/{query.name}?{urlencode([*others, (problem.parameter, text)])}")
        for text in problem.near
    ]


def _formats(query: Query) -> dict:
    """The formats that a page leads to."""
    data = [form for form in answers(query) if form != "html" and form not in CHARTS]
    return {
        "formats": data,
        "cited_formats": [form for form in data if form == "trig" or form not in GRAPH_FORMATS],
        "descriptions": [form for form in offers(query) if describes(query, form)],
        "citations": CITATION_NAMES,
    }


def _chart(answer: Answer, asked: permalinks.QuestionRequest) -> dict | None:
    """What a page says of its chart before it is there; nothing where there is none."""
    if not may_be_drawn(answer):
        return None
    width, height = size_about(answer)
    card = replace(asked, limit=None, offset=0, citations=False).address("png")
    return {
        "title": answer.query.chart.title, "width": width, "height": height, "version": answer.version,
        "forms": CHARTS, "card": card,
    }  # fmt: skip


def _compared(query: Query, chosen: dict[str, set[str]], store) -> str:
    """Where the things of a question are compared side by side, if they are."""
    for parameter in query.parameters.values():
        nodes = [pyoxigraph.NamedNode(iri) for iri in sorted(chosen.get(parameter.name, ()))]
        if address := address_for(parameter, nodes, store):
            return address
    return ""


def _list(value) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _chosen(query: Query, given: dict[str, list[str]], store) -> dict[str, set[str]]:
    """The IRIs that the values of a form stand for, however they were spelt."""
    found: dict[str, set[str]] = {}
    for name, texts in given.items():
        for text in texts:
            try:
                parameter = query.parameters[name]
                terms = concepts_named(parameter, text, store) or [parameter.read(text, store)]
            except (BadValue, KeyError):
                continue
            names = {term.value for term in terms if isinstance(term, pyoxigraph.NamedNode)}
            found[name] = found.get(name, set()) | names
    return found
