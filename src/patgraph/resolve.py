"""Resolution: from what passages say to what the view takes, with a record of every disagreement.

The policy is data: the order of the rules and of the modalities are `schema:position` values in
the vocabularies `rule` and `modality`, and a property has one value where the ontology declares it
an `owl:FunctionalProperty` or `pat:singleValued`. Method: `ontology/README.md`, "Resolution".
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

from pyoxigraph import Literal, NamedNode, Quad, Triple

from . import dates
from .names import BASE, pat, term

Term = NamedNode | Literal
Values = dict[Term, list["Passage"]]

_TYPE = term("rdf:type")
_LABEL = term("skos:prefLabel")
_POSITION = term("schema:position")


@dataclass(frozen=True, order=True)
class Passage:
    """What resolution needs to know of a passage; ordered by document, then place."""

    authority: int
    document: str
    start: int
    iri: str
    modality: str


@dataclass(frozen=True)
class Disagreement:
    """Passages that give different values for a property that can have only one."""

    subject: NamedNode
    property: NamedNode
    candidates: frozenset[str]
    accepted: frozenset[str]
    kind: str
    rule: str


@dataclass(frozen=True)
class Decision:
    """An editor's: of these candidates, the passages whose value is taken."""

    candidates: frozenset[str]
    accepted: frozenset[str]


class Facts:
    """Triples by subject and property, for reading what graphs say."""

    def __init__(self, quads: Iterable[Quad]):
        self._objects = defaultdict(list)
        self._subjects = defaultdict(list)
        for quad in quads:
            self._objects[quad.subject, quad.predicate].append(quad.object)
            self._subjects[quad.predicate, quad.object].append(quad.subject)

    def all(self, subject, predicate) -> list[Term]:
        """The objects of a subject's property."""
        return self._objects.get((subject, predicate), [])

    def one(self, subject, predicate, default=None) -> Term | None:
        """The first object of a subject's property."""
        return next(iter(self.all(subject, predicate)), default)

    def subjects(self, predicate, object_) -> list[NamedNode]:
        """The subjects that have this object for a property."""
        return self._subjects.get((predicate, object_), [])


