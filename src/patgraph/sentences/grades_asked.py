"""Grades by one word: which of the scales that have a grade `inadequate`, or `poor`, a sentence means."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from pyoxigraph import NamedNode

from patgraph.names import pat, slug, term
from patgraph.store import Store

from .names_in_text import words_of
from .sentence_terms import stem

_OF_SERVICES = (
    f"SELECT DISTINCT ?answer ?service {{ ?grade {pat('answer')} ?answer ; {pat('serviceArea')} ?service }}"
)
_NAMES = (
    f"SELECT DISTINCT ?answer (STR(?name) AS ?text) {{ ?grade {pat('answer')} ?answer ."
    f" ?answer {term('skos:prefLabel')} ?name }}"
)
_LAST = (
    f"SELECT ?answer (MAX(?to) AS ?last) {{ ?grade {pat('answer')} ?answer ; {pat('asAt')} ?day ."
    f" ?day {pat('latest')} ?to }} GROUP BY ?answer"
)
#: What speaks of a time that is over.
PAST = {"was", "were", "had", "been", "ever", "got", "did", "once"}
#: What names of services have, and tells of none.
_COMMON = {stem(word) for word in ("care", "social", "services", "whole", "council", "after")}
#: What scales are called by that means something else in most sentences.
_OTHERWISE = {
    stem(word)
    for word in (
        "improvement", "capacity", "serving", "annual", "grade", "score", "star", "direction", "need", "look",
        "special", "send", "sr",
    )
}  # fmt: skip
#: A scale of which the last grade is so many years older than that of another is in use no more.
_YEARS = 3


class GradesAsked:
    """The grades that are given in a store, each with the services it is given to and the last day of one."""

    def __init__(self, store: Store):
        self._store = store

    def meant(self, nodes: Iterable[NamedNode], others: Sequence[str], dated: bool) -> list[NamedNode]:
        """Of grades of one name those of the judge or service of which the other words speak, none where that
        gives no such grade, all where they speak of none; of these, where they name no time and speak of none
        that is over, those of scales still in use.
        """
        stems = {stem(word) for word in others}
        # A judge may be called by its letters, or in full.
        stems |= {"".join(word[0] for word in others[at : at + 3]) for at in range(len(others) - 2)}
        every = sorted(nodes, key=str)
        own = [node for node in every if stems.intersection(self._words(node))]
        if not own and stems.intersection(self._judges):
            return []
        every = own or every
        if dated or PAST.intersection(others):
            return every
        years = {node: int(self._last.get(node, "0")[:4]) for node in every}
        return [node for node in every if years[node] + _YEARS >= max(years.values())]

    def are_called(self, nodes: Iterable[NamedNode], word: str) -> bool:
        """Whether a word is that of a judge or service of these grades."""
        return any(stem(word) in self._words(node) for node in nodes)

    def _words(self, node: NamedNode) -> set[str]:
        names = (node, *self._services.get(node, ()))
        return {stem(part) for name in names for part in slug(name).split("-")} - _COMMON

    @cached_property
    def _judges(self) -> set[str]:
        """What judges and the services that they grade are called by, but for the names of grades."""
        grades = {node: words_of(name.value) for node, name in self._store.select(_NAMES)[1]}
        every = {word for node in grades for word in self._words(node)}
        return every - _OTHERWISE - {stem(word) for words in grades.values() for word in words}

    @cached_property
    def _services(self) -> dict[NamedNode, list[NamedNode]]:
        found: dict[NamedNode, list[NamedNode]] = {}
        for answer, service in self._store.select(_OF_SERVICES)[1]:
            found.setdefault(answer, []).append(service)
        return found

    @cached_property
    def _last(self) -> dict[NamedNode, str]:
        return {answer: last.value for answer, last in self._store.select(_LAST)[1]}
