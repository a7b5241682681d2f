"""Selection: the columns that a SELECT shows and what it groups by, from its syntax tree."""

from typing import NamedTuple

from lark import Token, Tree

from patgraph.errors import BadInput
from patgraph.sparql.grammar import Node, is_a, nodes

from .query_text import name, variables

_AGGREGATES = ("avg", "count", "group_concat", "max", "min", "sample", "sum")


class Shown(NamedTuple):
    """A column of a SELECT: its variable, and the expression that gives it, empty where there is none."""

    name: str
    expression: list[Node]


def body(query: Tree) -> Tree:
    """`WHERE { … }`."""
    return next(node for node in query.children if is_a(node, "body"))


def modifier(query: Tree) -> str:
    """`DISTINCT`, `REDUCED`, or nothing."""
    word = query.children[1]
    return word.upper() if isinstance(word, Token) and word != "*" else ""


def columns_of(query: Tree) -> list[Shown]:
    """The columns of a SELECT; none where it has `*`."""
    return [shown_by(node) for node in query.children if is_a(node, "column")]


def shown_by(node: Tree) -> Shown:
    """A column, or a key of GROUP BY: `?x` or `(… AS ?x)`."""
    if len(node.children) == 1:
        return Shown(name(node.children[0]), [])
    _, *expression, _, variable, _ = node.children
    return Shown(name(variable), expression)


def has_aggregate(parts: list[Node]) -> bool:
    """Whether an expression counts, sums or otherwise takes many rows together."""
    return any(is_a(node, "FUNCTION") and node.lower() in _AGGREGATES for node in nodes(parts))


def aggregates(shown: Shown, columns: list[Shown]) -> bool:
    """Whether a column counts, or is made of one that does."""
    counted = {other.name for other in columns if has_aggregate(other.expression)}
    return shown.name in counted or bool(counted & variables(shown.expression))


def group_names(query: Tree) -> list[str] | None:
    """The variables that a query groups by; `None` where it groups nothing. Raises `BadInput`."""
    keys = [node for node in query.children if is_a(node, "key")]
    if not keys:
        return [] if any(has_aggregate(shown.expression) for shown in columns_of(query)) else None
    for key in keys:
        if not is_a(key.children[0], "VAR") and not is_a(key.children[-3], "AS"):
            raise BadInput("GROUP BY an expression: give it a name, (… AS ?name).")
    return [shown_by(key).name for key in keys]
