"""Media: graphs in the formats of RDF, and a reply that caches can keep."""

from collections.abc import Iterable, Sequence

import pyoxigraph
import rdflib
from fastapi import Request, Response
from pyoxigraph import Quad, RdfFormat, Triple

from patgraph.about import __version__
from patgraph.names import PREFIXES, rebase

from . import negotiation

#: Extension -> (media type, the engine's format). The first are preferred.
RDF = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
    "trig": ("application/trig", RdfFormat.TRIG),
    "nq": ("application/n-quads", RdfFormat.N_QUADS),
}
#: Formats that keep each statement in its graph.
DATASETS = ("trig", "nq")
MEDIA = {name: media for name, (media, _) in RDF.items()} | {
    "html": "text/html",
    "json": "application/json",
}
#: Other names that callers have for these.
_ALIASES = {
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/xml": "rdf",
    "text/plain": "nt",
    "application/x-turtle": "ttl",
    "application/xhtml+xml": "html",
}
#: JSON-LD gets a context, and so short names, up to so many statements: beyond it takes seconds.
_COMPACT = 3000
DOCUMENTS = ("ttl", "html", "jsonld", "nt", "rdf", "trig", "nq")


def choose(request: Request, extension: str | None, offers: Sequence[str]) -> str:
    """The format of a graph or a page that a caller wants; see `negotiation.form`."""
    return negotiation.form(request, extension, {name: MEDIA[name] for name in offers}, _ALIASES)


def split(address: str, offers: Iterable[str] = DOCUMENTS) -> tuple[str, str | None]:
    """An address without its extension, and the extension, if it is that of a format."""
    name, dot, extension = address.rpartition(".")
    return (name, extension) if dot and extension in offers else (address, None)


def write(statements: Iterable[Triple | Quad], form: str, base: str) -> bytes:
    """Triples or quads in a format, with our prefixes; formats of triples leave the graphs out."""
    prefixes = {prefix: rebase(space, base) for prefix, space in PREFIXES.items()}
    if form not in DATASETS:
        statements = dict.fromkeys(s.triple if isinstance(s, Quad) else s for s in statements)
        used = "".join(map(str, statements))
        prefixes = {prefix: space for prefix, space in prefixes.items() if space in used}
    if form != "jsonld" or len(statements) > _COMPACT:
        return pyoxigraph.serialize(statements, format=RDF[form][1], prefixes=prefixes)
    # The engine's JSON-LD has no context, so names stay long; rdflib shortens them.
    graph = rdflib.Graph()
    graph.parse(data=pyoxigraph.serialize(statements, format=RdfFormat.N_TRIPLES), format="nt")
    return graph.serialize(format="json-ld", context=prefixes, auto_compact=False, indent=1).encode()


def reply(request: Request, content: bytes | str, form: str, version: str, **headers: str) -> Response:
    """A reply in a format, with what caches need; 304 where the caller has it already."""
    media = MEDIA.get(form, form)
    tag = f'"{version[:16]}-{__version__}-{form}"'
    kept = {"ETag": tag, "Vary": "Accept", "Cache-Control": "public, max-age=300"}
    kept |= {name.replace("_", "-"): value for name, value in headers.items()}
    if tag in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
        return Response(status_code=304, headers=kept)
    return Response(content, headers=kept, media_type=negotiation.content_type(media))
