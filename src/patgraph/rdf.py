"""Statements in memory: all quads of a dataset with their version, and triples to be looked up."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any, TypeVar, cast

import pyoxigraph
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
)

from .names import BASE, VIEW, is_passage, rebase

Term = NamedNode | Literal
Node = TypeVar("Node")
#: What the engine gives for a query.
Result = QuerySolutions | QueryBoolean | QueryTriples

_VIEW = NamedNode(VIEW)


@dataclass(frozen=True)
class Dataset:
    """All quads of a built graph, under the base they were built for."""

    quads: frozenset[Quad]
    base: str = BASE

    @cached_property
    def nquads(self) -> bytes:
        """Sorted N-Quads, byte for byte the same for the same files; names moved to `base`."""
        return nquads(self.quads, self.base)

    @cached_property
    def version(self) -> str:
        """The SHA-256 of the N-Quads, in lower-case hexadecimal."""
        return hashlib.sha256(self.nquads).hexdigest()

    def view(self) -> Iterable[Quad]:
        """The quads of the resolved view."""
        return (quad for quad in self.quads if quad.graph_name == _VIEW)

    def evidence(self) -> Iterable[Quad]:
        """The quads of the passage graphs."""
        return (quad for quad in self.quads if is_passage(quad.graph_name))


def nquads(quads: Iterable[Quad], base: str = BASE) -> bytes:
    """Sorted N-Quads, whatever order the quads come in; names moved to `base`."""
    text = cast(bytes, pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS))
    lines = text.splitlines(keepends=True)
    if base != BASE:
        lines = [rebase(line.decode(), base).encode() for line in lines]
    return b"".join(sorted(lines))


def parse_nquads(nquads: bytes | IO[bytes]) -> Iterator[Quad]:
    """The quads of N-Quads. A store's own loader would give blank nodes new names."""
    return pyoxigraph.parse(nquads, format=RdfFormat.N_QUADS, rename_blank_nodes=False)


class Facts:
    """Triples by subject and property, for reading what graphs say."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._objects: dict[tuple[Any, Any], list[Any]] = defaultdict(list)
        self._subjects: dict[tuple[Any, Any], list[Any]] = defaultdict(list)
        for subject, predicate, object_, _ in quads:
            self._objects[subject, predicate].append(object_)
            self._subjects[predicate, object_].append(subject)
        self._texts: dict[Any, dict[str, list[Any]]] = {}

    def all(self, subject: Any, predicate: NamedNode) -> list[Any]:
        """The objects of a subject's property."""
        return self._objects.get((subject, predicate), [])

    def one(self, subject: Any, predicate: NamedNode, default: Any = None) -> Any:
        """The first object of a subject's property."""
        return next(iter(self.all(subject, predicate)), default)

    def subjects(self, predicate: NamedNode, object_: Any) -> list[Any]:
        """The subjects that have this object for a property."""
        return self._subjects.get((predicate, object_), [])

    def having(self, predicate: NamedNode, text: str) -> list[Any]:
        """The subjects that have this text for a property, in any language and of any datatype, each once."""
        if predicate not in self._texts:
            by_text = self._texts[predicate] = defaultdict(list)
            for (property_, object_), subjects in self._subjects.items():
                if property_ == predicate and isinstance(object_, Literal):
                    by_text[object_.value].extend(subjects)
        return list(dict.fromkeys(self._texts[predicate].get(text, ())))


def closure(pairs: Iterable[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    """For each node those that it leads to by one pair or several, itself left out: the wider classes of each
    class, or, with the pairs turned round, the narrower ones.
    """
    steps: dict[Node, set[Node]] = defaultdict(set)
    for begin, end in pairs:
        steps[begin].add(end)
    found: dict[Node, set[Node]] = {}
    for node in steps:
        reached: set[Node] = set()
        left = list(steps[node])
        while left:
            here = left.pop()
            if here not in reached:
                reached.add(here)
                left.extend(steps.get(here, ()))
        found[node] = reached - {node}
    return found
