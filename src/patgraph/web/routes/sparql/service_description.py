"""The service description (SPARQL 1.1): what is asked here, of which graphs, and in which formats."""

from collections import Counter

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from patgraph.names import PREFIXES
from patgraph.sparql.worker import TRIPLES
from patgraph.store.embedded import Store

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
    "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads",
)  # fmt: skip
_TYPE = NamedNode(PREFIXES["rdf"] + "type")


#: How many triples each graph has (`None` is the unnamed one), and which graph is the default.
Counts = tuple[Counter, NamedNode | None]


def triples_per_graph(store: Store) -> Counts:
    """How many triples each graph has (`None` is the unnamed one), and which is the default: the view, or,
    where a store has none, its own (`None`).
    """
    (own,) = store.engine.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    named = store.engine.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    counts = Counter({None: int(own["n"].value)} | {row["g"]: int(row["n"].value) for row in named})
    return counts, store.view if store.view in counts else None


def of_graphs(sizes: dict[str, int] | None, view: NamedNode) -> Counts:
    """The same of a remote store's graphs; without sizes where it does not give them in time."""
    counts = Counter({NamedNode(name): size for name, size in (sizes or {}).items()})
    return counts, view if view in counts else None


def describe(endpoint: str, counts: Counter, default: NamedNode | None, federated: bool, media: str) -> bytes:
    """The description of the service at an address, in one of the formats for triples; it tells the size of
    what has been counted.
    """
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
    return pyoxigraph.serialize(triples, format=TRIPLES[media], prefixes=prefixes)
