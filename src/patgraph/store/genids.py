"""Blank nodes are stored in a remote store under names, so that no request ever makes two of one."""

import re
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad


def space(base: str) -> str:
    """What the names of blank nodes begin with."""
    return f"{base}genid/"


def named_line(text: str, base: str) -> str:
    """A line of N-Quads with names instead of its blank nodes."""
    genids = space(base)
    return re.sub(r"(?<=^)_:(\w+)(?= )|(?<= )_:(\w+)(?= )", lambda m: f"<{genids}{m[1] or m[2]}>", text)


def named(term: Any, base: str) -> Any:
    """A term as it is stored: a name for a blank node."""
    return NamedNode(space(base) + term.value) if isinstance(term, BlankNode) else term


def blank(term: Any, genids: str) -> Any:
    """A term as it is meant: a blank node for a name that begins with `genids`, where that is given."""
    if genids and isinstance(term, NamedNode) and term.value.startswith(genids):
        return BlankNode(term.value.removeprefix(genids))
    return term


def blank_quad(quad: Quad, genids: str) -> Quad:
    """A statement as it is meant."""
    return Quad(blank(quad.subject, genids), quad.predicate, blank(quad.object, genids), quad.graph_name)
