"""What the build makes of a few things, by what is said in a store: the same steps as of everything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from pyoxigraph import NamedNode

from patgraph import dates
from patgraph.dataset.resolution import gaps, judges
from patgraph.dataset.resolution.disagreements import Disagreement
from patgraph.dataset.resolution.entailment import Entailment
from patgraph.dataset.resolution.labels import end_of_name, passage_labels
from patgraph.dataset.resolution.plans import PAIRS, plans
from patgraph.dataset.resolution.records import records
from patgraph.dataset.resolution.resolve import Resolution
from patgraph.errors import BadDate, BadInput
from patgraph.names import BASE, VIEW, is_passage, pat, term
from patgraph.rdf import QuadTerms
from patgraph.sparql.reach import NotUnderstood

from .before_and_after import Said, StoredFacts, is_ours
from .touched_things import (
    ASSESSMENTS,
    COUNCIL,
    DISAGREEMENT,
    GAP,
    LABEL,
    PASSAGE,
    ROUND,
    SUBJECT,
    TYPE,
    Touched,
)

#: Property and object.
Pair = tuple[Any, Any]

_VIEW = NamedNode(VIEW)
#: Of which an assessment may have several.
_SEVERAL = {pat("conductedBy"), term("prov:wasAttributedTo")}
#: What has names that are made here, and may be called so in no sentence.
_UNNAMED = (f"{BASE}id/disagreement/", f"{BASE}id/agreement/")


class Made:
    """What the build makes of things that a change touches, before it or after it."""

    def __init__(self, said: Said, about: Touched, entailment: Entailment) -> None:
        """Raises `NotUnderstood` where it rests on the order in which files say it."""
        self.said, self.facts = said, StoredFacts(said)
        self._about, self.entailment = about, entailment
        compared = self._listed()
        resolved = [*about.subjects, *(compared - about.subjects)]
        ours = [(s, p, o, _VIEW) for s in resolved for p, found in said.of(s).ours.items() for o in found]
        stated = [(s, *rest) for s in resolved for rest in said.of(s).stated]
        try:
            self.resolution = Resolution(stated, ours, self.facts)
        except BadInput as error:
            raise NotUnderstood(str(error)) from error
        _require_one_order(self.resolution, said, about.subjects)
        self._taken: dict[Any, set[Pair]] = defaultdict(set)
        for subject, predicate, object_ in self.resolution.taken:
            self._taken[subject].add((predicate, object_))
        _require_one_of_each(compared, self._taken, said)
        #: The disagreements and plans of those that are touched.
        self.found = [d for d in self._disagreements() if d.subject in about.subjects]

    def _listed(self) -> set[Any]:
        """Have facts list what is touched; the assessments to be compared come back, and their rounds."""
        about, listed, said = self._about, self.facts.listed, self.said
        assessments: dict[Any, set[Any]] = {kind: set() for kind in ASSESSMENTS}
        for council in about.councils:
            for node in {quad.subject for quad in said.quads(None, COUNCIL, council)}:
                for kind in said.of(node).ours.get(TYPE, ()):
                    if kind in assessments:
                        assessments[kind].add(node)
        for kind, nodes in assessments.items():
            listed[TYPE, kind] = [*nodes]
        compared = set().union(*assessments.values())
        compared |= {quad.object for node in compared for quad in said.quads(node, ROUND)}
        asked = [*about.subjects, *about.councils]
        records_ = {quad.subject for node in asked for quad in said.quads(None, SUBJECT, node)} | about.nodes
        listed[TYPE, DISAGREEMENT] = self._of_kind(records_, DISAGREEMENT)
        listed[TYPE, GAP] = self._of_kind(about.nodes, GAP)
        listed[TYPE, PASSAGE] = self._of_kind(about.nodes, PASSAGE)
        return compared

    def _of_kind(self, nodes: Iterable[Any], kind: NamedNode) -> list[Any]:
        return [node for node in nodes if kind in self.said.of(node).ours.get(TYPE, ())]

    def _disagreements(self) -> Iterator[Disagreement]:
        yield from self.resolution.disagreements
        yield from plans(self.resolution)

    def name(self, node: Any) -> str:
        """What a thing is called in sentences."""
        if isinstance(node, NamedNode):
            if node.value.startswith(_UNNAMED):
                raise NotUnderstood("a disagreement of a disagreement")
            labels = self.facts.all(node, LABEL)
            if not labels and node.value.startswith(dates.SPACE):
                return dates.label(node.value.removeprefix(dates.SPACE))
            if labels[1:]:
                raise NotUnderstood("two names")
            if labels and labels[0].value:
                return str(labels[0].value)
        return end_of_name(node)

    @cached_property
    def records(self) -> list[QuadTerms]:
        """The records of disagreements of what is touched, as quads."""
        about, resolution = self._about, self.resolution
        pound = NamedNode(f"{BASE}concept/unit/pound")
        sums = {s for s, said in self._taken.items() if (pat("unit"), pound) in said}
        ours = {*self.facts.listed[TYPE, DISAGREEMENT]}
        # Of a record of something else it is not known here what passages say of that.
        made: list[QuadTerms] = [
            tuple(quad)
            for quad in records(self.found, self.facts, self.name, _VIEW, sums)
            if quad.subject in about.nodes or quad.subject not in ours or self._is_about(quad.subject)
        ]
        of_councils: dict[Any, list[QuadTerms]] = defaultdict(list)
        for quad in judges.quads(resolution, self.name, _VIEW):
            of_councils[quad.subject].append(tuple(quad))
        for quads in of_councils.values():
            if any(quad[1] == SUBJECT and quad[2] in about.councils for quad in quads):
                made += quads
        return made

    def view(self, nodes: Iterable[Any]) -> dict[Any, set[Pair]]:
        """What each of these has in the view, without what is counted. Raises `NotUnderstood`."""
        found: dict[Any, set[Pair]] = {}
        for node in nodes:
            said = self.said.of(node)
            if said.stated and node not in self._about.subjects:
                raise NotUnderstood(f"passages speak of {node}")
            found[node] = {(p, o) for p, objects in said.ours.items() for o in objects}
            found[node] |= self._taken.get(node, set()) | self._of_date(node)
        more = [*self.records, *passage_labels(self.facts, self.name, _VIEW)]
        more += (tuple(quad) for quad in gaps.quads(self._mentions(), self.facts, _VIEW))
        for subject, predicate, object_, _ in more:
            found[subject].add((predicate, object_))
        return {node: self.entailment.of_thing(said) for node, said in found.items()}

    def _is_about(self, record: Any) -> bool:
        return not self._about.subjects.isdisjoint(self.facts.all(record, SUBJECT))

    def _of_date(self, node: Any) -> set[Pair]:
        """How a date is described, if anything names it."""
        if not node.value.startswith(dates.SPACE):
            return set()
        said = self.said.of(node)
        used = (quad.graph_name for quad in self.said.quads(None, None, node))
        if not (said.stated or said.ours or any(is_passage(place) or is_ours(place) for place in used)):
            return set()
        try:
            described = dates.describe(node, _VIEW)
        except BadDate as error:
            raise NotUnderstood(str(error)) from error
        labelled = LABEL in said.ours
        return {(q.predicate, q.object) for q in described if q.predicate != LABEL or not labelled}

    def _mentions(self) -> Iterator[QuadTerms]:
        """What passages state about that of which there are gaps."""
        for gap in self.facts.listed[TYPE, GAP]:
            for node in self.facts.all(gap, SUBJECT):
                if isinstance(node, NamedNode):
                    for quad in (*self.said.quads(node), *self.said.quads(None, None, node)):
                        if is_passage(quad.graph_name):
                            yield tuple(quad)


def _require_one_order(resolution: Resolution, said: Said, subjects: Iterable[Any]) -> None:
    """Raises `NotUnderstood` where it matters which of several values a file says first."""
    wanted = {*subjects}
    for (subject, predicate), values in resolution.stated.items():
        if subject not in wanted:
            continue
        denied = [
            value for value, passages in values.items() if any(p.modality == "denied" for p in passages)
        ]
        passages = [passage.iri for found in values.values() for passage in found]
        if denied[1:] or (predicate in resolution.single and len({*passages}) < len(passages)):
            raise NotUnderstood("a passage with two values, or several that are denied")
    for subject in wanted:
        if any(objects[1:] for p, objects in said.of(subject).ours.items() if p in resolution.single):
            raise NotUnderstood("two values of ours")
    plain = Counter((t.subject, t.predicate) for t in resolution.taken)
    if any(plain[subject, way] > 1 for subject in wanted for pair in PAIRS for way in pair):
        raise NotUnderstood("two plans")


def _require_one_of_each(compared: Iterable[Any], taken: dict[Any, set[Pair]], said: Said) -> None:
    """Raises `NotUnderstood` where an assessment has two values of what it is compared by."""
    for node in compared:
        found = {(p, o) for p, objects in said.of(node).ours.items() for o in objects} | taken[node]
        several = Counter(p for p, _ in found if p in judges.READ)
        if any(count > 1 for p, count in several.items() if p not in _SEVERAL):
            raise NotUnderstood("an assessment of two councils, say")
