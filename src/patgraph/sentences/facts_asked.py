"""Which fact a sentence asks the evidence for: a property by its names, and the thing of a council that has
it.

`why is October taken for Haringey` asks for the start of its engagement, `which source says how many stars
Bromley had` for the stars of a rating. Properties are known by their labels (`skos:prefLabel`,
`skos:altLabel` in the ontology); only those that have another name are asked for so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from patgraph.names import PREFIXES, slug
from patgraph.rdf import Term
from patgraph.store import Store

from .names_in_text import Named, words_of
from .sentence_terms import stem
from .times_in_text import MONTHS, Days
from .word_groups import ASKING, IDLE

_PREFIXES = "".join(f"PREFIX {each}: <{PREFIXES[each]}> " for each in ("pat", "rdf", "rdfs", "skos"))
_NAMES = f"""{_PREFIXES}
SELECT ?property (STR(?name) AS ?text) {{
  ?property skos:altLabel ?other ; rdfs:label|skos:altLabel ?name .
  FILTER(STRSTARTS(STR(?property), "{PREFIXES["pat"]}"))
}}
"""
_FACTS = f"""{_PREFIXES}
SELECT ?council ?thing ?property ?value ?edtf (BOUND(?rule) AS ?settled) {{
  VALUES ?property {{ $properties }}
  VALUES ?class {{ pat:Engagement pat:Intervention pat:StarRating }}
  ?thing a ?class ; pat:council ?council ; ?property ?value .
  OPTIONAL {{ ?value pat:edtf ?edtf }}
  OPTIONAL {{ ?dispute pat:subject ?thing ; pat:property ?property ; pat:rule ?rule }}
}}
"""
#: Who names a firm and a council asks of the firm of its engagement, where no other fact is named.
_FIRM = NamedNode(f"{PREFIXES['pat']}consultancy")
#: A sentence that asks where a fact comes from.
PROOF = re.compile(
    r"\b(?:evidence|proof|prove[sd]?|corroborat\w+|substantiat\w+)\b"
    r"|\b(?:which|what) (?:\w+ )?(?:source|document|passage|article|text|paper|page)s? "
    r"(?:say|says|said|give|gives|state|states|show|shows|tell|tells)\b"
    r"|\bhow (?:do|does|can|would) (?:we|you|one|anybody|people) know\b"
    r"|\bwhere does (?:it|this|that|the) .*\b(?:say|come from)\b"
    r"|\bhow (?:sure|certain|confident|reliable)\b.*\b(?:date|day|month|year|when|that)\b"
    r"|\bwhere is it (?:written|said|stated|recorded)\b"
    r"|\b(?:exact|very) (?:passage|sentence|words|wording|quote)\b"
    r"|\bwho says\b|\bsays who\b|\bon (?:what|whose|which) (?:evidence|word|authority|passage|source)\b"
    r"|\bwhy\b.*\b(?:taken?|takes|dated?|dates|given|chosen|preferred|assumed?|says?|not|rather)\b"
)
#: Words that tell which kind of thing is meant, by the folder of its address.
_KINDS = {
    "engagement": "team engagement firm pat", "star-rating": "star rating",
    "intervention": "intervention commissioner trust notice direction measures takeover",
}  # fmt: skip
_ORDINALS = {"first": "1", "second": "2", "third": "3"}


@dataclass
class _Fact:
    """A thing of a council with a property, what it takes, of dates in EDTF, whether sources differ on it."""

    thing: NamedNode
    property: NamedNode
    values: set[Term] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    settled: bool = False


class FactsAsked:
    """The facts of councils that a sentence may ask the evidence for."""

    def __init__(self, store: Store):
        self._ways: list[tuple[frozenset[str], NamedNode]] = []
        self._facts: dict[NamedNode, list[_Fact]] = {}
        named = [row for row in store.select(_NAMES)[1] if isinstance(row[0], NamedNode)]
        for node, name in named:
            terms = _said(words_of(str(name.value)))
            if terms:
                self._ways.append((terms, node))
        if named:
            self._read(store, {node for node, _ in named})

    def _read(self, store: Store, properties: Iterable[NamedNode]) -> None:
        found: dict[tuple[NamedNode, NamedNode, NamedNode], _Fact] = {}
        query = _FACTS.replace("$properties", " ".join(sorted(map(str, properties))))
        for council, thing, asked, value, edtf, settled in store.select(query)[1]:
            fact = found.setdefault((council, thing, asked), _Fact(thing, asked))
            fact.settled = settled == Literal(True)
            fact.values.add(value)
            if isinstance(edtf, Literal):
                fact.dates.add(edtf.value)
        facts = defaultdict(list)
        for (council, _, _), fact in sorted(found.items(), key=lambda each: str(each[0])):
            facts[council].append(fact)
        self._facts = dict(facts)

    def is_of(self, fact: tuple[NamedNode, NamedNode], named: Named) -> bool:
        """Whether what is named has the thing of a fact, or is what it tells of it: the firm of a team."""
        thing, told = fact
        nodes = named.nodes
        return any(
            council in nodes or (each.property == told and not each.values.isdisjoint(nodes))
            for council, facts in self._facts.items()
            for each in facts
            if each.thing == thing
        )

    def find(
        self, words: list[str], named: list[Named], days: list[Days]
    ) -> tuple[NamedNode, NamedNode] | None:
        """The thing and the property that a sentence asks about; none where no council named has it."""
        facts = [
            fact
            for each in named
            for node in sorted(each.nodes, key=str)
            for fact in self._facts.get(node, ())
        ]
        terms = _said(words)
        said = {node: len(way & terms) for way, node in self._ways if way <= terms}
        if any(each.kind == "firm" for each in named):
            said.setdefault(_FIRM, 0)
        months = {f"{MONTHS[word]:02}" for word in words if word in MONTHS}
        years = {day.edtf[:4] for day in days if day.edtf}
        counted = [fact for fact in facts if _is_counted(fact, words)]
        if counted and not _ORDINALS.keys().isdisjoint(words):
            facts = counted
        best: tuple[tuple[int, ...], _Fact] | None = None
        for fact in facts:
            dated = _fits(fact, months, years)
            if fact.property not in said and not (months and dated):
                continue
            kind = fact.thing.value.rsplit("/", 2)[-2]
            hinted = bool(terms & {stem(word) for word in _KINDS.get(kind, "").split()})
            rank = (
                said.get(fact.property, 0), hinted, kind == "engagement", dated, fact.settled,
                _is_counted(fact, words), -len(slug(fact.thing)),
            )  # fmt: skip
            if best is None or rank > best[0]:
                best = rank, fact
        return (best[1].thing, best[1].property) if best else None


def _fits(fact: _Fact, months: set[str], years: set[str]) -> int:
    """Whether the thing or its dates lie in the months and years of a sentence."""
    texts = [*fact.dates, slug(fact.thing)]
    in_month = any(f"-{month}" in text for month in months for text in texts)
    return 2 * in_month + any(year in text for year in years for text in texts)


def _is_counted(fact: _Fact, words: list[str]) -> bool:
    """Whether a thing of a numbered kind is the one that is counted: `the second Birmingham team`."""
    wanted = next((number for word, number in _ORDINALS.items() if word in words), "1")
    return slug(fact.thing).rpartition("-")[2] == wanted


def _said(words: Iterable[str]) -> frozenset[str]:
    """What counts of words, where what asks does not."""
    return frozenset(stem(word) for word in words if word not in IDLE and word not in ASKING)
