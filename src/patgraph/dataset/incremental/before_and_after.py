"""What graphs say: a store as it is, or as it will be after a change that has not been made."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad

from patgraph.names import VIEW, graph, is_passage
from patgraph.rdf import Facts
from patgraph.sparql.reach import NotUnderstood

#: Subject, property and object of what passages, we, or the view say of a thing.
_VIEW, _SHAPES = NamedNode(VIEW), graph("shapes")


class OfThing(NamedTuple):
    """What is said of a thing: property, object and passage of what passages state, the objects of each
    property of what we say, property and object of what the view has.
    """

    stated: list[tuple[Any, Any, Any]]
    ours: dict[Any, list[Any]]
    view: set[tuple[Any, Any]]


class Said:
    """The quads of a store, without those that go, and with those that come. What is in the view stays as it
    is in the store.
    """

    def __init__(
        self, store: pyoxigraph.Store, removed: Iterable[Quad] = (), added: Iterable[Quad] = ()
    ) -> None:
        self._store, self._gone, self._new = store, set(removed), list(added)
        self._things: dict[Any, OfThing] = {}

    def quads(
        self, subject: Any = None, predicate: Any = None, object_: Any = None, graph_: Any = None
    ) -> Iterable[Quad]:
        """The quads with these terms."""
        asked = (subject, predicate, object_, graph_)
        found: Iterable[Quad] = self._store.quads_for_pattern(*asked)
        if self._gone:
            found = (quad for quad in found if quad not in self._gone)
        if not self._new:
            return found
        more = [self._new_by[at].get(node, []) for at, node in enumerate(asked) if node is not None]
        few = min(more, key=len, default=self._new)
        came = (
            q for q in few if all(n is None or n == t for n, t in zip(asked, q, strict=True))
        )  # fmt: skip
        return [*found, *came]

    @cached_property
    def _new_by(self) -> list[dict[Any, list[Quad]]]:
        found: list[dict[Any, list[Quad]]] = [defaultdict(list) for _ in range(4)]
        for quad in self._new:
            for at, node in enumerate(quad):
                found[at][node].append(quad)
        return found

    def of(self, thing: Any) -> OfThing:
        """All that is said of a thing. Raises `NotUnderstood` for one without a name."""
        if (found := self._things.get(thing)) is None:
            if isinstance(thing, BlankNode):
                raise NotUnderstood("a node without a name")
            found = self._things[thing] = OfThing([], {}, set())
            for _, predicate, object_, place in self.quads(thing) if isinstance(thing, NamedNode) else ():
                if place == _VIEW:
                    found.view.add((predicate, object_))
                elif is_passage(place):
                    found.stated.append((predicate, object_, place))
                elif place != _SHAPES:
                    found.ours.setdefault(predicate, []).append(object_)
        return found


class StoredFacts(Facts):
    """What we say, looked up when it is asked for. Where one answer is asked for and there are several, which
    comes first is not known: that raises `NotUnderstood`.
    """

    def __init__(self, said: Said) -> None:
        super().__init__(())
        self._said = said
        #: The subjects to be told of a property and an object, where these are fewer than there are.
        self.listed: dict[tuple[Any, Any], list[Any]] = {}
        #: The objects of properties by subject, where these were looked up together.
        self.gathered: dict[Any, dict[Any, list[Any]]] = {}

    def all(self, subject: Any, predicate: NamedNode) -> list[Any]:
        if (found := self.gathered.get(predicate, {}).get(subject)) is not None:
            return found
        return [*dict.fromkeys(self._said.of(subject).ours.get(predicate, ()))]

    def one(self, subject: Any, predicate: NamedNode, default: Any = None) -> Any:
        found = self.all(subject, predicate)
        if found[1:]:
            raise NotUnderstood(f"two values: {subject} {predicate}")
        return found[0] if found else default

    def subjects(self, predicate: NamedNode, object_: Any) -> list[Any]:
        if (found := self.listed.get((predicate, object_))) is None:
            found = self.listed[predicate, object_] = [
                *dict.fromkeys(
                    quad.subject
                    for quad in self._said.quads(None, predicate, object_)
                    if is_ours(quad.graph_name)
                )
            ]
        return found


def is_ours(place: Any) -> bool:
    """Whether we speak in a graph."""
    return place not in (_VIEW, _SHAPES) and not is_passage(place)
