"""Things: what the graph says of one, who says it, what points at it, and its RDF document.

A value stands in the view (it is *taken*), or only in passages that were not followed; a value in the view
that no passage and no graph of ours states was derived by the build.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from patgraph.dataset.resolution.passage_lists import LISTED
from patgraph.dataset.resolution.standings import LOOKED_UP
from patgraph.names import ID_KINDS, KINDS, curie, is_passage, pat, slug, term
from patgraph.store import Store

Term = NamedNode | Literal | BlankNode

TYPE, LABEL, DEFINITION = term("rdf:type"), term("rdfs:label"), term("skos:definition")
#: What the build found for questions to look up.
_LEFT_OUT = LOOKED_UP | {LISTED}
_OFFSET = pat("startOffset")
_WHEN = tuple(map(pat, ("started", "plannedStart", "asAt", "reported", "issued", "appointed", "ended")))
_WORTH = tuple(map(pat, ("stars", "answer", "value", "verdict", "presence")))


@dataclass(frozen=True)
class Claim:
    """A value of a property: whether the view takes it, the passages that say it, our graphs that do."""

    value: Term
    taken: bool
    passages: tuple[NamedNode, ...]
    ours: tuple[NamedNode, ...]

    @property
    def derived(self) -> bool:
        """Whether only the build says it."""
        return not self.passages and not self.ours


@dataclass(frozen=True)
class Property:
    """A property of a thing, with every value that anybody gives, those taken first."""

    iri: NamedNode
    claims: tuple[Claim, ...]
    disagreements: tuple[NamedNode, ...]


class Things:
    """What a store says of things."""

    def __init__(self, store: Store):
        self.store = store
        # A store never changes under its version, so what was read once stays true.
        self.label = lru_cache(100_000)(self._label)
        self.place = lru_cache(100_000)(self._place)

    def is_passage(self, node) -> bool:
        """Whether a node is a passage, which is a graph name too."""
        return is_passage(node, self.store.base)

    def exists(self, node: NamedNode) -> bool:
        """Whether any statement is about a thing, or the view points at it."""
        return any(self.store.quads(node)) or any(self.store.quads(object=node, graph=self.store.view))

    def kind(self, node) -> str:
        """The kind of a thing, as its IRI has it: `council`, `concept`, `term`, `question`, or nothing."""
        rest = getattr(node, "value", "").removeprefix(self.store.base)
        if rest.startswith("id/"):
            return rest.split("/")[1]
        return next((k.name for k in KINDS.values() if k.space and rest.startswith(k.space)), "")

    def values(self, node, predicate: NamedNode) -> list[Term]:
        """The values that the view takes, in a settled order."""
        return sorted((q.object for q in self.store.quads(node, predicate, None, self.store.view)), key=str)

    def value(self, node, predicate: NamedNode) -> Term | None:
        """The first of them."""
        return next(iter(self.values(node, predicate)), None)

    def _label(self, node: Term) -> str:
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, BlankNode):
            return "[ ]"
        for predicate in (LABEL, term("skos:prefLabel"), term("dcterms:title")):
            found = self.value(node, predicate)
            if found is not None:
                return found.value
        return curie(node.value) if self.kind(node) == "" else slug(node)

    def says(self, node: NamedNode) -> list[Property]:
        """Every property of a thing, by label, with who gives which value; but for what the build found for
        questions to look up, which is said already in other words.
        """
        found: dict = defaultdict(lambda: defaultdict(list))
        for quad in self.store.quads(node):
            if quad.predicate not in _LEFT_OUT:
                found[quad.predicate][quad.object].append(quad.graph_name)
        differ = self.disagreements(node)
        properties = [
            Property(
                predicate,
                tuple(sorted((self._claim(*item) for item in values.items()), key=self._claim_order)),
                tuple(differ.get(predicate, ())),
            )
            for predicate, values in found.items()
        ]
        return sorted(properties, key=lambda p: (self.label(p.iri).lower(), p.iri.value))

    def _claim(self, value: Term, graphs: list[NamedNode]) -> Claim:
        passages = sorted(filter(self.is_passage, graphs), key=self.place)
        ours = [g for g in graphs if g != self.store.view and not self.is_passage(g)]
        return Claim(value, self.store.view in graphs, tuple(passages), tuple(sorted(ours, key=str)))

    def _claim_order(self, claim: Claim):
        return not claim.taken, self.label(claim.value).lower(), str(claim.value)

    def disagreements(self, node: NamedNode) -> dict[NamedNode | None, list[NamedNode]]:
        """The disagreements about a thing, by the property that differs."""
        found = defaultdict(list)
        for quad in self.store.quads(None, pat("subject"), node, self.store.view):
            if any(self.store.quads(quad.subject, TYPE, pat("Disagreement"), self.store.view)):
                for predicate in self.values(quad.subject, pat("property")) or [None]:
                    found[predicate].append(quad.subject)
        return {predicate: sorted(nodes, key=str) for predicate, nodes in found.items()}

    def _place(self, passage: NamedNode) -> tuple:
        """Where a passage stands: its document, then its first character."""
        offset = self.value(passage, _OFFSET)
        return passage.value.rsplit("/", 1)[0], int(offset.value) if offset else -1, passage.value

    def pointing(self, node: NamedNode) -> dict[tuple[str, NamedNode], list[NamedNode]]:
        """What the view points at a thing with: subjects by their kind and the property, in order of time,
        place or name. A wider property that only follows from another is left out, and so is what `says` has
        not.
        """
        links, stated = defaultdict(set), defaultdict(set)
        for quad in self.store.quads(None, None, node):
            if quad.predicate in _LEFT_OUT:
                continue
            if isinstance(quad.subject, NamedNode) and quad.subject != node:
                of = links if quad.graph_name == self.store.view else stated
                of[quad.subject].add(quad.predicate)
        found = defaultdict(set)
        for subject, predicates in links.items():
            for predicate in predicates & stated[subject] or predicates:
                found[self.kind(subject), predicate].add(subject)
        order = {
            key: sorted(subjects, key=self.place if key[0] == "passage" else self._time_order)
            for key, subjects in found.items()
        }
        return dict(sorted(order.items(), key=lambda item: (_rank(item[0][0]), self.label(item[0][1]))))

    def when(self, node: NamedNode) -> NamedNode | None:
        """The date that places a thing in time best: its start, its day, its end."""
        return next((found for p in _WHEN if (found := self.value(node, p)) is not None), None)

    def worth(self, node: NamedNode) -> tuple[NamedNode, Term] | None:
        """What an observation or a judgement comes to: the property and its value."""
        return next(((p, found) for p in _WORTH if (found := self.value(node, p)) is not None), None)

    def _time_order(self, node: NamedNode):
        date = self.when(node)
        earliest = self.value(date, pat("earliest")) if date is not None else None
        return earliest.value if earliest is not None else "9999", self.label(node).lower(), node.value

    def graph(self, name: NamedNode) -> list[Quad]:
        """What a graph holds but the words of passages, in a settled order."""
        return sorted((q for q in self.store.quads(graph=name) if q.predicate != pat("quote")), key=str)

    def document(self, node: NamedNode) -> list[Triple]:
        """The RDF document of a thing: what the view says of it and points at it with, what hangs on it
        without a name, and the labels of its neighbours.
        """
        view = self.store.view
        triples = dict.fromkeys(self._with_blanks(node))
        triples |= dict.fromkeys(q.triple for q in self.store.quads(None, None, node, view))
        near = {t for triple in triples for t in (triple.subject, triple.object) if isinstance(t, NamedNode)}
        triples |= dict.fromkeys(q.triple for n in near for q in self.store.quads(n, LABEL, None, view))
        return sorted(triples, key=str)

    def evidence(self, node: NamedNode) -> list[Quad]:
        """The document with its evidence, each statement in its graph: the view's, and what every passage
        says of the thing; of a passage, all that it says.
        """
        quads = {Quad(*triple, self.store.view) for triple in self.document(node)}
        quads.update(self.store.quads(graph=node))
        stated = [*self.store.quads(node), *self.store.quads(None, None, node)]
        for quad in stated:
            if self.is_passage(quad.graph_name):
                quads.add(quad)
                quads.update(self.store.quads(quad.graph_name, None, None, self.store.view))
        return sorted((q for q in quads if q.predicate != pat("quote") or q.subject == node), key=str)

    def _with_blanks(self, node) -> Iterator[Triple]:
        seen, left = set(), [node]
        while left:
            subject = left.pop()
            if subject in seen:
                continue
            seen.add(subject)
            for quad in self.store.quads(subject, None, None, self.store.view):
                if quad.predicate == LISTED:
                    continue  # To look words up in: as long as all that the passages say.
                yield quad.triple
                if isinstance(quad.object, BlankNode):
                    left.append(quad.object)

    def neighbours(self, passage: NamedNode) -> tuple[NamedNode | None, NamedNode | None]:
        """The passages before and after one in its document."""
        document = self.value(passage, pat("inDocument"))
        if document is None:
            return None, None
        places = self._places(document)[1]
        at = places.index(passage)
        return places[at - 1] if at else None, places[at + 1] if at + 1 < len(places) else None

    def passages(self, document: NamedNode) -> list[NamedNode]:
        """The passages of a document, in the order of its text."""
        return [*self._places(document)[1]]

    def within(self, section: NamedNode) -> list[NamedNode]:
        """The passages that begin in a section of a document, in the order of its text."""
        document = self.value(section, term("dcterms:isPartOf"))
        if document is None:
            return []
        edges = {node: (start, end) for start, end, node in self._sections(document)}
        start, end = edges.get(section, (0, 0))
        offsets, passages = self._places(document)
        return [*passages[bisect_left(offsets, start) : bisect_left(offsets, end)]]

    def sections(self, document: NamedNode) -> list[NamedNode]:
        """The sections of a document, in the order of its text."""
        return [node for _, _, node in self._sections(document)]

    def section(self, passage: NamedNode) -> NamedNode | None:
        """The section in which a passage begins, the innermost of several."""
        document, offset = self.value(passage, pat("inDocument")), self.place(passage)[1]
        parts = [] if document is None else self._sections(document)
        around = [part for part in parts if part[0] <= offset < part[1]]
        return min(around, key=lambda part: part[1] - part[0])[2] if around else None

    @lru_cache(256)  # noqa: B019
    def _sections(self, document: NamedNode) -> tuple[tuple[int, int, NamedNode], ...]:
        found = []
        for quad in self.store.quads(None, term("dcterms:isPartOf"), document, self.store.view):
            edges = [self.value(quad.subject, name) for name in (_OFFSET, pat("endOffset"))]
            if None not in edges:
                found.append((*(int(edge.value) for edge in edges), quad.subject))
        return tuple(sorted(found, key=lambda part: (part[0], -part[1], part[2].value)))

    @lru_cache(256)  # noqa: B019  (a store of things lives as long as its server)
    def _places(self, document: NamedNode) -> tuple[tuple[int, ...], tuple[NamedNode, ...]]:
        """Where the passages of a document begin, and the passages, in the order of its text."""
        found = self.store.quads(None, pat("inDocument"), document, self.store.view)
        places = sorted((*self.place(quad.subject), quad.subject) for quad in found)
        return tuple(place[1] for place in places), tuple(place[-1] for place in places)


def _rank(kind: str) -> tuple[int, str]:
    return (ID_KINDS.index(kind) if kind in ID_KINDS else len(ID_KINDS)), kind


def named(nodes: Iterable[Term]) -> list[NamedNode]:
    """Those that have an IRI."""
    return [node for node in nodes if isinstance(node, NamedNode)]