class Resolution:
    """Evidence, resolved: `taken` triples and `disagreements`."""

    def __init__(self, evidence: Iterable[Quad], ours: Iterable[Quad]):
        """Takes the quads of the passage graphs, and those of the graphs in which we speak."""
        ours = list(ours)
        self._facts = Facts(ours)
        self._policy()
        self._passages = {}
        self._stated: dict[tuple, Values] = defaultdict(lambda: defaultdict(list))
        for quad in evidence:
            passage = self._passage(quad.graph_name)
            self._stated[quad.subject, quad.predicate][quad.object].append(passage)
        self._ours = defaultdict(list)
        for quad in ours:
            if quad.predicate in self._single:
                self._ours[quad.subject, quad.predicate].append(quad.object)
        self._decided = self._decisions()
        self.taken: list[Triple] = []
        self.disagreements: list[Disagreement] = []
        self._measured: dict[NamedNode, tuple[set[str], str]] = {}
        self._resolve()

    def _policy(self):
        concepts = term("skos:inScheme")

        def ordered(scheme):
            found = self._facts.subjects(concepts, NamedNode(f"{BASE}concept/{scheme}"))
            key = {c: int(self._facts.one(c, _POSITION, Literal(99)).value) for c in found}
            return [_slug(c) for c in sorted(found, key=lambda c: (key[c], c.value))]

        self.rules = ordered("rule")
        self.modalities = {name: rank for rank, name in enumerate(ordered("modality"))}
        functional = self._facts.subjects(_TYPE, term("owl:FunctionalProperty"))
        marked = self._facts.subjects(pat("singleValued"), Literal("true", datatype=term("xsd:boolean")))
        self._single = {*functional, *marked}
        self._measures = set(self._facts.subjects(_TYPE, term("qb:MeasureProperty")))
        self._attributes = set(self._facts.subjects(_TYPE, term("qb:AttributeProperty")))

    def _passage(self, iri: NamedNode) -> Passage:
        if iri not in self._passages:
            facts = self._facts
            document = facts.one(iri, pat("inDocument"), NamedNode(BASE))
            authority = facts.one(iri, pat("authority")) or facts.one(document, pat("authority"))
            self._passages[iri] = Passage(
                int(authority.value) if authority else 99,
                document.value,
                int(facts.one(iri, pat("startOffset"), Literal(0)).value),
                iri.value,
                _slug(facts.one(iri, pat("modality"), _concept("modality", "stated"))),
            )
        return self._passages[iri]

    def _decisions(self) -> dict[tuple, "Decision"]:
        """What an editor decided, by subject and property."""
        found = {}
        for node in self._facts.subjects(_TYPE, pat("Disagreement")):
            about = self._facts.one(node, pat("subject")), self._facts.one(node, pat("property"))
            accepted, candidates = (
                frozenset(passage.value for passage in self._facts.all(node, pat(name)))
                for name in ("accepted", "candidate")
            )
            if accepted:
                found[about] = Decision(candidates, accepted)
        return found

    def _resolve(self):
        # Attributes follow their measure, so measures come first.
        order = sorted(self._stated, key=lambda sp: (sp[1] in self._attributes, str(sp)))
        for subject, prop in order:
            values = {v: sorted(ps) for v, ps in self._stated[subject, prop].items()}
            if prop not in self._single:
                self._take(subject, prop, self._firmest(self._decided_of(subject, prop, values)))
            elif prop in self._attributes:
                self._attribute(subject, prop, values)
            else:
                self._choose(subject, prop, values)

    def _take(self, subject, prop, values):
        self.taken.extend(Triple(subject, prop, value) for value in values)

    def _decided_of(self, subject, prop, values: Values) -> Values:
        """The values that an editor's decision leaves, of a property that can have several."""
        decision = self._decided.get((subject, prop))
        if not decision:
            return values
        return {
            v: kept
            for v, ps in values.items()
            if (kept := [p for p in ps if p.iri in decision.accepted or p.iri not in decision.candidates])
        }

    def _firmest(self, values: Values) -> list[Term]:
        """All values nobody merely denies; expected ones only where nothing firmer stands."""
        said = {v: {p.modality for p in ps} - {"denied"} for v, ps in values.items()}
        firm = [v for v, modalities in said.items() if modalities - {"expected"}]
        return firm or [v for v, modalities in said.items() if modalities]

    def _choose(self, subject, prop, values: Values):
        """Take one value of a property that can have only one, and record what differs."""
        claims = _undenied(values)
        winner, rule = self._winner(subject, prop, claims)
        if winner is None:
            return
        self._take(subject, prop, [winner])
        if prop in self._measures:
            self._measured[subject] = {p.iri for p in claims.get(winner, [])}, rule
        self._record(subject, prop, values, winner, rule)

    def _attribute(self, subject, prop, values: Values):
        """Take an attribute only from passages that give the accepted value of its measure."""
        claims = _undenied(values)
        if subject in self._measured:
            allowed, rule = self._measured[subject]
        else:
            allowed, rule = self._first_passage(subject), "order"
        followed = {v: kept for v, ps in claims.items() if (kept := _within(ps, allowed))}
        winner = None
        if followed:
            winner, own = self._winner(subject, prop, followed)
            rule = own if len(followed) > 1 else rule
            self._take(subject, prop, [winner])
        self._record(subject, prop, values, winner, rule)

    def _first_passage(self, subject) -> set[str]:
        """Without a measure, all attributes come from the one passage that the rules put first."""
        everything = {
            p for prop in self._attributes for ps in self._stated.get((subject, prop), {}).values()
            for p in ps if p.modality != "denied"
        }  # fmt: skip
        first = min(everything, key=lambda p: (self.modalities.get(p.modality, 99), p), default=None)
        return {first.iri} if first else set()

    def _winner(self, subject, prop, claims: Values) -> tuple[Term | None, str]:
        """The value taken, and the first rule on which it beats its best incompatible rival."""
        ours = self._ours.get((subject, prop))
        if ours:
            return ours[0], "editor"
        decision = self._decided.get((subject, prop))
        for value, passages in sorted(claims.items(), key=lambda item: str(item[0])):
            if decision and _within(passages, decision.accepted):
                return value, "editor"
        if not claims:
            return None, ""
        ranks = {value: self._rank(value, claims) for value in claims}
        ordered = sorted(claims, key=str)

        def better(one, other):
            return one if self._decider(one, other, ranks)[0] else other

        winner = reduce(better, ordered)
        rivals = [v for v in ordered if v != winner]
        clashing = [v for v in rivals if not compatible(v, winner)] or rivals
        if not clashing:
            return winner, ""
        return winner, self._decider(winner, reduce(better, clashing), ranks)[1]

    def _decider(self, one, other, ranks) -> tuple[bool, str]:
        """Whether one value goes before another, and the rule that says so."""
        for rule in self.rules:
            if rule == "precision" and not compatible(one, other):
                continue
            mine, theirs = ranks[one].get(rule), ranks[other].get(rule)
            if mine != theirs:
                return mine < theirs, rule
        return str(one) < str(other), "order"

    def _rank(self, value, claims: Values) -> dict[str, int]:
        passages = claims[value]
        agreeing = {p.document for v, ps in claims.items() if compatible(v, value) for p in ps}
        return {
            "modality": min(self.modalities.get(p.modality, 99) for p in passages),
            "corroboration": -len(agreeing),
            "authority": min(p.authority for p in passages),
            "precision": _width(value),
            "repetition": -len(passages),
            "order": min(passages),
        }

    def _record(self, subject, prop, values: Values, winner, rule):
        """Note a disagreement where values differ, or where one passage denies another's."""
        claims = _undenied(values)
        denied = [p for ps in values.values() for p in ps if p.modality == "denied"]
        ours = self._ours.get((subject, prop), [])
        if len({*claims, *ours}) < 2 and not (denied and claims):
            return
        everything = [p for ps in values.values() for p in ps]
        accepted = claims.get(winner, [])
        self.disagreements.append(
            Disagreement(
                subject,
                prop,
                frozenset(p.iri for p in everything),
                frozenset(p.iri for p in accepted),
                _kind(values, bool(denied)),
                rule or "modality",
            )
        )


