"""The text of a question beside its syntax tree: slices of it, with names in full and changes put in.

    text = QueryText("PREFIX : <urn:> SELECT ?c { ?c a :C }")
    text.replace(triples, "?c ?p ?o")
    text.inside(group)                  # " ?c ?p ?o "

Prefixes are resolved everywhere, so that any slice can stand in another query. Changes are put into a slice
when it is taken, so that all of them are made before the first is.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin

from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from patgraph.errors import BadInput
from patgraph.sparql.grammar import Node, is_a, parts, syntax_tree, words


class QueryText:
    """A query with its tree. Raises `BadInput` for what is not in our grammar of SPARQL 1.1."""

    def __init__(self, text: str) -> None:
        try:
            self.tree = syntax_tree(text)
        except UnexpectedInput as error:
            raise BadInput(
                f"line {error.line}, column {error.column}: not SPARQL 1.1: questions do not use it."
            ) from error
        self._text = text
        self._changes: list[tuple[int, int, str]] = []
        self._base, self._prefixes = _prologue(self.tree)
        for name_ in words([self.tree], "PNAME", *(["IRI"] if self._base else [])):
            self.replace(name_, self.iri(name_))

    def iri(self, token: Token) -> str:
        """The IRI that a name stands for, in angle brackets."""
        if token.type == "PNAME":
            prefix, _, local = token.partition(":")
            if prefix not in self._prefixes:
                raise BadInput(f"line {token.line}: the prefix {prefix}: is not declared.")
            local = re.sub(r"\\(.)", r"\1", local)
            return f"<{self._prefixes[prefix]}{local}>"
        return f"<{urljoin(self._base, token[1:-1])}>" if self._base else str(token)

    def of(self, part: Node | Sequence[Node]) -> str:
        """The text of a node, or of those that follow each other."""
        return self._slice(*extent(part))

    def inside(self, group: Tree[Token]) -> str:
        """What stands between the braces of a group."""
        return self._slice(parts(group)[0].end_pos, parts(group)[-1].start_pos)

    def after(self, node: Tree[Token], query: Tree[Token]) -> str:
        """What follows a node, up to the end of the query that it is part of."""
        return self._slice(extent(node)[1], extent(query)[1])

    def replace(self, node: Node, text: str) -> None:
        """Put another text where a node stands."""
        self._change(*extent(node), text)

    def append(self, group: Tree[Token], text: str) -> None:
        """Put a text before the brace that ends a group."""
        place = parts(group)[-1].start_pos
        self._change(place, place, text)

    def enclose(self, node: Tree[Token]) -> None:
        """Put a node between braces, so that a text can follow it."""
        start, end = extent(node)
        self._change(start, start, "{ ")
        self._change(end, end, " }")

    def _change(self, start: int, end: int, text: str) -> None:
        self._changes.append((start, end, text))

    def _slice(self, start: int, end: int) -> str:
        found, here = [], start
        # What is put in comes before what is replaced there, and the wider change before those within it.
        for begin, stop, text in sorted(self._changes, key=lambda c: (c[0], c[1] > c[0], -c[1])):
            if here <= begin and stop <= end:
                found += [self._text[here:begin], text]
                here = stop
        return "".join([*found, self._text[here:end]])


def extent(part: Node | Sequence[Node]) -> tuple[int, int]:
    """Where a node, or those that follow each other, begin and end."""
    first: Any = part
    last: Any = part
    if not isinstance(part, Tree | Token):
        first, last = part[0], part[-1]
    while isinstance(first, Tree):
        first = first.children[0]
    while isinstance(last, Tree):
        last = last.children[-1]
    return first.start_pos, last.end_pos


def name(variable: str) -> str:
    """A variable as `?name`, which may be written `$name` too."""
    return f"?{variable[1:]}"


def variables(among: Iterable[Node]) -> set[str]:
    """The variables in nodes, at whatever depth."""
    return {name(variable) for variable in words(among, "VAR")}


def _prologue(tree: Tree[Token]) -> tuple[str, dict[str, str]]:
    """What BASE and PREFIX say; a later line goes before an earlier one."""
    base, prefixes = "", {}
    said = [node for part in parts(tree) if is_a(part, "prologue") for node in parts(part)]
    for before, word in pairwise(said):
        if is_a(word, "IRI"):
            iri = urljoin(base, word[1:-1]) if base else word[1:-1]
            if is_a(before, "PNAME"):
                prefixes[before[:-1]] = iri
            else:
                base = iri
    return base, prefixes
