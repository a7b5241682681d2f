"""A small graph that a reasoner finds in just what it would find in a large one, in seconds."""

from collections import defaultdict
from collections.abc import Iterable

import rdflib
from pyoxigraph import Literal, NamedNode, Quad, Triple
from rdflib import OWL, RDF, RDFS

_TYPE = NamedNode(str(RDF.type))
#: What of OWL and RDFS an ontology may use for `one_of_each` to lose nothing: each of their rules looks at a
#: thing, its types, and what leads to and from it. A rule that follows a path (transitive properties, chains,
#: restrictions by the class of a value, keys) would need more.
ENOUGH = frozenset({
    OWL.AllDisjointClasses, OWL.AsymmetricProperty, OWL.Class, OWL.DatatypeProperty, OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.ObjectProperty, OWL.disjointWith, OWL.members,
    OWL.propertyDisjointWith, RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf,
})  # fmt: skip
#: What says nothing of things.
SILENT = frozenset({
    OWL.AnnotationProperty, OWL.Ontology, OWL.deprecated, OWL.versionIRI, OWL.versionInfo, RDFS.Class,
    RDFS.Datatype, RDFS.comment, RDFS.isDefinedBy, RDFS.label, RDFS.seeAlso,
})  # fmt: skip


def words_of_owl(ontology: rdflib.Graph) -> set[rdflib.URIRef]:
    """The words of OWL and RDFS that an ontology says something with: as a property or as a class."""
    said = set(ontology.predicates()) | set(ontology.objects(None, RDF.type))
    return {word for word in said if word.startswith((str(OWL), str(RDFS)))}


def one_of_each(triples: Iterable[Triple | Quad]) -> rdflib.Graph:
    """Of all things with the same types and the same properties to and from their neighbours, one: with a
    neighbour for each way in which some are its, and two where there are more.

    Neighbours have names of their own, and no types: what is derived of them from being led to is derived of
    the things that they stand for, each of which is here with what leads to it. Literals stay as they are.
    """
    types, ways = defaultdict(set), defaultdict(lambda: defaultdict(set))
    for told in triples:
        if told.predicate == _TYPE:
            types[told.subject].add(told.object)
        else:
            ways[told.subject][told.object].add((told.predicate, True))
            if not isinstance(told.object, Literal):
                ways[told.object][told.subject].add((told.predicate, False))
    found, seen = set(), set()
    for thing in types.keys() | ways.keys():
        near = defaultdict(list)
        for other, between in ways[thing].items():
            near[frozenset(between), _kind(thing, other)].append(other)
        pattern = (frozenset(types[thing]), frozenset((way, min(len(near[way]), 2)) for way in near))
        if pattern not in seen:
            seen.add(pattern)
            found |= {Triple(thing, _TYPE, kind) for kind in types[thing]}
            for number, ((between, kind), others) in enumerate(near.items()):
                for place, other in enumerate(others[:2]):
                    if kind == "another":
                        other = NamedNode(f"{thing.value}/near/{number}/{place}")
                    found |= {
                        Triple(thing, term, other) if out else Triple(other, term, thing)
                        for term, out in between
                    }
    return rdflib.Graph().parse(data="".join(f"{each} .\n" for each in found), format="nt")


def _kind(thing, other) -> str:
    """Neighbours are alike by their names, literals within their datatype."""
    if isinstance(other, Literal):
        return other.datatype.value
    return "itself" if thing == other else "another"
