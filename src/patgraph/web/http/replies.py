"""Media: graphs in the formats of RDF, and a reply that caches can keep."""

from collections.abc import Iterable, Sequence

from fastapi import Request, Response
from pyoxigraph import Quad, Triple

from patgraph import rdf_writer
from patgraph.about import __version__
from patgraph.media import DATASET, FORMATS, content_type, types

from . import negotiation

#: Formats of a document, the first preferred.
DOCUMENTS = ("ttl", "html", "jsonld", "nt", "rdf", "trig", "nq")
#: Those that keep each statement in its graph.
DATASETS = tuple(name for name in DOCUMENTS if FORMATS[name].holds == DATASET)
MEDIA = types((*DOCUMENTS, "json"))


def choose(request: Request, extension: str | None, offers: Sequence[str]) -> str:
    """The format of a graph or a page that a caller wants; see `negotiation.form`."""
    return negotiation.form(request, extension, types(offers))


def split(address: str, offers: Iterable[str] = DOCUMENTS) -> tuple[str, str | None]:
    """An address without its extension, and the extension, if it is that of a format."""
    name, dot, extension = address.rpartition(".")
    return (name, extension) if dot and extension in offers else (address, None)


def write(statements: Iterable[Triple | Quad], form: str, base: str) -> bytes:
    """Triples or quads in a format, with our prefixes; formats of triples leave the graphs out."""
    if form in DATASETS:
        return rdf_writer.write(statements, form, rdf_writer.prefixes(base))
    found = rdf_writer.triples(statements)
    return rdf_writer.write(found, form, rdf_writer.mentioned(found, base))


def reply(request: Request, content: bytes | str, form: str, version: str, **headers: str) -> Response:
    """A reply in a format, with what caches need; 304 where the caller has it already."""
    media = FORMATS[form].media if form in FORMATS else form
    tag = f'"{version[:16]}-{__version__}-{form}"'
    kept = {"ETag": tag, "Vary": "Accept", "Cache-Control": "public, max-age=300"}
    kept |= {name.replace("_", "-"): value for name, value in headers.items()}
    if tag in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
        return Response(status_code=304, headers=kept)
    return Response(content, headers=kept, media_type=content_type(media))
