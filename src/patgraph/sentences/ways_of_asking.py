"""How like a sentence is to what each question is called and to the ways in which people ask it.

Two measures: the likeness (cosine of words and pairs of words) to the nearest single way of asking, and how
much of the sentence stands in the question's title, ways, keywords, description and columns (BM25).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from patgraph.questions.question import Query

from .sentence_terms import grams_of, stem, terms_of, words_of_way

_K, _B = 1.2, 0.5
#: How much the fields of a question count.
_FIELDS = {"title": 3, "asks": 1, "keywords": 2, "description": 0.4, "columns": 0.3}
#: How much a pair of words counts beside a word, and a word that no way has beside the rarest that one has.
_PAIR, _UNKNOWN = 0.6, 0.45
#: How many of the nearest ways count, and each how much beside the one before.
_NEAREST, _NEAR = 4, 0.6

#: The part of all ways of asking from which on a word that they have says nothing of what is asked.
_COMMON = 0.1

#: From how many letters on a word is looked at for a slip, and from how many it may have two.
_SPELT, _LONG = 8, 10


class WaysOfAsking:
    """What some questions are called and how they are asked, to compare sentences with."""

    def __init__(self, queries: Mapping[str, Query]):
        told = [
            (name, terms_of(words_of_way(way)))
            for name, query in queries.items()
            for way in dict.fromkeys((query.title, *query.asks))
        ]
        askers: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for name, terms in told:
            askers[tuple(terms)].add(name)
        self._own = {terms: next(iter(names)) for terms, names in askers.items() if len(names) == 1}
        ways = [(name, grams_of(terms)) for name, terms in told]
        seen = Counter(gram for _, grams in ways for gram in grams)
        weights = {gram: math.log(1 + len(ways) / count) for gram, count in seen.items()}
        self._common = seen
        self._unknown = max(weights.values(), default=1.0) * _UNKNOWN
        #: The square of what each word and pair counts.
        self._weights = {gram: weight**2 * _share(gram) for gram, weight in weights.items()}
        self._names = [name for name, _ in ways]
        self._lengths = [self._length(grams) for _, grams in ways]
        self._having: dict[str, list[int]] = defaultdict(list)
        for place, (_, grams) in enumerate(ways):
            for gram in grams:
                self._having[gram].append(place)
        self._spelt = _spelt(queries.values())
        #: A word that no question has, as it is spelt where it was mistyped: `commisioner`.
        self.mended = lru_cache(5_000)(self._mend)
        self._bags = {name: _bag(query) for name, query in queries.items()}
        self._headings = {name: _heading(query) for name, query in queries.items()}
        holding = Counter(word for bag in self._bags.values() for word in bag)
        count = len(self._bags)
        self._rarity = {word: math.log(1 + (count - n + 0.5) / (n + 0.5)) for word, n in holding.items()}
        mean = sum(sum(bag.values()) for bag in self._bags.values()) / max(count, 1)
        self._worth: dict[str, dict[str, float]] = defaultdict(dict)
        for name, bag in self._bags.items():
            length = _K * (1 - _B + _B * sum(bag.values()) / mean)
            for word, number in bag.items():
                self._worth[word][name] = self._rarity[word] * number * (_K + 1) / (number + length)

    def has(self, term: str) -> bool:
        """Whether any question has a word in its title, ways, keywords, description or columns."""
        return term in self._rarity

    def _mend(self, word: str) -> str:
        if len(word) < _SPELT or self.has(stem(word)) or not word.isalpha():
            return word
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extractOne

        slips = 1 if len(word) < _LONG else 2
        hit = extractOne(word, self._spelt.get(word[0], []), scorer=OSA.distance, score_cutoff=slips)
        return hit[0] if hit else word

    def is_asked(self, term: str) -> bool:
        """Whether some way of asking has a word."""
        return term in self._weights

    def is_common(self, term: str) -> bool:
        """Whether so many ways of asking have a word that it tells nothing: teams, councils."""
        return self._common[term] > _COMMON * len(self._names)

    def words_of(self, name: str) -> Mapping[str, float]:
        """The words of a question, with how much each counts in it."""
        return self._bags[name]

    def headings_of(self, name: str) -> frozenset[str]:
        """The words of a question's title, keywords and columns: what it is about, whatever it is given."""
        return self._headings[name]

    def asker(self, terms: list[str]) -> str | None:
        """The question of which a sentence is the title or a way of asking, word for word; none if it is of
        two questions or of none.
        """
        return self._own.get(tuple(terms))

    def likeness(self, terms: list[str]) -> dict[str, float]:
        """How like a sentence is to the nearest ways of asking each question: from 0, which is left out, to 1
        for each way that counts, the nearer the more.
        """
        grams = grams_of(terms)
        shared: dict[int, float] = defaultdict(float)
        for gram in grams:
            for place in self._having.get(gram, ()):
                shared[place] += self._weights[gram]
        length = self._length(grams)
        found: dict[str, list[float]] = defaultdict(list)
        for place, weight in shared.items():
            found[self._names[place]].append(weight / (length * self._lengths[place]))
        return {
            name: sum(_NEAR**rank * each for rank, each in enumerate(sorted(ways, reverse=True)[:_NEAREST]))
            for name, ways in found.items()
        }

    def weight(self, terms: list[str]) -> dict[str, float]:
        """How much of a sentence stands in the texts of each question (BM25); nothing is left out."""
        found: dict[str, float] = defaultdict(float)
        for term in dict.fromkeys(terms):
            for name, worth in self._worth.get(term, {}).items():
                found[name] += worth
        return found

    def _length(self, grams: Counter[str]) -> float:
        return math.sqrt(sum(self._weights.get(gram, self._unknown**2 * _share(gram)) for gram in grams))


def _spelt(queries: Iterable[Query]) -> dict[str, list[str]]:
    """The words of titles, ways of asking and keywords that may be mistyped, by their first letter."""
    texts = (text for query in queries for text in (query.title, *query.asks, *query.keywords))
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted({word for text in texts for word in words_of_way(text)}):
        if len(word) >= _SPELT and word.isalpha():
            found[word[0]].append(word)
    return found


def _share(gram: str) -> float:
    return _PAIR**2 if " " in gram else 1.0


def _bag(query: Query) -> Counter[str]:
    columns = " ".join(f"{column.name} {column.meaning}" for column in query.columns)
    texts = {
        "title": [query.title], "asks": query.asks, "keywords": query.keywords,
        "description": [query.description], "columns": [columns],
    }  # fmt: skip
    bag: Counter[str] = Counter()
    for field, weight in _FIELDS.items():
        counted = Counter(term for text in texts[field] for term in terms_of(words_of_way(text)))
        for word, count in counted.items():
            bag[word] += weight * min(count, 3)
    return bag


def _heading(query: Query) -> frozenset[str]:
    texts = [query.title, *query.keywords, *(column.name for column in query.columns)]
    return frozenset(term for text in texts for term in terms_of(words_of_way(text)))
