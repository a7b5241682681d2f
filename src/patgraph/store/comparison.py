"""Comparison: what a remote store holds against what it should hold, graph by graph, by SPARQL alone.

The digest of a graph is the sum of the SHA-256 of its statements as N-Triples, so that it is the same in
whatever order they come, and neither side has to be held: the remote one is read in answers of a few thousand
statements. Only a graph that differs is read again, and then against the statements that it should have.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from patgraph.errors import RemoteFault, RemoteUnavailable

from . import genids, retrieval
from .fill import SYSTEM_GRAPHS
from .protocol import Store
from .remote import RemoteStore
from .store_description import DESCRIPTION

#: So many statements of each kind are told of a graph that differs.
_SHOWN = 3
#: Statements by which a default graph is known to be all graphs together; some may be missing.
_PROBES = 50
_MODULUS = 1 << 256


@dataclass(frozen=True)
class GraphDifference:
    """How a graph differs: statements wanted and held, those missing and those that are more, some of each.
    Statements with blank nodes have no names to compare by: they are only counted.
    """

    name: str
    wanted: int
    held: int
    missing: int = 0
    more: int = 0
    missing_lines: tuple[str, ...] = ()
    more_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class StoreComparison:
    """What was compared: how many graphs are the same, with how many statements, `counted` of them only
    counted for their blank nodes, and the digest of the others; the graphs that differ, by name; what the
    default graph is, in words, and whether that is sound; whether the store says that it is whole.
    """

    same: int
    statements: int
    digest: str
    counted: int
    differences: tuple[GraphDifference, ...]
    default_graph: str
    default_is_sound: bool
    whole: bool

    @property
    def is_same(self) -> bool:
        """Whether the store holds what it should, and nothing else."""
        return not self.differences and self.default_is_sound and self.whole


@dataclass
class _Sum:
    """The digest of statements, in whatever order they are added."""

    count: int = 0
    blank: int = 0
    total: int = 0

    def add(self, quad: Quad) -> None:
        if _is_blank(quad):
            self.blank += 1
            return
        self.count += 1
        digest = hashlib.sha256(_line(quad).encode()).digest()
        self.total = (self.total + int.from_bytes(digest, "big")) % _MODULUS


@dataclass
class _Reading:
    """Both sides of a comparison. `blank` says of which graphs the store holds real blank nodes."""

    wanted: Store
    remote: RemoteStore
    blank: set[str] = field(default_factory=set)

    def here(self, name: str) -> Iterator[Quad]:
        """A graph as it should be, with names for blank nodes unless the store has blank nodes."""
        for quad in self.wanted.quads(graph=NamedNode(name)):
            yield quad if name in self.blank else _named(quad, self.wanted.base)

    def there(self, counts: dict[str, int]) -> Iterator[Quad]:
        """Some graphs as the store gives them."""
        return retrieval.whole_graphs(self.remote.client.rows, counts)


def compare(
    wanted: Store, remote: RemoteStore, tell: Callable[[str], None] = lambda step: None
) -> StoreComparison:
    """Compare every named graph and the default graph of a remote store with those of a store at hand.

    Nothing is written. Raises `RemoteFault` where the store has another base, or gives fewer statements than
    it counts; `RemoteUnavailable` where it changes meanwhile.
    """
    tell("looking")
    before = remote.describe()
    if before is not None and before.base != wanted.base:
        raise RemoteFault(
            f"{remote.address}: its names are under {before.base}, those that it is compared with under "
            f"{wanted.base}; give --base {before.base}."
        )
    sizes = {node.value: count for node, count in wanted.sizes().items()}
    held = {name: n for name, n in remote.graphs().items() if _is_compared(name)}
    reading = _Reading(wanted, remote, _with_blank_nodes(remote))
    tell("comparing")
    sums = _sums(reading, {name: held[name] for name in sizes if name in held})
    whole, same, differences = _Sum(), 0, []
    for name, wanted_count in sizes.items():
        here = _sum(reading.here(name)) if name in held else _Sum()
        if name in held and here == sums[name] and held[name] == wanted_count:
            same += 1
            whole = _joined(whole, here)
        elif name not in held:
            differences.append(GraphDifference(name, wanted_count, 0, wanted_count))
        else:
            differences.append(_difference(reading, name, wanted_count, held[name]))
    differences += [GraphDifference(name, 0, n, 0, n) for name, n in held.items() if name not in sizes]
    tell("looking at the default graph")
    sound, words = _default_graph(reading, sizes.get(wanted.view.value, 0))
    if remote.describe() != before:
        raise RemoteUnavailable(f"{remote.address}: changed while it was compared; compare again.")
    return StoreComparison(
        same, whole.count + whole.blank, f"{whole.total:064x}", whole.blank,
        tuple(sorted(differences, key=lambda graph: graph.name)), words, sound,
        before is None or before.whole,
    )  # fmt: skip


def _is_compared(name: str) -> bool:
    return name != DESCRIPTION.value and not name.startswith(SYSTEM_GRAPHS)


def _with_blank_nodes(remote: RemoteStore) -> set[str]:
    rows = remote.client.rows(
        "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } } "
        "GROUP BY ?g"
    )
    return {name.value for name, _ in rows if name is not None}


def _sums(reading: _Reading, counts: dict[str, int]) -> dict[str, _Sum]:
    """The digest of each of these graphs as the store gives them. Raises `RemoteFault` for fewer statements
    than it counts; blank nodes in a large graph are not read, only counted.
    """
    found: dict[str, _Sum] = defaultdict(_Sum)
    for quad in reading.there(counts):
        found[cast(NamedNode, quad.graph_name).value].add(quad)
    for name, count in counts.items():
        read = found[name]
        if name in reading.blank:
            read.blank = count - read.count
        elif read.count != count:
            raise RemoteFault(
                f"{reading.remote.address}: gave {read.count} statements of {count} in <{name}>; it cuts "
                "answers short."
            )
    return found


def _sum(quads: Iterable[Quad]) -> _Sum:
    found = _Sum()
    for quad in quads:
        found.add(quad)
    return found


def _joined(one: _Sum, other: _Sum) -> _Sum:
    return _Sum(one.count + other.count, one.blank + other.blank, (one.total + other.total) % _MODULUS)


def _difference(reading: _Reading, name: str, wanted: int, held: int) -> GraphDifference:
    """What is missing in a graph, and what is more: read again, against the statements it should have."""
    left = {_line(quad) for quad in reading.here(name) if not _is_blank(quad)}
    blank_here, named_there, more, some = wanted - len(left), 0, 0, list[str]()
    for quad in reading.there({name: held}):
        if _is_blank(quad):
            continue
        named_there += 1
        if (line := _line(quad)) in left:
            left.remove(line)
        else:
            more += 1
            some = sorted([*some, line])[:_SHOWN]
    blank = (held - named_there) - blank_here
    return GraphDifference(
        name, wanted, held, len(left) + max(-blank, 0), more + max(blank, 0),
        tuple(sorted(left)[:_SHOWN]), tuple(some),
    )  # fmt: skip


def _default_graph(reading: _Reading, view_size: int) -> tuple[bool, str]:
    """Whether the default graph is empty, the view, or all graphs together; and that in words."""
    rows, view = reading.remote.client.rows, reading.wanted.view
    count = int(rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0][0].value)
    if not count:
        return True, "is empty: patgraph names the view in what it asks"
    if _takes_named_graphs_in(reading):
        return True, f"is all graphs together ({count} statements), as this engine has it: not compared"
    strange = False, f"holds {count} statements that are not the view, which has {view_size}"
    if count != view_size:
        return strange
    there = _sum(retrieval.one_graph(rows, DefaultGraph()))
    held_blank = count - there.count
    here = _Sum()
    for quad in reading.wanted.quads(graph=view):
        here.add(quad if held_blank else _named(quad, reading.wanted.base))
    if (here.count, here.blank, here.total) == (there.count, held_blank, there.total):
        return True, f"is the view ({count} statements)"
    return strange


def _takes_named_graphs_in(reading: _Reading) -> bool:
    """Whether statements that only other graphs than the view hold are in the default graph."""
    view, probes = reading.wanted.view, list[str]()
    if bool(reading.remote.client.ask(f"ASK {{ {DESCRIPTION} ?p ?o }}", "ASK")):
        return True
    for quad in reading.wanted.quads():
        triple: tuple[Any, Any, Any] = (quad.subject, quad.predicate, quad.object)
        # A literal that an engine rewrites is asked for in vain, and Virtuoso refuses some.
        if quad.graph_name == view or not isinstance(quad.object, NamedNode) or _is_blank(quad):
            continue
        if next(iter(reading.wanted.quads(*triple, graph=view)), None) is None:
            probes.append(f"({' '.join(map(str, triple))})")
        if len(probes) == _PROBES:
            break
    asked = f"ASK {{ VALUES (?s ?p ?o) {{ {' '.join(probes)} }} ?s ?p ?o }}"
    return bool(probes) and bool(reading.remote.client.ask(asked, "ASK"))


def _is_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _named(quad: Quad, base: str) -> Quad:
    return Quad(
        genids.named(quad.subject, base), quad.predicate, genids.named(quad.object, base), quad.graph_name
    )


def _line(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object} ."
