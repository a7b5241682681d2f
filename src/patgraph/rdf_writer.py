"""The one writer of RDF: the same statements in the same order are the same bytes, in every process."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

from .characters import for_xml, is_xml
from .media import DATASET, FORMATS
from .names import PREFIXES, VIEW, rebase

#: JSON-LD gets a context, and so short names, up to so many statements: beyond it takes seconds.
_COMPACT = 3000
#: Prefixes whose names have further parts, which would be written with escapes: their IRIs are written whole.
_DEEP = frozenset(("concept", "graph", "passage", "section"))
#: Blank nodes pass through rdflib, which would name them anew, as IRIs that begin so.
_BLANK = "bnode:"


def prefixes(base: str) -> dict[str, str]:
    """Our prefixes, for names under a base: those whose names need no escapes behind them."""
    return {prefix: rebase(space, base) for prefix, space in PREFIXES.items() if prefix not in _DEEP}


def used(statements: Iterable[Triple | Quad], base: str) -> dict[str, str]:
    """Those of our prefixes that a name in the statements, or a datatype, begins with."""
    names = set()
    for each in statements:
        terms = (each.subject, each.predicate, each.object, getattr(each, "graph_name", None))
        names |= {term.value for term in terms if isinstance(term, NamedNode)}
        if isinstance(each.object, Literal):
            names.add(each.object.datatype.value)
    return {p: space for p, space in prefixes(base).items() if any(name.startswith(space) for name in names)}


def mentioned(statements: Iterable[Triple | Quad], base: str) -> dict[str, str]:
    """Those of our prefixes whose namespace the statements mention, in names or in words."""
    text = "".join(map(str, statements))
    return {prefix: space for prefix, space in prefixes(base).items() if space in text}


def write(statements: Iterable[Triple | Quad], form: str, declared: Mapping[str, str]) -> bytes:
    """Triples or quads in a format of RDF (see `media`), with these prefixes declared; a format of triples
    leaves the graphs out, and says nothing twice.
    """
    about = FORMATS[form]
    if not isinstance(about.engine, RdfFormat):
        raise ValueError(f"{form} is no format of RDF")
    if about.holds != DATASET:
        statements = triples(statements)
        if form == "jsonld" and len(statements) <= _COMPACT:
            return _compact(statements, declared)
    # `serialize` gives bytes where it has no file to write to.
    found: Any = statements
    written = cast(bytes, pyoxigraph.serialize(found, format=about.engine, prefixes=dict(declared)))
    return for_xml(written) if is_xml(about.media) else written


def document(
    statements: Iterable[Triple | Quad], form: str, base: str, own: NamedNode | None = None
) -> bytes:
    """Triples or quads in a format, with our prefixes: all of them where graphs are kept, else those that are
    mentioned.

    Where graphs are kept, what the view holds, or the graph `own` that the document is of, stands in the
    default graph too: there look clients that ask for quads and read triples.
    """
    if FORMATS[form].holds == DATASET:
        mirrored, listed = {NamedNode(rebase(VIEW, base)), own}, list(statements)
        plain = [Quad(*q.triple) for q in listed if isinstance(q, Quad) and q.graph_name in mirrored]
        return write([*dict.fromkeys(plain), *listed], form, prefixes(base))
    found = triples(statements)
    return write(found, form, mentioned(found, base))


def triples(statements: Iterable[Triple | Quad]) -> list[Triple]:
    """The triples of statements, each once, in their order."""
    return [*dict.fromkeys(each.triple if isinstance(each, Quad) else each for each in statements)]


def _compact(found: list[Triple], declared: Mapping[str, str]) -> bytes:
    """JSON-LD with the prefixes for its context: one object a subject, sorted by their names."""
    import rdflib

    def named(node: Any) -> Any:
        return NamedNode(_BLANK + node.value) if isinstance(node, BlankNode) else node

    renamed = [Triple(named(each.subject), each.predicate, named(each.object)) for each in found]
    graph = rdflib.Graph()
    graph.parse(data=pyoxigraph.serialize(renamed, format=RdfFormat.N_TRIPLES), format="nt")
    written = graph.serialize(format="json-ld", context=dict(declared), sort_keys=True)
    document = json.loads(written, object_hook=_unnamed)
    if "@graph" in document:
        document["@graph"].sort(key=lambda node: node.get("@id", ""))
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _unnamed(node: dict[str, Any]) -> dict[str, Any]:
    """An object of JSON-LD, in which blank nodes are such again."""

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(each) for each in value]
        return f"_:{value.removeprefix(_BLANK)}" if str(value).startswith(_BLANK) else value

    return {key: renamed(value) if key in ("@id", "@type") else value for key, value in node.items()}
