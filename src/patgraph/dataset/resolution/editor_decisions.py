"""Decisions: what an editor decided where passages differ."""

from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from patgraph.errors import BadInput
from patgraph.names import curie, pat, term
from patgraph.rdf import Facts

#: A thing and a property.
Slot = tuple[Any, NamedNode]

_TYPE = term("rdf:type")


@dataclass(frozen=True)
class Decision:
    """An editor's: of these candidates, the passages whose value is taken."""

    candidates: frozenset[str]
    accepted: frozenset[str]


def decisions(facts: Facts) -> dict[Slot, Decision]:
    """What an editor decided, by subject and property. Raises `BadInput` for two decisions on one."""
    found: dict[Slot, Decision] = {}
    for node in facts.subjects(_TYPE, pat("Disagreement")):
        about = facts.one(node, pat("subject")), facts.one(node, pat("property"))
        accepted, candidates = (
            frozenset(passage.value for passage in facts.all(node, pat(name)))
            for name in ("accepted", "candidate")
        )
        if not accepted:
            continue
        if about in found:
            raise BadInput(
                f"{curie(node.value)}: a second decision on {' '.join(curie(n.value) for n in about)}; "
                "keep one in data/editorial/disagreements.ttl."
            )
        found[about] = Decision(candidates, accepted)
    return found
