"""Reads queries for what a change can reach in them: see `reach`."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from lark.exceptions import UnexpectedInput

from .grammar import branches, nodes, syntax_tree, words
from .plain_paths import plain_paths
from .reach import Insert, NotUnderstood, Pattern, Reach
from .scopes import Scope, Triple, read_select, variables

#: What gives another value each time it is asked.
_CHANGING = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}


@lru_cache(maxsize=256)
def read_reach(text: str, key: str, constant: str = "this") -> Reach:
    """Read a SELECT query. `constant` is a variable that is replaced before it is asked. Raises
    `NotUnderstood`. What was read is remembered: the rules of a project stay, its data change.
    """
    tree = _read(text)
    plain = plain_paths(text, tree)
    if plain != text:
        text, tree = plain, _read(plain)
    named = {word.upper() for word in words([tree], "FUNCTION")}
    kinds = {node.data for node in nodes([tree]) if not isinstance(node, str)}
    if named & _CHANGING or kinds & {"service", "values", "minus", "described", "anonymous", "list", "nil"}:
        raise NotUnderstood("a part of it is not followed")
    query = next((node for node in branches(tree) if node.data == "select"), None)
    if query is None:
        raise NotUnderstood("it is no SELECT")
    root = read_select(query, None, "", "+")
    root.link = "root" if root.link == "select" else root.link
    patterns = [p for scope in root.scopes for p in _patterns(text, scope, key, constant)]
    names = root.outside - {constant}
    inserts = tuple(_inserts([root], names)) if names else ()
    implied = tuple(stretch for scope in root.scopes for stretch in scope.implied)
    return Reach(text, tuple(patterns), tuple(sorted(names)), inserts, implied)


def _read(text: str) -> Any:
    try:
        return syntax_tree(text)
    except UnexpectedInput as error:
        raise NotUnderstood("it is not read") from error


def _patterns(text: str, scope: Scope, key: str, constant: str) -> Iterable[Pattern]:
    chain = [scope]
    while chain[0].parent is not None:
        chain.insert(0, chain[0].parent)
    # As deep as rows can be restricted: through branches and selects, and into the first that groups.
    depth = 0
    while chain[depth].link != "grouped" and depth + 1 < len(chain) and chain[depth + 1].link != "opaque":
        depth += 1
    path, hidden = chain[: depth + 1], chain[depth + 1 :]
    anchor = path[-1]
    cuts = tuple(cut for each in path for cut in each.cuts)
    allowed = (anchor.certain if anchor.keys is None else anchor.certain & anchor.keys) - {constant}
    for number, (graph, subject, predicates, object_) in enumerate(scope.triples):
        terms = (graph, subject, *(predicates if len(predicates) == 1 else ()), object_)
        own = {term[1:] for term in terms if term[:1] == "?"} - {constant}
        names, linked = _seen(hidden, own & allowed), ""
        if not names:
            # Inside a select names are its own: what hangs together is followed in the innermost, and out of
            # it only by what it shows.
            inmost = max((n for n, each in enumerate(hidden) if each.shown is not None), default=-1)
            scopes = hidden[inmost:] if inmost >= 0 else [anchor, *hidden]
            start = (graph, subject, predicates, object_)
            names, linked = _linked(scopes, start, _seen(hidden, allowed), key)
        if number in scope.unbounded:  # A path of any length: what it begins and ends at need not be here.
            subject = object_ = ""
            names = set()
        inserts = tuple(_inserts(path, names)) if names else ()
        yield Pattern(
            graph, subject, predicates, object_, scope.signs, tuple(sorted(names)), inserts, cuts, linked,
            tuple(text[start:end] for start, end in dict.fromkeys(_sieve(path, names - {constant}))),
            tuple(sorted(_seen(path[1:], names))), unbounded=not inserts,
        )  # fmt: skip


def _seen(scopes: Iterable[Scope], names: set[str]) -> set[str]:
    """What of names in the innermost of some scopes is seen outside of all of them."""
    for scope in scopes:
        names = names if scope.shown is None else names & scope.shown
    return names


def _linked(scopes: list[Scope], start: Triple, allowed: set[str], key: str) -> tuple[set[str], str]:
    """What is found of allowed variables by following triples from one; and the text that asks for it."""
    left = [t for scope in scopes for n, t in enumerate(scope.triples) if t[1] and n not in scope.unbounded]

    taken, reached = [], variables(start)
    while key not in reached & allowed:
        near = next((t for t in left if variables(t) & reached), None)
        if near is None:
            break
        left.remove(near)
        taken.append(near)
        reached |= variables(near)
    text = " ".join(
        f"GRAPH {graph} {{ {s} {'|'.join(ps)} {o} }}" if graph else f"{s} {'|'.join(ps)} {o} ."
        for graph, s, ps, o in taken
    )
    return reached & allowed, text


def _inserts(path: list[Scope], names: set[str]) -> Iterable[Insert]:
    """Where a restriction stands so that it is met early: in each scope of a path, and in what is beside."""
    on_path = {id(scope) for scope in path}
    seen = set(names)
    for scope in reversed(path):
        if scope is not path[-1] or scope.keys is not None:
            seen &= scope.certain if scope.keys is None else scope.certain & scope.keys
        yield from _insert(scope, seen)
        for union in scope.unions:
            if not any(id(branch) in on_path for branch in union):
                for branch in union:
                    yield from _pushed(branch, seen)
        if scope.shown is not None:
            seen &= scope.shown


def _sieve(path: list[Scope], names: set[str]) -> Iterable[tuple[int, int]]:
    """The filters that rows with values of some names have to pass, of which they tell all."""
    on_path, seen = {id(scope) for scope in path}, set(names)
    for scope in reversed(path):
        left = [(scope, seen)]
        while left:
            each, known = left.pop()
            yield from (stretch for stretch, needed in each.filters if needed <= known)
            for union in each.unions:
                if len(union) == 1 and id(union[0]) not in on_path:
                    left.append((union[0], known & union[0].outside))
        if scope.shown is not None:
            seen = seen & scope.shown


def _pushed(scope: Scope, names: set[str]) -> Iterable[Insert]:
    inner = names & scope.outside
    if not inner:
        return
    yield from _insert(scope, inner)
    for union in scope.unions:
        for branch in union:
            yield from _pushed(branch, inner)


def _insert(scope: Scope, names: set[str]) -> Iterable[Insert]:
    early, late = sorted(names - scope.said), sorted(names & scope.said)
    if early:
        yield Insert(scope.start, tuple(early))
    if late:  # A name may be given by BIND only where nothing before has it.
        yield Insert(scope.end, tuple(late))
