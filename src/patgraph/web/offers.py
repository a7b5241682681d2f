"""Offers: which of the formats there are a caller wants (RFC 9110)."""

from collections.abc import Mapping

from fastapi import Request
from webob.acceptparse import AcceptValidHeader, create_accept_header

from ..errors import UnknownFormat

#: Other media types that callers have for a format.
_ALIASES = {
    "application/xhtml+xml": "html",
    "application/parquet": "parquet",
    "application/x-turtle": "ttl",
    "application/xml": "srx",
    "text/xml": "srx",
    "text/plain": "md",
}


def choose(request: Request, extension: str | None, offers: Mapping[str, str]) -> str:
    """The format a caller wants of those offered (name -> media type): by extension, `?format=` (a name or
    a media type), or `Accept` with its q-values, the earlier of two liked equally. Raises `UnknownFormat`.
    """
    media = {name: text.split(";")[0] for name, text in offers.items()}
    named = extension or request.query_params.get("format")
    if named is not None:
        by_media = {text: name for name, text in media.items()}
        found = named if named in offers else by_media.get(named.replace(" ", "+"))
        if found is None:
            raise UnknownFormat(f"No format is called {named[:80]!r}; there are {', '.join(offers)}.")
        return found
    header = create_accept_header(request.headers.get("accept") or None)
    if isinstance(header, AcceptValidHeader):
        # Parameters but `q` are not looked at: `text/csv;charset=utf-8` is CSV.
        ranges = [f"{kind.split(';')[0]};q={q}" for kind, q, _, _ in header.parsed]
        header = create_accept_header(", ".join(ranges))
    names = {text: name for name, text in reversed(media.items())}
    names = {text: names[text] for text in media.values()}
    names |= {alias: name for alias, name in _ALIASES.items() if name in offers and alias not in names}
    acceptable = header.acceptable_offers([*names])
    if not acceptable:
        raise UnknownFormat(f"None of what you accept; there are {', '.join(names)}.")
    return names[acceptable[0][0]]
