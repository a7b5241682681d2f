"""Terms of a sentence: what counts of its words when it is compared with others."""

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

from .names_in_text import words_of
from .word_groups import GROUPS, IDLE, WHOLE

#: Stands in a way of asking where anything may be named.
ANYTHING = "{topic}"


def words_of_way(way: str) -> list[str]:
    """The words of a way of asking, placeholders whole, but for `{topic}`, which may be any words."""
    found: list[str] = []
    for part in way.replace("{", " {").replace("}", "} ").split():
        found += [part] if part.startswith("{") else words_of(part)
    return [word for word in found if word != ANYTHING]


def terms_of(words: Iterable[str]) -> list[str]:
    """What counts of some words: stems, each as the first of its group of like meaning."""
    return [stem(word) for word in words if word not in IDLE]


@cache
def _analyser():
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.stemmer("english")).build()


def _english(word: str) -> str:
    return " ".join(_analyser().analyze(word)) or word


@cache
def _groups() -> dict[str, str]:
    """The first stem of each group, by each of its stems."""
    listed = [[_english(word) for word in group.split()] for group in GROUPS]
    return {each: stems[0] for stems in listed for each in stems}


@cache
def _whole() -> dict[str, str]:
    """What each word counts as that its stem would lead astray."""
    found: dict[str, str] = {}
    for first, *others in (line.split() for line in WHOLE):
        stemmed = _english(first)
        term = _groups().get(stemmed, stemmed) if others else first
        found |= dict.fromkeys((first, *others), term)
    return found


@lru_cache(50_000)
def stem(word: str) -> str:
    """The stem of a word, or the first of its group of like meaning; a placeholder is its own."""
    if word.startswith("{"):
        return word
    if word in _whole():
        return _whole()[word]
    found = _english(word)
    return _groups().get(found, found)


def grams_of(terms: list[str]) -> Counter[str]:
    """Terms and pairs of neighbours, counted."""
    return Counter([*terms, *(f"{one} {two}" for one, two in pairwise(terms))])
