"""What a graph holds, counted, for the description of the dataset."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from patgraph.names import pat, term
from patgraph.store import Store
from patgraph.things.thing import TYPE, Things

_LINKS = (term("schema:sameAs"), term("rdfs:seeAlso"))
#: Properties whose value is a date that tells of the matter itself, not of a document.
_DATES = ("started", "ended", "asAt", "reported", "appointed", "effectivelyEnded")


@dataclass(frozen=True)
class Counts:
    """What a graph holds, counted: statements, distinct subjects, objects and entities (subjects under the
    space of things), members by class, and by property statements, subjects and objects.
    """

    triples: int
    subjects: int
    objects: int
    entities: int
    classes: dict[NamedNode, int]
    properties: dict[NamedNode, tuple[int, int, int]]

    @classmethod
    def of(cls, triples: Iterable, space: str) -> "Counts":
        """Count triples (or quads of one graph)."""
        members: Counter = Counter()
        by_property: dict = defaultdict(lambda: (Counter(), set(), set()))
        subjects, objects, number = set(), set(), 0
        for statement in triples:
            number += 1
            subjects.add(statement.subject)
            objects.add(statement.object)
            count, its_subjects, its_objects = by_property[statement.predicate]
            count["n"] += 1
            its_subjects.add(statement.subject)
            its_objects.add(statement.object)
            if statement.predicate == TYPE and isinstance(statement.object, NamedNode):
                members[statement.object] += 1
        entities = sum(isinstance(s, NamedNode) and s.value.startswith(space) for s in subjects)
        properties = {p: (c["n"], len(s), len(o)) for p, (c, s, o) in sorted(by_property.items(), key=str)}
        return cls(
            number, len(subjects), len(objects), entities, dict(sorted(members.items(), key=str)), properties
        )


def of_view(store: Store) -> Counts:
    """What the view holds, but for the words of passages."""
    view = (q for q in store.quads(graph=store.view) if q.predicate != pat("quote"))
    return Counts.of(view, f"{store.base}id/")


def of_evidence(things: Things) -> tuple[int, int]:
    """How many statements passages make, and how many passages there are."""
    said = sum(size for graph, size in things.store.sizes().items() if things.is_passage(graph))
    return said, len(things.pointing(pat("Passage")).get(("passage", TYPE), ()))


def period(things: Things) -> tuple[str, str] | None:
    """The first and the last day on which something that the graph tells of could have happened."""
    store = things.store
    dates = {q.object for name in _DATES for q in store.quads(None, pat(name), None, store.view)}
    first = [v.value for d in dates if (v := things.value(d, pat("earliest")))]
    last = [v.value for d in dates if (v := things.value(d, pat("latest")))]
    return (min(first), max(last)) if first and last else None


def links_out(store: Store) -> dict[NamedNode, int]:
    """How many links lead from our things to others' names, by property."""
    found: dict[NamedNode, int] = {}
    for predicate in _LINKS:
        out = [
            q for q in store.quads(None, predicate, None, store.view)
            if isinstance(q.object, NamedNode) and not q.object.value.startswith(store.base)
            and isinstance(q.subject, NamedNode) and q.subject.value.startswith(f"{store.base}id/")
        ]  # fmt: skip
        if out:
            found[predicate] = len(out)
    return found


def examples(store: Store) -> list[NamedNode]:
    """One thing of each kind that matters most."""
    kinds = map(pat, ("Council", "Engagement", "Passage", "Disagreement"))
    members = (sorted((q.subject for q in store.quads(None, TYPE, k, store.view)), key=str) for k in kinds)
    return [found[0] for found in members if found]
