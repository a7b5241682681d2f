"""Words of the sources that a sentence has, and nobody asks with: `culture print`, `threat rigidity`."""

import re
from collections.abc import Sequence, Set
from functools import cached_property

from patgraph.names import pat
from patgraph.store import Store

from .word_groups import ASKING, IDLE

_LISTS = f"SELECT ?list {{ ?document {pat('passagesListed')} ?list }}"
#: Most and least words of such a phrase.
_MOST, _LEAST = 4, 2
#: What somebody has put between quotation marks.
_QUOTED = re.compile(r"[\"“]([^\"“”]*\w[^\"“”]*)[\"”]")


def quoted(text: str) -> list[str]:
    """What stands between quotation marks in a text, as it is written."""
    return [match[1].strip(" .,;:?!") for match in _QUOTED.finditer(text)]


class PhrasesOfTexts:
    """The phrases by which passages are found: the names of what they speak of."""

    def __init__(self, store: Store):
        self._store = store

    @cached_property
    def _texts(self) -> str:
        return "\n".join(str(row[0].value).lower() for row in self._store.select(_LISTS)[1] if row[0])

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(re.findall(r"[a-z0-9]+", self._texts))

    def find(self, words: Sequence[str], strange: Set[int], free: Set[int]) -> tuple[int, int] | None:
        """The longest run of words at `free` places that stands in the names of some passage and has a
        `strange` word, which no question is asked with: its first place and the one after its last.
        """
        strange = {place for place in strange if words[place] in self._words}
        for length in range(_MOST, _LEAST - 1, -1):
            for start in range(len(words) - length + 1):
                places = range(start, start + length)
                ends = words[start], words[start + length - 1]
                if strange.isdisjoint(places) or not free.issuperset(places):
                    continue
                if not any(word in IDLE or word in ASKING for word in ends) and self._has(words, places):
                    return places.start, places.stop
        return None

    def _has(self, words: Sequence[str], places: range) -> bool:
        phrase = " ".join(words[place] for place in places)
        return phrase in self._texts and bool(re.search(rf"\b{re.escape(phrase)}\b", self._texts))
