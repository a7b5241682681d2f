"""How much likelier the words of a sentence are in the texts of a question than in those of all others
(naive Bayes against the complement): what tells one question from its neighbours counts, what all have does
not.
"""

import math
from collections import Counter
from collections.abc import Mapping

from patgraph.questions.question import Query

from .sentence_terms import grams_of, terms_of, words_of_way

#: What a text of a question counts; what is added to each count; what a pair of words counts beside a word.
_TITLE, _ASKED, _KEYWORDS, _DESCRIPTION = 2.0, 1.0, 0.5, 0.2
_ADDED, _PAIR = 0.1, 0.5


class WordOdds:
    """The words and pairs of words of some questions, counted."""

    def __init__(self, queries: Mapping[str, Query]):
        counted = {name: _counted(query) for name, query in queries.items()}
        self._names = list(counted)
        self._counts = {
            name: {gram: math.log1p(count) for gram, count in counts.items()}
            for name, counts in counted.items()
        }
        self._all: Counter[str] = Counter()
        for counts in self._counts.values():
            self._all.update(counts)
        self._added = _ADDED * len(self._all)
        self._sums = {name: sum(counts.values()) for name, counts in self._counts.items()}
        self._total = sum(self._sums.values())
        self._odds: dict[str, list[float]] = {}

    def odds(self, terms: list[str]) -> dict[str, float]:
        """The mean odds of the words of a sentence, as a logarithm, by the name of the question. Words that
        no question has count nothing.
        """
        known = [gram for gram in grams_of(terms) if gram in self._all]
        shares = [_PAIR if " " in gram else 1.0 for gram in known]
        rows = [self._odds_of(gram) for gram in known]
        weight = sum(shares) or 1.0
        return {
            name: sum(share * row[place] for share, row in zip(shares, rows, strict=True)) / weight
            for place, name in enumerate(self._names)
        }

    def _odds_of(self, gram: str) -> list[float]:
        if gram not in self._odds:
            total = self._all[gram]
            row = []
            for name in self._names:
                here, size = self._counts[name].get(gram, 0.0), self._sums[name]
                inside = math.log((here + _ADDED) / (size + self._added))
                outside = math.log((total - here + _ADDED) / (self._total - size + self._added))
                row.append(inside - outside)
            self._odds[gram] = row
        return self._odds[gram]


def _counted(query: Query) -> Counter[str]:
    texts = [
        (query.title, _TITLE), *((way, _ASKED) for way in query.asks),
        (" ".join(query.keywords), _KEYWORDS), (query.description, _DESCRIPTION),
    ]  # fmt: skip
    counted: Counter[str] = Counter()
    for text, weight in texts:
        for gram, count in grams_of(terms_of(words_of_way(text))).items():
            counted[gram] += weight * count
    return counted
