"""Addresses: where an IRI is answered here."""

from urllib.parse import quote

from patgraph.names import BASE, DEF, SHAPES

_PLACES = {"id/": "/doc/", "query/": "/queries/"}
_SAFE = "/:@!$&'()*+,;=~-._"


def local_address(iri: str, base: str = BASE) -> str:
    """Where an IRI is answered here: a path of this server; a foreign IRI stays as it is."""
    if iri.startswith(DEF):
        return f"/def/{quote(iri[len(DEF) :], safe=_SAFE)}"
    if iri.startswith(SHAPES):
        return f"/shapes#{quote(iri[len(SHAPES) :], safe=_SAFE)}"
    if iri in (DEF[:-1], SHAPES[:-1]) or iri.startswith(f"{DEF[:-1]}/"):
        return f"/{iri.removeprefix(BASE)}"
    if not iri.startswith(base) or iri == base:
        return iri
    rest = iri[len(base) :]
    start = next((start for start in _PLACES if rest.startswith(start)), "")
    return _PLACES.get(start, "/") + quote(rest[len(start) :], safe=_SAFE)
