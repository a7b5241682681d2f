"""Outside links: which the graph has, and what to say of each.

An address is visited over HTTP (`visits`); where it names an item of a register that answers SPARQL
(`registers`), the register is asked whether it has the item, under which codes and names.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from patgraph.names import BASE, curie, term

from .entries import RegisterEntry
from .registers import REGISTERS, Register
from .visits import Visit

#: What points outside: the same thing elsewhere, pages about it, where a statement comes from, its licence.
PREDICATES = (
    "schema:sameAs", "owl:sameAs", "skos:exactMatch", "rdfs:seeAlso", "schema:url", "foaf:homepage",
    "foaf:page", "dcat:landingPage", "prov:hadPrimarySource", "dcterms:source", "dcterms:license",
)  # fmt: skip
#: By these the graph claims that the two are one.
_IDENTITY = ("schema:sameAs", "owl:sameAs", "skos:exactMatch")
#: The best first, as they are told.
STATES = ("ok", "moved", "unsure", "unreachable", "contradictory", "dead")
#: Those that make a run fail.
FAULTS = ("dead", "contradictory")
_LINKS = """SELECT DISTINCT ?thing ?relation ?address WHERE {
  VALUES ?relation { %s }
  ?thing ?relation ?address .
  FILTER(isIRI(?address) && REGEX(STR(?address), "^https?://"))
}"""
_NAMES = """SELECT ?thing ?value WHERE {
  { SELECT DISTINCT ?thing WHERE { VALUES ?relation { %s } ?thing ?relation ?address } }
  ?thing rdfs:label|skos:prefLabel|skos:altLabel|dcterms:title ?value
}"""
_CODES = """SELECT ?thing ?value WHERE {
  { ?thing pat:gssCode ?value } UNION { ?thing adms:identifier/skos:notation ?value }
  UNION { ?thing pat:area/pat:gssCode ?value } UNION { ?thing pat:area/adms:identifier/skos:notation ?value }
}"""
_PREFIXES = "".join(
    f"PREFIX {prefix}: <{term(f'{prefix}:').value}>\n" for prefix in ("dcterms", "pat", "rdfs", "skos")
) + "PREFIX adms: <http://www.w3.org/ns/adms#>\n"  # fmt: skip
_GSS = re.compile(r"[EKNSW]\d{8}")
#: Words that tell no two places apart.
_GENERAL = frozenset((
    "and", "area", "authority", "borough", "city", "council", "county", "district", "east", "london",
    "metropolitan", "north", "of", "royal", "south", "the", "unitary", "west",
))  # fmt: skip


@dataclass(frozen=True)
class Link:
    """A link of the graph: thing, relation (a CURIE), address; the names and GSS codes of the thing."""

    thing: str
    relation: str
    address: str
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What is found of a link: one of `STATES`, why, and for one that moved its new address."""

    link: Link
    state: str
    reason: str = ""
    new: str | None = None


def outside(store, hosts: Collection[str] = ()) -> list[Link]:
    """The outside links of a store's resolved view, by address; of some hosts (with or without port) only,
    where any are given.
    """
    terms = " ".join(str(term(each)) for each in PREDICATES)
    names, codes = _said(store, _NAMES % terms), _said(store, _CODES)
    found = []
    for thing, relation, address in store.select(_LINKS % terms)[1]:
        if address.value.startswith((store.base, BASE)):
            continue
        parts = urlsplit(address.value)
        if hosts and not {parts.netloc.lower(), (parts.hostname or "").lower()} & {h.lower() for h in hosts}:
            continue
        ours = filter(_GSS.fullmatch, codes.get(thing, ()))
        said = [tuple(sorted(each)) for each in (names.get(thing, ()), ours)]
        found.append(Link(getattr(thing, "value", str(thing)), curie(relation.value), address.value, *said))
    return sorted(found, key=lambda link: (link.address, link.relation, link.thing))


def _said(store, text: str) -> dict[object, set[str]]:
    """Values by thing."""
    found: dict[object, set[str]] = {}
    for thing, value in store.select(_PREFIXES + text)[1]:
        found.setdefault(thing, set()).add(value.value)
    return found


def register_of(address: str) -> Register | None:
    """The register that an address names an item of."""
    return next((register for register in REGISTERS if register.has(address)), None)


def judge(link: Link, visit: Visit | None, entry: RegisterEntry | None) -> Finding:
    """What is found of a link, by what came of visiting it and what its register holds."""
    register = register_of(link.address)
    if entry and not entry.known:
        there = visit is not None and visit.state == "ok"
        reason = f"{register.title} has no such item{', though its address answers' if there else ''}"
        return Finding(link, "contradictory" if there else "dead", reason)
    if entry and entry.merged:
        return Finding(link, "moved", f"merged in {register.title}", entry.merged)
    if visit and visit.state == "dead":
        where = f", having moved to {visit.moved}" if visit.moved else ""
        return Finding(link, "dead", visit.reason + where)
    if entry and (differing := _difference(link, entry, register)):
        # Only where the graph says that the two are one can they contradict each other.
        return Finding(link, "contradictory" if link.relation in _IDENTITY else "ok", differing)
    if visit is None:
        return Finding(link, "ok" if entry else "unreachable")
    if visit.state == "missing":
        return Finding(link, "contradictory", visit.reason)
    if visit.state != "ok":
        return Finding(link, visit.state, visit.reason)
    about = link.relation in ("foaf:homepage", "schema:url")
    if about and visit.title and not _alike(link.names, [visit.title]):
        reason = f"its title is {visit.title!r}, which is like no name that we know"
        return Finding(link, "unsure", reason, visit.moved)
    if visit.moved:
        return Finding(link, "moved", "redirects for good", visit.moved)
    return Finding(link, "ok")


def _difference(link: Link, entry: RegisterEntry, register: Register) -> str:
    """How a thing and an item of a register differ; the empty text where they do not."""
    codes = [code for code in entry.codes if _GSS.fullmatch(code)]
    if link.codes and codes:
        if set(link.codes) & set(codes):
            return ""
        return f"{register.title} has the code {', '.join(codes)}, we have {', '.join(link.codes)}"
    if link.names and entry.names and not _alike(link.names, entry.names):
        return f"{register.title} calls it {entry.names[0]!r}, we {link.names[0]!r}"
    return ""


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether a name of one side has a telling word of the other's, or nearly all its letters."""
    mine, yours = ([_telling(name) for name in names] for names in (ours, theirs))
    return not ours or any(
        a & b or SequenceMatcher(None, " ".join(sorted(a)), " ".join(sorted(b))).ratio() >= 0.8
        for a in mine
        for b in yours
    )


def _telling(name: str) -> set[str]:
    words = set(re.findall(r"\w+", name.lower()))
    return words - _GENERAL or words
