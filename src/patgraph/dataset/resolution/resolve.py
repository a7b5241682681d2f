"""Resolution: from what passages say to what the view takes, with a record of every disagreement.

The policy is data: the order of the rules and of the modalities are `schema:position` values in
the vocabularies `rule` and `modality`, and a property has one value where the ontology declares it
an `owl:FunctionalProperty` or `pat:singleValued`. Method: `data/README.md`, "Resolution".
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.errors import BadInput
from patgraph.names import BASE, pat, slug, term
from patgraph.rdf import Facts, QuadTerms, Term, TripleTerms

from .disagreements import (
    Disagreement,
    Passage,
    Values,
    clashes,
    compatible,
    inside,
    kind_of,
    undenied,
    whole_number,
    width,
    within,
)
from .editor_decisions import Decision, Slot, decisions

_TYPE = term("rdf:type")
_POSITION = term("schema:position")
_PUBLISHER = term("dcterms:publisher")
_DOCUMENT, _AUTHORITY, _START = pat("inDocument"), pat("authority"), pat("startOffset")
_SOURCE, _MODALITY = term("prov:hadPrimarySource"), pat("modality")
_NOWHERE, _STATED = NamedNode(BASE), NamedNode(f"{BASE}concept/modality/stated")
#: A modality is named by every passage.
_slug = cache(slug)


class Resolution:
    """Evidence, resolved: `taken` triples and `disagreements`; `stated` by passages, `facts` by us; `single`
    are the properties that have one value.
    """

    def __init__(self, evidence: Iterable[Quad | QuadTerms], ours: Iterable[Quad | QuadTerms],
                 facts: Facts | None = None):  # fmt: skip
        """Takes the quads of the passage graphs, and those of the graphs in which we speak; or, with all
        `facts` that we state, those of some things, which are resolved alone.
        """
        ours = list(ours)
        self.facts = Facts(ours) if facts is None else facts
        self._policy()
        self._passages: dict[NamedNode, Passage] = {}
        self.stated: dict[Slot, Values] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value, graph in evidence:
            self.stated[subject, predicate][cast(Term, value)].append(self._passage(graph))
        self._ours: dict[Slot, list[Any]] = defaultdict(list)
        for subject, predicate, value, _ in ours:
            if predicate in self.single:
                self._ours[subject, predicate].append(value)
        self._decided = decisions(self.facts)
        self.taken: list[TripleTerms] = []
        self.disagreements: list[Disagreement] = []
        self._measured: dict[NamedNode, set[str]] = {}
        self._rejected: dict[NamedNode, set[str]] = {}
        self._resolve()

    def _policy(self) -> None:
        concepts = term("skos:inScheme")

        def ordered(scheme: str) -> list[str]:
            found = self.facts.subjects(concepts, NamedNode(f"{BASE}concept/{scheme}"))
            key = {c: whole_number(self.facts.one(c, _POSITION)) for c in found}
            return [slug(c) for c in sorted(found, key=lambda c: (key[c], c.value))]

        self.rules = ordered("rule")
        if "precision" not in self.rules:
            raise BadInput("ontology/vocabularies/rule.ttl: the rules of resolution are missing.")
        self.modalities = {name: rank for rank, name in enumerate(ordered("modality"))}
        functional = self.facts.subjects(_TYPE, term("owl:FunctionalProperty"))
        marked = self.facts.subjects(pat("singleValued"), Literal("true", datatype=term("xsd:boolean")))
        self.single = {*functional, *marked}
        self._measures = set(self.facts.subjects(_TYPE, term("qb:MeasureProperty")))
        self._attributes = set(self.facts.subjects(_TYPE, term("qb:AttributeProperty")))

    def _passage(self, iri: NamedNode) -> Passage:
        if iri not in self._passages:
            facts = self.facts
            document = facts.one(iri, _DOCUMENT, _NOWHERE)
            pages = facts.all(iri, _SOURCE) or [document]
            authority = facts.one(iri, _AUTHORITY) or facts.one(document, _AUTHORITY)
            self._passages[iri] = Passage(
                whole_number(authority),
                document.value,
                whole_number(facts.one(iri, _START)),
                iri.value,
                _slug(facts.one(iri, _MODALITY, _STATED)),
                frozenset([page.value for page in pages]),
                self._publishers(pages) if pages != [document] else frozenset(),
            )
        return self._passages[iri]

    def _publishers(self, pages: Iterable[Any]) -> frozenset[str]:
        return frozenset(body.value for page in pages for body in self.facts.all(page, _PUBLISHER))

    def _resolve(self) -> None:
        # Attributes follow their measure, so measures come first.
        name = cache(str)
        order = sorted(self.stated, key=lambda sp: (sp[1] in self._attributes, name(sp[0]), name(sp[1])))
        for subject, prop in order:
            values = {v: sorted(ps) if ps[1:] else ps for v, ps in self.stated[subject, prop].items()}
            if prop in self._attributes and prop in self.single:
                self._attribute(subject, prop, values)
            elif prop in self._attributes:
                self._collect(subject, prop, self._beside_measure(subject, values))
            elif self._is_undisputed(subject, prop, values):
                self._take(subject, prop, values)
            elif prop in self.single:
                self._choose(subject, prop, values)
            else:
                self._collect(subject, prop, values)

    def _is_undisputed(self, subject: Any, prop: NamedNode, values: Values) -> bool:
        """Whether one passage alone gives a value, and nobody but it says anything of it: most are such, and
        the rules would take it, and record nothing.
        """
        ((_, passages), *others) = values.items()
        return (
            not others
            and not passages[1:]
            and passages[0].modality != "denied"
            and prop not in self._measures
            and (subject, prop) not in self._ours
            and (subject, prop) not in self._decided
        )

    def _take(self, subject: Any, prop: NamedNode, values: Iterable[Term]) -> None:
        self.taken.extend(TripleTerms(subject, prop, value) for value in values)

    def _collect(self, subject: Any, prop: NamedNode, values: Values) -> None:
        """Take every value of a property that can have several, but what a decision leaves out and
        what is merely expected where something firmer stands; record what is denied.
        """
        decision = self._decided.get((subject, prop), Decision(frozenset(), frozenset()))
        left_out = decision.candidates - decision.accepted
        claims = undenied({v: [p for p in ps if p.iri not in left_out] for v, ps in values.items()})
        firm = [
            v
            for v, ps in claims.items()
            if any(p.modality != "expected" or p.iri in decision.accepted for p in ps)
        ]
        self._take(subject, prop, firm or claims)
        for value, passages in values.items():
            if value in claims and any(p.modality == "denied" for p in passages):
                self._record(subject, prop, {value: passages}, value, "modality")

    def _beside_measure(self, subject: Any, values: Values) -> Values:
        """Of an attribute that can have several values, those that no passage gives with a measure that was
        not taken.
        """
        others = self._rejected.get(subject)
        return {v: [p for p in ps if p.iri not in others] for v, ps in values.items()} if others else values

    def _choose(self, subject: Any, prop: NamedNode, values: Values) -> None:
        """Take one value of a property that can have only one, and record what differs."""
        claims = undenied(values)
        winner, rule = self._winner(subject, prop, claims)
        if prop in self._measures:
            self._measured[subject] = {p.iri for p in (claims.get(winner, []) if winner is not None else ())}
            self._rejected[subject] = {p.iri for ps in values.values() for p in ps} - self._measured[subject]
        if winner is None:
            return
        self._take(subject, prop, [winner])
        self._record(subject, prop, values, winner, rule)

    def _attribute(self, subject: Any, prop: NamedNode, values: Values) -> None:
        """Take an attribute only from passages that give the accepted value of its measure."""
        claims = undenied(values)
        if (subject, prop) in self._decided:
            self._choose(subject, prop, values)
            return
        allowed = self._measured.get(subject)
        allowed, rule = (allowed, "measure") if allowed is not None else self._first_passage(subject, claims)
        followed = {v: kept for v, ps in claims.items() if (kept := within(ps, allowed))}
        winner = None
        if followed:
            winner, own = self._winner(subject, prop, followed)
            rule = own if len(followed) > 1 else rule
            self._take(subject, prop, [winner] if winner is not None else [])
        self._record(subject, prop, values, winner, rule)

    def _first_passage(self, subject: Any, claims: Values) -> tuple[set[str], str]:
        """Without a measure, all attributes come from the one passage that goes before the others by
        modality, authority and place; and the rule by which it goes before those that differ here.
        """

        def rank(passage: Passage) -> tuple[int, int, Passage]:
            return self._firmness(passage), passage.authority, passage

        everything = {
            p for prop in self._attributes for ps in self.stated.get((subject, prop), {}).values()
            for p in ps if p.modality != "denied"
        }  # fmt: skip
        first = min(everything, key=rank, default=None)
        if first is None:
            return set(), "order"
        others = [p for ps in claims.values() if first not in ps for p in ps]
        rival = rank(min(others, key=rank, default=first))
        names = ("modality", "authority")
        rule = next((n for n, a, b in zip(names, rank(first), rival, strict=False) if a != b), "order")
        return {first.iri}, rule

    def _winner(self, subject: Any, prop: NamedNode, claims: Values) -> tuple[Term | None, str]:
        """The value taken, and the first rule on which it beats its best incompatible rival.

        The rules before `precision` come first. Of the values they leave level, the rules behind it
        pick one, and the most exact of those compatible with that one is taken, or a date said within it.
        """
        ours = self._ours.get((subject, prop))
        if ours:
            return ours[0], "editor"
        decision = self._decided.get((subject, prop))
        for value, passages in sorted(claims.items(), key=lambda item: str(item[0])):
            if decision and within(passages, decision.accepted):
                return value, "editor"
        if len(claims) < 2:
            return next(iter(claims), None), ""
        ranks = {value: self._rank(value, claims) for value in claims}
        turn = self.rules.index("precision")
        early = [rule for rule in self.rules[:turn] if rule in ranks[next(iter(ranks))]]
        late = [rule for rule in self.rules[turn + 1 :] if rule in ranks[next(iter(ranks))]]

        def key(value: Term, rules: list[str]) -> list[Any]:
            return [ranks[value][rule] for rule in rules]

        best = min(key(value, early) for value in claims)
        level = [value for value in claims if key(value, early) == best]
        chosen = min(level, key=lambda v: key(v, late))
        near = [value for value in level if compatible(value, chosen)]
        winner = min(near, key=lambda v: (ranks[v]["precision"], key(v, late)))
        clashing = [value for value in claims if not compatible(value, winner)]
        closer, rule = self._winner(subject, prop, inside(winner, claims))
        if closer is not None and not clashing:
            return closer, rule if rule and any(not compatible(v, closer) for v in claims) else "precision"
        if clashing:
            rival = min(clashing, key=lambda v: key(v, early + late))
            return closer or winner, self._decider(chosen, rival, ranks, [*early, *late])
        others = [value for value in claims if value != winner]
        rival = min(others, key=lambda v: key(v, early + late))
        return winner, self._decider(winner, rival, ranks, self.rules)

    def _decider(self, one: Term, other: Term, ranks: dict[Term, dict[str, Any]], rules: list[str]) -> str:
        """The first rule on which one value goes before another."""
        before = (r for r in rules if r in ranks[one] and ranks[one][r] < ranks[other][r])
        return next(before, "order")

    def _firmness(self, passage: Passage) -> int:
        return self.modalities.get(passage.modality, len(self.modalities))

    def _rank(self, value: Term, claims: Values) -> dict[str, Any]:
        passages = claims[value]
        agreeing = {w for v, ps in claims.items() if compatible(v, value) for p in ps for w in p.witnesses}
        return {
            "modality": min(map(self._firmness, passages)),
            "corroboration": -len(agreeing),
            "authority": min(p.authority for p in passages),
            "precision": width(value),
            "repetition": -len(passages),
            "order": min(passages),
        }

    def _record(self, subject: Any, prop: NamedNode, values: Values, winner: Term | None, rule: str) -> None:
        """Note a disagreement where values differ, or where a passage denies what another says."""
        claims = undenied(values)
        mine = self._ours.get((subject, prop), []) if prop in self.single else []
        if len(values) < 2 and claims is values and not mine:
            return
        ours: Values = {value: [] for value in mine}
        clashing = clashes(values, claims, ours)
        if len({*claims, *ours}) < 2 and not clashing:
            return
        kind = kind_of(clashing) if clashing else "refinement"
        self.disagreements.append(
            Disagreement(
                subject,
                prop,
                frozenset(p.iri for ps in values.values() for p in ps),
                frozenset(p.iri for p in (claims.get(winner, []) if winner is not None else ())),
                kind,
                rule or "modality",
                values,
            )
        )
