"""The triples that the patterns of a question met for each row of its answer.

The levels of the question (see `patterns`) are asked again with all their variables, the outermost for the
rows of the page alone, each inner one for those of its groups that the level around it used.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode

from patgraph.names import rebase
from patgraph.questions.answer import Answer, Row
from patgraph.store import Store

from . import patterns

#: How many keys a query is asked with at once.
_BATCH = 500


#: A triple that was met, and the graph it was asked of, `None` for the view.
Met = tuple[Any, Any, Any, NamedNode | None]


class MetTriples:
    """The triples that were met for each row of an answer: `(subject, property, object, graph or None)`."""

    def __init__(self, answer: Answer, store: Store):
        self._answer = answer
        self._store = store
        self._found: dict[int, set[Met]] = defaultdict(set)
        self._edges: dict[Met, set[Met]] = {}

    def of_rows(self) -> dict[int, set[Met]]:
        """The triples by the place of their row."""
        answer = self._answer
        plan = patterns.plan(answer.query.sparql)
        if plan.kind == "values":
            at = {f"?{column.name}": index for index, column in enumerate(answer.columns)}
            keys = [tuple(row[at[name]] for name in plan.level.keys) for row in answer.rows]
            self._level(plan.level, _places(keys), top=True)
            return self._found
        names, rows = self._select(plan.wide)
        start = answer.offset
        rows = [rows[place] for place in answer.places or range(start, start + len(answer.rows))]
        at = {f"?{name}": index for index, name in enumerate(names)}
        if plan.kind == "groups":
            keys = [tuple(row[at[name]] for name in plan.level.keys) for row in rows]
            self._level(plan.level, _places(keys), top=True)
        else:
            self._solutions(plan.level, at, [(row, {number}) for number, row in enumerate(rows)])
        return self._found

    def _select(self, text: str) -> tuple[Sequence[str], list[Row]]:
        return self._store.select(self._answer.query.bind(self._answer.terms, self._store.base, text))

    def _level(self, level: patterns.Level, wanted: dict[Row, set[int]], top: bool = False) -> None:
        """Find the solutions of a level that belong to these keys."""
        needed = level.needed()
        if not wanted or not (level.facts or level.inner):
            return
        given = [name for name in level.keys if name in level.certain]
        places = [level.keys.index(name) for name in given]
        picks = list(dict.fromkeys(tuple(_given(key[at]) for at in places) for key in wanted))
        names = " ".join(needed) or "*"
        for begin in range(0, len(picks) if given else 1, _BATCH):
            rows = "\n".join(f"({' '.join(pick)})" for pick in picks[begin : begin + _BATCH])
            values = f"VALUES ({' '.join(given)}) {{\n{rows}\n}}\n" if given else ""
            found, solutions = self._select(f"SELECT DISTINCT {names}\nWHERE {{\n{values}{level.body}\n}}")
            at = {f"?{name}": index for index, name in enumerate(found)}
            columns = [at[name] for name in level.keys]
            matched = []
            for solution in solutions:
                key = tuple(solution[index] for index in columns)
                rows_of = _match(key, wanted, level.exists, top)
                if rows_of:
                    matched.append((solution, rows_of))
            self._solutions(level, at, matched)

    def _solutions(
        self, level: patterns.Level, at: dict[str, int], solutions: list[tuple[Row, set[int]]]
    ) -> None:
        """Note the triples that these solutions met, then look into the levels within."""
        inner: list[dict[Row, set[int]]] = [{} for _ in level.inner]
        base = self._store.base
        for solution, rows in solutions:

            def value(part: str | None, solution: Row = solution) -> Any:
                if part is None:
                    return None
                return solution[at[part]] if part.startswith("?") else _constant(rebase(part, base))

            for fact in level.facts:
                if fact.mark and solution[at[fact.mark]] is None:
                    continue
                met = tuple(map(value, (fact.subject, fact.property, fact.object, fact.graph)))
                if None in met[:3]:
                    continue
                for row in rows:
                    self._found[row] |= self._closure(met) if fact.path else {met}
            for (mark, within), wanted in zip(level.inner, inner, strict=True):
                if mark and solution[at[mark]] is None:
                    continue
                key = tuple(solution[at[name]] for name in within.keys)
                wanted.setdefault(key, set()).update(rows)
        for (_, within), wanted in zip(level.inner, inner, strict=True):
            self._level(within, wanted)

    def _closure(self, met: Met) -> set[Met]:
        """The edges of a property on any way between two nodes."""
        if met not in self._edges:
            subject, property_, object_, graph = met
            inside = f"{subject} {property_}* ?a . ?a {property_} ?b . ?b {property_}* {object_} ."
            body = f"GRAPH {graph} {{ {inside} }}" if graph else inside
            _, rows = self._store.select(f"SELECT DISTINCT ?a ?b WHERE {{ {body} }}")
            self._edges[met] = {(a, property_, b, graph) for a, b in rows}
        return self._edges[met]


def _places(keys: list[Row]) -> dict[Row, set[int]]:
    found: dict[Row, set[int]] = {}
    for row, key in enumerate(keys):
        found.setdefault(key, set()).add(row)
    return found


def _match(key: Row, wanted: dict[Row, set[int]], exists: bool, top: bool) -> set[int]:
    """The rows whose key a solution's key belongs to. In a sub-query an unbound variable joins with
    anything; in `EXISTS` so does one that is unbound outside.
    """
    if key in wanted or top or (None not in key and not exists):
        return wanted.get(key, set())
    return {
        row
        for other, rows in wanted.items()
        if all(a is None or a == b or (exists and b is None) for a, b in zip(key, other, strict=True))
        for row in rows
    }


def _given(value: Any) -> str:
    return "UNDEF" if value is None or isinstance(value, BlankNode) else str(value)


@lru_cache(4096)
def _constant(text: str) -> NamedNode | Literal:
    """The term that a text of SPARQL without prefixes stands for, which Turtle writes alike."""
    (triple,) = pyoxigraph.parse(f"<x:s> <x:p> {text} .", format=pyoxigraph.RdfFormat.TURTLE)
    return triple.object
