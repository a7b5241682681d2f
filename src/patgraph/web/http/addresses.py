"""Addresses: where an IRI is answered here."""

from urllib.parse import quote, urlencode

from patgraph.names import BASE, DEF, SHAPES

_PLACES = {"id/": "/doc/", "query/": "/queries/"}
_SAFE = "/:@!$&'()*+,;=~-._"


#: How names begin that a reader may follow; others, as `javascript:`, only name something.
_FOLLOWED = ("http://", "https://", "mailto:")


def is_followed(iri: str) -> bool:
    """Whether a link may lead to an IRI."""
    return iri.startswith(_FOLLOWED)


def local_address(iri: str, base: str = BASE) -> str:
    """Where an IRI is answered here: a path of this server. A foreign IRI stays as it is; where nobody is to
    follow it, the search for it is its address.
    """
    if iri.startswith(DEF):
        return f"/def/{quote(iri[len(DEF) :], safe=_SAFE)}"
    if iri.startswith(SHAPES):
        return f"/shapes#{quote(iri[len(SHAPES) :], safe=_SAFE)}"
    if iri in (DEF[:-1], SHAPES[:-1]) or iri.startswith(f"{DEF[:-1]}/"):
        return f"/{iri.removeprefix(BASE)}"
    if not iri.startswith(base) or iri == base:
        return iri if is_followed(iri) else f"/search?{urlencode({'q': iri})}"
    rest = iri[len(base) :]
    start = next((start for start in _PLACES if rest.startswith(start)), "")
    return _PLACES.get(start, "/") + quote(rest[len(start) :], safe=_SAFE)
