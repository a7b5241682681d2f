"""Questions found in words: which of the ready questions a typed sentence asks, and with which values.

Names and dates are recognised first, then the questions are ranked by title, ways of asking (`asks` in their
headers), keywords, description and columns (BM25), by how like the sentence is to one way of asking, and by
whether a question takes the values that were named.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations
from typing import Any

from patgraph.errors import BadValue
from patgraph.questions.answer import Answer
from patgraph.questions.question import Query
from patgraph.questions.written_values import short
from patgraph.store import Store
from patgraph.things.thing import Things

from .names_in_text import NamesInText, first_of
from .phrases_of_texts import PhrasesOfTexts
from .questions_about import questions_about
from .sentence import ENTITIES, Sentence
from .sentence_reader import PLACEHOLDERS, SentenceReader
from .sentence_terms import terms_of
from .times_in_text import is_told_from_today
from .unused import NO_ROWS, Left, Unused, unused
from .values_asked import GRADE, SERVICE, ValuesAsked
from .ways_of_asking import WaysOfAsking
from .word_odds import WordOdds
from .words_for_question import looks_for_words

#: What these count: likeness to the nearest ways of asking (0 to 1 for each that counts), how much of the
#: sentence stands in the texts of a question (BM25), the odds of its words (in standard deviations), and
#: what the values that it gives speak for a question. By these the question of a sentence is likeliest (a
#: softmax over all questions) among ways of asking that were left out in turn, a sixth at a time, as if a
#: stranger had asked; rounded.
_LIKE, _WEIGHT, _ODDS, _GIVEN = 11.0, 1.5, 3.6, 1.1
#: What a parameter takes that is no thing with a name of its own.
_CONCEPTS = ("skos:Concept", "owl:Class")
#: Which concepts are left out before others, and after them, where there are no rows with all.
_DROPPED = {SERVICE: -1, GRADE: 1}
#: How likely beside the first another question has to be, to be shown instead where the first has no rows.
_NEARLY = 0.75
#: A question whose words are less like the sentence than this is no answer.
_LEAST = 0.18


@dataclass(frozen=True)
class Suggestion:
    """A question that may be meant, with the values that the sentence gives it, and how sure that is."""

    question: str
    values: dict[str, list[str]]
    score: float
    text: str = ""
    #: What of the text is left over, and what would be without each of the values that are concepts.
    left: tuple[Left, ...] = field(default=(), repr=False)
    concepts: Mapping[str, Sequence[Left]] = field(default_factory=dict, compare=False, repr=False)
    #: Whether the text is but a name, which asks nothing, and this a question that can be asked about it.
    is_of_name: bool = False

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        unused = [each.plain() for each in self.unused]
        return {"question": self.question, "values": self.values, "unused": unused}

    @property
    def unused(self) -> tuple[Unused, ...]:
        """What the sentence has and the values have not, in its order."""
        return unused(self.text, self.left)

    def only(self, values: dict[str, list[str]]) -> "Suggestion":
        """The same question with some of the values."""
        dropped = [part for name, parts in self.concepts.items() if name not in values for part in parts]
        left = (*self.left, *(Left(part.start, part.end, NO_ROWS) for part in dropped))
        return replace(self, values=values, left=left)

    @property
    def is_of_today(self) -> bool:
        """Whether one of the values is today's date or told from it, so that one day it is another."""
        return is_told_from_today(self.text) or any(_today() in texts for texts in self.values.values())


@dataclass(frozen=True)
class AnsweredInWords:
    """What a sentence was taken to ask, the answer to that, and the other questions it may mean. `question`
    and `answer` are nothing where nothing here answers it, and of a name alone.
    """

    text: str
    question: Suggestion | None
    answer: Answer | None
    next: tuple[Suggestion, ...]
    #: Whether it is read as a sentence, not as a name.
    asks: bool = True

    def plain(self) -> dict[str, Any]:
        """As JSON has it: `question`, `values`, columns and rows of the answer, and `next`."""
        head: dict[str, Any] = {"text": self.text, "question": None, "values": {}, "unused": []}
        if self.question and self.answer:
            answer = self.answer
            head |= {
                **self.question.plain(), "title": answer.query.title, "values": answer.values,
                "version": answer.version, "total": answer.total, "complete": answer.complete,
                "reason": answer.reason, "rows": list(answer),
                "columns": [{"name": column.name, "type": column.type} for column in answer.columns],
            }  # fmt: skip
        return head | {"next": [each.plain() for each in self.next]}


