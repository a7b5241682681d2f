"""What a graph holds, counted, for the description of the dataset."""

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


def of_view(store: Store) -> Counts:
    """What the view holds, but for the words of passages. The engine counts: ten times as fast as the
    statements can be looked through here.
    """
    store, words = store.copy(), pat("quote")
    has_words = any(store.quads(None, words, None, store.view))
    said = f"?s ?p ?o FILTER(?p != {words})" if has_words else "?s ?p ?o"
    total = "(COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)"
    ((triples, subjects, objects),) = _rows(store, f"SELECT {total} {{ {said} }}")
    members = _rows(store, f"SELECT ?class (COUNT(*) AS ?n) {{ ?s {TYPE} ?class }} GROUP BY ?class")
    uses = _rows(store, f"SELECT ?p {total} {{ {said} }} GROUP BY ?p")
    return Counts(
        int(triples.value), int(subjects.value), int(objects.value), len(store.names(f"{store.base}id/")),
        {kind: int(n.value) for kind, n in sorted(members, key=str) if isinstance(kind, NamedNode)},
        {used: tuple(int(number.value) for number in numbers) for used, *numbers in sorted(uses, key=str)},
    )  # fmt: skip


def _rows(store: Store, text: str) -> list:
    return [tuple(row) for row in store.select(text)[1]]


def of_evidence(things: Things) -> tuple[int, int]:
    """How many statements passages make, and how many passages there are."""
    said = sum(size for graph, size in things.store.sizes().items() if things.is_passage(graph))
    ((passages,),) = _rows(things.store, f"SELECT (COUNT(?s) AS ?n) {{ ?s {TYPE} {pat('Passage')} }}")
    return said, int(passages.value)


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
