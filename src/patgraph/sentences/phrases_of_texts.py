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
        # No run of words stands where none of the pairs in it with a strange word does.
        pairs = {at for place in strange for at in (place - 1, place) if {at, at + 1} <= free}
        pairs = {at for at in pairs if self._has(words, range(at, at + 2))}
        for length in range(_MOST, _LEAST - 1, -1):
            for start in range(len(words) - length + 1):
                places = range(start, start + length)
                ends = words[start], words[start + length - 1]
                if not free.issuperset(places) or pairs.isdisjoint(places[:-1]):
                    continue
                if any(word in IDLE or word in ASKING for word in ends):
                    continue
                if length == _LEAST or self._has(words, places):
                    return places.start, places.stop
        return None

    def _has(self, words: Sequence[str], places: range) -> bool:
        phrase = " ".join(words[place] for place in places)
        start = self._texts.find(phrase)
        while start >= 0:
            end = start + len(phrase)
            if not (self._texts[start - 1 : start].isalnum() or self._texts[end : end + 1].isalnum()):
                return True
            start = self._texts.find(phrase, start + 1)
        return False
