"""Which media type a caller wants, of those there are (RFC 9110)."""

from collections.abc import Sequence

from webob.acceptparse import AcceptValidHeader, create_accept_header

from ..errors import UnknownFormat
from ..worker import SOLUTIONS, TRIPLES

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
