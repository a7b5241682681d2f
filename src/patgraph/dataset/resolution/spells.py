"""Spells: from the first of a judge's lowest grades of a council, over those that repeat it, to a better one.

A question would compare all grades of a council with each other. What a row rests on it still asks of the
evidence itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pyoxigraph import NamedNode

from patgraph.names import BASE, pat

from .known import Found, Known

#: What is found here.
LOOKED_UP = frozenset(map(pat, ("lowSpellGrade", "nextBetterGrade", "nextGoodGrade")))
#: The questions whose answer is a grade of the whole, on a scale of four steps.
_JUDGED = {NamedNode(f"{BASE}concept/question/{name}") for name in ("cqc-overall", "ofsted-overall")}
_LOWEST, _GOOD = 1, 3


def found(known: Known) -> Iterator[Found]:
    """The grades of each spell, told of the first of them, with the first better grade and the first of good
    or better after it, where there are such.
    """
    graded: dict[tuple[Any, Any], list[tuple[str, str, int, Any]]] = defaultdict(list)
    for grade, question in known.pairs(pat("question")):
        if question in _JUDGED:
            days = known.days(known.one(grade, pat("asAt")))
            step = known.step(known.one(grade, pat("answer")))
            if days is not None and step is not None:
                for council in known.all(grade, pat("council")):
                    graded[council, question].append((days[1], grade.value, step, grade))
    for grades in graded.values():
        yield from _spells(sorted(grades, key=lambda each: each[:2]))


def _spells(in_order: list[tuple[str, str, int, Any]]) -> Iterator[Found]:
    first: Any = None
    not_good: list[Any] = []
    for *_, step, grade in in_order:
        if step == _LOWEST:
            if first is None:
                first = grade
                not_good.append(first)
            yield first, pat("lowSpellGrade"), grade
            continue
        if first is not None:
            yield first, pat("nextBetterGrade"), grade
            first = None
        if step >= _GOOD:
            yield from ((begun, pat("nextGoodGrade"), grade) for begun in not_good)
            not_good = []
