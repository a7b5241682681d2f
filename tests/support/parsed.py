"""What rdflib's parser reads in a query. It takes some tenths of a second for each of the project's: a text
is read once, however many tests look at it, in this run and the next.
"""

import copyreg
import hashlib
import os
import pickle
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import rdflib
from pyparsing import ParseResults
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue, Expr

_SUMS = ("AdditiveExpression", "MultiplicativeExpression")
#: The variable of the environment that has the directory where what was read is kept.
KEPT = "PATGRAPH_TESTS_PARSED"


class Parsed(NamedTuple):
    """What is found in the tree, before it becomes the algebra, and that."""

    #: The names, in full, but for those that only the algebra has.
    names: frozenset[str]
    #: The sequences of `-` or `/` with more after them and no brackets.
    ungrouped: list[list[str]]
    algebra: CompValue


def parsed(text: str) -> Parsed:
    """A query as rdflib reads it; lines that are comments are nothing to it."""
    return _parsed(re.sub(r"(?m)^[ \t]*#.*\n?", "", text).strip())


@cache
def _parsed(text: str) -> Parsed:
    """What is kept of this text, as this module and this rdflib read it; else it is read now, and kept."""
    who = f"{rdflib.__version__} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"
    place = Path(os.environ[KEPT], hashlib.sha256(f"{who} {text}".encode()).hexdigest())
    with suppress(OSError, EOFError, pickle.UnpicklingError):
        return pickle.loads(place.read_bytes())
    found = _read(text)
    own = place.with_suffix(f".{os.getpid()}")
    own.write_bytes(pickle.dumps(found))
    own.replace(place)
    return found


def _read(text: str) -> Parsed:
    tree = parseQuery(text)
    spaces = {each.prefix: each.iri for each in tree[0] if "prefix" in each}
    names, ungrouped = frozenset(_names(tree[1], spaces)), list(_ungrouped(tree))
    return Parsed(names, ungrouped, translateQuery(tree).algebra)


def _pickled(node: CompValue):
    """A piece of algebra is kept with its name and its parts, without what evaluates it."""
    return _made, (node.name, dict(node))


def _made(name: str, parts: dict) -> CompValue:
    return CompValue(name, **parts)


copyreg.pickle(CompValue, _pickled)
copyreg.pickle(Expr, _pickled)


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
        signs = [str(sign) for sign in node.get("op", [])] if node.name in _SUMS else []
        if len(signs) > 1 and {"-", "/"} & {*signs}:
            yield signs
        for part in node.values():
            yield from _ungrouped(part)
    elif isinstance(node, list | tuple) or type(node).__name__ in ("ParseResults", "plist"):
        for part in node:
            yield from _ungrouped(part)
