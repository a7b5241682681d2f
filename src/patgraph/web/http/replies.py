"""Media: graphs in the formats of RDF, and a reply that caches can keep."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from fastapi import Request, Response

from patgraph.media import DATASET, FORMATS, content_type, types

from . import negotiation
from .file_reply import FileReply

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


def file_named(name: str) -> dict[str, str]:
    """The header by which who keeps an answer calls its file; it is still shown where it can be."""
    return {"Content-Disposition": f'inline; filename="{name}"'}


def file(request: Request, path: Path, form: str, sha256: str, **headers: str) -> Response:
    """As `reply`, of a file whose digest is known, sent piece by piece."""
    media = content_type(FORMATS[form].media)
    kept = {"Vary": "Accept", "Cache-Control": "public, max-age=300"} | headers
    digest = hashlib.sha256(repr((media, sorted(kept.items()), sha256)).encode())
    kept["ETag"] = f'"{digest.hexdigest()[:32]}"'
    if has(request, kept["ETag"]):
        return Response(status_code=304, headers=kept)
    return FileReply(path, media_type=media, headers=kept)


def has(request: Request, tag: str) -> bool:
    """Whether a caller has what a tag stands for (`If-None-Match`)."""
    condition = request.headers.get("if-none-match", "")
    return condition.strip() == "*" or tag in [t.strip().removeprefix("W/") for t in condition.split(",")]
