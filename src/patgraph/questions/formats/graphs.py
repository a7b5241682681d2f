"""Graphs: an answer that was constructed, or a question's catalogue entry, in the formats of RDF."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from patgraph import rdf_writer
from patgraph.errors import UnknownFormat
from patgraph.names import BASE, pat, rebase, term
from patgraph.questions import catalogue
from patgraph.questions.answer import Answer
from patgraph.questions.question import Query
from patgraph.rdf import parse_nquads

if TYPE_CHECKING:
    from patgraph.questions.citing.citations import Support

_NONE = DefaultGraph()


def write(answer: Answer, name: str, supports: Sequence["Support"] | None = None) -> bytes:
    """The triples of a constructed answer, or of the question's catalogue entry where it selects rows.

    With `supports` (TriG alone) each passage's graph holds the triples of the answer that it states, and
    the passages are described in the default graph. Raises `UnknownFormat` for other formats then.
    """
    base = answer.base
    if answer.query.form == "select":
        if supports is not None:
            raise UnknownFormat(f"{name}: rows with citations are json, csv, tsv, parquet, arrow or html.")
        return serialise(entry(answer.query, base), name, base)
    quads = [Quad(subject, predicate, value, _NONE) for subject, predicate, value in answer.rows]
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
    """Quads in one of the formats `answer_formats.GRAPH_FORMATS`; all but TriG have triples alone."""
    quads = list(quads)
    return rdf_writer.write(quads, name, rdf_writer.used(quads, base))


def _cited(supports: Sequence["Support"]) -> list[Quad]:
    found: dict[Quad, None] = {}
    for support in supports:
        for citation in support.citations:
            about, name = citation.passage, NamedNode(citation.passage.iri)
            found |= dict.fromkeys(Quad(*triple, name) for triple in citation.facts)
            described: dict[NamedNode, NamedNode | Literal] = {
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
