"""Questions found in words: which of the ready questions a typed sentence asks, and with which values.

Names and dates are recognised first, then the questions are ranked by title, ways of asking (`asks` in their
headers), keywords, description and columns (BM25), by how like the sentence is to one way of asking, and by
whether a question takes the values that were named.
"""

import datetime
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from patgraph import dates
from patgraph.errors import BadValue
from patgraph.names import slug
from patgraph.questions.answer import Answer
from patgraph.questions.parameters import Parameter
from patgraph.questions.question import Query
from patgraph.store import Store

from .names_in_text import Days, Named, NamesInText, days_in, words_of
from .sentence_terms import stem, terms_of
from .ways_of_asking import WaysOfAsking
from .word_groups import ASKING, IDLE

#: What likeness to one way of asking, a value that is taken, one that is not, and one that lacks count.
_LIKE, _TAKEN, _LOST, _LACKS = 12.0, 1.5, 2.5, 6.0
#: A question whose words are less like the sentence than this is no answer.
_LEAST = 0.18
#: The word that stands for a name of each kind in ways of asking.
_PLACEHOLDERS = {
    "council": "{council}", "firm": "{firm}", "person": "{person}", "document": "{document}",
    "area": "{region}",
}  # fmt: skip
_ENTITIES = {*_PLACEHOLDERS, "legislation"}
_CODE = re.compile(r"[a-z]{1,3}\d{4,}|\d{3,}")
_STARS = re.compile(r"\b(zero|no|0|one|1|two|2|three|3)[ -]stars?\b")
_NUMBERS = {"zero": "0", "no": "0", "one": "1", "two": "2", "three": "3"}


@dataclass(frozen=True)
class Suggestion:
    """A question that may be meant, with the values that the sentence gives it, and how sure that is."""

    question: str
    values: dict[str, list[str]]
    score: float

    @property
    def is_of_today(self) -> bool:
        """Whether one of the values is today's date, so that tomorrow it is another."""
        return any(_a_day("") in texts for texts in self.values.values())


