"""The grammar of SPARQL 1.1 queries (`sparql.lark`), read by Lark in linear time and without recursion."""

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from lark import Lark, Token, Tree

Node = Tree[Token] | Token


def syntax_tree(text: str) -> Tree[Token]:
    """The syntax tree of a query, with every word of it. Raises `lark.exceptions.UnexpectedInput`."""
    return _grammar().parse(text)


def branches(tree: Tree[Token]) -> list[Tree[Token]]:
    """The parts of a tree that are trees."""
    return [child for child in tree.children if isinstance(child, Tree)]


def word(tree: Tree[Token], at: int) -> Token:
    """The word that stands at a place of a tree, where the grammar has a word."""
    return cast(Token, tree.children[at])


def parts(node: Node) -> list[Any]:
    """What a tree consists of, at the places where the grammar has it; a word has no parts."""
    return list(node.children) if isinstance(node, Tree) else []


def is_a(node: Node, name: str) -> bool:
    """Whether a node is of a rule, or a word of a kind."""
    return (node.data if isinstance(node, Tree) else node.type) == name


def nodes(left: list[Node]) -> list[Node]:
    """All parts of nodes, at whatever depth, the last word first."""
    left, found = list(left), []
    while left:
        node = left.pop()
        found.append(node)
        if isinstance(node, Tree):
            left.extend(node.children)
    return found


def words(left: Iterable[Node], *kinds: str) -> list[Token]:
    """The words of some kinds in nodes, at whatever depth."""
    return [node for node in nodes(list(left)) if isinstance(node, Token) and node.type in kinds]


@cache
def _grammar() -> Lark:
    return Lark.open("sparql.lark", rel_to=__file__, parser="lalr", keep_all_tokens=True)
