"""What changed in the dataset since a version that was published, as the file of versions records it.

A version is put on record when the next is put together: the record names it by its digest and says, document
by document and graph by graph, what is other now. So no version holds its own digest, the dataset stays a
function of the files, and the question `changes` can tell what came after any version on record.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

from patgraph import dates, rdf_writer
from patgraph.errors import BadInput, BadValue
from patgraph.names import BASE, VIEW, curie, graph, is_passage, pat, space, term

#: Where the record lies in a project; its own graph is no part of what is compared.
RECORD = Path("data/reference/versions.ttl")
_GRAPH = graph("reference/versions")
_LEFT_OUT = {NamedNode(VIEW), _GRAPH}
_DOCUMENT, _PASSAGE = f"{BASE}graph/document/", space("passage")
_COMMENT = b"# Written by `patgraph release`: what changed after each published version of the dataset.\n"
_TITLE = "Versions of this dataset, and what changed after each"
_ABOUT = (
    "Counted by comparing the statements of a published version with those of what came after it. Statements "
    "that hold a blank node, the resolved view, which follows from the rest, and this record are left out."
)
_RIGHTS = "Counted by the patgraph editors from versions of their own dataset."
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


@dataclass(frozen=True)
class Change:
    """How a document, or a graph that belongs to none, differs from what it was: counts of statements, and
    the names of passages that are new, other or gone.
    """

    part: NamedNode
    before: int
    added: int
    removed: int
    new: tuple[NamedNode, ...] = ()
    altered: tuple[NamedNode, ...] = ()
    gone: tuple[NamedNode, ...] = ()

    @property
    def kind(self) -> str:
        """`new`, `gone` or `altered`."""
        if not self.before:
            return "new"
        return "altered" if self.added or self.removed < self.before else "gone"


def compared(before: Iterable[Quad], now: Iterable[Quad]) -> list[Change]:
    """What changed between the quads of two versions, in the order of the parts' names. Both have our own
    base; what is left out is said in the record.
    """
    old, new = _by_part(before), _by_part(now)
    found = []
    for part in sorted(old.keys() | new.keys()):
        was, is_ = old.get(part, {}), new.get(part, {})
        added = removed = 0
        passages: dict[str, list[NamedNode]] = {"new": [], "altered": [], "gone": []}
        for name in sorted(was.keys() | is_.keys()):
            one, other = was.get(name, frozenset()), is_.get(name, frozenset())
            added, removed = added + len(other - one), removed + len(one - other)
            if is_passage(name) and one != other:
                kind = "altered" if one and other else "new" if other else "gone"
                passages[kind].append(NamedNode(name))
        if added or removed:
            came, altered, gone = (tuple(passages[kind]) for kind in ("new", "altered", "gone"))
            held = sum(map(len, was.values()))
            found.append(Change(NamedNode(part), held, added, removed, came, altered, gone))
    return found


def _by_part(quads: Iterable[Quad]) -> dict[str, dict[str, frozenset[Triple]]]:
    """The statements of each graph, by the document, or else the graph, that they belong to."""
    found: dict[str, dict[str, set[Triple]]] = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        place = quad.graph_name
        if not isinstance(place, NamedNode) or place in _LEFT_OUT:
            continue
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            continue
        found[_part(place.value)][place.value].add(quad.triple)
    return {part: {name: frozenset(held) for name, held in names.items()} for part, names in found.items()}


def _part(name: str) -> str:
    if is_passage(name):
        return space("document") + name.removeprefix(_PASSAGE).partition("/")[0]
    if name.startswith(_DOCUMENT):
        return space("document") + name.removeprefix(_DOCUMENT)
    return name


def recorded(file: bytes | None, version: str, day: str, note: str, changes: Iterable[Change]) -> bytes:
    """The file of versions with one more: what changed after it until a day, and a note in words. A version
    that is on record already is recorded anew, in its place. Raises `BadDate` for a day that is none,
    `BadValue` for one that is out of order, `SyntaxError` for a file that is no Turtle, and `BadInput` where
    two parts would have one name.
    """
    dates.bounds(day)
    node = NamedNode(space("version") + version)
    since = pat("changedSince")
    held = {Triple(*quad.triple) for quad in pyoxigraph.parse(file or b"", format=RdfFormat.TURTLE)}
    places = {each.subject: int(each.object.value) for each in held
              if each.predicate == term("schema:position") and isinstance(each.object, Literal)}  # fmt: skip
    old = {node} | {each.subject for each in held if each.predicate == since and each.object == node}
    held = {each for each in held if each.subject not in old}
    place = places.get(node, max(places.values(), default=0) + 1)
    _in_order(held, places | {node: place}, node, day)
    held |= {Triple(_GRAPH, term("dcterms:title"), Literal(_TITLE, language="en")),
             Triple(_GRAPH, term("dcterms:description"), Literal(_ABOUT, language="en")),
             Triple(_GRAPH, term("dcterms:license"), _LICENCE),
             Triple(_GRAPH, term("dcterms:rights"), Literal(_RIGHTS, language="en")),
             Triple(_GRAPH, term("dcterms:source"), NamedNode(BASE))}  # fmt: skip
    held |= {Triple(node, *said) for said in (
        (term("rdf:type"), pat("DatasetVersion")),
        (term("skos:prefLabel"), Literal(f"Version {version[:12]}, until {dates.label(day)}", language="en")),
        (term("dcat:version"), Literal(version)), (term("schema:position"), Literal(place)),
        (pat("superseded"), NamedNode(space("date") + day)),
        (term("skos:changeNote"), Literal(" ".join(note.split()), language="en")),
    )}  # fmt: skip
    parts: dict[NamedNode, NamedNode] = {}
    for change in changes:
        named = _named(version, change)
        if parts.setdefault(named, change.part) != change.part:
            both = " and ".join(f"<{part.value}>" for part in (parts[named], change.part))
            raise BadInput(
                f"{both} would both be {curie(named.value)}: give one of their files another name."
            )
        held |= set(_triples(node, named, day, change))
    ordered = sorted(held, key=str)
    return _COMMENT + rdf_writer.write(ordered, "ttl", rdf_writer.used(ordered, BASE))


def _in_order(held: Iterable[Triple], places: Mapping[Any, int], node: NamedNode, day: str) -> None:
    """Raises `BadValue` where a version would be followed before one that is older was, or after one that is
    younger.
    """
    for said in held:
        if said.predicate != pat("superseded") or not isinstance(said.object, NamedNode):
            continue
        other = said.object.value.removeprefix(space("date"))
        older = places.get(said.subject, 0) < places[node]
        first, last = (other, day) if older else (day, other)
        if dates.bounds(last)[1] < dates.bounds(first)[0]:
            raise BadValue(
                "day",
                f"{RECORD}: {dates.label(day)} is {'before' if older else 'after'} {dates.label(other)}, "
                f"when {curie(str(getattr(said.subject, 'value', '')))[:20]} was followed, which is "
                f"{'older' if older else 'younger'}; give the day of the version that follows.",
            )


def _short(part: NamedNode) -> str:
    return part.value.removeprefix(space("document")).removeprefix(f"{BASE}graph/")


def _named(digest: str, change: Change) -> NamedNode:
    return NamedNode(f"{space('dataset-change')}{digest[:12]}-{_short(change.part).replace('/', '-')}")


def _triples(version: NamedNode, node: NamedNode, day: str, change: Change) -> Iterable[Triple]:
    label = Literal(f"{_short(change.part)}, {change.kind} by {dates.label(day)}", language="en")
    yield Triple(node, term("rdf:type"), pat("DatasetChange"))
    yield Triple(node, term("skos:prefLabel"), label)
    yield Triple(node, pat("changedSince"), version)
    yield Triple(node, pat("changedPart"), change.part)
    counts = {"statementsBefore": change.before, "statementsAdded": change.added,
              "statementsRemoved": change.removed}  # fmt: skip
    if change.part.value.startswith(space("document")):
        counts |= {"passagesAdded": len(change.new), "passagesAltered": len(change.altered),
                   "passagesRemoved": len(change.gone)}  # fmt: skip
    for local, count in counts.items():
        yield Triple(node, pat(local), Literal(count))
    if change.kind == "altered":
        # Of a document that is new every passage is; one that is gone has no page to lead to.
        for passage in (*change.new, *change.altered):
            yield Triple(node, pat("changedPassage"), passage)
