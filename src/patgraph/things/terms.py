"""Vocabulary: the terms of the ontology and the concept schemes, how often they are used and who asks with
them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property

from pyoxigraph import BlankNode, NamedNode, Triple

from patgraph.names import BASE, DEF, PREFIXES, is_passage, pat, rebase, slug, term
from patgraph.questions.question import Query
from patgraph.store import Store

from .thing import TYPE, Things

ONTOLOGY = NamedNode(DEF[:-1])
_SCHEME, _BROADER, _TOP = term("skos:inScheme"), term("skos:broader"), term("skos:topConceptOf")
_CLASSES = {term("owl:Class"), term("rdfs:Class")}
# Texts and comments first, so that no name inside them is taken for one.
_TOKEN = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
    r"|<(?P<iri>[^<>\"{}|^`\\\s]*)>|#[^\n]*"
    r"|(?<![\w?$:.-])(?P<prefix>[A-Za-z][\w-]*):(?P<local>[\w](?:[\w.-]*[\w-])?)",
    re.S,
)


def mentioned(text: str, base: str = BASE) -> set[str]:
    """The IRIs that a SPARQL text names, in full or with a prefix it declares."""
    text = rebase(text, base)
    prefixes = dict(re.findall(r"(?i)^\s*PREFIX\s+([\w-]*):\s*<([^>]*)>", text, re.M))
    found = set()
    for match in _TOKEN.finditer(text):
        if match["iri"]:
            found.add(match["iri"])
        elif match["prefix"] and match["prefix"] in prefixes:
            found.add(prefixes[match["prefix"]] + match["local"])
    if re.search(r"(?<![\w?$:])a(?=\s)", _TOKEN.sub(" ", text)):
        found.add(TYPE.value)
    return found - set(prefixes.values())


class Vocabulary:
    """The words of a store: terms, concept schemes, uses, and the questions that use them."""

    def __init__(self, things: Things, queries: Mapping[str, Query]):
        self.things, self.store, self._queries = things, things.store, queries
        self.ontology = NamedNode(f"{self.store.base}graph/ontology")

    @cached_property
    def version(self) -> str:
        """The version of the ontology."""
        found = self.things.value(ONTOLOGY, term("owl:versionInfo"))
        return found.value if found else ""

    @cached_property
    def classes(self) -> list[NamedNode]:
        """Our classes, by name."""
        return [node for node in self._terms if self._kinds(node) & _CLASSES]

    @cached_property
    def properties(self) -> list[NamedNode]:
        """Our properties, by name."""
        return [node for node in self._terms if not self._kinds(node) & _CLASSES]

    @cached_property
    def reused(self) -> list[NamedNode]:
        """Terms of others that the ontology declares, by name."""
        kinds = (*_CLASSES, *map(term, ("owl:ObjectProperty", "owl:DatatypeProperty", "rdf:Property")))
        found = {q.subject for kind in kinds for q in self.store.quads(None, TYPE, kind, self.ontology)}
        return sorted((n for n in found if isinstance(n, NamedNode) and not n.value.startswith(DEF)), key=str)

    @cached_property
    def _terms(self) -> list[NamedNode]:
        found = self.store.quads(None, term("rdfs:isDefinedBy"), ONTOLOGY, self.ontology)
        return sorted({q.subject for q in found}, key=lambda node: (node.value.lower(), node.value))

    def _kinds(self, node: NamedNode) -> set:
        return {q.object for q in self.store.quads(node, TYPE, None, self.ontology)}

    @cached_property
    def uses(self) -> Counter:
        """How often each class has a member, and each property a statement, in the view."""
        members = self._counted(f"?s {TYPE} ?name")
        return members + self._counted(f"?s ?name ?o FILTER(?name != {TYPE})")

    @cached_property
    def stated(self) -> Counter:
        """How often passages use each property."""
        return self._counted(f"?passage {TYPE} {pat('Passage')} . GRAPH ?passage {{ ?s ?name ?o }}")

    def _counted(self, pattern: str) -> Counter:
        """How often a pattern has each `?name`, as the engine counts: to look at each takes ten seconds."""
        _, rows = self.store.select(f"SELECT ?name (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?name")
        return Counter({name: int(count.value) for name, count in rows})

    @cached_property
    def graphs(self) -> list[tuple[NamedNode, int]]:
        """The graphs but the passages', each with how many statements it holds."""
        return named_graphs(self.store)

    @cached_property
    def asked(self) -> dict[str, list[Query]]:
        """The questions that name each IRI, in their text or as what a parameter takes."""
        found = defaultdict(list)
        for query in self._queries.values():
            names = mentioned(query.sparql, self.store.base)
            names |= {
                f"{self.store.base}concept/{p.of}" for p in query.parameters.values() if p.kind == "scheme"
            }
            for name in names:
                found[name].append(query)
        return dict(found)

    @cached_property
    def schemes(self) -> list[NamedNode]:
        """The concept schemes, by name."""
        found = self.store.quads(None, TYPE, term("skos:ConceptScheme"), self.store.view)
        return sorted({q.subject for q in found}, key=lambda node: self.things.label(node).lower())

    def tree(self, scheme: NamedNode) -> list[tuple[int, NamedNode]]:
        """The concepts of a scheme with their depth, each under its broader one, in their order."""
        concepts = {q.subject for q in self.store.quads(None, _SCHEME, scheme, self.store.view)}
        concepts |= {q.subject for q in self.store.quads(None, _TOP, scheme, self.store.view)}
        below = defaultdict(list)
        for concept in sorted(concepts, key=self._order):
            broader = [b for b in self.things.values(concept, _BROADER) if b in concepts]
            below[broader[0] if broader else None].append(concept)
        found, left = [], [(0, concept) for concept in reversed(below[None])]
        while left:
            depth, concept = left.pop()
            found.append((depth, concept))
            left += [(depth + 1, narrower) for narrower in reversed(below[concept])]
        return found

    def narrower(self, concept: NamedNode) -> list[NamedNode]:
        """The concepts directly under one, in their order."""
        return sorted(
            (q.subject for q in self.store.quads(None, _BROADER, concept, self.store.view)), key=self._order
        )

    def _order(self, concept: NamedNode):
        position = self.things.value(concept, term("schema:position"))
        return int(position.value) if position else 10**6, self.things.label(concept).lower(), concept.value

    def used(self, concept: NamedNode) -> int:
        """How many statements of the view have a concept for their value."""
        links = (_BROADER, _SCHEME)
        return sum(q.predicate not in links for q in self.store.quads(None, None, concept, self.store.view))

    def triples(self, scheme: NamedNode | None = None) -> list[Triple]:
        """The ontology as triples; with a scheme, that scheme and its concepts."""
        if scheme is None:
            subjects = {ONTOLOGY, *self._terms, *self.reused}
            subjects |= {  # axioms about several terms have no name
                q.subject for q in self.store.quads(graph=self.ontology) if isinstance(q.subject, BlankNode)
            }
        else:
            subjects = {scheme, *(concept for _, concept in self.tree(scheme))}
        found = [q.triple for node in subjects for q in self.store.quads(node, None, None, self.ontology)]
        return sorted(set(found), key=str)

    def term(self, local: str) -> NamedNode | None:
        """The term `pat:{local}`, where the ontology has it."""
        try:
            node = pat(local)
        except ValueError:
            return None
        return node if node in set(self._terms) else None

    def names(self) -> list[str]:
        """The local names of the terms."""
        return [slug(node) for node in self._terms]


def datatype(node: NamedNode) -> bool:
    """Whether a range is a datatype."""
    return node.value.startswith((PREFIXES["xsd"], PREFIXES["rdf"] + "lang")) or node == term("rdfs:Literal")


def named_graphs(store: Store) -> list[tuple[NamedNode, int]]:
    """The graphs of a store but the passages', each with how many statements it holds."""
    named = (item for item in store.sizes().items() if not is_passage(item[0], store.base))
    return sorted(named, key=lambda item: str(item[0]))
