"""What the page of a disagreement shows: what each passage says, whether that is taken, and why."""

from dataclasses import dataclass
from itertools import product

from pyoxigraph import NamedNode, Quad

from patgraph.dataset.resolution.disagreements import compatible
from patgraph.names import pat, slug, term
from patgraph.things.thing import Term, Things

TAKEN, FITS, LEFT = "taken", "fits what is taken", "not taken"
#: What became of what a passage denies.
HELD, OUT = "taken, though this denies it", "left out, as this says"


@dataclass(frozen=True)
class Candidate:
    """A passage that takes part: what it says of the matter, each with what became of that; `other` where it
    speaks of something else than the record. `pages` are those that a row of a table cites, `weight` its own
    or else that of its document.
    """

    passage: NamedNode
    document: Term | None
    pages: tuple[Term, ...]
    weight: Term | None
    modality: Term | None
    says: tuple[tuple[Quad, str], ...]
    other: bool


@dataclass(frozen=True)
class Reason:
    """Why a value of `subject` is taken: the passages that give it, those whose value fits it, and those
    against it, each with what it gives.
    """

    subject: NamedNode
    property: NamedNode
    value: Term
    give: tuple[Candidate, ...]
    fit: tuple[tuple[Candidate, Term], ...]
    against: tuple[tuple[Candidate, Term], ...]


def disagreement_values(things: Things, node: NamedNode) -> dict:
    """What the template of a disagreement shows."""
    found = _candidates(things, node)
    settled = bool(things.values(node, pat("accepted")))
    rule = things.value(node, pat("rule"))
    return {
        "candidates": found,
        "rule": rule,
        "weighed": rule is not None and slug(rule) == "authority",
        "settled": settled,
        "reason": _reason(things, node, found) if settled else None,
    }


def _candidates(things: Things, node: NamedNode) -> list[Candidate]:
    """The sides of a disagreement. Only the view says what is taken: a record names passages it follows, and
    one that takes no side none.
    """
    subjects, properties, heard = (set(things.values(node, pat(n))) for n in ("subject", "property", "side"))
    subjects = heard or subjects
    found = []
    for passage in sorted(things.values(node, pat("candidate")), key=things.place):
        said, modality = things.graph(passage), things.value(passage, pat("modality"))
        exact = [q for q in said if q.subject in subjects and q.predicate in properties]
        says = exact or [q for q in said if q.subject in subjects] or said
        document = things.value(passage, pat("inDocument"))
        found.append(
            Candidate(
                passage,
                document,
                tuple(things.values(passage, term("prov:hadPrimarySource"))),
                things.value(passage, pat("authority")) or things.value(document, pat("authority")),
                modality,
                tuple((quad, _outcome(things, quad, modality)) for quad in says),
                bool(heard) or not exact,
            )
        )
    return found


def _outcome(things: Things, quad: Quad, modality: Term | None) -> str:
    """What became of what a passage says: the view has it, has a value that it agrees with, or neither; of a
    denial, whether the view leaves out what it denies.
    """
    values = [q.object for q in things.store.quads(quad.subject, quad.predicate, None, things.store.view)]
    if modality is not None and slug(modality) == "denied":
        return HELD if quad.object in values else OUT
    if quad.object in values:
        return TAKEN
    return FITS if any(compatible(quad.object, value) for value in values) else LEFT


def _reason(things: Things, node: NamedNode, found: list[Candidate]) -> Reason | None:
    """Why the one value is taken; nothing where several are, or passages speak of something else."""
    matters = product(things.values(node, pat("subject")), things.values(node, pat("property")))
    taken = [q for s, p in matters for q in things.store.quads(s, p, None, things.store.view)]
    if len(taken) != 1 or any(candidate.other for candidate in found):
        return None
    sides: dict[str, list] = {TAKEN: [], FITS: [], LEFT: [], HELD: [], OUT: []}
    for candidate in found:
        for quad, outcome in candidate.says:
            sides[outcome].append((candidate, quad.object))
    give = tuple(candidate for candidate, _ in sides[TAKEN])
    return Reason(*taken[0].triple, give, tuple(sides[FITS]), tuple(sides[LEFT] + sides[HELD]))
