"""Filling a remote store: named graph by named graph, resumed where it was killed.

<…/graph/store> { <graph> schema:sha256 "…" }     one record a graph, once all of it is there

The description (see `store_description`) says `changing` from the first step to the last. A graph's record is
removed before its statements are replaced and written after them, so that a build that was killed
leaves nothing that the next one takes for whole. Blank nodes are stored under names: sending a
statement twice is sending it once.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from patgraph.errors import BuildInProgress, RemoteFault, StoreOccupied
from patgraph.names import PREFIXES
from patgraph.rdf import Dataset

from .address import Address
from .genids import named_line
from .remote import RemoteStore
from .store_description import DESCRIPTION, StoreDescription

#: What the names of graphs begin with that engines keep for themselves.
SYSTEM_GRAPHS = (
    "http://www.openlinksw.com/", "http://localuriqaserver/", "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#", "http://localhost:8890/", "urn:core:services:sparql",
    "virtrdf-label", "http://www.ontotext.com/", "http://www.openrdf.org/",
)  # fmt: skip
_SHA = f"<{PREFIXES['schema']}sha256>"
#: Virtuoso 7 compiles an update and gives up at about 1,500 statements.
_STATEMENTS = 500


@dataclass(frozen=True)
class Filled:
    """What a fill did: graphs written, removed, and found as they should be."""

    written: int
    removed: int
    kept: int


def fill(dataset: Dataset, address: Address, tell: Callable[[str], None] = lambda step: None) -> Filled:
    """Make a remote store hold a dataset: an empty one, one whose fill was killed, or one that holds
    another version of ours.

    Raises `StoreOccupied` where something else is in it, `BuildInProgress` where another build takes
    over, `RemoteFault`, `RemoteUnavailable`.
    """
    store = RemoteStore(address)
    writer = _GraphStore(store, address.graph_store) if address.graph_store else _Update(store)
    wanted = _by_graph(dataset)
    tell("looking")
    found, before, records = store.graphs(), store.describe(), _records(store)
    _free_for_us(address, store, found, before, {*wanted, *records}, dataset.base)
    digests = {name: _digest(lines) for name, lines in wanted.items()}
    kept = {name for name in wanted if records.get(name) == digests[name] and name in found}
    gone = sorted(name for name in {*found, *records} - {*wanted} if _is_ours(name, before, dataset.base))
    done = Filled(len(wanted) - len(kept), len(gone), len(kept))
    if before and before.whole and before.version == dataset.version and not done.written and not gone:
        return done

    tell("filling")
    mine = StoreDescription(
        dataset.version, dataset.base, dataset.size, identifier=uuid.uuid4().hex, whole=False
    )
    writer.say(mine.lines(whole=False), {name: digests[name] for name in kept})
    for batch in _batches(
        [*((name, []) for name in gone), *((n, wanted[n]) for n in wanted if n not in kept)]
    ):
        writer.replace(batch, {name: digests[name] for name, lines in batch if lines})
        _still_mine(store, mine)
    tell("checking")
    _check(store, wanted)
    _still_mine(store, mine)
    writer.say(mine.lines(whole=True), digests)
    return done


def _by_graph(dataset: Dataset) -> dict[str, list[str]]:
    """Each graph's statements as sorted N-Triples, with names for blank nodes."""
    found: dict[str, list[str]] = {}
    for line in dataset.nquads.decode().splitlines():
        triple, _, name = named_line(line.removesuffix(" ."), dataset.base).rpartition(" ")
        found.setdefault(name[1:-1], []).append(f"{triple} .")
    return dict(sorted(found.items()))


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _records(store: RemoteStore) -> dict[str, str]:
    found: dict[str, str] = {}
    last = ""
    while True:
        rows = store.client.rows(
            f"SELECT ?g ?sha WHERE {{ GRAPH {DESCRIPTION} {{ ?g {_SHA} ?sha }} "
            f'FILTER(STR(?g) > "{last}") }} ORDER BY STR(?g) LIMIT 5000'
        )
        found |= {name.value: sha.value for name, sha in rows}
        if len(rows) < 5000:
            return found
        last = rows[-1][0].value


def _free_for_us(
    address: Address,
    store: RemoteStore,
    found: dict[str, int],
    before: StoreDescription | None,
    known: set[str],
    base: str,
) -> None:
    """Raises `StoreOccupied` where a graph is neither ours nor the engine's own."""
    mine = known | {DESCRIPTION.value}
    if before is not None:
        strange = [n for n in found if n not in mine and not _is_ours(n, before, base)]
    else:
        strange = [*found]
    strange = [name for name in strange if not name.startswith(SYSTEM_GRAPHS)]
    if strange:
        first, count = strange[0], len(strange)
        raise StoreOccupied(
            f"{address}: holds {count} graph{'' if count == 1 else 's'} that patgraph did not write, such as "
            f"<{first}>; nothing was changed. Give an empty store."
        )
    if before is None and not found and bool(store.client.ask("ASK { ?s ?p ?o }", "ASK")):
        raise StoreOccupied(
            f"{address}: holds statements in its unnamed graph; nothing was changed. Give an empty store."
        )


