"""The service description (SPARQL 1.1): what is asked here, of which graphs, and in which formats."""

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from patgraph.characters import for_xml, is_xml
from patgraph.media import SOLUTION_ENGINES, TRIPLE_ENGINES
from patgraph.names import PREFIXES
from patgraph.sparql.free_queries import GraphSizes

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = [
    engine.iri.rpartition("/")[2] for engine in (*SOLUTION_ENGINES.values(), *TRIPLE_ENGINES.values())
]
_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def describe(endpoint: str, counts: GraphSizes, view: NamedNode, federated: bool, media: str) -> bytes:
    """The description of the service at an address, in one of the formats for triples; it tells the size of
    what has been counted. The default graph is the view, or, where a store has none, its own.
    """
    default = view if view in counts else None
    service, dataset, unnamed = NamedNode(endpoint), BlankNode("dataset"), BlankNode("default")
    found = []

    def say(subject, predicate: str, *values):
        node = NamedNode(
            PREFIXES["void"] + predicate[5:] if predicate.startswith("void:") else _SD + predicate
        )
        found.extend(Quad(subject, node, value) for value in values)

    def a(subject, kind: str):
        found.append(Quad(subject, _TYPE, NamedNode(_SD + kind)))

    a(service, "Service")
    say(service, "endpoint", service)
    say(service, "supportedLanguage", NamedNode(_SD + "SPARQL11Query"))
    say(service, "resultFormat", *(NamedNode(_FORMATS + name) for name in _RESULTS))
    say(service, "defaultEntailmentRegime", NamedNode("http://www.w3.org/ns/entailment/Simple"))
    if federated:
        say(service, "feature", NamedNode(_SD + "BasicFederatedQuery"))
    say(service, "defaultDataset", dataset)
    a(dataset, "Dataset")
    say(dataset, "defaultGraph", unnamed)
    a(unnamed, "Graph")
    if default in counts:
        say(unnamed, "void:triples", Literal(counts[default]))
    for number, (graph, count) in enumerate(sorted(counts.items(), key=str)):
        if graph is not None:
            named, content = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
            say(dataset, "namedGraph", named)
            a(named, "NamedGraph")
            say(named, "name", graph)
            say(named, "graph", content)
            a(content, "Graph")
            say(content, "void:triples", Literal(count))
    prefixes = {"sd": _SD, "void": PREFIXES["void"], "formats": _FORMATS}
    triples = (quad.triple for quad in found)
    written = pyoxigraph.serialize(triples, format=TRIPLE_ENGINES[media], prefixes=prefixes)
    return for_xml(written) if is_xml(media) else written