class QuestionFinder:
    """The ready questions of a store, to be found by a sentence."""

    def __init__(self, queries: Mapping[str, Query], store: Store):
        self._queries, self._store = queries, store
        every = [parameter for query in queries.values() for parameter in query.parameters.values()]
        self._names = NamesInText(store, [p for p in every if p.kind != "datatype"])
        self._ways = WaysOfAsking(queries)
        self._words = WordOdds(queries)
        self._reader = SentenceReader(self._names, self._ways, PhrasesOfTexts(store))
        self._values = ValuesAsked(store, self._names, self._ways)

    def find(self, text: str, most: int = 5, today: str = "") -> list[Suggestion]:
        """The questions that a sentence may ask, best first; none where nothing here answers it. Of a name
        alone, which asks nothing, those that can be asked about what is named (`is_of_name`).
        `today` is the day on which it is asked, by the clock if none is given. Raises `BadValue` for a day
        that is in no calendar.
        """
        sentence = self._reader.read(text, _read_day(today) if today else datetime.date.today())
        own, of_now = self._reader.spoken(sentence), self._values.is_of_now(sentence)
        spoken = own + ["now"] * of_now
        terms = terms_of(spoken)
        if all(term.startswith("{") for term in terms):
            return self._about(sentence)[:most]
        if self._reader.is_foreign(sentence):
            return []
        likeness, weight = self._ways.likeness(terms), self._ways.weight(terms)
        odds = self._words.odds(spoken)
        found = []
        for name, query in self._queries.items():
            sought = sentence.unknown and looks_for_words(query)
            if likeness.get(name, 0) < _LEAST and not sought:
                continue
            given = self._values.of(query, sentence)
            if given.values is None:
                continue
            score = (
                _LIKE * likeness.get(name, 0) + _WEIGHT * weight.get(name, 0)
                + _ODDS * odds[name] + _GIVEN * given.score
            )  # fmt: skip
            about = sentence.text, tuple(given.left), given.concepts
            found.append(Suggestion(name, given.values, round(score, 3), *about))
        # Whose own words a sentence is, that question is meant, however like others are to it.
        asker = self._ways.asker(terms_of(own))
        if of_now and asker and not self._values.is_about_today(asker):
            asker = None
        found.sort(key=lambda each: (each.question != asker, -each.score, each.question))
        if found and self._reader.is_outside(sentence):
            # What is outside may be spoken of in passages all the same.
            return found[:most] if looks_for_words(self._queries[found[0].question]) else []
        return found[:most]

    def _about(self, sentence: Sentence) -> list[Suggestion]:
        """What can be asked about a thing that is named, those first that are most often asked about such."""
        nodes = [node for each in sentence.named if each.kind in ENTITIES for node in each.nodes]
        if not nodes:
            return []
        asked = questions_about(self._queries, Things(self._store), first_of(nodes))
        kind = next(PLACEHOLDERS[each.kind] for each in sentence.named if each.kind in PLACEHOLDERS)
        asked.sort(key=lambda each: (-sum(kind in way for way in each[0].asks), each[0].name))
        return [
            Suggestion(query.name, {name: [value]}, 0.0, sentence.text, is_of_name=True)
            for query, name, value in asked
        ]

    def answer(self, text: str, limit: int | None = None) -> AnsweredInWords:
        """The best question for a sentence, asked, and the next four. Where it has no rows it is asked again
        without the concepts that were read into the words; then one that has some and is nearly as likely
        goes before.
        """
        found = self.find(text)
        if found and found[0].is_of_name:
            return AnsweredInWords(text, None, None, tuple(found), asks=False)
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
            asks = self._reader.asks(self._reader.read(text, datetime.date.today()))
            return AnsweredInWords(text, None, None, (), asks)
        return AnsweredInWords(text, *first, (*found[:place], *found[place + 1 :]))

    def _asked(self, suggested: Suggestion, limit: int | None) -> tuple[Suggestion, Answer] | None:
        """The answer to a question, where it has no rows with its concepts without as few of them as can be:
        one, two or all, the service sooner than another, the grade last.
        """
        query = self._queries[suggested.question]
        concepts = [
            name
            for name in suggested.values
            if query.parameters[name].kind == "scheme" or query.parameters[name].of in _CONCEPTS
        ]
        concepts.sort(key=lambda name: _DROPPED.get(query.parameters[name].of, 0))
        answered = None
        counts = sorted({0, 1, 2, len(concepts)})
        for without in chain.from_iterable(combinations(concepts, count) for count in counts):
            values = {name: texts for name, texts in suggested.values.items() if name not in without}
            try:
                answer = query.ask(self._store, values, limit)
            except BadValue:
                continue
            if answered is None or answer.total:
                answered = suggested.only(values), answer
            if answer.total:
                break
        return answered


def _today() -> str:
    return datetime.date.today().isoformat()


def _read_day(text: str) -> datetime.date:
    """A day as it is written. Raises `BadValue`."""
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise BadValue("today", f"today: {short(text)} is no day, as 2003-02-15.") from None