def _is_ours(name: str, before: StoreDescription | None, base: str) -> bool:
    bases = {base, before.base} if before else set()
    return name != DESCRIPTION.value and name.startswith(tuple(bases))


def _batches(graphs: Iterable[tuple[str, list[str]]]) -> Iterator[list[tuple[str, list[str]]]]:
    """Graphs in groups of about as many statements as go into one request; a large one alone."""
    batch: list[tuple[str, list[str]]] = []
    size = 0
    for name, lines in graphs:
        if batch and (size + len(lines) > _STATEMENTS or len(batch) == 100):
            yield batch
            batch, size = [], 0
        batch.append((name, lines))
        size += len(lines)
    if batch:
        yield batch


def _still_mine(store: RemoteStore, mine: StoreDescription) -> None:
    now = store.describe()
    if now is None or now.identifier != mine.identifier:
        raise BuildInProgress(
            f"{store.address}: another build has taken over; let it end. Run one build at a time: plain "
            "SPARQL has no lock to keep two apart."
        )


def _check(store: RemoteStore, wanted: dict[str, list[str]]) -> None:
    counts = store.graphs()
    for name, lines in wanted.items():
        if counts.get(name) != len(lines):
            raise RemoteFault(
                f"{store.address}: holds {counts.get(name, 0)} of {len(lines)} statements in <{name}>; it "
                "changes or drops some. Build again; if that does not help, this engine cannot hold them."
            )


def _recorded(digests: dict[str, str]) -> list[str]:
    return [f'<{name}> {_SHA} "{digest}" .' for name, digest in digests.items()]


class _Update:
    """Writing by SPARQL Update."""

    def __init__(self, store: RemoteStore) -> None:
        self._store, self._url = store, store.address.update or store.address.query

    def say(self, lines: list[str], records: dict[str, str]) -> None:
        """Replace the description. The new one is there before the old one goes: a reader who sees
        both knows that something is under way, and none sees a store without one.
        """
        before = [f"{DESCRIPTION} {p} {o} ." for p, o in self._store.said()]
        old, new = [line for line in before if line not in lines], [x for x in lines if x not in before]
        self._send("INSERT DATA", [(DESCRIPTION.value, new)])
        self._send("DELETE DATA", [(DESCRIPTION.value, old)])

    def replace(self, batch: list[tuple[str, list[str]]], records: dict[str, str]) -> None:
        """Replace graphs, by nothing where there are no lines, and record them."""
        clear = [f"DELETE WHERE {{ GRAPH {DESCRIPTION} {{ <{name}> {_SHA} ?sha }} }}" for name, _ in batch]
        self._post([*clear, *(f"DROP SILENT GRAPH <{name}>" for name, _ in batch)])
        parts = [(name, lines[at : at + _STATEMENTS]) for name, lines in batch
                 for at in range(0, len(lines), _STATEMENTS)]  # fmt: skip
        for group in _batches(parts):
            self._send("INSERT DATA", group)
        self._send("INSERT DATA", [(DESCRIPTION.value, _recorded(records))])

    def _send(self, operation: str, graphs: list[tuple[str, list[str]]]) -> None:
        body = "".join(f"GRAPH <{name}> {{\n{chr(10).join(lines)}\n}}\n" for name, lines in graphs if lines)
        if body:
            self._post([f"{operation} {{\n{body}}}"])

    def _post(self, operations: list[str]) -> None:
        body = urlencode({"update": " ;\n".join(operations)}).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self._store.client.wire.send("POST", self._url, body, form)


class _GraphStore:
    """Writing by the Graph Store Protocol: whole graphs, put in one request each."""

    def __init__(self, store: RemoteStore, url: str) -> None:
        self._wire, self._url = store.client.wire, url

    def say(self, lines: list[str], records: dict[str, str]) -> None:
        """Replace the description, and all records with it."""
        self._send("PUT", DESCRIPTION.value, [*lines, *_recorded(records)])

    def replace(self, batch: list[tuple[str, list[str]]], records: dict[str, str]) -> None:
        """Replace graphs, by nothing where there are no lines, and record them."""
        for name, lines in batch:
            if lines:
                self._send("PUT", name, lines)
                continue
            try:
                self._send("DELETE", name, [])
            except RemoteFault as fault:
                if fault.code != 404:  # Only its record was there.
                    raise
        if records:
            self._send("POST", DESCRIPTION.value, _recorded(records))

    def _send(self, method: str, name: str, lines: list[str]) -> None:
        mark = "&" if "?" in self._url else "?"
        body = "\n".join([*lines, ""]).encode() if lines else None
        headers = {"Content-Type": "text/turtle; charset=utf-8"} if lines else {}
        self._wire.send(method, f"{self._url}{mark}{urlencode({'graph': name})}", body, headers)
