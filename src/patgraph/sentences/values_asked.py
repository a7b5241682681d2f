"""The values that a sentence gives a question: what it names, its dates, codes and numbers, the fact of which
it asks the evidence; and how much each speaks for the question.
"""

import re
from collections.abc import Container
from functools import cached_property

from pyoxigraph import NamedNode

from patgraph.errors import BadValue
from patgraph.names import slug
from patgraph.questions.parameters import Parameter
from patgraph.questions.question import Query
from patgraph.store import Store

from .dates_for_question import days_given, last_day, told_of
from .facts_asked import FactsAsked
from .grades_asked import PAST, GradesAsked
from .names_in_text import Named, NamesInText, all_meant, first_of
from .sentence import CODE, ENTITIES, Given, Sentence
from .sentence_terms import stem
from .times_in_text import MONTHS
from .unused import ALL_GRADES, NOT_GRADED, NOT_TAKEN, ONE_FACT, Left, within
from .ways_of_asking import WaysOfAsking
from .word_groups import IDLE
from .words_for_question import looks_for_words, takes_words, words_given

#: What a value that is taken, one that is not, one that lacks, and a fact whose evidence is asked for count.
_TAKEN, _LOST, _LACKS, _PROVED = 1.5, 6.0, 6.0, 18.0
#: What a concept of several words that is taken counts besides, but for services, which are named in passing.
_PHRASE = 3.0
#: What a service counts of which a question about today tells nothing.
_REFUSED = 18.0
#: What a name that nothing has counts for a question that looks for words.
_SOUGHT = 22.0
_STARS = re.compile(r"\b(zero|no|0|one|1|two|2|three|3)[ -]stars?\b")
_NUMBERS = {"zero": "0", "no": "0", "one": "1", "two": "2", "three": "3"}
GRADE = "answer"
#: What speaks of what is so.
_PRESENT = {"are", "is", "have", "has", "require", "requires"}
#: What `now` counts in a question that is about today, whatever it is given: in its title, or in three ways.
_OF_NOW = 3
#: Vocabularies whose concepts limit an answer, and what words of theirs say in other sentences.
SERVICE = "service-area"
_LIMITS = (GRADE, SERVICE, "intervention-type")
_QUANTITIES = {stem(word) for word in ("no", "some", "most", "generally")}
_PROPERTY, _ANYTHING = "rdf:Property", "rdfs:Resource"


