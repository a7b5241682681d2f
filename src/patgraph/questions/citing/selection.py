"""Selection: the columns that a SELECT shows and what it groups by, from its syntax tree."""

from typing import NamedTuple

from lark import Token, Tree

from patgraph.errors import BadInput
from patgraph.sparql.grammar import Node, branches, is_a, parts, words

from .query_text import name, variables

_AGGREGATES = ("avg", "count", "group_concat", "max", "min", "sample", "sum")


class Shown(NamedTuple):
    """A column of a SELECT: its variable, and the expression that gives it, empty where there is none."""

    name: str
    expression: list[Node]


def body(query: Tree[Token]) -> Tree[Token]:
    """`WHERE { … }`."""
    return next(node for node in branches(query) if node.data == "body")


def modifier(query: Tree[Token]) -> str:
    """`DISTINCT`, `REDUCED`, or nothing."""
    word = parts(query)[1]
    return word.upper() if isinstance(word, Token) and word != "*" else ""


def columns_of(query: Tree[Token]) -> list[Shown]:
    """The columns of a SELECT; none where it has `*`."""
    return [shown_by(node) for node in parts(query) if is_a(node, "column")]


def shown_by(node: Tree[Token]) -> Shown:
    """A column, or a key of GROUP BY: `?x` or `(… AS ?x)`."""
    if len(parts(node)) == 1:
        return Shown(name(parts(node)[0]), [])
    _, *expression, _, variable, _ = parts(node)
    return Shown(name(variable), expression)


def has_aggregate(expression: list[Node]) -> bool:
    """Whether an expression counts, sums or otherwise takes many rows together."""
    return any(function.lower() in _AGGREGATES for function in words(expression, "FUNCTION"))


def aggregates(shown: Shown, columns: list[Shown]) -> bool:
    """Whether a column counts, or is made of one that does."""
    counted = {other.name for other in columns if has_aggregate(other.expression)}
    return shown.name in counted or bool(counted & variables(shown.expression))


def group_names(query: Tree[Token]) -> list[str] | None:
    """The variables that a query groups by; `None` where it groups nothing. Raises `BadInput`."""
    keys = [node for node in parts(query) if is_a(node, "key")]
    if not keys:
        return [] if any(has_aggregate(shown.expression) for shown in columns_of(query)) else None
    for key in keys:
        if not is_a(parts(key)[0], "VAR") and not is_a(parts(key)[-3], "AS"):
            raise BadInput("GROUP BY an expression: give it a name, (… AS ?name).")
    return [shown_by(key).name for key in keys]
