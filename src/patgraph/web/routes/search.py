"""Finding things: `/search?q=` as a page and JSON, `/suggest?q=` for the box on every page."""

from collections.abc import Iterable
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pyoxigraph import NamedNode

from patgraph.graph import Graph
from patgraph.questions import permalinks
from patgraph.questions.answer import Answer, plain
from patgraph.questions.citing import citations
from patgraph.sentences.names_in_text import words_of
from patgraph.sentences.question_finder import AnsweredInWords, Suggestion
from patgraph.things.did_you_mean import respelt
from patgraph.things.search_entries import require_kind
from patgraph.things.search_index import Found, Hit, Search
from patgraph.things.thing import Things
from patgraph.web.http import paging, replies
from patgraph.web.http.addresses import local_address
from patgraph.web.openapi import refusals
from patgraph.web.pages import Pages
from patgraph.web.server.routing import Routes

from .answer_heads import ColumnHead, columns_shown
from .disputes import disputes

_OFFERS = ("json", "html")
_PAGE = 20
_MOST = 100
#: How many rows of an answer in words the page shows.
_ROWS = 8
_KEPT = "public, max-age=300"

_HIT = {
    "type": "object",
    "required": ["iri", "address", "kind", "label", "why"],
    "properties": {
        "iri": {"type": "string"}, "address": {"type": "string"}, "kind": {"type": "string"},
        "label": {"type": "string"},
        "why": {
            "type": "object", "required": ["field", "fit", "text"],
            "properties": {
                "field": {"enum": ["code", "identifier", "name", "other name", "words"]},
                "fit": {"enum": ["exact", "start", "similar", "some words"]},
                "text": {"type": "string"},
            },
        },
    },
}  # fmt: skip
_WORDS = {
    "name": "q", "in": "query", "schema": {"type": "string", "maxLength": 500},
    "description": "A name, a former name, a code or words; typing errors are forgiven.",
}  # fmt: skip
_LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": _MOST}}
_OFFSET = {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 10**6}}
_FORMAT = {"name": "format", "in": "query", "schema": {"enum": [*_OFFERS]}}
_RESULT = {
    "type": "object",
    "required": ["q", "version", "total", "complete", "reason", "kinds", "results", "questions"],
    "properties": {
        "q": {"type": "string"}, "version": {"type": "string"}, "total": {"type": "integer"},
        "complete": {"type": "boolean", "description": "Whether the results are all there are."},
        "reason": {"type": ["string", "null"], "description": "Why they are not."},
        "kinds": {"type": "object", "additionalProperties": {"type": "integer"}},
        "results": {"type": "array", "items": _HIT},
    },
}  # fmt: skip
_QUESTION = {
    "type": "object", "required": ["question", "title", "address", "values", "unused"],
    "properties": {
        "question": {"type": "string"}, "title": {"type": "string"}, "address": {"type": "string"},
        "values": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "unused": {
            "type": "array", "description": "What the words say and the question does not use, and why.",
            "items": {
                "type": "object", "required": ["text", "why"],
                "properties": {"text": {"type": "string"}, "why": {"type": "string"}},
            },
        },
    },
}  # fmt: skip
_RESULT["properties"]["questions"] = {
    "type": "array", "items": _QUESTION,
    "description": "What these words may ask, or what can be asked about what they name; best first.",
}  # fmt: skip
_SUGGESTIONS = {
    "type": "object", "required": ["q", "suggestions"],
    "properties": {"q": {"type": "string"}, "suggestions": {"type": "array", "items": _HIT}},
}  # fmt: skip