class ValuesAsked:
    """What the questions of a store are given by sentences."""

    def __init__(self, store: Store, names: NamesInText, ways: WaysOfAsking):
        self._store, self._names, self._ways = store, names, ways
        self._facts, self._grades = FactsAsked(store), GradesAsked(store)

    def is_of_now(self, sentence: Sentence) -> bool:
        """Whether it asks which things have a grade, without a time: those that have it now."""
        words = set(sentence.words)
        return (
            not sentence.days and not words.isdisjoint(_PRESENT) and PAST.isdisjoint(words)
            and not any(each.kind == "council" for each in sentence.named)
            and any(self._is_grade(each) for each in sentence.named)
        )  # fmt: skip

    @cached_property
    def _last_day(self) -> str:
        return last_day(self._store)

    def is_about_today(self, name: str) -> bool:
        """Whether a question is about today, whatever it is given."""
        return self._ways.words_of(name).get(stem("now"), 0) >= _OF_NOW

    def of(self, query: Query, sentence: Sentence) -> Given:
        """What a sentence gives a question."""
        asked = next((p for p in query.parameters.values() if p.of == _PROPERTY and p.required), None)
        if asked is not None:
            return self._fact(query, asked, sentence)
        values: dict[str, list[str]] = {}
        given = Given(values)
        for each in sentence.named:
            self._name(query, sentence, each, given, values)
        told, too_late = told_of(sentence.days, self._last_day)
        given.left += too_late
        if told:
            of_today = self.is_about_today(query.name)
            days, left = days_given(query, sentence.text, told, sentence.today, of_today)
            given.left += left
            values |= days
            # Who says "today" does not ask for what was.
            todays = {day.start for day in sentence.days if not day.edtf}
            given.score -= _TAKEN * any(part.start in todays for part in left)
            # A time from one day to another is no day.
            given.score += _TAKEN * bool(days) * (-1 if "on" in days and len(told) > 1 else 1)
        numbers, used = self._numbers(query, sentence, given)
        values |= numbers
        given.score += _SOUGHT if sentence.unknown and looks_for_words(query) else 0
        lacking = [p for p in query.parameters.values() if p.required and p.name not in values]
        filled = self._fill(query, lacking, sentence, values) if lacking else []
        if filled is None:
            return Given(None, given.score - _LACKS)
        used += filled
        left = [*given.left, *sentence.unread]
        used += self._called(given.grades, sentence)
        given.left = [part for part in left if not within(part[:2], used)]
        return given

    def _name(
        self, query: Query, sentence: Sentence, each: Named, given: Given, values: dict[str, list[str]]
    ) -> None:
        """Give what is named to the parameter that takes it, if one does."""
        words, entity = sentence.words, each.kind in ENTITIES
        parameter, nodes = self._taker(query, each, values, words)
        if parameter is None and entity and (part := takes_words(query)):
            # Part of a name is looked for, as it is written.
            start, end, _ = sentence.left(each.start, each.end, NOT_TAKEN)
            values.setdefault(part, []).append(sentence.text[start:end])
            given.score += _TAKEN
            return
        if parameter is None:
            # Which have a grade is no question about all.
            sought = self._is_grade(each) and not any(other.kind == "council" for other in sentence.named)
            # Who asks for a service of which a question about today tells nothing means that of its history.
            refused = self._is_service(each) and any(p.of == SERVICE for p in query.parameters.values())
            early = refused and self.is_about_today(query.name)
            given.score -= _REFUSED if early else _LOST if entity or sought else 0
            if entity or refused or self._limits(words, each, query.name):
                # Of a council too a grade is asked of a question that tells grades.
                given.score -= _TAKEN if self._is_grade(each) else 0
                given.left.append(sentence.left(each.start, each.end, NOT_TAKEN))
            return
        if each.kind == "concept" and parameter.of != SERVICE and len(_telling(words, each)) > 1:
            given.score += _PHRASE
        graded = parameter.of == GRADE
        if graded and any(other.kind == "council" for other in sentence.named):
            # "Is it good?" wants all its grades, the bad ones too.
            given.left.append(sentence.left(each.start, each.end, ALL_GRADES))
            return
        if graded:
            others = words[: each.start] + words[each.end :]
            nodes = self._grades.meant(nodes, others, any(day.edtf for day in sentence.days))
            if not nodes:
                given.left.append(sentence.left(each.start, each.end, NOT_GRADED))
                return
            given.grades += nodes
        elif not entity and not self._tells(words, each, self._ways.headings_of(query.name)):
            return
        written = [parameter.write(node, self._store) for node in nodes]
        values.setdefault(parameter.name, []).extend(written)
        weight = 1.0 if entity or graded else 0.5 if each.kind == "concept" else 0.0
        given.score += _TAKEN * weight
        if not entity:
            part = sentence.left(each.start, each.end, NOT_TAKEN)
            given.concepts.setdefault(parameter.name, []).append(part)

    def _fact(self, query: Query, asked: Parameter, sentence: Sentence) -> Given:
        """A thing and a property, where a question needs both."""
        fact = self._facts.find(sentence.words, sentence.named, sentence.days)
        thing = next((p for p in query.parameters.values() if p.of == _ANYTHING), None)
        if fact is None or thing is None:
            return Given(None, -_LACKS)
        written = {
            thing.name: [thing.write(fact[0], self._store)],
            asked.name: [asked.write(fact[1], self._store)],
        }
        left = [
            sentence.left(each.start, each.end, ONE_FACT)
            for each in sentence.named
            if each.kind in ENTITIES and not self._facts.is_of(fact, each)
        ]
        # A month without a year tells which fact is meant.
        left += [
            part for part in sentence.unread if sentence.text[part.start : part.end].lower() not in MONTHS
        ]
        return Given(written, _TAKEN + (_PROVED if sentence.asks_for_proof else 0), left)

    def _called(self, grades: list[NamedNode], sentence: Sentence) -> list[tuple[int, int]]:
        """Where a sentence speaks of the judge or service of grades, by which they were chosen."""
        services = {
            at for each in sentence.named if self._is_service(each) for at in range(each.start, each.end)
        }
        return [
            place
            for at, (word, place) in enumerate(zip(sentence.words, sentence.places, strict=True))
            if grades and at not in services and self._grades.are_called(grades, word)
        ]

    def _is_grade(self, named: Named) -> bool:
        return not named.nodes.isdisjoint(self._names.taken.get(("scheme", GRADE), ()))

    def _is_service(self, named: Named) -> bool:
        return not named.nodes.isdisjoint(self._names.taken.get(("scheme", SERVICE), ()))

    def _limits(self, words: list[str], named: Named, name: str) -> bool:
        """Whether the name of a concept that a question does not take would have limited its answer: a grade,
        a service, a kind of intervention, where the question is not about that anyway.
        """
        limits = (node for scheme in _LIMITS for node in self._names.taken.get(("scheme", scheme), ()))
        own = self._ways.headings_of(name)
        stems = [stem(word) for word in _telling(words, named)]
        return not named.nodes.isdisjoint(limits) and any(
            each not in own and each not in _QUANTITIES and not self._ways.is_common(each) for each in stems
        )

    def _tells(self, words: list[str], named: Named, own: Container[str]) -> bool:
        """Whether the name of a concept is meant as a value. One word that a question is about itself, or
        that questions have everywhere, is not, unless it is said whose word it is: "according to the team".
        """
        name = _telling(words, named)
        if len(name) > 1 or "according" in words[max(named.start - 3, 0) : named.start]:
            return True
        return bool(name) and stem(name[0]) not in own and not self._ways.is_common(stem(name[0]))

    def _taker(
        self, query: Query, named: Named, values: dict[str, list[str]], words: list[str]
    ) -> tuple[Parameter | None, list[NamedNode]]:
        """The parameter that takes what is named, and which of the things it takes: of several the one that
        takes the fewest things, since a council is sooner a council than some body.
        """
        takers: list[tuple[int, Parameter, list[NamedNode]]] = []
        for parameter in query.parameters.values():
            if parameter.kind == "datatype":
                continue
            if parameter.of == _ANYTHING and named.kind in ENTITIES and parameter.name not in values:
                return parameter, [first_of(named.nodes)]
            taken = self._names.taken.get((parameter.kind, parameter.of), frozenset())
            fitting = taken & named.nodes
            if parameter.kind == "scheme" and parameter.where:
                # Not all services, nor all that is judged, have a grade that counts for all.
                fitting = {node for node in fitting if parameter.takes_node(node, self._store)}
            if fitting:
                one = named.kind in ENTITIES - {"document"}
                meant = [first_of(fitting)] if one else all_meant(fitting, named, words)
                takers.append((len(taken), parameter, meant))
        _, parameter, nodes = min(takers, key=lambda taker: taker[0], default=(0, None, []))
        return parameter, nodes

    def _numbers(
        self, query: Query, sentence: Sentence, given: Given
    ) -> tuple[dict[str, list[str]], list[tuple[int, int]]]:
        """Codes, and numbers of stars; and the places of the codes."""
        values: dict[str, list[str]] = {}
        used = []
        for parameter in query.parameters.values():
            for word, place in zip(sentence.words, sentence.places, strict=True):
                if not parameter.code or not CODE.fullmatch(word):
                    continue
                try:
                    values[parameter.name] = [str(parameter.read(word, self._store).value)]
                except BadValue:
                    continue
                given.score += 4 * _TAKEN
                used.append(place)
        stars = _STARS.search(sentence.text.lower())
        if stars and "rated" in query.parameters:
            values["rated"] = [_NUMBERS.get(stars[1], stars[1])]
            given.score += _TAKEN
        elif stars:
            given.left.append(Left(*stars.span(), NOT_TAKEN))
        return values, used

    def _fill(
        self, query: Query, lacking: list[Parameter], sentence: Sentence, values: dict[str, list[str]]
    ) -> list[tuple[int, int]] | None:
        """Give what a question needs and nobody named: today where a day lacks, what is left of the words
        where it looks for words, the engagement of a council that is named. Gives the places of the
        words that were used; none where something is still lacking.
        """
        used: list[tuple[int, int]] = []
        for parameter in lacking:
            own_of_council = self._of_a_council(parameter, sentence)
            if own_of_council is not None:
                values[parameter.name] = [parameter.write(own_of_council, self._store)]
            elif parameter.of == "xsd:date" and parameter.name != "from":
                values[parameter.name] = [sentence.today]
            elif parameter.takes_words:
                words = words_given(self._ways.words_of(query.name), sentence)
                if not words:
                    return None
                used += words
                values[parameter.name] = [" ".join(words.values())]
            else:
                return None
        return used

    def _of_a_council(self, parameter: Parameter, sentence: Sentence) -> NamedNode | None:
        """Of the things that a parameter takes the first that goes by the name of a council that is named."""
        if parameter.kind == "datatype":
            return None
        taken = self._names.taken.get((parameter.kind, parameter.of), frozenset())
        councils = {slug(first_of(each.nodes)) for each in sentence.named if each.kind == "council"}
        own = [node for node in taken if slug(node) in councils]
        return first_of(own) if own else None


def _telling(words: list[str], named: Named) -> list[str]:
    """The words of a name but for those that say nothing."""
    return [word for word in words[named.start : named.end] if word not in IDLE]
