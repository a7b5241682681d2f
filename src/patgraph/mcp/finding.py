"""`search`: the questions that a text may be asking, with the values already read from it, and things by
name.
"""

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from patgraph.names import ID_KINDS, slug
from patgraph.questions.parameters import Parameter
from patgraph.questions.question import Query
from patgraph.things.reconcile.spellings import words

from .knowledge import Knowledge

#: How many questions and things are offered, and the longest name that is looked for in a text, in words.
QUESTIONS, THINGS, _LONGEST = 4, 8, 5
_WEIGHTS = {"name": 3.0, "title": 3.0, "keywords": 1.0, "description": 1.0, "columns": 1.0, "parameters": 1.0}
#: What a value that was read is worth to a question that takes it, and what one that it lacks costs.
_FITS, _LACKS = 10.0, 20.0
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?\b")
_CODE = re.compile(r"\b[A-Z]\d{8}\b")


@dataclass(frozen=True)
class Offer:
    """A question that may be meant: how well its words fit, and the values read from the text."""

    query: Query
    score: float
    values: dict[str, str]


class Finding:
    """What a text may mean, of one graph."""

    def __init__(self, knowledge: Knowledge):
        self._knowledge = knowledge
        analyser = TextAnalyzerBuilder(Tokenizer.simple())
        for step in (
            Filter.lowercase(),
            Filter.ascii_fold(),
            Filter.stopword("english"),
            Filter.stemmer("english"),
        ):
            analyser = analyser.filter(step)
        self._words = analyser.build()

    def search(self, text: str) -> dict[str, Any]:
        """Questions and things, as the tool gives them. Raises `BadValue` for an overlong text."""
        base = self._knowledge.store.base
        results = [self._question(offer) for offer in self.questions(text)[:QUESTIONS]]
        for hit in self._knowledge.search.find(text, None, THINGS).hits:
            if hit.entry.kind in ID_KINDS or hit.entry.kind in ("concept", "term"):
                iri = hit.entry.node.value
                name = iri.removeprefix(f"{base}id/").removeprefix(base)
                results.append({"id": name, "title": hit.entry.label, "url": iri, "kind": hit.entry.kind})
        return {"results": results}

    def questions(self, text: str) -> list[Offer]:
        """The questions that a text may be asking, best first."""
        asked = Counter(self._words.analyze(text))
        named = self._named(text)
        offers = []
        for query in self._knowledge.graph.queries.values():
            score = sum(self._rarity[word] * self._indexed[query.name].get(word, 0.0) for word in asked)
            if score <= 0:
                continue
            values = self._values(query, text, named)
            lacking = sum(p.required and p.name not in values for p in query.parameters.values())
            score += _FITS * len(values) - _LACKS * lacking
            # Long descriptions have more words to be met.
            offers.append(Offer(query, score / math.sqrt(sum(self._indexed[query.name].values())), values))
        return sorted(offers, key=lambda offer: (-offer.score, offer.query.name))

    def _question(self, offer: Offer) -> dict[str, Any]:
        query = offer.query
        takes = {p.name: f"{p.takes}{' (required)' if p.required else ''}" for p in query.parameters.values()}
        return {
            "id": f"query/{query.name}", "title": query.title, "url": query.iri.value, "kind": "question",
            "values": offer.values, "takes": takes,
        }  # fmt: skip

    @cached_property
    def _indexed(self) -> dict[str, dict[str, float]]:
        """The words of each question, with what each is worth."""
        found = {}
        for query in self._knowledge.graph.queries.values():
            parts = {
                "name": query.name.replace("-", " "), "title": query.title,
                "keywords": " ".join(query.keywords), "description": query.description,
                "columns": " ".join(f"{c.name} {c.meaning}" for c in query.columns),
                "parameters": " ".join(f"{p.name} {p.description}" for p in query.parameters.values()),
            }  # fmt: skip
            worth: dict[str, float] = defaultdict(float)
            for part, words_ in parts.items():
                for word in {*self._words.analyze(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words_))}:
                    worth[word] += _WEIGHTS[part]
            found[query.name] = dict(worth)
        return found

    @cached_property
    def _rarity(self) -> Counter[str]:
        """How much a word tells one question from another."""
        counts = Counter(word for worth in self._indexed.values() for word in worth)
        found: Counter[str] = Counter()
        for word, count in counts.items():
            found[word] = math.log(1 + len(self._indexed) / count)  # type: ignore[assignment]
        return found

    def _values(self, query: Query, text: str, named: dict[str, list[str]]) -> dict[str, str]:
        """The values of a question that a text gives: things by name, codes, a year."""
        found = {}
        for name, parameter in query.parameters.items():
            read = self._value(parameter, text, named)
            if read is not None:
                found[name] = read
        return found

    def _value(self, parameter: Parameter, text: str, named: dict[str, list[str]]) -> str | None:
        if parameter.code:
            code = _CODE.search(text)
            return code[0] if code else None
        if parameter.of == "rdfs:Resource":
            return None
        if parameter.kind == "datatype":
            year = _YEAR.search(text) if parameter.of == "xsd:date" else None
            return year[0] if year and parameter.day else None
        kind = self._knowledge.kind_of(parameter)
        return next(iter(named.get(kind, ())), None) if kind else None

    def _named(self, text: str) -> dict[str, list[str]]:
        """The slugs of the things that a text names, by kind, longer names before shorter ones."""
        told = words(text)
        found: dict[str, list[str]] = defaultdict(list)
        taken: set[int] = set()
        for length in range(min(_LONGEST, len(told)), 0, -1):
            for begin in range(len(told) - length + 1):
                places = set(range(begin, begin + length))
                meant = self._names.get(tuple(told[begin : begin + length]), ())
                if meant and not places & taken:
                    taken |= places
                    for kind, name in meant:
                        found[kind].append(name)
        return found

    @cached_property
    def _names(self) -> dict[tuple[str, ...], list[tuple[str, str]]]:
        """Everything that has a name of few words, by those words."""
        found: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for entry in self._knowledge.search.entries:
            if entry.kind not in ("council", "organisation", "person", "document", "area"):
                continue
            for name in (entry.label, *entry.also, slug(entry.node).replace("-", " ")):
                one = tuple(words(name))
                if 0 < len(one) <= _LONGEST and (entry.kind, slug(entry.node)) not in found[one]:
                    found[one].append((entry.kind, slug(entry.node)))
        return found