class SearchRoutes:
    """`/search` and `/suggest`."""

    def __init__(self, graph: Graph, pages: Pages, things: Things, search: Search):
        self._graph, self._pages, self._things, self._search = graph, pages, things, search

    def add_to(self, routes: Routes):
        """Register the addresses."""
        kind = {
            "name": "kind", "in": "query", "schema": {"type": "string", "enum": self._search.kinds},
            "description": "Only things of a kind.",
        }  # fmt: skip

        def described(parameters: list, content: dict, *statuses: int) -> dict:
            answer = {"200": {"description": "What was found", "content": content}}
            extra = {"parameters": parameters, "responses": answer | refusals.problems(*statuses)}
            return {"tags": ["search"], "openapi_extra": extra}

        found = {"application/json": {"schema": _RESULT}, "text/html": {"schema": {"type": "string"}}}
        suggested = {"application/json": {"schema": _SUGGESTIONS}}
        routes.get(
            "/search", self.found, "Things found by name",
            **described([_WORDS, _LIMIT, kind, _OFFSET, _FORMAT], found, 406, 422),
        )  # fmt: skip
        routes.get(
            "/suggest", self.suggested, "Things whose name begins so",
            **described([_WORDS, _LIMIT], suggested, 422),
        )  # fmt: skip

    def found(self, request: Request) -> Response:
        """Things found by name, other name, code and words, best first, with why each was found."""
        form = replies.choose(request, None, _OFFERS)
        text, kind = (paging.one(request.query_params, name) for name in ("q", "kind"))
        kind = kind or None
        limit = paging.within(request.query_params, "limit", _PAGE, _MOST)
        offset = paging.within(request.query_params, "offset", 0, 10**6)
        require_kind(kind)
        result = self._search.find(text, kind, limit, offset)
        links = paging.link_entries(_part_addresses(text, kind, form, limit, offset, result.total))
        headers = {"Link": ", ".join(links)} if links else {}
        first = text and not kind and not offset
        # Whatever the format, the question that has rows goes before.
        answered = self._graph.ask(text, limit=_ROWS) if first else None
        found = [each for each in (answered.question, *answered.next) if each] if answered else []
        if form == "html":
            content = self._pages.text(
                "search.html", q=text, spelt=respelt(text, result), result=result, kind=kind,
                offset=offset, limit=limit, unanswered=_is_unanswered(answered, result),
                **self._answer(answered),
            )  # fmt: skip
            return replies.reply(request, content, form, **headers, **_freshness(found))
        body = {
            "q": text,
            "version": self._graph.version,
            "total": result.total,
            "complete": result.complete and len(result.hits) == result.total,
            "reason": _why_not_all(result),
            "kinds": result.kinds,
            "results": [_hit_as_json(hit, self._graph.store.base) for hit in result.hits],
            "questions": [self._question(each) for each in found],
        }
        kept = {"Vary": "Accept", "Cache-Control": _freshness(found).get("Cache_Control", _KEPT)}
        return JSONResponse(body, headers=kept | headers)

    def _question(self, suggestion: Suggestion) -> dict:
        """A question that a text may ask: what it is, and where its answer is."""
        query = self._graph.queries[suggestion.question]
        address = permalinks.QuestionRequest(query, suggestion.values).address("")
        return {
            "question": query.name, "title": query.title, "address": address, "values": suggestion.values,
            "unused": [each.plain() for each in suggestion.unused],
        }  # fmt: skip

    def _answer(self, answered: AnsweredInWords | None) -> dict:
        """What a page shows of an answer in words: the question, its first rows, and the next questions."""
        if answered is None or answered.question is None or answered.answer is None:
            return {"asked": None, "others": list(map(self._question, answered.next if answered else ()))}
        answer, shown = answered.answer.in_words(), columns_shown(answered.answer.query)
        return {
            "asked": self._question(answered.question),
            "answer": answer,
            "shown": shown,
            "rows": [list(map(plain, row)) for row in answer.rows],
            "differ": self._disputes(answered.answer, shown),
            "others": [self._question(each) for each in answered.next],
        }

    def _disputes(self, answer: Answer, shown: list[ColumnHead]) -> dict[NamedNode, str]:
        """The disagreements that the rows rest on a side of, each with its name."""
        if answer.query.form == "construct":
            return {}
        supports = citations.cite(answer, self._graph.store)
        each = (disputes(self._things, *pair, shown) for pair in zip(supports, answer.rows, strict=True))
        return {dispute.node: dispute.label for found in each for dispute in found}

    def suggested(self, request: Request) -> Response:
        """Things whose name begins so, for a box that completes."""
        limit = paging.within(request.query_params, "limit", 10, _MOST)
        text = paging.one(request.query_params, "q")
        hits = self._search.suggest(text, limit)
        body = {"q": text, "suggestions": [_hit_as_json(hit, self._graph.store.base) for hit in hits]}
        return JSONResponse(body, headers={"Cache-Control": _KEPT})


def _freshness(found: Iterable[Suggestion]) -> dict[str, str]:
    """What is said of keeping an answer with these questions: one that speaks of today is not kept."""
    return {"Cache_Control": "no-store"} if any(each.is_of_today for each in found) else {}


def _is_unanswered(answered: AnsweredInWords | None, found: Found) -> bool:
    """Whether a sentence asks what no question answers; what a thing is called asks nothing."""
    if answered is None or answered.question or not answered.asks:
        return False
    return not any(words_of(hit.text) == words_of(answered.text) for hit in found.hits[:1])


def _why_not_all(found: Found) -> str | None:
    """Why the results of a search are not all there are."""
    if not found.complete:
        return "the words are so common that not all were looked at; `total` counts those that were"
    return None if len(found.hits) == found.total else "limit or offset; the links lead to the others"


def _part_addresses(
    text: str, kind: str | None, form: str, limit: int, offset: int, total: int
) -> dict[str, str]:
    """The addresses of the other parts of what was found (RFC 8288)."""
    if not limit or (not offset and total <= limit):
        return {}
    places = {"first": 0, "last": max(0, (total - 1) // limit * limit)}
    places |= {"prev": max(0, min(offset, total) - limit)} if offset else {}
    places |= {"next": offset + limit} if offset + limit < total else {}
    kept = {"q": text} | ({"kind": kind} if kind else {}) | {"format": form, "limit": limit}
    return {
        rel: f"/search?{urlencode(kept | {'offset': at}, errors='replace')}" for rel, at in places.items()
    }


def _hit_as_json(hit: Hit, base: str) -> dict:
    return {
        "iri": hit.entry.node.value,
        "address": local_address(hit.entry.node.value, base),
        "kind": hit.entry.kind,
        "label": hit.entry.label,
        "why": {"field": hit.field, "fit": hit.fit, "text": hit.text},
    }
