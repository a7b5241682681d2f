"""Citations: for each row of an answer, the passages that support it, whatever the question.

The question's own patterns are evaluated again with all their variables (see `patterns`): what a row
counts is opened, group by group, and each triple that was met is looked up in every graph. A triple that
a passage's graph holds is cited; one that none holds comes from a register or from us, or was computed,
and that is said. What `NOT EXISTS` and `MINUS` look for is absent and has no passage.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from pyoxigraph import BlankNode, Literal, NamedNode

from patgraph.names import PREFIXES, is_passage, pat, term
from patgraph.questions.answer import Answer
from patgraph.questions.question import Query
from patgraph.rdf import closure
from patgraph.store import Store

from . import patterns
from .met_triples import Met, MetTriples

Term = NamedNode | Literal
Triple = tuple[NamedNode, NamedNode, Term]
#: A thing and a property.
Slot = tuple[NamedNode, NamedNode]

#: How many passages a query is asked for at once.
_BATCH = 500
_TYPE, _QUOTE = term("rdf:type"), pat("quote")
_PREFIXES = "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in ("pat", "rdf", "rdfs"))
#: Why a row has no passage, by what its facts come from; the first that applies.
_REASONS = {
    "register": "no passage says it: it comes from a register",
    "editorial": "no passage says it: an editor identified, named or decided it",
    "document": "no passage says it: it describes a document or its passages",
    "ontology": "no passage says it: the ontology and its vocabularies say it",
    "computed": "no passage says it: the build computed it from what others say",
}
_NOTHING = "no fact stands behind it: the row tells of what is absent"


@dataclass(frozen=True)
class CitedPassage:
    """A passage as a citation shows it; `quote` has its words where the source text is at hand."""

    iri: str
    label: str
    document: str
    document_label: str
    locator: str
    modality: str
    start: int
    end: int
    digest: str
    quote: str | None


@dataclass(frozen=True)
class Citation:
    """A passage that says something that a row rests on: those triples, whether it denies them, and the
    passages that give another value, with the disagreements on record (refinements included).
    """

    passage: CitedPassage
    facts: tuple[Triple, ...]
    denies: bool
    disputed_by: tuple[str, ...]
    disagreements: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        about = self.passage
        return {
            "passage": about.iri,
            "passageLabel": about.label,
            "document": about.document,
            "documentLabel": about.document_label,
            "locator": about.locator,
            "modality": about.modality,
            "start": about.start,
            "end": about.end,
            "digest": about.digest,
            "quote": about.quote,
            "stance": "denies" if self.denies else "supports",
            "disputed": bool(self.disputed_by),
            "disputedBy": list(self.disputed_by),
            "disagreements": list(self.disagreements),
            "facts": [
                {"subject": s.value, "property": p.value, "value": getattr(o, "value", str(o))}
                for s, p, o in self.facts
            ],
        }


@dataclass(frozen=True)
class Support:
    """What a row rests on: citations by document and place, how many facts come from elsewhere by their
    source (`register`, `editorial` …), and, where no passage supports it, the reason.
    """

    citations: tuple[Citation, ...]
    others: dict[str, int]
    reason: str | None


def prepare(query: Query) -> None:
    """Take a question apart, which is kept, before it is asked what its rows rest on."""
    if query.form != "construct":
        patterns.plan(query.sparql)


def cite(answer: Answer, store: Store) -> list[Support]:
    """What each row of an answer rests on, in the order of its rows. What was found last of a store that
    never changes is kept, for the formats of one answer are often asked one after the other.
    """
    if not answer.rows:
        return []
    # Not the answer, which holds on to its store.
    asked = [answer.query, *(getattr(answer, part) for part in _DECIDING)]
    before = _LAST.get(store) if store.is_embedded else None
    if before is not None and before[0] == asked:
        return [*before[1]]
    met = MetTriples(answer, store)
    if answer.query.form == "construct":
        found = {row: {(*triple, None)} for row, triple in enumerate(answer.rows)}
    else:
        found = met.of_rows()
    supports = _Lookup(store).supports([found.get(row, set()) for row in range(len(answer.rows))])
    if store.is_embedded:
        _LAST[store] = asked, supports
    return [*supports]


#: What decides, with its question, what an answer rests on.
_DECIDING = ("version", "base", "values", "offset", "arranged", "places", "rows")
_LAST: WeakKeyDictionary[Store, tuple[list[Any], list[Support]]] = WeakKeyDictionary()


@dataclass
class _Known:
    """What is asked of a store once: narrower properties and classes, and disagreements."""

    narrower: dict[Any, list[NamedNode]] = field(default_factory=dict)
    disagreements: dict[Slot, dict[str, tuple[str, set[str]]]] = field(default_factory=dict)


_KNOWN: WeakKeyDictionary[Store, dict[str, _Known]] = WeakKeyDictionary()


class _Lookup:
    """Where triples are stated, and what else is said of their subjects."""

    def __init__(self, store: Store):
        self._store = store
        known = _KNOWN.setdefault(store, {})
        if store.version not in known:
            # A remote store may have another version by now.
            known.clear()
            known[store.version] = _Known(_narrower(store), _disagreements(store))
        self._known = known[store.version]
        #: Where each triple is stated, and for each that was met those stated that it follows from.
        self._graphs: dict[Triple, list[str]] = {}
        self._from: dict[Triple, list[Triple]] = {}

    def supports(self, rows: list[set[Met]]) -> list[Support]:
        triples = {fact[:3] for facts in rows for fact in facts}
        self._find(triples)
        met = [self._by_passage(facts) for facts in rows]
        passages = self._passages({iri for by, _ in met for iri in by})
        return [self._support(by, others, passages) for by, others in met]

    def _by_passage(self, facts: set[Met]) -> tuple[dict[str, set[Triple]], Counter[str]]:
        """The triples of a row by the passage that holds them, and the others by their source."""
        by: dict[str, set[Triple]] = defaultdict(set)
        others: Counter[str] = Counter()
        base = self._store.base
        for subject, property_, value, graph in facts:
            triple = subject, property_, value
            if graph is not None and is_passage(graph, base):
                by[graph.value].add(triple)
                continue
            if property_ == _QUOTE:
                by[subject.value].add(triple)
                continue
            sources: set[str] = set()
            for narrow in self._from.get(triple, ()):
                graphs = self._graphs.get(narrow, ())
                sources.update(graphs)
                for iri in graphs:
                    if is_passage(iri, base):
                        by[iri].add(narrow)
            if not any(is_passage(iri, base) for iri in sources):
                others[self._source(sources)] += 1
        return by, others

    def _source(self, graphs: set[str]) -> str:
        names = {iri.removeprefix(f"{self._store.base}graph/").split("/")[0] for iri in graphs}
        for name, source in (("reference", "register"), ("editorial", "editorial"), ("document", "document"),
                             ("ontology", "ontology"), ("catalogue", "ontology")):  # fmt: skip
            if name in names:
                return source
        return "computed"

    def _support(
        self, by: dict[str, set[Triple]], others: Counter[str], passages: dict[str, CitedPassage]
    ) -> Support:
        found = []
        for iri, triples in by.items():
            about = passages.get(iri)
            if about is None:
                continue
            records: set[str] = set()
            rivals: set[str] = set()
            for triple in triples:
                subject, property_, _ = triple
                agreeing = set(self._graphs.get(triple, ()))
                for name, (kind, candidates) in self._known.disagreements.get(
                    (subject, property_), {}
                ).items():
                    records.add(name)
                    if kind != "refinement":
                        rivals |= candidates - agreeing - {iri}
            found.append(
                Citation(
                    about,
                    tuple(sorted(triples, key=str)),
                    about.modality.endswith("/denied"),
                    tuple(sorted(rivals)),
                    tuple(sorted(records)),
                )
            )
        found.sort(key=lambda c: (c.passage.document, c.passage.start, c.passage.end, c.passage.iri))
        counts = {source: others[source] for source in _REASONS if others[source]}
        reason = None
        if not any(not citation.denies for citation in found):
            reason = next((_REASONS[source] for source in _REASONS if others[source]), _NOTHING)
        return Support(tuple(found), counts, reason)

    def _find(self, triples: Iterable[Triple]) -> None:
        """Where each triple, or one that implies it, is stated; the view itself is left out."""
        wanted: dict[Triple, None] = {}
        for triple in triples:
            subject, property_, object_ = triple
            if isinstance(subject, BlankNode) or isinstance(object_, BlankNode):
                continue
            implying = [
                (subject, narrow, value)
                for narrow in [property_, *self._known.narrower.get(property_, ())]
                for value in [object_, *(self._known.narrower.get(object_, ()) if narrow == _TYPE else ())]
            ]
            self._from[triple] = implying
            wanted |= dict.fromkeys(implying)
        self._graphs = dict(self._store.stated_in(wanted))

    def _passages(self, iris: set[str]) -> dict[str, CitedPassage]:
        found: dict[str, CitedPassage] = {}
        listed = sorted(iris)
        for begin in range(0, len(listed), _BATCH):
            names = " ".join(str(NamedNode(iri)) for iri in listed[begin : begin + _BATCH])
            _, rows = self._store.select(
                f"{_PREFIXES}SELECT ?p (STR(?l) AS ?label) ?d (STR(?n) AS ?name) ?at ?m ?s ?e ?h ?q WHERE {{ "
                f"VALUES ?p {{ {names} }} ?p a pat:Passage ; rdfs:label ?l ; pat:inDocument ?d ; "
                "pat:locator ?at ; pat:modality ?m ; pat:startOffset ?s ; pat:endOffset ?e ; pat:digest ?h . "
                "?d rdfs:label ?n . OPTIONAL { ?p pat:quote ?q . } }"
            )
            for iri, label, document, name, at, modality, start, end, digest, quote in rows:
                found[iri.value] = CitedPassage(
                    iri.value, label.value, document.value, name.value, at.value, modality.value,
                    int(start.value), int(end.value), digest.value, quote.value if quote else None,
                )  # fmt: skip
        return found


def _narrower(store: Store) -> dict[NamedNode, list[NamedNode]]:
    """For each property or class those that imply it, at any depth."""
    _, rows = store.select(
        f"{_PREFIXES}SELECT DISTINCT ?narrow ?wide WHERE {{ "
        "{ ?narrow rdfs:subPropertyOf ?wide . } UNION { ?narrow rdfs:subClassOf ?wide . } "
        "FILTER(isIRI(?wide)) }"
    )
    found = closure((wide, narrow) for narrow, wide in rows)
    return {wide: sorted(narrower, key=str) for wide, narrower in found.items()}


def _disagreements(store: Store) -> dict[Slot, dict[str, tuple[str, set[str]]]]:
    """The disagreements about a property of a thing: their kind, and the passages that take part."""
    _, rows = store.select(
        f"{_PREFIXES}SELECT ?s ?p ?d ?t ?c WHERE {{ ?d a pat:Disagreement ; pat:subject ?s ; "
        "pat:property ?p ; pat:disagreementType ?t ; pat:candidate ?c . }"
    )
    found: dict[Slot, dict[str, tuple[str, set[str]]]] = defaultdict(dict)
    for subject, property_, record, kind, candidate in rows:
        slot = found[subject, property_].setdefault(record.value, (kind.value.rsplit("/", 1)[-1], set()))
        slot[1].add(candidate.value)
    return dict(found)
