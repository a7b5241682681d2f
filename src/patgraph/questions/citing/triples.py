"""The triple patterns of a question, each written out: paths as their steps, blank nodes as variables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lark import Token, Tree

from patgraph.errors import BadInput
from patgraph.names import term
from patgraph.sparql.grammar import Node, is_a, parts

from .query_text import QueryText, name

_TYPE, _FIRST, _REST, _NIL = (str(term(f"rdf:{local}")) for local in ("type", "first", "rest", "nil"))
_PATHS = "questions use sequences, inverses and closures of a property."


@dataclass(frozen=True)
class Step:
    """A triple pattern, of SPARQL texts; `closure` is `*`, `+` or `?` where its property has one."""

    subject: str
    property: str
    object: str
    closure: str = ""

    def __str__(self) -> str:
        return f"{self.subject} {self.property}{self.closure} {self.object}"


class TripleReader:
    """Reads the triples of a text. `fresh` gives a variable that nothing else uses, under a prefix."""

    def __init__(self, text: QueryText, fresh: Callable[[str], str]) -> None:
        self._text, self._fresh = text, fresh
        self._blank: dict[str, str] = {}
        self._found: list[Step] = []

    def read(self, triples: Tree[Token]) -> list[Step]:
        """The triples of one subject. Raises `BadInput` for paths that questions do not use."""
        self._found = []
        subject, *properties = parts(triples)
        node = self._node(subject)
        for part in properties:
            self._properties(node, part)
        return self._found

    def _properties(self, subject: str, properties: Tree[Token]) -> None:
        verb: Node = properties
        for part in parts(properties):
            if is_a(part, "objects"):
                for node in parts(part):
                    if not _is_word(node, ","):
                        self._found += self._steps(subject, verb, self._node(node))
            elif not _is_word(part, ";"):
                verb = part

    def _node(self, node: Node) -> str:
        """The text of a subject or object; what brackets say of it is noted."""
        if is_a(node, "described"):
            here = self._fresh("b")
            self._properties(here, parts(node)[1])
            return here
        if is_a(node, "list"):
            places = [self._fresh("b") for _ in parts(node)[1:-1]]
            for place, item, after in zip(places, parts(node)[1:-1], [*places[1:], _NIL], strict=True):
                self._found += [Step(place, _FIRST, self._node(item)), Step(place, _REST, after)]
            return places[0]
        if is_a(node, "nil"):
            return _NIL
        if is_a(node, "anonymous"):
            return self._fresh("b")
        if is_a(node, "BNODE"):
            return self._blank.setdefault(str(node), self._fresh("b"))
        if is_a(node, "BOOLEAN"):
            return str(node).lower()
        return name(str(node)) if is_a(node, "VAR") else self._text.of(node)

    def _steps(self, subject: str, path: Node, object_: str) -> Iterator[Step]:
        """A path as its steps, with a variable between two; a closure stays one step."""
        if is_a(path, "nested"):
            yield from self._steps(subject, parts(path)[1], object_)
        elif is_a(path, "sequence"):
            steps = parts(path)[::2]
            places = [subject, *(self._fresh("v") for _ in steps[1:]), object_]
            for here, step, there in zip(places, steps, places[1:], strict=False):
                yield from self._steps(here, step, there)
        elif is_a(path, "step"):
            first, *_, last = parts(path)
            if _is_word(first, "^"):
                rest = parts(path)[1:]
                yield from self._steps(object_, rest[0] if len(rest) == 1 else Tree("step", rest), subject)
                return
            while is_a(first, "nested"):
                first = parts(first)[1]
            if isinstance(first, Tree):
                raise BadInput(f"The path {self._text.of(path)}: {_PATHS}")
            yield Step(subject, self._property(first), object_, str(last))
        elif isinstance(path, Tree):
            raise BadInput(f"The path {self._text.of(path)}: {_PATHS}")
        else:
            yield Step(subject, self._property(path), object_)

    def _property(self, word: Token) -> str:
        if is_a(word, "VAR"):
            return name(word)
        return _TYPE if is_a(word, "A") else self._text.iri(word)


def _is_word(node: Node, word: str) -> bool:
    return isinstance(node, Token) and node == word
