"""Negotiation: which of the formats there are a caller wants (RFC 9110)."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from fastapi import Request
from webob.acceptparse import AcceptValidHeader, create_accept_header

from patgraph import media
from patgraph.errors import BadRequest, UnknownFormat
from patgraph.similar import none_called
from patgraph.tables import arrow

from . import paging


def _protocol(offered: Sequence[str]) -> dict[str, str]:
    known = media.asked_for(media.types(offered))
    return {asked: media.FORMATS[name].media for asked, name in known.items()}


#: What may be asked of a free query -> the media type the engine knows it by; the first are preferred.
ROWS, GRAPHS = _protocol(media.SOLUTIONS), _protocol(media.TRIPLES)
PAGE = media.FORMATS["html"].media
#: Bytes of a header that names what a caller likes; no client that we know of needs a third of it.
LONGEST = 2048
_RANGE = re.compile(r"[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+", re.ASCII)
_QUALITY = re.compile(r"(?:^|;)\s*q=([01](?:\.\d{1,3})?)\s*(?:;|$)", re.IGNORECASE)
_SHORT_NUMBER = re.compile(r"(;\s*q=)\.(\d)", re.IGNORECASE)


def form(request: Request, extension: str | None, offers: Mapping[str, str]) -> str:
    """The format a caller wants of those offered (name -> media type): by extension, `?format=` (a name, ours
    or another's, or a media type), or `Accept` with its q-values, the earlier of two liked equally. Raises
    `UnknownFormat`, and `BadValue` for two formats at once.
    """
    paging.once(request.query_params, "format")
    named = extension or request.query_params.get("format")
    if named is not None:
        found = _named(named, offers, extension is not None)
        if found is None:
            arrow.require(named)
            raise UnknownFormat(none_called("format", named, offers))
        return found
    known = media.asked_for(offers)
    return known[require(accepted(request), [*known])]


def accepted(request: Request) -> str | None:
    """What a caller accepts, of all header lines; `None` where nothing is said. Raises `BadRequest` for more
    than is read: working out what is liked best takes its time.
    """
    lines = request.headers.getlist("accept")
    if sum(map(len, lines)) > LONGEST:
        raise BadRequest(f"Accept: at most {LONGEST} bytes are read; name fewer types.", 431)
    return ",".join(lines) or None


def _named(name: str, offers: Mapping[str, str], as_extension: bool) -> str | None:
    """The format of a name. As an extension each has one name, so that each document has one address."""
    if name in offers:
        return name
    own = {text.partition(";")[0]: known for known, text in reversed(offers.items())}
    found = None if as_extension else media.named(name, offers)
    return found.name if found else own.get(name.replace(" ", "+"))


def named(name: str) -> str | None:
    """What a caller of a free query accepts who names a format: its media types, one for rows and one for
    triples, or that of the page; `None` where the name is no format's.
    """
    kinds = (media.SOLUTIONS, media.TRIPLES, ("html",))
    found = [form.media for kind in kinds if (form := media.named(name, kind))]
    return ", ".join(found) or None


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that an `Accept` header likes best, the earlier of two equals; `None` where it likes none.

    Parameters but `q` are not looked at: `text/turtle;charset=utf-8` is Turtle, as we send it.
    """
    return _choose(accept, tuple(offers))


def with_whole_numbers(header: str) -> str:
    """A header whose quality values are written as clients write them (`q=.2`), as RFC 9110 has them."""
    return _SHORT_NUMBER.sub(r"\g<1>0.\g<2>", header)


def _mended(accept: str, wanted: set[str]) -> tuple[str | None, bool]:
    """What is meant by an `Accept` as clients send it, of the ranges that are wanted, and whether it names
    any range at all: `*` is anything, a range that is none says nothing.
    """
    kept, named = {}, False
    for each in with_whole_numbers(accept).split(","):
        media, _, parameters = each.partition(";")
        media = media.strip().lower()
        media = "*/*" if media == "*" else media
        named = named or _RANGE.fullmatch(media) is not None
        if media in wanted:
            quality = _QUALITY.search(parameters) if parameters else None
            kept[f"{media};q={quality[1] if quality else 1}"] = None
    return ", ".join(kept) or None, named


@lru_cache(1024)
def _choose(accept: str | None, offers: tuple[str, ...]) -> str | None:
    if accept and '"' in accept:
        header = create_accept_header(accept)
        if isinstance(header, AcceptValidHeader):
            accept = ", ".join(f"{media.split(';')[0]};q={q}" for media, q, _, _ in header.parsed)
    if accept:
        # Only what can be given is looked at closely: the library takes a millisecond for a long header.
        accept, named = _mended(accept, _ranges(offers))
        if accept is None and named:
            return None
    found = create_accept_header(accept).acceptable_offers(offers)
    return found[0][0] if found else None


@cache
def _ranges(offers: tuple[str, ...]) -> set[str]:
    """The ranges that one of the offers is in."""
    own = {offer.partition(";")[0].strip().lower() for offer in offers}
    return own | {f"{offer.partition('/')[0]}/*" for offer in own} | {"*/*"}


def require(accept: str | None, offers: Sequence[str]) -> str:
    """As `choose`. Raises `UnknownFormat` where nothing is acceptable."""
    found = choose(accept, offers)
    if found is None:
        raise UnknownFormat(f"None of what you accept; there are {', '.join(offers)}.")
    return found
