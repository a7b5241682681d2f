"""Addresses: where an IRI is answered here."""

from collections.abc import Iterable
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


def written_as(path: str, known: Iterable[str]) -> str | None:
    """The address that a path is but for capitals: with the one of the known addresses (`/doc/council/kent`)
    with which it begins after its first part, in that one's letters. None where there are several, or none.
    """
    start, room, rest = [*path.split("/", 2), "", ""][:3]
    names = {address.split("/", 2)[-1] for address in known}
    found = [
        name for name in names
        if rest.casefold().startswith(name.casefold()) and rest[len(name) : len(name) + 1] in ("", ".", "/")
    ]  # fmt: skip
    if len(found) != 1 or rest.startswith(found[0]):
        return None
    return f"{start}/{room}/{found[0]}{quote(rest[len(found[0]) :], safe=_SAFE)}"
