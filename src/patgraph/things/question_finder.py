"""Questions found in words: which of the ready questions a typed sentence asks, and with which values.

Names and dates are recognised first, then the questions are ranked by title, ways of asking (`asks` in their
headers), keywords, description and columns (BM25), by how like the sentence is to one way of asking, and by
whether a question takes the values that were named.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from patgraph.errors import BadValue
from patgraph.questions.answer import Answer
from patgraph.questions.question import Query
from patgraph.store import Store

from .names_in_text import MONTHS, Days, Named, NamesInText, days_in, unknown_names, words_of
from .sentence_terms import stem, terms_of
from .values_asked import CODE, ENTITIES, Sentence, ValuesAsked, looks_for_words
from .ways_of_asking import WaysOfAsking
from .word_groups import ASKING, IDLE
from .word_odds import WordOdds

#: What likeness to one way of asking counts, and the odds of its words.
_LIKE, _ODDS = 12.0, 4.0
#: What a parameter takes that is no thing with a name of its own.
_CONCEPTS = ("skos:Concept", "owl:Class")
#: How likely beside the first another question has to be, to be shown instead where the first has no rows.
_NEARLY = 0.75
#: A question whose words are less like the sentence than this is no answer.
_LEAST = 0.18
#: The word that stands for a name of each kind in ways of asking.
_PLACEHOLDERS = {
    "council": "{council}", "firm": "{firm}", "person": "{person}", "document": "{document}",
    "area": "{region}",
}  # fmt: skip
#: What came out in a year is called by it.
_DATED = re.compile(
    r"\b(?:(?:early|late|spring|summer|autumn|winter|[A-Z][a-z]+) )?(?:19|20)\d\d "
    r"(?=(?:article|headline|report|review|evaluation|paper|text|document|table)s?\b)"
)
#: So is a law, known here or not: `the Children Act 2004`.
_LAW = re.compile(r"(?<=\b(?i:act)) (?:of )?(?:19|20)\d\d\b|(?<=\bOrder) (?:19|20)\d\d\b")
#: Kinds of things whose names may have a year that nobody asks for.
_NAMED_BY_YEAR = {"document", "legislation"}


@dataclass(frozen=True)
class Suggestion:
    """A question that may be meant, with the values that the sentence gives it, and how sure that is."""

    question: str
    values: dict[str, list[str]]
    score: float

    @property
    def is_of_today(self) -> bool:
        """Whether one of the values is today's date, so that tomorrow it is another."""
        return any(_today() in texts for texts in self.values.values())


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
        self._words = WordOdds(queries)
        self._values = ValuesAsked(store, self._names, self._ways)

    def find(self, text: str, most: int = 5) -> list[Suggestion]:
        """The questions that a sentence may ask, best first; none where nothing here answers it. Raises
        `BadValue` for a day that is in no calendar.
        """
        words = words_of(text)
        named = self._all_named(words)
        days = days_in(_without_years_of_names(text, words, named))
        spoken = _with_placeholders(words, named, days)
        terms = terms_of(spoken)
        if all(term.startswith("{") for term in terms):
            return []  # A name alone asks nothing: it is looked up.
        if self._is_foreign(words, named):
            return []
        likeness, weight = self._ways.likeness(terms), self._ways.weight(terms)
        odds = self._words.odds(spoken)
        unknown = unknown_names(text, named, lambda word: self._ways.has(stem(word)) or word in IDLE)
        sentence = Sentence(words, named, days, _today(), tuple(unknown))
        found = []
        for name, query in self._queries.items():
            sought = unknown and looks_for_words(query)
            if likeness.get(name, 0) < _LEAST and not sought:
                continue
            values, score = self._values.of(query, sentence)
            score += _LIKE * likeness.get(name, 0) + weight.get(name, 0) + _ODDS * odds[name]
            if values is not None:
                found.append(Suggestion(name, values, round(score, 3)))
        # Whose own words a sentence is, that question is meant, however like others are to it.
        asker = self._ways.asker(terms)
        found.sort(key=lambda each: (each.question != asker, -each.score, each.question))
        return found[:most]

    def answer(self, text: str, limit: int | None = None) -> AnsweredInWords:
        """The best question for a sentence, asked, and the next four. Where it has no rows it is asked again
        without the concepts that were read into the words; then one that has some and is nearly as likely
        goes before.
        """
        found = self.find(text)
        first: tuple[Suggestion, Answer] | None = None
        place = 0
        for number, each in enumerate(found):
            if first and each.score < _NEARLY * first[0].score:
                break
            asked = self._asked(each, limit)
            if asked and (first is None or asked[1].total):
                first, place = asked, number
            if first and first[1].total:
                break
        if first is None:
            return AnsweredInWords(text, None, None, ())
        return AnsweredInWords(text, *first, (*found[:place], *found[place + 1 :]))

    def _asked(self, suggested: Suggestion, limit: int | None) -> tuple[Suggestion, Answer] | None:
        """The answer to a question, without its concepts where it has no rows with them."""
        query = self._queries[suggested.question]
        sure = {
            name: texts
            for name, texts in suggested.values.items()
            if query.parameters[name].kind != "scheme" and query.parameters[name].of not in _CONCEPTS
        }
        answered = None
        for values in (suggested.values, sure):
            if answered and (answered[1].total or values == suggested.values):
                break
            try:
                answered = replace(suggested, values=values), query.ask(self._store, values, limit)
            except BadValue:
                continue
        return answered

    def _is_foreign(self, words: list[str], named: list[Named]) -> bool:
        """Whether most of what a sentence speaks of is in no way of asking and has no name here."""
        inside = {place for each in named for place in range(each.start, each.end)}
        told = [
            place in inside or self._ways.is_asked(stem(word)) or bool(CODE.fullmatch(word))
            for place, word in enumerate(words)
            if word not in IDLE and word not in ASKING
        ]
        return told.count(False) > told.count(True)

    def _all_named(self, words: list[str]) -> list[Named]:
        named = self._names.find(words)
        if any(each.kind in ENTITIES for each in named):
            return named
        inside = {place for each in named for place in range(each.start, each.end)}
        for place, word in enumerate(words):
            if len(word) > 4 and place not in inside and not self._ways.has(stem(word)):
                nodes = self._names.near(word)
                if nodes:
                    return [*named, Named(place, place + 1, nodes, "council")]
        return named


def _without_years_of_names(text: str, words: list[str], named: list[Named]) -> str:
    """A text without the names of documents and laws, known or not (`the 2004 article`), whose years are no
    days that it asks for.
    """
    text = _LAW.sub(" ", _DATED.sub(" ", text))
    for each in named:
        if each.kind in _NAMED_BY_YEAR:
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
    years = {day.edtf[:4] for day in days if day.edtf}
    dated: list[str] = []
    for place, word in enumerate(found):
        if word in years or _is_month(found, place):
            word = "{date}"
        if word != "{date}" or dated[-1:] != [word]:
            dated.append(word)
    return dated


def _is_month(words: list[str], place: int) -> bool:
    """Whether a word is the name of a month; may and march only before a year."""
    word, after = words[place], words[place + 1 : place + 2]
    return word in MONTHS and (word not in ("may", "march") or any(map(str.isdigit, after)))


def _today() -> str:
    return datetime.date.today().isoformat()
