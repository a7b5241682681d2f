"""Expressions and terms of SPARQL, from rdflib's parse tree back to text.

rdflib's parser has no writer of its own for what it reads; its algebra's is for another tree.
"""

from collections.abc import Callable, Sequence
from functools import partial

import pyoxigraph
from rdflib import BNode, Literal, URIRef, Variable
from rdflib.plugins.sparql.parserutils import CompValue

from patgraph.errors import BadInput

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_ARGUMENTS = ("arg", "arg1", "arg2", "arg3", "text", "pattern", "replacement", "start", "length", "flags")


def expression_text(node, exists: Callable[[CompValue, bool], str]) -> str:
    """The text of an expression. `exists` gives the text of the group in an `EXISTS` and is told whether
    the expression is there to find something, or to find that there is nothing.

    Raises `BadInput` for what is not an expression.
    """

    def text(value) -> str:
        return expression_text(value, exists)

    if not isinstance(node, CompValue):
        return f"({', '.join(map(text, node))})" if isinstance(node, list) else term_text(node)
    name, get = node.name, partial(dict.get, node)
    if name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        found = name == "Builtin_EXISTS"
        return f"{'' if found else 'NOT '}EXISTS {{\n{exists(get('graph'), found)}\n}}"
    if name == "UnaryNot":
        return f"!({expression_text(get('expr'), lambda group, _: exists(group, False))})"
    if name in ("UnaryMinus", "UnaryPlus"):
        return f"{'-' if name == 'UnaryMinus' else '+'}({text(get('expr'))})"
    if name in ("ConditionalOrExpression", "ConditionalAndExpression"):
        sign = " || " if name == "ConditionalOrExpression" else " && "
        parts = [get("expr"), *(get("other") or ())]
        return text(parts[0]) if len(parts) == 1 else f"({sign.join(map(text, parts))})"
    if name == "RelationalExpression":
        if get("op") is None:
            return text(get("expr"))
        other = get("other")
        many = isinstance(other, Sequence) and not isinstance(other, str)
        right = f"({', '.join(map(text, other))})" if many else text(other)
        return f"({text(get('expr'))} {get('op')} {right})"
    if name in ("AdditiveExpression", "MultiplicativeExpression"):
        if not get("op"):
            return text(get("expr"))
        pairs = zip(get("op"), get("other"), strict=True)
        return f"({text(get('expr'))} {' '.join(f'{op} {text(other)}' for op, other in pairs)})"
    if name == "Function":
        return f"{term_text(get('iri'))}({', '.join(map(text, get('expr') or ()))})"
    if name.startswith("Aggregate_"):
        return _aggregate(name.removeprefix("Aggregate_"), get, text)
    if name.startswith("Builtin_"):
        given = [get(key) for key in _ARGUMENTS if get(key) is not None]
        arguments = [a for value in given for a in (value if isinstance(value, list) else [value])]
        return f"{name.removeprefix('Builtin_')}({', '.join(map(text, arguments))})"
    raise BadInput(f"{name}: questions do not use it.")


def _aggregate(name: str, get, text) -> str:
    distinct = "DISTINCT " if get("distinct") else ""
    what = "*" if str(get("vars")) == "*" else text(get("vars"))
    separator = f"; SEPARATOR={term_text(get('separator'))}" if get("separator") is not None else ""
    kind = {"GroupConcat": "GROUP_CONCAT"}.get(name, name.upper())
    return f"{kind}({distinct}{what}{separator})"


def term_text(node) -> str:
    """A term or variable in SPARQL; a blank node is a variable nobody can see."""
    if isinstance(node, Variable):
        return f"?{node}"
    if isinstance(node, BNode):
        return f"?_b{node}"
    if isinstance(node, URIRef):
        return str(pyoxigraph.NamedNode(str(node)))
    if isinstance(node, Literal):
        if node.language:
            return str(pyoxigraph.Literal(str(node), language=node.language))
        datatype = str(node.datatype or _XSD_STRING)
        return str(pyoxigraph.Literal(str(node), datatype=pyoxigraph.NamedNode(datatype)))
    return str(node)


def has_aggregate(node) -> bool:
    """Whether an expression counts, sums or otherwise takes many rows together."""
    if isinstance(node, CompValue):
        return node.name.startswith("Aggregate_") or any(map(has_aggregate, dict.values(node)))
    return isinstance(node, list | tuple) and any(map(has_aggregate, node))


def variables(node) -> set[str]:
    """The names of the variables in an expression."""
    if isinstance(node, Variable):
        return {str(node)}
    parts = (
        dict.values(node) if isinstance(node, CompValue) else node if isinstance(node, list | tuple) else ()
    )
    return set().union(*map(variables, parts))
