"""Media: graphs in the formats of RDF, and a reply that caches can keep."""

import hashlib
from collections.abc import Iterable, Sequence

from fastapi import Request, Response
from pyoxigraph import NamedNode, Quad, Triple

from patgraph import rdf_writer
from patgraph.media import DATASET, FORMATS, content_type, types
from patgraph.names import VIEW, rebase

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


def write(statements: Iterable[Triple | Quad], form: str, base: str, own: NamedNode | None = None) -> bytes:
    """Triples or quads in a format, with our prefixes; formats of triples leave the graphs out.

    What the view holds, or the graph `own` that the document is of, stands in the default graph too: there
    look clients that ask for quads and read triples.
    """
    if form in DATASETS:
        mirrored = {NamedNode(rebase(VIEW, base)), own}
        listed = list(statements)
        plain = [
            Quad(*each.triple) for each in listed if isinstance(each, Quad) and each.graph_name in mirrored
        ]
        return rdf_writer.write([*dict.fromkeys(plain), *listed], form, rdf_writer.prefixes(base))
    found = rdf_writer.triples(statements)
    return rdf_writer.write(found, form, rdf_writer.mentioned(found, base))


def reply(request: Request, content: bytes | str, form: str, **headers: str) -> Response:
    """A reply in a format, with what caches need; 304 where the caller has it already. Its tag is made of all
    that is sent, so it cannot leave out what that depends on.
    """
    media = content_type(FORMATS[form].media if form in FORMATS else form)
    kept = {"Vary": "Accept", "Cache-Control": "public, max-age=300"}
    kept |= {name.replace("_", "-"): value for name, value in headers.items()}
    body = content.encode() if isinstance(content, str) else content
    digest = hashlib.sha256(repr((media, sorted(kept.items()))).encode())
    digest.update(body)
    kept["ETag"] = f'"{digest.hexdigest()[:32]}"'
    if has(request, kept["ETag"]):
        return Response(status_code=304, headers=kept)
    return Response(body, headers=kept, media_type=media)


def has(request: Request, tag: str) -> bool:
    """Whether a caller has what a tag stands for (`If-None-Match`)."""
    condition = request.headers.get("if-none-match", "")
    return condition.strip() == "*" or tag in [t.strip().removeprefix("W/") for t in condition.split(",")]