@dataclass(frozen=True)
class AnsweredInWords:
    """What a sentence was taken to ask, the answer to that, and the other questions it may mean. `question`
    and `answer` are nothing where nothing here answers it.
    """

    text: str
    question: Suggestion | None
    answer: Answer | None
    next: tuple[Suggestion, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON has it: `question`, `values`, columns and rows of the answer, and `next`."""
        head: dict[str, Any] = {"text": self.text, "question": None, "values": {}}
        if self.question and self.answer:
            answer = self.answer
            head |= {
                "question": self.question.question, "title": answer.query.title, "values": answer.values,
                "version": answer.version, "total": answer.total, "complete": answer.complete,
                "reason": answer.reason, "rows": list(answer),
                "columns": [{"name": column.name, "type": column.type} for column in answer.columns],
            }  # fmt: skip
        return head | {"next": [{"question": each.question, "values": each.values} for each in self.next]}


class QuestionFinder:
    """The ready questions of a store, to be found by a sentence."""

    def __init__(self, queries: Mapping[str, Query], store: Store):
        self._queries, self._store = queries, store
        every = [parameter for query in queries.values() for parameter in query.parameters.values()]
        self._names = NamesInText(store, [p for p in every if p.kind != "datatype"])
        self._ways = WaysOfAsking(queries)

    def find(self, text: str, most: int = 5) -> list[Suggestion]:
        """The questions that a sentence may ask, best first; none where nothing here answers it."""
        words = words_of(text)
        named = self._all_named(words)
        days = days_in(_without_documents(text, words, named))
        terms = terms_of(_with_placeholders(words, named, days))
        if all(term.startswith("{") for term in terms):
            return []  # A name alone asks nothing: it is looked up.
        if self._is_foreign(words, named):
            return []
        likeness, weight = self._ways.likeness(terms), self._ways.weight(terms)
        found = []
        for name, query in self._queries.items():
            if likeness.get(name, 0) < _LEAST:
                continue
            values, score = self._values(query, named, days, words, terms)
            score += _LIKE * likeness[name] + weight.get(name, 0)
            if values is not None:
                found.append(Suggestion(name, values, round(score, 3)))
        return sorted(found, key=lambda each: (-each.score, each.question))[:most]

    def answer(self, text: str, limit: int | None = None) -> AnsweredInWords:
        """The best question for a sentence, asked, and the next four."""
        found = self.find(text)
        for place, each in enumerate(found):
            try:
                answer = self._queries[each.question].ask(self._store, each.values, limit)
            except BadValue:
                continue
            rest = tuple(other for other in found if other is not found[place])
            return AnsweredInWords(text, each, answer, rest)
        return AnsweredInWords(text, None, None, ())

    def _is_foreign(self, words: list[str], named: list[Named]) -> bool:
        """Whether most of what a sentence speaks of is in no way of asking and has no name here."""
        inside = {place for each in named for place in range(each.start, each.end)}
        told = [
            place in inside or self._ways.is_asked(stem(word)) or bool(_CODE.fullmatch(word))
            for place, word in enumerate(words)
            if word not in IDLE and word not in ASKING
        ]
        return told.count(False) > told.count(True)

    def _all_named(self, words: list[str]) -> list[Named]:
        named = self._names.find(words)
        if any(each.kind in _ENTITIES for each in named):
            return named
        inside = {place for each in named for place in range(each.start, each.end)}
        for place, word in enumerate(words):
            if len(word) > 4 and place not in inside and not self._ways.has(stem(word)):
                nodes = self._names.near(word)
                if nodes:
                    return [*named, Named(place, place + 1, nodes, "council")]
        return named

    def _values(
        self, query: Query, named: list[Named], days: list[Days], words: list[str], terms: list[str]
    ) -> tuple[dict[str, list[str]] | None, float]:
        """The values that a sentence gives a question, `None` where one that it needs lacks; and what that
        counts.
        """
        values: dict[str, list[str]] = {}
        score = 0.0
        own = self._ways.words_of(query.name)
        for each in named:
            entity = each.kind in _ENTITIES
            parameter, node = self._taker(query, each, values)
            if parameter is None or node is None:
                score -= _LOST if entity else 0
            elif entity or _tells(words, each, own):
                values.setdefault(parameter.name, []).append(parameter.write(node, self._store))
                score += _TAKEN if entity else _TAKEN / 2
        score += self._dates(query, days, values) + self._numbers(query, words, values)
        lacking = [p for p in query.parameters.values() if p.required and p.name not in values]
        if lacking and not self._fill(query, lacking, words, values):
            return None, score - _LACKS
        return values, score

    def _taker(
        self, query: Query, named: Named, values: dict[str, list[str]]
    ) -> tuple[Parameter | None, NamedNode | None]:
        """The parameter that takes what is named, and which of the things it takes: of several the one that
        takes the fewest things, since a council is sooner a council than some body.
        """
        takers: list[tuple[int, Parameter, NamedNode]] = []
        for parameter in query.parameters.values():
            if parameter.kind == "datatype":
                continue
            if parameter.of == "rdfs:Resource" and named.kind in _ENTITIES and parameter.name not in values:
                return parameter, _first(named.nodes)
            taken = self._names.taken.get((parameter.kind, parameter.of), frozenset())
            if fitting := taken & named.nodes:
                takers.append((len(taken), parameter, _first(fitting)))
        _, parameter, node = min(takers, key=lambda taker: taker[0], default=(0, None, None))
        return parameter, node

    def _dates(self, query: Query, days: list[Days], values: dict[str, list[str]]) -> float:
        takes = {p.name: p for p in query.parameters.values() if p.of == "xsd:date"}
        years = [p for p in query.parameters.values() if p.of == "xsd:integer" and p.name == "year"]
        if not days:
            return 0.0
        if "on" in takes:
            values["on"] = [_a_day(days[0].edtf)]
            return _TAKEN
        if {"from", "to"} <= takes.keys():
            for each in days[:2]:
                day = each.edtf or _a_day("")
                if each.side != "until":
                    values.setdefault("from", [day])
                if each.side != "since" or len(days) > 1:
                    values["to"] = [day]
            return _TAKEN
        if years and days[0].edtf:
            values[years[0].name] = [days[0].edtf[:4]]
            return _TAKEN
        return 0.0

    def _numbers(self, query: Query, words: list[str], values: dict[str, list[str]]) -> float:
        """Codes, and numbers of stars."""
        score = 0.0
        for parameter in query.parameters.values():
            found = [word for word in words if _CODE.fullmatch(word)] if parameter.code else []
            for code in found:
                try:
                    values[parameter.name] = [str(parameter.read(code, self._store).value)]
                    score += 4 * _TAKEN
                except BadValue:
                    continue
            stars = _STARS.search(" ".join(words)) if parameter.name == "rated" else None
            if stars:
                values[parameter.name] = [_NUMBERS.get(stars[1], stars[1])]
                score += _TAKEN
        return score

    def _fill(
        self, query: Query, lacking: list[Parameter], words: list[str], values: dict[str, list[str]]
    ) -> bool:
        """Values that a question needs and nobody named: today where a day lacks, what is left of the words
        where it looks for words.
        """
        for parameter in lacking:
            if parameter.of == "xsd:date":
                values[parameter.name] = [_a_day("")]
            elif parameter.of == "xsd:string" and not parameter.code:
                own = self._ways.words_of(query.name)
                left = [word for word in words if stem(word) not in own and word not in IDLE]
                if not left:
                    return False
                values[parameter.name] = [" ".join(left)]
            else:
                return False
        return True


def _tells(words: list[str], named: Named, own: Container[str]) -> bool:
    """Whether the name of a concept is meant as a value. One word that a question has itself is not, unless
    it is said whose word it is: "according to the inspectorate".
    """
    name = [word for word in words[named.start : named.end] if word not in IDLE]
    if len(name) > 1 or "according" in words[max(named.start - 3, 0) : named.start]:
        return True
    return bool(name) and stem(name[0]) not in own


def _without_documents(text: str, words: list[str], named: list[Named]) -> str:
    """A text without the names of documents, whose years are no days that it asks for."""
    for each in named:
        if each.kind == "document":
            name = r"\W+".join(re.escape(word) for word in words[each.start : each.end])
            text = re.sub(rf"\b{name}\b", " ", text, flags=re.IGNORECASE)
    return text


def _with_placeholders(words: list[str], named: list[Named], days: list[Days]) -> list[str]:
    found, place = [], 0
    entities = {each.start: each for each in named if each.kind in _PLACEHOLDERS}
    while place < len(words):
        each = entities.get(place)
        found.append(_PLACEHOLDERS[each.kind] if each else words[place])
        place = each.end if each else place + 1
    dates = {day.edtf[:4] for day in days if day.edtf}
    return ["{date}" if word in dates else word for word in found]


def _first(nodes: Iterable[NamedNode]) -> NamedNode:
    """Of things of one name the one with the shortest slug: the council of today goes by its plain name."""
    return min(nodes, key=lambda node: (len(slug(node)), node.value))


def _a_day(edtf: str) -> str:
    """A single day of a date: its last, and today where none is given."""
    return (dates.span(edtf)[1] if edtf else datetime.date.today()).isoformat()
