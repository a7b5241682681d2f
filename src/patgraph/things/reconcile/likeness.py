"""Likeness: names that share words with one, although mistyped, run together or torn apart."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from patgraph.things.authority_words import FORMS

from . import name_words
from .name_words import POINTS, ReadName

#: Names of which a smaller share fits are not given.
LEAST = 0.25
_LONG_FORMS = [word for word in FORMS if len(word) > 3]


@dataclass(frozen=True)
class Name:
    """A name of the entity with a number, as written and as read, and how much its words weigh."""

    entity: int
    text: str
    reading: ReadName
    weight: int


class Index:
    """Names by their words, as `read` reads them; a `thorough` one finds what is nearest however far."""

    def __init__(self, names: Iterable[tuple[int, str]], read: Callable[[str], ReadName], thorough: bool):
        self.names: list[Name] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        self._joined, self._whole, self._thorough = _Joined(), _Joined(), thorough
        for entity, text in names:
            reading = read(text)
            place = len(self.names)
            self.names.append(Name(entity, text, reading, sum(map(_weight, reading.words))))
            for word in dict.fromkeys(reading.words):
                self._holding[word].append(place)
            self._joined.add("".join(reading.words), place)
            self._whole.add("".join(name_words.words(text)), place)
        self._known = list(self._holding)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._known:
            self._by_length[len(word)].append(word)
        self.correct = lru_cache(20_000)(self._correct)
        self._near = lru_cache(20_000)(self._similar)

    def _correct(self, word: str) -> str:
        if word in self._holding or len(word) < 5:
            return word
        most = 1 if len(word) < 8 else 2
        found = process.extractOne(word, [*_LONG_FORMS, "london"], scorer=OSA.distance, score_cutoff=most)
        if found is None:
            return word
        # `Metron` is nearer to Merton, or as near, as to `metro`.
        own = process.extractOne(word, self._known, scorer=OSA.distance, score_cutoff=found[1])
        return word if own else found[0]

    def _similar(self, word: str) -> list[tuple[str, float]]:
        """The known words that a word may be, each with how alike they are: 1, or less."""
        found = [(word, 1.0)] if word in self._holding else []
        if "'" in word:
            return found or [(whole, 0.95) for whole in name_words.contracted(word, self._known)]
        if word in POINTS or len(word) < 3:
            return found
        most = max(1, (len(word) + 2) // 3)
        for length in range(max(4, len(word) - most), len(word) + most + 1):
            longest = max(len(word), length)
            cut = min(most, longest // 3)
            for other, distance, _ in process.extract_iter(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=cut
            ):
                if distance:
                    found.append((other, 1 - 1.5 * distance / longest))
        return found

    def search(self, asked: ReadName, text: str) -> Iterable[tuple[int, Name, float]]:
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
            if share >= LEAST:
                yield name.entity, name, share
        joined = "".join(asked.words)
        if best < 0.9 and len(joined) > 5:
            for name, distance in self._joined.near(joined, 1):
                yield self.names[name].entity, self.names[name], 0.97 - 1.5 * distance / len(joined)
        if best < 0.7 and self._thorough:
            yield from self._nearest(asked, joined, "".join(name_words.words(text)))

    def _nearest(self, asked: ReadName, joined: str, whole: str) -> Iterable[tuple[int, Name, float]]:
        """Names of which it is only said that nothing is nearer; none that lies in another point of the
        compass.
        """
        points = POINTS.intersection(asked.words)
        for known, text, most in (self._whole, whole, 2), (self._joined, joined, 4):
            for number, distance in known.near(text, min(most, (len(text) + 1) // 2)):
                name = self.names[number]
                if not points or points == POINTS.intersection(name.reading.words):
                    yield name.entity, name, min(0.97 - 1.5 * distance / len(text), 0.75)


class _Joined:
    """Names without their spaces, by length."""

    def __init__(self):
        self._names: dict[str, list[int]] = defaultdict(list)
        self._long: dict[int, list[str]] = defaultdict(list)

    def add(self, text: str, name: int):
        if text not in self._names:
            self._long[len(text)].append(text)
        self._names[text].append(name)

    def near(self, text: str, most: int) -> Iterable[tuple[int, int]]:
        """The numbers of the names at most so many letters from a text, each with its distance; of many the
        nearest.
        """
        lengths = range(len(text) - most, len(text) + most + 1)
        known = [one for length in lengths for one in self._long.get(length, ())]
        for one, distance, _ in process.extract(text, known, scorer=OSA.distance, score_cutoff=most, limit=5):
            for name in self._names[one]:
                yield name, distance


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
