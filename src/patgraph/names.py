"""Names: namespaces, and the ways a thing is written (IRI, CURIE, `type/slug`, slug)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

BASE = "https://w3id.org/patgraph/"
DEF = BASE + "def#"
SHAPES = BASE + "shapes#"
VIEW = BASE + "graph/view"


@dataclass(frozen=True)
class Kind:
    """A kind of thing: the word its names have for it, and its plural.

    `searched` and `reconciled` say how likely it is meant by what people look for, and by a name in a table:
    1 is the likeliest. Without the first it comes last, without the second it cannot be reconciled. `space`
    is where its names begin under the base: `id/{name}/` where nothing is said, nowhere if it is empty.
    """

    name: str
    plural: str
    searched: int | None = None
    reconciled: int | None = None
    space: str | None = None


#: What goes before the name of a place in the name of its council.
_FILED = re.compile(r"((?:(?:London|Royal|Metropolitan) )*Borough of|City of|Council of the) (.+)")

#: What goes behind it.
_COUNCIL = re.compile(r"(?: (?:Metropolitan|City|County|District|Borough|Council|Corporation))+$")
_COUNCIL_OF = re.compile(r"(?: Council| Corporation)$|^(?:London|Royal|Metropolitan)? ?Borough of ")

#: All kinds of thing, in the order in which they are listed.
KINDS = {kind.name: kind for kind in (
    Kind("council", "Councils", searched=1, reconciled=1),
    Kind("organisation", "Organisations", searched=3, reconciled=2),
    Kind("area", "Areas", searched=18, reconciled=5),
    Kind("person", "People", searched=4, reconciled=3),
    Kind("membership", "People in roles", searched=17),
    Kind("event", "Events", searched=11, reconciled=10),
    Kind("intervention", "Interventions", searched=6, reconciled=7),
    Kind("engagement", "Engagements", searched=2, reconciled=6),
    Kind("work-stream", "Work streams", searched=12, reconciled=11),
    Kind("product", "Products", searched=16, reconciled=9),
    Kind("review", "Reviews", searched=7, reconciled=8),
    Kind("star-rating", "Star ratings", searched=19),
    Kind("judgement", "Judgements", searched=20),
    Kind("figure", "Figures", searched=21),
    Kind("concern", "Concerns", searched=14),
    Kind("improvement", "Improvements", searched=15),
    Kind("lesson", "Lessons", searched=13),
    Kind("condition-reading", "Readings of conditions", searched=27),
    Kind("contribution", "Contributions", searched=22),
    Kind("view", "Views", searched=23),
    Kind("arrangement", "Arrangements", searched=24),
    Kind("date", "Dates", searched=30),
    Kind("document", "Documents", searched=8, reconciled=4),
    Kind("section", "Sections", searched=28),
    Kind("passage", "Passages", searched=29),
    Kind("disagreement", "Disagreements", searched=25),
    Kind("gap", "Gaps", searched=26),
    Kind("agreement", "Agreements of sources"),
    Kind("code", "Codes"),
    Kind("version", "Versions of the dataset"),
    Kind("dataset-change", "Changes of the dataset"),
    Kind("legislation", "Legislation"),
    Kind("concept", "Concepts", searched=9, reconciled=12, space="concept/"),
    Kind("term", "Terms", searched=10, space="def#"),
    Kind("question", "Questions", searched=5, space="query/"),
    Kind("graph", "Graphs", space="graph/"),
    Kind("link", "Links", space=""),
    Kind("statement", "Statements", space=""),
)}  # fmt: skip
#: Those whose names are `…/id/{kind}/{slug}`.
ID_KINDS = tuple(kind.name for kind in KINDS.values() if kind.space is None)
#: Those that can be reconciled, the likeliest first.
RECONCILED = tuple(name for _, name in sorted((k.reconciled, k.name) for k in KINDS.values() if k.reconciled))

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
    | {kind: f"{BASE}id/{kind}/" for kind in ID_KINDS}
)

_SURROGATE = re.compile("[\ud800-\udfff]")
_OWN = re.compile(re.escape(BASE) + r"(?!def\b|shapes\b)")


def plural(kind: str) -> str:
    """The heading of a list of things of a kind; what is no kind of ours is called by its own name."""
    if not kind:
        return "Others"
    return KINDS[kind].plural if kind in KINDS else kind.replace("-", " ").capitalize()


def filed(label: str) -> str:
    """A name as it stands in a list by name: `Haringey, London Borough of`; most names stand as they are."""
    found = _FILED.fullmatch(label)
    return f"{found[2]}, {found[1]}" if found else label


def place_of(label: str) -> str:
    """The place in the name of a council: `Haringey`, `Walsall`; other names stand as they are."""
    return _COUNCIL.sub("", filed(label).split(", ")[0]) if _COUNCIL_OF.search(label) else label


def likelihood(kind: str) -> int:
    """How soon a kind comes among things that a text may mean: the smaller, the sooner."""
    known = KINDS.get(kind)
    return known.searched if known is not None and known.searched else len(KINDS)


def space(kind: str, base: str = BASE) -> str:
    """Where the names of a kind begin: `…/id/passage/`."""
    return f"{base}id/{kind}/"


def is_passage(node: object, base: str = BASE) -> bool:
    """Whether a node, or the text of an IRI, is the name of a passage, which is that of its graph too."""
    iri = node.value if isinstance(node, NamedNode) else node
    return isinstance(iri, str) and iri.startswith(f"{base}id/passage/")


@lru_cache(maxsize=1024)
def pat(local: str) -> NamedNode:
    """The term `pat:{local}` of our ontology."""
    return NamedNode(DEF + local)


@lru_cache(maxsize=1024)
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


def slug(node: NamedNode | str) -> str:
    """The last part of an IRI: `haringey`, `started`."""
    return re.split(r"[/#]", node if isinstance(node, str) else node.value)[-1]
