"""Retrieval: all statements of a remote store, in answers short enough for stores that cut long ones."""

from collections.abc import Callable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

#: Subjects that are listed at a time, and read at a time: answers stay under the 10,000 rows of Virtuoso.
_NAMES, _SUBJECTS = 8000, 500
#: Graphs that are listed at a time, and statements and graphs that are read in one answer.
_LISTED, _STATEMENTS, _GRAPHS = 5000, 3000, 200

#: Asks a SELECT and gives its rows.
Ask = Callable[[str], list[tuple]]


def graphs(ask: Ask) -> dict[str, int]:
    """Every named graph with the number of its statements. (Virtuoso 7 can hang on DISTINCT ?g.)"""
    found, last = {}, ""
    while True:
        rows = ask(
            "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
            f"FILTER(STR(?g) > {Literal(last)}) }} GROUP BY ?g ORDER BY STR(?g) LIMIT {_LISTED}"
        )
        found |= {name.value: int(count.value) for name, count in rows if name is not None}
        if len(rows) < _LISTED:
            return found
        last = rows[-1][0].value


def quads(ask: Ask, counts: dict[str, int]) -> Iterator[Quad]:
    """Every statement of some graphs, a graph or many small ones at a time."""
    small, size = [], 0
    for name, count in counts.items():
        if count > 1000:
            yield from _large(ask, NamedNode(name))
            continue
        small.append(NamedNode(name))
        size += count
        if size > _STATEMENTS or len(small) == _GRAPHS:
            yield from _small(ask, small)
            small, size = [], 0
    if small:
        yield from _small(ask, small)


def _small(ask: Ask, names: list[NamedNode]) -> Iterator[Quad]:
    listed = " ".join(map(str, names))
    for row in ask(f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?g {{ {listed} }} GRAPH ?g {{ ?s ?p ?o }} }}"):
        yield Quad(*row)


def _large(ask: Ask, name: NamedNode) -> Iterator[Quad]:
    """A graph by pages of subjects: an offset far inside a sorted answer is refused by Virtuoso."""
    last = ""
    while True:
        subjects = ask(
            f"SELECT DISTINCT ?s WHERE {{ GRAPH {name} {{ ?s ?p ?o }} FILTER(!isBlank(?s) && "
            f"STR(?s) > {Literal(last)}) }} ORDER BY STR(?s) LIMIT {_NAMES}"
        )
        for at in range(0, len(subjects), _SUBJECTS):
            listed = " ".join(str(row[0]) for row in subjects[at : at + _SUBJECTS])
            for row in ask(
                f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {listed} }} GRAPH {name} {{ ?s ?p ?o }} }}"
            ):
                yield Quad(*row, name)
        if len(subjects) < _NAMES:
            return
        last = subjects[-1][0].value
