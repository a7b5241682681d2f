"""Statements in memory: all quads of a dataset with their version, and triples to be looked up."""

import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import IO, Any, NamedTuple, TypeVar

import pyoxigraph
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
)

from .names import BASE, VIEW, rebase

Term = NamedNode | Literal
#: The four terms of a quad. Where the terms are shared this takes a fifth of a quad's memory, for a quad
#: holds a copy of each, and is read and compared faster.
QuadTerms = tuple[Any, NamedNode, Any, Any]
Node = TypeVar("Node")
#: What the engine gives for a query.
Result = QuerySolutions | QueryBoolean | QueryTriples

_VIEW = NamedNode(VIEW)


class TripleTerms(NamedTuple):
    """The three terms of a triple, likewise."""

    subject: Any
    predicate: NamedNode
    object: Any


class Dataset:
    """All quads of a built graph, and the base they were built for. They are held as text, which is a
    quarter of what they take as objects: `text` is sorted N-Quads under our own base.
    """

    def __init__(
        self, quads: Iterable[Quad | QuadTerms], base: str = BASE, viewed: Iterable[QuadTerms] = ()
    ) -> None:
        """Takes quads under our own base, in any order; those that are `viewed` stand in the view too."""
        self.text = nquads(quads, viewed)
        self.base = base

    @classmethod
    def of_text(cls, text: bytes, base: str = BASE) -> "Dataset":
        """The dataset of N-Quads under our own base that are as `nquads` writes them."""
        found = cls((), base)
        found.text = text
        return found

    @cached_property
    def nquads(self) -> bytes:
        """Sorted N-Quads, byte for byte the same for the same files; names moved to `base`."""
        return self.text if self.base == BASE else rebased(self.text, BASE, self.base)

    @cached_property
    def version(self) -> str:
        """The SHA-256 of the N-Quads, in lower-case hexadecimal."""
        return hashlib.sha256(self.nquads).hexdigest()

    @property
    def size(self) -> int:
        """How many quads there are."""
        return self.text.count(b"\n")

    @property
    def quads(self) -> frozenset[Quad]:
        """The quads, read anew each time: whoever needs them one by one takes `parse_nquads` of the text."""
        return frozenset(parse_nquads(self.text))

    def view(self) -> Iterator[Quad]:
        """The quads of the resolved view."""
        end = f" {_VIEW} .\n".encode()
        lines = b"".join(line for line in io.BytesIO(self.text) if line.endswith(end))
        return (quad for quad in parse_nquads(lines) if quad.graph_name == _VIEW)


class _Written(dict[Any, str]):
    """Terms as N-Quads have them, each written once."""

    def __missing__(self, term: Any) -> str:
        text = self[term] = "" if isinstance(term, DefaultGraph) else f"{term} "
        return text


def nquads(quads: Iterable[Quad | QuadTerms], viewed: Iterable[Quad | QuadTerms] = ()) -> bytes:
    """Sorted N-Quads, each once, whatever order the quads come in; `viewed` are quads that stand in the view
    too, whose text is the same but for its graph.
    """
    by_subject, twice = _by_subject(quads), _by_subject(viewed)
    names, found = _Written(), io.BytesIO()
    in_view = f"{_VIEW} .\n"
    # A subject ends where no other goes on with a smaller sign, so sorted subjects give sorted lines.
    for subject in sorted(by_subject.keys() | twice.keys(), key=str):
        lines = {f"{names[p]}{names[o]}{names[g]}.\n" for _, p, o, g in by_subject.pop(subject, ())}
        for _, p, o, g in twice.pop(subject, ()):
            said = f"{names[p]}{names[o]}"
            lines.add(f"{said}{names[g]}.\n")
            lines.add(said + in_view)
        begin = f"{subject} "
        found.write((begin + begin.join(sorted(lines))).encode())
    return found.getvalue()


def _by_subject(quads: Iterable[Quad | QuadTerms]) -> dict[Any, list[Quad | QuadTerms]]:
    found: dict[Any, list[Quad | QuadTerms]] = defaultdict(list)
    for quad in quads:
        found[quad[0]].append(quad)
    return found


def rebased(nquads: bytes, base: str, other: str) -> bytes:
    """Sorted N-Quads with the names under one base moved to another, sorted again."""
    lines = (rebase(line.decode(), other) if base == BASE else line.decode().replace(base, other)
             for line in io.BytesIO(nquads))  # fmt: skip
    return b"".join(sorted(line.encode() for line in lines))


def load(engine: pyoxigraph.Store, nquads: bytes, piece: int = 10_000_000) -> None:
    """Put N-Quads, as `nquads` writes them, into an engine; blank nodes keep their names.

    In pieces of so many bytes: what the engine's loader needs of memory is that of a piece, and it is faster
    with small ones.
    """
    at = 0
    while at < len(nquads):
        end = nquads.find(b"\n", at + piece) + 1 or len(nquads)
        part, at = nquads[at:end], end
        if b"_:" in part:
            lines = part.splitlines(keepends=True)
            # The loader would give blank nodes new names.
            engine.bulk_extend(parse_nquads(b"".join(line for line in lines if b"_:" in line)))
            part = b"".join(line for line in lines if b"_:" not in line)
        engine.bulk_load(input=part, format=RdfFormat.N_QUADS, lenient=True)


def parse_nquads(nquads: bytes | IO[bytes]) -> Iterator[Quad]:
    """The quads of N-Quads. A store's own loader would give blank nodes new names."""
    return pyoxigraph.parse(nquads, format=RdfFormat.N_QUADS, rename_blank_nodes=False)


class Facts:
    """Triples by subject and property, for reading what graphs say."""

    def __init__(self, quads: Iterable[Quad | QuadTerms]) -> None:
        #: The subjects and objects of each property; what is asked of one is made of them when it is asked.
        self.pairs: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
        for subject, predicate, object_, _ in quads:
            self.pairs[predicate].append((subject, object_))
        self._objects: dict[Any, dict[Any, list[Any]]] = {}
        self._subjects: dict[Any, dict[Any, list[Any]]] = {}
        self._texts: dict[Any, dict[str, list[Any]]] = {}

    def all(self, subject: Any, predicate: NamedNode) -> list[Any]:
        """The objects of a subject's property."""
        if (objects := self._objects.get(predicate)) is None:
            objects = self._objects[predicate] = defaultdict(list)
            for each, object_ in self.pairs.get(predicate, ()):
                objects[each].append(object_)
        return objects.get(subject, [])

    def one(self, subject: Any, predicate: NamedNode, default: Any = None) -> Any:
        """The first object of a subject's property."""
        found = self.all(subject, predicate)
        return found[0] if found else default

    def subjects(self, predicate: NamedNode, object_: Any) -> list[Any]:
        """The subjects that have this object for a property."""
        if (subjects := self._subjects.get(predicate)) is None:
            subjects = self._subjects[predicate] = defaultdict(list)
            for subject, each in self.pairs.get(predicate, ()):
                subjects[each].append(subject)
        return subjects.get(object_, [])

    def having(self, predicate: NamedNode, text: str) -> list[Any]:
        """The subjects that have this text for a property, in any language and of any datatype, each once."""
        if predicate not in self._texts:
            by_text = self._texts[predicate] = defaultdict(list)
            for subject, object_ in self.pairs.get(predicate, ()):
                if isinstance(object_, Literal):
                    by_text[object_.value].append(subject)
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
