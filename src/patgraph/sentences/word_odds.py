"""How likely the words of a sentence are in what is said of a question (multinomial naive Bayes): what few
questions have counts more than what all have.

Each text (a title, a way of asking, a keyword, a column) is a vector of its words and pairs of them, weighted
by how rare they are and of length one (the transforms of Rennie, Shih, Teevan and Karger, 2003, "Tackling the
poor assumptions of naive Bayes text classifiers"), so that a question with many or long texts has no more
say than others.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from patgraph.questions.question import Query

from .sentence_terms import grams_of, words_of_way

#: What a text of a question counts beside a way of asking.
_TITLE, _ASKED, _KEYWORD, _DESCRIPTION, _COLUMN = 2.0, 1.0, 1.0, 0.5, 0.2
#: What is added to each weight, so that a word that a question lacks leaves it possible.
_ADDED = 0.1


class WordOdds:
    """The words and pairs of words of some questions, weighed."""

    def __init__(self, queries: Mapping[str, Query]):
        texts = [
            (name, weight, grams_of(words_of_way(text)))
            for name, query in queries.items()
            for text, weight in _texts(query)
        ]
        seen = Counter(gram for _, _, grams in texts for gram in grams)
        self._rarity = {gram: 1 + math.log((1 + len(texts)) / (1 + count)) for gram, count in seen.items()}
        self._names = list(queries)
        weights: dict[str, Counter[str]] = defaultdict(Counter)
        for name, weight, grams in texts:
            for gram, worth in self._vector(grams).items():
                weights[gram][name] += weight * worth
        sums: Counter[str] = Counter()
        for row in weights.values():
            sums.update(row)
        least = _ADDED * len(weights)
        self._none = [math.log(_ADDED / (sums[name] + least)) for name in self._names]
        places = {name: place for place, name in enumerate(self._names)}
        #: By word: how much more each question that has it gives for it than one that lacks it.
        self._more = {
            gram: [(places[name], math.log(1 + weight / _ADDED)) for name, weight in row.items()]
            for gram, row in weights.items()
        }

    def odds(self, words: list[str]) -> dict[str, float]:
        """How much likelier a sentence is in each question than in the middle of all, as a logarithm, by the
        name of the question, in units of how far the questions lie apart (standard deviations). Words that
        no question has count nothing; nought for all where there is no other.
        """
        vector = self._vector(grams_of(words))
        length = sum(vector.values())
        found = [length * none for none in self._none]
        for gram, worth in vector.items():
            for place, more in self._more[gram]:
                found[place] += worth * more
        middle = sum(found) / max(len(found), 1)
        apart = math.sqrt(sum((each - middle) ** 2 for each in found) / max(len(found), 1))
        return {
            name: (each - middle) / apart if apart > 1e-9 else 0.0
            for name, each in zip(self._names, found, strict=True)
        }

    def _vector(self, grams: Counter[str]) -> dict[str, float]:
        """The known words and pairs of a text, by weight, with a length of one."""
        weighed = {
            gram: (1 + math.log(count)) * self._rarity[gram]
            for gram, count in grams.items()
            if gram in self._rarity
        }
        length = math.sqrt(sum(worth**2 for worth in weighed.values())) or 1.0
        return {gram: worth / length for gram, worth in weighed.items()}


def _texts(query: Query) -> Iterator[tuple[str, float]]:
    """What is said of a question, and how much each text counts."""
    yield query.title, _TITLE
    yield query.description, _DESCRIPTION
    for way in query.asks:
        yield way, _ASKED
    for keyword in query.keywords:
        yield keyword, _KEYWORD
    for column in query.columns:
        yield f"{column.name} {column.meaning}", _COLUMN
