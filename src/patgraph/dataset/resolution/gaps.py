"""Gaps: the passage at which to begin where a value cannot be had."""

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import NamedNode, Quad

from patgraph.names import pat, term
from patgraph.rdf import Facts, QuadTerms


def quads(stated: Iterable[Quad | QuadTerms], facts: Facts, graph: NamedNode) -> Iterator[Quad]:
    """The first passage, by its name, that states something about what each gap is about, that or the passage
    which it is about itself, as quads of a graph. Takes what passages state and what we say.

    A question would go through all that is said of a council to find it.
    """
    subjects = {gap: facts.one(gap, pat("subject")) for gap in facts.subjects(term("rdf:type"), pat("Gap"))}
    wanted = {subject.value: subject for subject in subjects.values() if isinstance(subject, NamedNode)}
    first: dict[str, Any] = {
        name: node for name, node in wanted.items() if facts.one(node, pat("inDocument")) is not None
    }
    for subject, _, object_, passage in stated:
        for node in (subject, object_):
            if isinstance(node, NamedNode) and node.value in wanted:
                known = first.get(node.value, passage)
                first[node.value] = min(known, passage, key=lambda each: each.value)
    for gap, about in subjects.items():
        if (passage := first.get(getattr(about, "value", ""))) is not None:
            yield Quad(gap, pat("firstPassage"), passage, graph)
