"""Retrieval: statements of a remote store, in answers short enough for stores that cut long ones."""

from collections.abc import Callable, Iterator
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from patgraph.errors import RemoteFault

#: Subjects that are listed at a time, and read at a time: answers stay under the 10,000 rows of Virtuoso.
_NAMES, _SUBJECTS = 8000, 500
#: Graphs that are listed at a time, and statements and graphs that are read in one answer.
_LISTED, _STATEMENTS, _GRAPHS = 5000, 3000, 200

#: Asks a SELECT and gives its rows.
Ask = Callable[[str], list[tuple[Any, ...]]]
#: Subject, predicate, object and graph; `None` matches anything.
Pattern = tuple[Any, Any, Any, Any]
_VARIABLES = ("?s", "?p", "?o", "?g")


def graph_sizes(ask: Ask) -> dict[str, int]:
    """Every named graph with the number of its statements. (Virtuoso 7 can hang on DISTINCT ?g.)"""
    found: dict[str, int] = {}
    last = ""
    while True:
        rows = ask(
            "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
            f"FILTER(STR(?g) > {Literal(last)}) }} GROUP BY ?g ORDER BY STR(?g) LIMIT {_LISTED}"
        )
        found |= {name.value: int(count.value) for name, count in rows if name is not None}
        if len(rows) < _LISTED:
            return found
        last = rows[-1][0].value


def whole_graphs(ask: Ask, counts: dict[str, int]) -> Iterator[Quad]:
    """Every statement of some graphs, a graph or many small ones at a time."""
    small: list[NamedNode] = []
    size = 0
    for name, count in counts.items():
        if count > 1000:
            yield from one_graph(ask, NamedNode(name))
            continue
        small.append(NamedNode(name))
        size += count
        if size > _STATEMENTS or len(small) == _GRAPHS:
            yield from _small(ask, small)
            small, size = [], 0
    if small:
        yield from _small(ask, small)


def one_graph(ask: Ask, graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    """Every statement of a graph, but those whose subject is a blank node."""
    pattern = (None, None, None, graph)
    return _by_subject(ask, pattern, _written(pattern))


def matching(ask: Ask, pattern: Pattern, space: str) -> list[Quad]:
    """Every statement that matches, of graphs whose names begin with `space`. Raises `RemoteFault` where
    fewer come than the store counts.
    """
    written = _written(pattern)
    if pattern[3] is None:
        written += f" FILTER(STRSTARTS(STR(?g), {Literal(space)}))"
    count = int(ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ {written} }}")[0][0].value)
    if None not in pattern:
        return [Quad(*pattern)] if count else []
    if count <= _STATEMENTS or pattern[0] is not None:
        rows = ask(f"SELECT {_variables(pattern)} WHERE {{ {written} }}")
        found = [_quad(pattern, row) for row in rows]
    else:
        found = [*_by_subject(ask, pattern, written)]
    if len(found) != count:
        raise RemoteFault(f"The remote store gave {len(found)} statements of {count}; it cuts answers short.")
    return found


def _small(ask: Ask, names: list[NamedNode]) -> Iterator[Quad]:
    listed = " ".join(map(str, names))
    for row in ask(f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?g {{ {listed} }} GRAPH ?g {{ ?s ?p ?o }} }}"):
        yield Quad(*row)


def _by_subject(ask: Ask, pattern: Pattern, written: str) -> Iterator[Quad]:
    """By pages of subjects: an offset far inside a sorted answer is refused by Virtuoso."""
    last = ""
    while True:
        subjects = ask(
            f"SELECT DISTINCT ?s WHERE {{ {written} FILTER(!isBlank(?s) && "
            f"STR(?s) > {Literal(last)}) }} ORDER BY STR(?s) LIMIT {_NAMES}"
        )
        for at in range(0, len(subjects), _SUBJECTS):
            listed = " ".join(str(row[0]) for row in subjects[at : at + _SUBJECTS])
            for row in ask(f"SELECT {_variables(pattern)} WHERE {{ VALUES ?s {{ {listed} }} {written} }}"):
                yield _quad(pattern, row)
        if len(subjects) < _NAMES:
            return
        last = subjects[-1][0].value


def _written(pattern: Pattern) -> str:
    s, p, o, g = (name if term is None else str(term) for name, term in zip(_VARIABLES, pattern, strict=True))
    return f"{s} {p} {o} ." if isinstance(pattern[3], DefaultGraph) else f"GRAPH {g} {{ {s} {p} {o} }}"


def _variables(pattern: Pattern) -> str:
    return " ".join(name for name, term in zip(_VARIABLES, pattern, strict=True) if term is None)


def _quad(pattern: Pattern, row: tuple[Any, ...]) -> Quad:
    found = iter(row)
    return Quad(*(next(found) if term is None else term for term in pattern))
