"""Names: namespaces, and the ways a thing is written (IRI, CURIE, `type/slug`, slug)."""

import re

from pyoxigraph import NamedNode

BASE = "https://w3id.org/patgraph/"
DEF = BASE + "def#"
SHAPES = BASE + "shapes#"
VIEW = BASE + "graph/view"

#: The kinds of thing, as they stand in `…/id/{type}/{slug}`.
TYPES = (
    "council", "organisation", "area", "person", "membership", "event", "intervention",
    "engagement", "work-stream", "product", "review", "star-rating", "judgement", "figure",
    "concern", "improvement", "lesson", "condition-reading", "contribution", "view", "arrangement",
    "date", "document", "section", "passage", "disagreement", "gap", "code", "legislation",
)  # fmt: skip

#: Namespaces of others that our files, questions and callers may abbreviate.
FOREIGN = {
    "adms": "http://www.w3.org/ns/adms#",
    "cito": "http://purl.org/spar/cito/",
    "csvw": "http://www.w3.org/ns/csvw#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

PREFIXES = (
    {"pat": DEF, "pats": SHAPES, "graph": BASE + "graph/", "concept": BASE + "concept/"}
    | FOREIGN
    | {kind: f"{BASE}id/{kind}/" for kind in TYPES}
)

_SURROGATE = re.compile("[\ud800-\udfff]")
_OWN = re.compile(re.escape(BASE) + r"(?!def\b|shapes\b)")


def pat(local: str) -> NamedNode:
    """The term `pat:{local}` of our ontology."""
    return NamedNode(DEF + local)


def term(curie: str) -> NamedNode:
    """The IRI that a CURIE with one of our prefixes stands for; `KeyError` for another prefix."""
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def graph(name: str) -> NamedNode:
    """The IRI of the graph `…/graph/{name}`."""
    return NamedNode(f"{BASE}graph/{name}")


def curie(iri: str) -> str:
    """An IRI in its shortest form: a CURIE where one of our prefixes fits, else the IRI itself."""
    best = max(
        (p for p, ns in PREFIXES.items() if iri.startswith(ns) and len(iri) > len(ns)),
        key=lambda p: len(PREFIXES[p]),
        default=None,
    )
    return f"{best}:{iri[len(PREFIXES[best]) :]}" if best else iri


def rebase(text: str, base: str) -> str:
    """A text with our base replaced, except in the ontology's and the shapes' namespaces."""
    return text if base == BASE else _OWN.sub(lambda _: base, text)


def is_unicode(text: str) -> bool:
    """Whether a text can be written as UTF-8; bytes that were none come as lone surrogates."""
    return not _SURROGATE.search(text)


def slug(node: NamedNode) -> str:
    """The last part of an IRI: `haringey`, `started`."""
    return re.split(r"[/#]", node.value)[-1]
