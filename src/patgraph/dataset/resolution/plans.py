"""Plans against outcomes: what was meant to begin or end on one day and did on another.

Both are taken, for they are two properties; that they differ is a disagreement all the same.
"""

from collections.abc import Iterator
from typing import Any

from pyoxigraph import NamedNode

from patgraph.names import pat, term
from patgraph.rdf import Term

from .disagreements import Disagreement, Passage, compatible
from .resolve import Resolution

#: The kind of disagreement, as an editor writes it too.
KIND = "plan-and-outcome"
#: What was meant to be, and what came to be.
PAIRS = ((pat("plannedStart"), pat("started")), (pat("plannedEnd"), pat("ended")))


def plans(resolution: Resolution) -> Iterator[Disagreement]:
    """Plans that differ from their outcomes, where no editor has written that down; the plan comes first."""
    facts = resolution.facts
    written = {
        (facts.one(node, pat("subject")), facts.one(node, pat("property")))
        for node in facts.subjects(term("rdf:type"), pat("Disagreement"))
    }
    taken: dict[Any, Any] = {(t.subject, t.predicate): t.object for t in resolution.taken}
    for planned, actual in PAIRS:
        for (subject, property_), plan in taken.items():
            outcome = taken.get((subject, actual))
            if property_ != planned or outcome is None or compatible(plan, outcome):
                continue
            if {(subject, planned), (subject, actual)} & written:
                continue
            sides = [(value, saying(resolution, subject, name, value))
                     for name, value in ((planned, plan), (actual, outcome))]  # fmt: skip
            if all(passages for _, passages in sides):
                candidates = frozenset(p.iri for _, passages in sides for p in passages)
                yield Disagreement(subject, actual, candidates, frozenset(), KIND, "", dict(sides))


def saying(resolution: Resolution, subject: NamedNode, name: NamedNode, value: Term) -> list[Passage]:
    """The passages that give a thing this value of a property."""
    return [p for p in resolution.stated[subject, name].get(value, ()) if p.modality != "denied"]
