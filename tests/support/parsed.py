"""What rdflib's parser reads in a query. It takes a tenth of a second for each of the project's: a text is
read once, however many tests look at it.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import rdflib
from pyparsing import ParseResults
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

_SUMS = ("AdditiveExpression", "MultiplicativeExpression")


class Parsed(NamedTuple):
    """What is found in the tree, before it becomes the algebra, and that."""

    #: The names, in full, but for those that only the algebra has.
    names: frozenset[str]
    #: The sequences of `-` or `/` with more after them and no brackets.
    ungrouped: list[list]
    algebra: CompValue


def parsed(text: str) -> Parsed:
    """A query as rdflib reads it; lines that are comments are nothing to it."""
    return _parsed(re.sub(r"(?m)^#.*\n?", "", text).strip())


@cache
def _parsed(text: str) -> Parsed:
    tree = parseQuery(text)
    spaces = {each.prefix: each.iri for each in tree[0] if "prefix" in each}
    names, ungrouped = frozenset(_names(tree[1], spaces)), list(_ungrouped(tree))
    return Parsed(names, ungrouped, translateQuery(tree).algebra)


def names_in(node: object) -> set[str]:
    """The names in a piece of algebra."""
    return set(_names(node, {}))


def _names(node: object, spaces: dict) -> Iterator[str]:
    if isinstance(node, rdflib.URIRef):
        yield str(node)
    elif getattr(node, "name", None) == "pname":
        yield f"{spaces[node.prefix]}{node.localname}"
    elif isinstance(node, dict):
        for value in node.values():
            yield from _names(value, spaces)
    elif isinstance(node, list | tuple | set | ParseResults):
        for value in node:
            yield from _names(value, spaces)
    elif hasattr(node, "args"):
        yield from _names(list(node.args), spaces)


def _ungrouped(node: object) -> Iterator[list]:
    if isinstance(node, CompValue):
        signs = list(node.get("op", [])) if node.name in _SUMS else []
        if len(signs) > 1 and {"-", "/"} & {str(sign) for sign in signs}:
            yield signs
        for part in node.values():
            yield from _ungrouped(part)
    elif isinstance(node, list | tuple) or type(node).__name__ in ("ParseResults", "plist"):
        for part in node:
            yield from _ungrouped(part)