def compatible(one: Term, other: Term) -> bool:
    """Whether two values can both be true: equal, or dates whose ranges overlap."""
    if one == other:
        return True
    mine, theirs = _range(one), _range(other)
    return bool(mine and theirs and mine[0] <= theirs[1] and theirs[0] <= mine[1])


def records(
    disagreements: list[Disagreement], ours: Facts, name: Callable[[Term], str], graph: NamedNode
) -> list[Quad]:
    """The disagreements as quads of a graph; one an editor has written down keeps its IRI."""
    written = {
        (ours.one(node, pat("subject")), ours.one(node, pat("property"))): node
        for node in ours.subjects(_TYPE, pat("Disagreement"))
        if ours.one(node, pat("rule"))
    }
    slugs = defaultdict(list)
    for record in disagreements:
        slugs[f"{_slug(record.subject)}-{_kebab(_slug(record.property))}"].append(record)
    quads = []
    for slug, same in slugs.items():
        for record in same:
            kind = record.subject.value.removeprefix(f"{BASE}id/").split("/")[0]
            node = written.get((record.subject, record.property))
            if node is None:
                node = NamedNode(f"{BASE}id/disagreement/{slug}")
                if len(same) > 1 or ours.all(node, _TYPE):
                    node = NamedNode(f"{BASE}id/disagreement/{kind}-{slug}")
                words = f"{name(record.subject)}: {name(record.property)}"
                quads.append(Quad(node, _LABEL, Literal(words, language="en"), graph))
                quads.append(
                    Quad(node, pat("disagreementType"), _concept("disagreement-type", record.kind), graph)
                )
            quads += [
                Quad(node, _TYPE, pat("Disagreement"), graph),
                Quad(node, pat("subject"), record.subject, graph),
                Quad(node, pat("property"), record.property, graph),
                Quad(node, pat("rule"), _concept("rule", record.rule), graph),
                *(Quad(node, pat("candidate"), NamedNode(p), graph) for p in record.candidates),
                *(Quad(node, pat("accepted"), NamedNode(p), graph) for p in record.accepted),
            ]
    return quads


def _kind(values: Values, denied: bool) -> str:
    pairs = [
        (a, b)
        for (one, mine), (other, theirs) in combinations(values.items(), 2)
        if not compatible(one, other)
        for a in mine
        for b in theirs
    ]
    if denied:
        pairs += [pair for ps in values.values() for pair in combinations(ps, 2)]
    if any(a.document == b.document for a, b in pairs):
        return "self-contradiction"
    return "conflict" if pairs else "refinement"


def _undenied(values: Values) -> Values:
    kept = {v: [p for p in ps if p.modality != "denied"] for v, ps in values.items()}
    return {v: ps for v, ps in kept.items() if ps}


def _within(passages: list[Passage], names: set[str]) -> list[Passage]:
    return [passage for passage in passages if passage.iri in names]


def _range(value: Term):
    if isinstance(value, NamedNode) and value.value.startswith(dates.SPACE):
        return dates.bounds(value.value.removeprefix(dates.SPACE))
    return None


def _width(value: Term) -> int:
    days = _range(value)
    return (days[1] - days[0]).days if days else 0


def _concept(scheme: str, slug: str) -> NamedNode:
    return NamedNode(f"{BASE}concept/{scheme}/{slug}")


def _slug(node: NamedNode) -> str:
    return node.value.replace("#", "/").rsplit("/", 1)[-1]


def _kebab(camel: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in camel)
