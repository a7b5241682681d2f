"""The values that a sentence gives a question: what it names, its dates, codes and numbers, the fact of which
it asks the evidence; and how much each speaks for the question.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from patgraph import dates
from patgraph.errors import BadValue
from patgraph.names import slug
from patgraph.questions.parameters import Parameter
from patgraph.questions.question import Query
from patgraph.store import Store

from .facts_asked import PROOF, FactsAsked
from .grades_asked import GradesAsked
from .names_in_text import Days, Named, NamesInText
from .sentence_terms import stem
from .ways_of_asking import WaysOfAsking
from .word_groups import IDLE

#: What a value that is taken, one that is not, one that lacks, and a fact whose evidence is asked for count.
_TAKEN, _LOST, _LACKS, _PROVED = 1.5, 6.0, 6.0, 18.0
#: What a name that nothing has counts for a question that looks for words.
_SOUGHT = 22.0
#: Kinds of named things that are no concepts.
ENTITIES = {"council", "firm", "person", "document", "area", "legislation"}
CODE = re.compile(r"[a-z]{1,3}\d{4,}|\d{3,}")
#: What a time that is asked for begins or ends with, and with which word before it that is open.
_OTHER_SIDE = {"from": "until", "to": "since"}
_STARS = re.compile(r"\b(zero|no|0|one|1|two|2|three|3)[ -]stars?\b")
_NUMBERS = {"zero": "0", "no": "0", "one": "1", "two": "2", "three": "3"}
_GRADE = "answer"
_PROPERTY, _ANYTHING = "rdf:Property", "rdfs:Resource"


@dataclass(frozen=True)
class Sentence:
    """A sentence as it is read: its words, what they name, the days that it gives, and which day is today."""

    words: list[str]
    named: list[Named]
    days: list[Days]
    today: str
    #: Names that nothing here has, as they are written.
    unknown: tuple[str, ...] = ()

    @property
    def asks_for_proof(self) -> bool:
        """Whether it asks where a fact comes from."""
        return bool(PROOF.search(" ".join(self.words)))


class ValuesAsked:
    """What the questions of a store are given by sentences."""

    def __init__(self, store: Store, names: NamesInText, ways: WaysOfAsking):
        self._store, self._names, self._ways = store, names, ways
        self._facts, self._grades = FactsAsked(store), GradesAsked(store)

    def of(self, query: Query, sentence: Sentence) -> tuple[dict[str, list[str]] | None, float]:
        """The values that a sentence gives a question, `None` where one that it needs lacks; and what that
        counts.
        """
        asked = next((p for p in query.parameters.values() if p.of == _PROPERTY and p.required), None)
        if asked is not None:
            return self._fact(query, asked, sentence)
        values: dict[str, list[str]] = {}
        score = 0.0
        own = self._ways.headings_of(query.name)
        about_one = any(each.kind == "council" for each in sentence.named)
        for each in sentence.named:
            entity = each.kind in ENTITIES
            parameter, nodes = self._taker(query, each, values, sentence.words)
            graded = parameter is not None and parameter.of == _GRADE
            if graded and len(nodes) > 1:
                others = sentence.words[: each.start] + sentence.words[each.end :]
                nodes = self._grades.meant(nodes, others, any(day.edtf for day in sentence.days))
            if parameter is None:
                score -= _LOST if entity else 0
            elif graded and about_one:
                continue  # "Is it good?" wants all its grades, the bad ones too.
            elif entity or graded or self._tells(sentence.words, each, own):
                written = [parameter.write(node, self._store) for node in nodes]
                values.setdefault(parameter.name, []).extend(written)
                score += _TAKEN if entity else _TAKEN / 2
        score += self._dates(query, sentence, values) + self._numbers(query, sentence.words, values)
        score += _SOUGHT if sentence.unknown and looks_for_words(query) else 0
        lacking = [p for p in query.parameters.values() if p.required and p.name not in values]
        if lacking and not self._fill(query, lacking, sentence, values):
            return None, score - _LACKS
        return values, score

    def _fact(
        self, query: Query, asked: Parameter, sentence: Sentence
    ) -> tuple[dict[str, list[str]] | None, float]:
        """A thing and a property, where a question needs both."""
        fact = self._facts.find(sentence.words, sentence.named, sentence.days)
        thing = next((p for p in query.parameters.values() if p.of == _ANYTHING), None)
        if fact is None or thing is None:
            return None, -_LACKS
        written = {
            thing.name: [thing.write(fact[0], self._store)],
            asked.name: [asked.write(fact[1], self._store)],
        }
        return written, _TAKEN + (_PROVED if sentence.asks_for_proof else 0)

    def _tells(self, words: list[str], named: Named, own: Container[str]) -> bool:
        """Whether the name of a concept is meant as a value. One word that a question is about itself, or
        that questions have everywhere, is not, unless it is said whose word it is: "according to the team".
        """
        name = [word for word in words[named.start : named.end] if word not in IDLE]
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
                return parameter, [_first(named.nodes)]
            taken = self._names.taken.get((parameter.kind, parameter.of), frozenset())
            if fitting := taken & named.nodes:
                one = named.kind in ENTITIES - {"document"}
                meant = [_first(fitting)] if one else _all_meant(fitting, named, words)
                takers.append((len(taken), parameter, meant))
        _, parameter, nodes = min(takers, key=lambda taker: taker[0], default=(0, None, []))
        return parameter, nodes

    def _dates(self, query: Query, sentence: Sentence, values: dict[str, list[str]]) -> float:
        takes = {p.name: p for p in query.parameters.values() if p.of == "xsd:date"}
        years = [p for p in query.parameters.values() if p.of == "xsd:integer" and p.name == "year"]
        days = sentence.days
        if not days:
            return 0.0
        if "on" in takes:
            values["on"] = [_a_day(days[0].edtf, sentence.today)]
            # A time from one day to another is no day.
            return _TAKEN if len(days) == 1 else -_TAKEN
        if {"from", "to"} <= takes.keys():
            # What is asked for now has not begun today: it is what stands, or goes on.
            given = [day for day in days[:2] if day.edtf]
            if len(given) == 2:
                # Whichever is said first.
                begin, end = sorted(day.edtf for day in given)
                values |= {"from": [begin], "to": [end]}
            elif given:
                values |= {
                    name: [given[0].edtf] for name, side in _OTHER_SIDE.items() if given[0].side != side
                }
            return _TAKEN if given else 0.0
        if years and days[0].edtf:
            values[years[0].name] = [days[0].edtf[:4]]
            return _TAKEN
        return 0.0

    def _numbers(self, query: Query, words: list[str], values: dict[str, list[str]]) -> float:
        """Codes, and numbers of stars."""
        score = 0.0
        for parameter in query.parameters.values():
            found = [word for word in words if CODE.fullmatch(word)] if parameter.code else []
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
        self, query: Query, lacking: list[Parameter], sentence: Sentence, values: dict[str, list[str]]
    ) -> bool:
        """Values that a question needs and nobody named: today where a day lacks, what is left of the words
        where it looks for words, the engagement of a council that is named.
        """
        for parameter in lacking:
            own_of_council = self._of_a_council(parameter, sentence)
            if own_of_council is not None:
                values[parameter.name] = [parameter.write(own_of_council, self._store)]
            elif parameter.of == "xsd:date" and parameter.name != "from":
                values[parameter.name] = [sentence.today]
            elif parameter.of == "xsd:string" and not parameter.code:
                own = self._ways.words_of(query.name)
                left = [word for word in sentence.words if stem(word) not in own and word not in IDLE]
                left = [sentence.unknown[0]] if sentence.unknown else left
                if not left:
                    return False
                values[parameter.name] = [" ".join(left)]
            else:
                return False
        return True

    def _of_a_council(self, parameter: Parameter, sentence: Sentence) -> NamedNode | None:
        """Of the things that a parameter takes the first that goes by the name of a council that is named."""
        if parameter.kind == "datatype":
            return None
        taken = self._names.taken.get((parameter.kind, parameter.of), frozenset())
        councils = {slug(_first(each.nodes)) for each in sentence.named if each.kind == "council"}
        own = [node for node in taken if slug(node) in councils]
        return _first(own) if own else None


def looks_for_words(query: Query) -> bool:
    """Whether a question needs some words, and nothing else, to look for."""
    needed = [p for p in query.parameters.values() if p.required]
    return [(p.of, p.code) for p in needed] == [("xsd:string", False)]


def _first(nodes: Iterable[NamedNode]) -> NamedNode:
    """Of things of one name the one with the shortest slug: the council of today goes by its plain name."""
    return min(nodes, key=lambda node: (len(slug(node)), node.value))


def _all_meant(nodes: Iterable[NamedNode], named: Named, words: list[str]) -> list[NamedNode]:
    """Of concepts of one name, as each scale has a grade `inadequate`, those of whose scale the sentence
    speaks; all where it speaks of none.
    """
    others = {*words[: named.start], *words[named.end :]}
    meant = sorted(nodes, key=str)
    return [node for node in meant if others.intersection(slug(node).split("-"))] or meant


def _a_day(edtf: str, today: str) -> str:
    """A single day of a date: its last, and today where none is given."""
    return dates.span(edtf)[1].isoformat() if edtf else today
