"""Agreements of sources: how far each two documents agree where both speak of the same.

Every value of one is compared with every value of the other, which would take a question most of a second
each time it is asked, and longer with every source.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.names import BASE, pat, slug, term
from patgraph.rdf import Term

from .disagreements import compatible, day_range
from .records import Namer
from .resolve import Resolution

#: From the best to the worst, with the properties that count them.
COUNTS = {"same": pat("sameCount"), "compatible": pat("compatibleCount"), "clash": pat("clashCount")}
_ORDER = tuple(COUNTS)


def quads(resolution: Resolution, name: Namer, graph: NamedNode) -> Iterator[Quad]:
    """How far each two source documents agree that both speak of something, as quads of a graph."""
    for pair, counts in compared(resolution).items():
        yield from of_pair(pair, counts, name, graph)


def agreement(pair: tuple[str, str]) -> NamedNode:
    """The name of what is said of two documents, by theirs."""
    return NamedNode(f"{BASE}id/agreement/{slug(pair[0])}-and-{slug(pair[1])}")


def of_pair(pair: tuple[str, str], counts: Counter[str], name: Namer, graph: NamedNode) -> Iterator[Quad]:
    """How far two documents agree, as quads of a graph."""
    node = agreement(pair)
    label = " and ".join(name(NamedNode(each)) for each in pair)
    yield Quad(node, term("rdf:type"), pat("SourceAgreement"), graph)
    yield Quad(node, term("skos:prefLabel"), Literal(label, language="en"), graph)
    for document in pair:
        yield Quad(node, pat("comparedDocument"), NamedNode(document), graph)
    for how, property_ in COUNTS.items():
        yield Quad(node, property_, Literal(counts[how]), graph)


def compared(resolution: Resolution) -> dict[tuple[str, str], Counter[str]]:
    """For each two source documents, by their names, on how many pairs of a thing and a property that has one
    value they give the same (`same`), dates that can both be right (`compatible`), or neither (`clash`); of
    several values of one document the best counts, and none that it denies.
    """
    sources = {node.value for node in resolution.facts.subjects(term("rdf:type"), pat("SourceDocument"))}
    found: dict[tuple[str, str], Counter[str]] = {}
    for (_, property_), values in resolution.stated.items():
        if property_ not in resolution.single:
            continue
        given: dict[str, set[Any]] = defaultdict(set)
        for value, passages in values.items():
            for passage in passages:
                if passage.modality != "denied" and passage.document in sources:
                    given[passage.document].add(value)
        for pair in combinations(sorted(given), 2):
            best = min((_agreement(a, b) for a in given[pair[0]] for b in given[pair[1]]), key=_ORDER.index)
            found.setdefault(pair, Counter())[best] += 1
    return found


def _agreement(one: Term, other: Term) -> str:
    if not compatible(one, other):
        return "clash"
    # Dates that overlap are compatible too; all else that is, is equal.
    return "compatible" if one != other and day_range(one) else "same"
