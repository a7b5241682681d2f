"""Graphs: an answer that was constructed, or a question's catalogue entry, in the formats of RDF."""

import json
from collections.abc import Iterable, Sequence

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from patgraph.errors import UnknownFormat
from patgraph.names import BASE, PREFIXES, pat, rebase, term
from patgraph.rdf import parse_nquads

from . import catalogue
from .answer import Answer
from .citations import Support
from .question import Query

#: Format name, which is also the extension -> media type.
MEDIA = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
}
_ENGINE = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
}
_NONE = DefaultGraph()


def write(answer: Answer, name: str, supports: Sequence[Support] | None = None) -> bytes:
    """The triples of a constructed answer, or of the question's catalogue entry where it selects rows.

    With `supports` (TriG alone) each passage's graph holds the triples of the answer that it states, and
    the passages are described in the default graph. Raises `UnknownFormat` for other formats then.
    """
    base = answer.base
    if answer.query.form == "select":
        if supports is not None:
            raise UnknownFormat(f"{name}: rows with citations are json, csv, tsv, parquet, arrow or html.")
        return serialise(entry(answer.query, base), name, base)
    quads = [Quad(*row, _NONE) for row in answer.rows]
    if supports is not None:
        if name != "trig":
            raise UnknownFormat(f"{name} has no place for citations; ask for trig or json.")
        quads += _cited(supports)
    return serialise(quads, name, base)


def entry(query: Query, base: str = BASE) -> list[Quad]:
    """What the catalogue says of a question, under a base."""
    lines = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in catalogue.entry(query))
    return list(parse_nquads(rebase(lines, base).encode()))


def serialise(quads: Iterable[Quad], name: str, base: str) -> bytes:
    """Quads in a format of `MEDIA`; all but TriG have triples alone."""
    quads = list(quads)
    used = {p: rebase(ns, base) for p, ns in PREFIXES.items()}
    terms = {t.value for q in quads for t in (q.subject, q.predicate, q.object, q.graph_name)
             if isinstance(t, NamedNode)} | {q.object.datatype.value for q in quads
                                             if isinstance(q.object, Literal)}  # fmt: skip
    prefixes = {p: ns for p, ns in used.items() if any(t.startswith(ns) for t in terms)}
    if name == "jsonld":
        return _json_ld(quads, prefixes)
    if name != "trig":
        quads = [Triple(q.subject, q.predicate, q.object) for q in quads]
    return pyoxigraph.serialize(quads, format=_ENGINE[name], prefixes=prefixes)


def _json_ld(quads: list[Quad], prefixes: dict[str, str]) -> bytes:
    """JSON-LD with a context of prefixes, and of datatypes where a property has only one."""
    import rdflib

    # rdflib would give blank nodes new names each time.
    def named(node):
        return NamedNode(f"bnode:{node.value}") if isinstance(node, BlankNode) else node

    graph = rdflib.Graph()
    triples = [Triple(named(q.subject), q.predicate, named(q.object)) for q in quads]
    graph.parse(data=pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    document = json.loads(graph.serialize(format="json-ld", context=prefixes, sort_keys=True))
    if "@graph" in document:
        document["@graph"].sort(key=lambda node: node.get("@id", ""))
    text = json.dumps(document, ensure_ascii=False, indent=1).replace('"@id": "bnode:', '"@id": "_:')
    return f"{text}\n".encode()


def _cited(supports: Sequence[Support]) -> list[Quad]:
    found: dict[Quad, None] = {}
    for support in supports:
        for citation in support.citations:
            about, name = citation.passage, NamedNode(citation.passage.iri)
            found |= dict.fromkeys(Quad(*triple, name) for triple in citation.facts)
            described = {
                term("rdf:type"): pat("Passage"),
                pat("inDocument"): NamedNode(about.document),
                pat("locator"): Literal(about.locator),
                pat("modality"): NamedNode(about.modality),
                pat("startOffset"): Literal(about.start),
                pat("endOffset"): Literal(about.end),
                pat("digest"): Literal(about.digest),
            }
            found |= dict.fromkeys(Quad(name, p, o, _NONE) for p, o in described.items())
    return list(found)
