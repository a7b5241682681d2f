"""Likeness: names that share words with one, although mistyped, run together or torn apart."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import spellings
from .spellings import FORMS, POINTS, Reading

_LONG_FORMS = [word for word in FORMS if len(word) > 3]


@dataclass(frozen=True)
class Name:
    """A name of the entity with a number, as written and as read, and how much its words weigh."""

    entity: int
    text: str
    reading: Reading
    weight: int


class Index:
    """Names by their words."""

    def __init__(self, names: Iterable[tuple[int, str]], read: Callable[[str], Reading]):
        self.names: list[Name] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        self._joined: dict[str, list[int]] = defaultdict(list)
        for entity, text in names:
            reading = read(text)
            place = len(self.names)
            self.names.append(Name(entity, text, reading, sum(map(_weight, reading.words))))
            for word in dict.fromkeys(reading.words):
                self._holding[word].append(place)
            self._joined["".join(reading.words)].append(place)
        self._known = list(self._holding)
        self._long = [whole for whole in self._joined if len(whole) > 5]
        self.correct = lru_cache(20_000)(self._correct)
        self._near = lru_cache(20_000)(self._similar)

    def _correct(self, word: str) -> str:
        if word in self._holding or len(word) < 5:
            return word
        most = 1 if len(word) < 8 else 2
        found = process.extractOne(word, [*_LONG_FORMS, "london"], scorer=OSA.distance, score_cutoff=most)
        return found[0] if found else word

    def _similar(self, word: str) -> list[tuple[str, float]]:
        """The known words that a word may be, each with how alike they are: 1, or less."""
        found = [(word, 1.0)] if word in self._holding else []
        if "'" in word:
            return found or [(whole, 0.95) for whole in spellings.contracted(word, self._known)]
        if word in POINTS or len(word) < 4:
            return found
        most = len(word) // 3
        for other, distance, _ in process.extract_iter(
            word, self._known, scorer=OSA.distance, score_cutoff=most
        ):
            if distance and len(other) > 3 and distance * 3 <= max(len(word), len(other)):
                found.append((other, 1 - 1.5 * distance / max(len(word), len(other))))
        return found

    def search(self, asked: Reading) -> Iterable[tuple[int, Name, float]]:
        """Names that share words with a reading: the entity, the name, and the share that fits."""
        fits: dict[int, list[tuple[float, int, str]]] = defaultdict(list)
        for place, word in enumerate(asked.words):
            for other, alike in self._near(word):
                for number in self._holding[other]:
                    fits[number].append((alike, place, other))
        best, weights = 0.0, [_weight(word) for word in asked.words]
        total = sum(weights)
        for number, pairs in fits.items():
            name = self.names[number]
            share = _share(pairs, weights, total, name)
            best = max(best, share)
            yield name.entity, name, share
        joined = "".join(asked.words)
        if best < 0.9 and len(joined) > 5:
            # Words run together, or torn apart.
            found = process.extract(joined, self._long, scorer=OSA.distance, score_cutoff=1, limit=5)
            for whole, distance, _ in found:
                for number in self._joined[whole]:
                    name = self.names[number]
                    yield name.entity, name, 0.97 - 1.5 * distance / len(joined)


def _share(pairs: list, weights: list[int], total: int, name: Name) -> float:
    """The share of two names' letters that fit, when each word is used once."""
    if len(pairs) > 1:
        pairs = sorted(pairs, key=lambda pair: -pair[0])
    mine, theirs, fit = set(), set(), 0.0
    for alike, place, word in pairs:
        if place not in mine and word not in theirs:
            mine.add(place)
            theirs.add(word)
            fit += alike * (weights[place] + _weight(word))
    share = fit / (total + name.weight)
    if len(mine) < len(weights):
        share *= 0.75
    return share * 0.88 if len(theirs) < len(set(name.reading.words)) else share


def _weight(word: str) -> int:
    return max(5, len(word))
