"""Facts: triples by subject and property, for reading what graphs say."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

Term = NamedNode | Literal


class Facts:
    """Triples by subject and property, for reading what graphs say."""

    def __init__(self, quads: Iterable[Quad]):
        self._objects = defaultdict(list)
        self._subjects = defaultdict(list)
        for quad in quads:
            self._objects[quad.subject, quad.predicate].append(quad.object)
            self._subjects[quad.predicate, quad.object].append(quad.subject)

    def all(self, subject, predicate) -> list[Term]:
        """The objects of a subject's property."""
        return self._objects.get((subject, predicate), [])

    def one(self, subject, predicate, default=None) -> Term | None:
        """The first object of a subject's property."""
        return next(iter(self.all(subject, predicate)), default)

    def subjects(self, predicate, object_) -> list[NamedNode]:
        """The subjects that have this object for a property."""
        return self._subjects.get((predicate, object_), [])
