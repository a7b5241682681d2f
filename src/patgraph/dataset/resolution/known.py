"""The view, looked up by subject, in which `standings` finds what is first and `entries` what has a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pyoxigraph import NamedNode

from patgraph.names import pat, term

#: A subject, a property and a value of the view.
Found = tuple[Any, NamedNode, Any]
#: The subjects and objects of each property.
Pairs = Mapping[Any, Iterable[tuple[Any, Any]]]

_TYPE = term("rdf:type")


class Known:
    """The view, looked up by subject; each property is sorted in when it is first asked for."""

    def __init__(self, view: Pairs) -> None:
        self._view = view
        self._things: dict[Any, set[Any]] = defaultdict(set)
        self._by_subject: dict[NamedNode, dict[Any, dict[Any, None]]] = {}

    def all(self, subject: Any, property_: NamedNode) -> Collection[Any]:
        """The values that a thing has of a property, each once."""
        if property_ not in self._by_subject:
            values = self._by_subject[property_] = defaultdict(dict)
            for one, value in self._view.get(property_, ()):
                values[one][value] = None
        return self._by_subject[property_].get(subject, ())

    def one(self, subject: Any, property_: NamedNode) -> Any:
        """One of them, the first by its text; `None` where there is none."""
        return min(self.all(subject, property_), key=str, default=None)

    def pairs(self, property_: NamedNode) -> Iterable[tuple[Any, Any]]:
        """The subjects and values of a property."""
        return self._view.get(property_, ())

    def things(self, class_: str) -> set[Any]:
        """The things of a class, and of those it is wider than."""
        if not self._things:
            for subject, kind in self.pairs(_TYPE):
                self._things[kind].add(subject)
        return self._things[pat(class_)]

    def days(self, date: Any) -> tuple[str, str] | None:
        """The first and the last day that a date may mean, as they are written."""
        first, last = self.one(date, pat("earliest")), self.one(date, pat("latest"))
        return (first.value, last.value) if first is not None and last is not None else None

    def step(self, answer: Any) -> int | None:
        """The step of a scale that an answer is matched with, counted from the lowest."""
        place = self.one(self.one(answer, term("skos:closeMatch")), term("schema:position"))
        return int(place.value) if place is not None and place.value.isdigit() else None
