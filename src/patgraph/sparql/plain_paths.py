"""Triples of a query one by one, and its sequences of properties as triples of their own."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from lark import Token, Tree

from .grammar import is_a, nodes
from .reach import NotUnderstood

_TERMS = ("VAR", "IRI", "PNAME", "STRING", "NUMBER", "SIGNED", "BOOLEAN", "A")


def plain_paths(text: str, tree: Tree[Token]) -> str:
    """A query with `?a :p/:q ?b` written as `?a :p ?x . ?x :q ?b`, given its tree too. Raises
    `NotUnderstood`.
    """
    fresh = (f"?__{number}" for number in count())
    edits = []
    for node in nodes([tree]):
        if not is_a(node, "triples") or not any(is_a(inner, "sequence") for inner in nodes([node])):
            continue
        said = []
        for subject, verb, object_ in _statements(node, text):
            steps = _steps(verb, text)
            for step in steps[:-1]:
                between = next(fresh)
                said.append(f"{subject} {step} {between}")
                subject = between
            said.append(f"{subject} {steps[-1]} {object_}")
        start, end = span(node)
        edits.append((start, end, " . ".join(said)))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def triples_of(node: Any) -> Iterator[tuple[str, tuple[str, ...], str, bool]]:
    """Subject, properties of which one holds, object of each triple; and whether it is one step. Raises
    `NotUnderstood`.
    """
    for subject, verb, object_ in _statements(node, None):
        said: list[Any] = [word for word in nodes([verb]) if isinstance(word, str)]
        predicates = tuple(_variable(str(word)) for word in reversed(said) if word.type in _TERMS)
        marks = {str(word) for word in said if word.type not in _TERMS}
        if "!" in marks or marks & {"*", "?"}:  # They meet what no triple of theirs names.
            raise NotUnderstood("a path that is not followed")
        yield subject, predicates, object_, not marks - {"|", "(", ")"}


def _statements(node: Any, text: str | None) -> Iterator[tuple[str, Any, str]]:
    children = list(node.children)
    if len(children) != 2 or not is_a(children[1], "properties"):
        raise NotUnderstood("a node without a name")
    subject = _term(children[0])
    verb: Any = None
    for child in children[1].children:
        if is_a(child, "objects"):
            for value in child.children:
                if not is_a(value, "COMMA"):
                    yield subject, verb, _term(value)
        elif not is_a(child, "SEMICOLON"):
            verb = child


def _term(node: Any) -> str:
    if any(is_a(node, kind) for kind in _TERMS):
        return _variable(str(node))
    if is_a(node, "literal"):
        return "".join(str(word) for word in node.children)
    raise NotUnderstood("a node without a name")


def _variable(word: str) -> str:
    return "?" + word[1:] if word[0] in "?$" else word


def _steps(verb: Any, text: str) -> list[str]:
    if not is_a(verb, "sequence"):
        start, end = span(verb)
        return [text[start:end]]
    found = []
    for step in verb.children:
        if not is_a(step, "SLASH"):
            start, end = span(step)
            found.append(text[start:end])
    # `^:p` goes backwards, and `:p*/:q` has no one step.
    if any("^" in step or step[-1] in "*+?" or "!" in step for step in found):
        return [f"{'/'.join(found)}"]
    return found


def span(node: Any) -> tuple[int, int]:
    """Where a part of a query begins in its text, and where it ends."""
    tokens: list[Any] = [word for word in nodes([node]) if isinstance(word, str)]
    return min(word.start_pos for word in tokens), max(word.end_pos for word in tokens)
