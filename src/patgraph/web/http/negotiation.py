"""Negotiation: which of the formats there are a caller wants (RFC 9110)."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from webob.acceptparse import AcceptValidHeader, create_accept_header

from patgraph.errors import UnknownFormat
from patgraph.sparql.worker import SOLUTIONS, TRIPLES

from . import paging

#: What may be asked for -> the media type the engine knows it by; the first are preferred.
ROWS = {media: media for media in SOLUTIONS} | {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
GRAPHS = {media: media for media in TRIPLES} | {
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
}
PAGE = "text/html"
#: Short names, as extensions have them, for links on a page.
SHORT = {
    "json": "application/sparql-results+json", "xml": "application/sparql-results+xml", "csv": "text/csv",
    "tsv": "text/tab-separated-values", "turtle": "text/turtle", "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml", "jsonld": "application/ld+json", "trig": "application/trig",
    "nquads": "application/n-quads", "html": PAGE,
}  # fmt: skip
#: Other media types that callers have for the formats of an answer.
ANSWERS = {
    "application/xhtml+xml": "html",
    "application/parquet": "parquet",
    "application/x-turtle": "ttl",
    "application/xml": "srx",
    "text/xml": "srx",
    "text/plain": "md",
}


def form(
    request: Request, extension: str | None, offers: Mapping[str, str], aliases: Mapping[str, str] = ANSWERS
) -> str:
    """The format a caller wants of those offered (name -> media type): by extension, `?format=` (a name or
    a media type), or `Accept` with its q-values, the earlier of two liked equally. `aliases` are other media
    types that callers have for a format. Raises `UnknownFormat`, and `BadValue` for two formats at once.
    """
    media = {name: text.split(";")[0] for name, text in offers.items()}
    names = {text: name for name, text in reversed(media.items())}
    paging.once(request.query_params, "format")
    named = extension or request.query_params.get("format")
    if named is not None:
        found = named if named in offers else names.get(named.replace(" ", "+"))
        if found is None:
            raise UnknownFormat(f"No format is called {named[:80]!r}; there are {', '.join(offers)}.")
        return found
    known = {text: names[text] for text in media.values()}
    known |= {alias: name for alias, name in aliases.items() if name in offers and alias not in known}
    return known[require(request.headers.get("accept") or None, [*known])]


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that an `Accept` header likes best, the earlier of two equals; `None` where it likes none.

    Parameters but `q` are not looked at: `text/turtle;charset=utf-8` is Turtle, as we send it.
    """
    header = create_accept_header(accept)
    if isinstance(header, AcceptValidHeader):
        ranges = [f"{media.split(';')[0]};q={q}" for media, q, _, _ in header.parsed]
        header = create_accept_header(", ".join(ranges))
    found = header.acceptable_offers(list(offers))
    return found[0][0] if found else None


def require(accept: str | None, offers: Sequence[str]) -> str:
    """As `choose`. Raises `UnknownFormat` where nothing is acceptable."""
    found = choose(accept, offers)
    if found is None:
        raise UnknownFormat(f"None of what you accept; there are {', '.join(offers)}.")
    return found


def content_type(media: str) -> str:
    """A media type as a header has it: texts say that they are UTF-8."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
