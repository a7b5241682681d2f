"""What Python and a notebook are told of things: those found by a text, and all that is said of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from pyoxigraph import NamedNode

from patgraph.errors import UnknownThing
from patgraph.names import ID_KINDS
from patgraph.similar import did_you_mean, near
from patgraph.tables.html import ROWS, as_html

from .search_index import Hit
from .thing import LABEL, TYPE, Claim, Things


@dataclass(frozen=True)
class ToldThing:
    """A thing as it is named: its `iri`, the `id` that `Graph.thing` takes, its label and its kind."""

    iri: str
    id: str
    label: str
    kind: str


@dataclass(frozen=True)
class FoundThings(Sequence[ToldThing]):
    """The things that a text may mean, best first; `total` counts all, `why` says of each what fitted."""

    text: str
    things: tuple[ToldThing, ...]
    why: tuple[str, ...]
    total: int

    @overload
    def __getitem__(self, place: int) -> ToldThing: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[ToldThing]: ...
    def __getitem__(self, place: int | slice) -> ToldThing | Sequence[ToldThing]:
        return self.things[place]

    def __len__(self) -> int:
        return len(self.things)

    def __repr__(self) -> str:
        first = f", first {self.things[0].id}" if self.things else ""
        return f"<FoundThings {self.text[:80]!r}: {len(self)} of {self.total}{first}>"

    def _repr_html_(self) -> str:
        pairs = zip(self.things, self.why, strict=True)
        rows = [((each.label, each.iri), each.kind, each.id, why) for each, why in pairs]
        return as_html(f"Found for “{self.text[:80]}”", ("name", "kind", "id", "fits"), rows[:ROWS],
                       f"{len(self)} of {self.total}.")  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A value of a property of a thing: whether the view takes it, and the passages that say so, as IRIs."""

    property: str
    value: str
    iri: str | None
    taken: bool
    disputed: bool
    passages: tuple[str, ...]


@dataclass(frozen=True)
class KnownThing:
    """All that is said of a thing, by label of the property, what is taken first."""

    thing: ToldThing
    types: tuple[str, ...]
    facts: tuple[Fact, ...]

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def __getitem__(self, name: str) -> list[str]:
        """The values that are taken for a property, by its label. Raises `KeyError` with near ones."""
        values = [fact.value for fact in self.facts if fact.property == name and fact.taken]
        if not values:
            names = dict.fromkeys(fact.property for fact in self.facts if fact.taken)
            hint = did_you_mean(near(name, names)) or f"there are: {', '.join(names)}."
            raise KeyError(f"{self.thing.id} has no {name[:80]!r}; {hint}")
        return values

    def __repr__(self) -> str:
        return f"<KnownThing {self.thing.id}: {self.thing.label}, {len(self)} facts>"

    def _repr_html_(self) -> str:
        rows = [
            (fact.property, (fact.value, fact.iri or ""), "taken" if fact.taken else "said, not taken",
             "disputed" if fact.disputed else "", f"{len(fact.passages)} passages" if fact.passages else "")
            for fact in self.facts
        ]  # fmt: skip
        title = f"{self.thing.label} ({', '.join(self.types)})"
        return as_html(title, ("property", "value", "in the view", "disputed", "said by"), rows,
                       f"{len(rows)} facts of {self.thing.iri}")  # fmt: skip


def found(text: str, hits: Sequence[Hit], total: int, things: Things) -> FoundThings:
    """What a search found."""
    named = tuple(_told(hit.entry.node, things) for hit in hits)
    return FoundThings(text, named, tuple(f"{hit.field}, {hit.fit}" for hit in hits), total)


def known(name: str, things: Things) -> KnownThing:
    """All that is said of a thing, by its id (`council/haringey`) or IRI. Raises `UnknownThing`."""
    node = known_node(name, things)
    properties = [p for p in things.says(node) if p.iri not in (LABEL, TYPE)]
    facts = [
        _fact(things.label(p.iri), claim, bool(p.disagreements), things)
        for p in properties for claim in p.claims
    ]  # fmt: skip
    types = tuple(things.label(kind) for kind in things.values(node, TYPE))
    return KnownThing(_told(node, things), types, tuple(facts))


def _fact(label: str, claim: Claim, disputed: bool, things: Things) -> Fact:
    iri = claim.value.value if isinstance(claim.value, NamedNode) else None
    passages = tuple(passage.value for passage in claim.passages)
    return Fact(label, things.label(claim.value), iri, claim.taken, disputed, passages)


def _told(node: NamedNode, things: Things) -> ToldThing:
    local = node.value.removeprefix(f"{things.store.base}id/").removeprefix(things.store.base)
    return ToldThing(node.value, local, things.label(node), things.kind(node))


def known_node(name: str, things: Things) -> NamedNode:
    """The thing of an id, with or without `id/`, or of an IRI. Raises `UnknownThing` with near ones."""
    base = things.store.base
    local = name.strip().removeprefix(base).removeprefix("id/")
    for address in (f"{base}id/{local}", f"{base}{local}"):
        try:
            node = NamedNode(address)
        except ValueError:
            break
        if things.exists(node):
            return node
    kind, _, slug = local.partition("/")
    names = things.store.names(f"{base}id/{kind}/") if slug else []
    meant = near(local, [each.removeprefix(f"{base}id/") for each in names])
    hint = did_you_mean(meant) or f"ids are kind/slug (council/haringey); kinds: {', '.join(ID_KINDS)}."
    raise UnknownThing(f"The graph has nothing called {' '.join(local.split())[:80]!r}; {hint}", meant)
