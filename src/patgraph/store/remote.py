"""A remote store: any SPARQL 1.1 service that holds the graph.

Plain SPARQL has no transaction over several requests. So the description (see `store_description`) is
replaced before anything else changes (`changing`) and when all has changed (`whole`, with a new identifier),
and a reader looks at it after each answer: only an answer with the same whole description before and after is
given. A store without a description is served too, as `unversioned`.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from patgraph.errors import MalformedQuery, RemoteFault, RemoteUnavailable, Unscoped
from patgraph.names import BASE
from patgraph.rdf import Dataset, Result, parse_nquads
from patgraph.sparql import scope
from patgraph.sparql.scope import Form

from . import genids, retrieval
from .address import Address
from .asked import AskedInSparql
from .client import SparqlClient
from .embedded import EmbeddedStore
from .protocol import Row, Statement
from .store_description import DESCRIPTION, UNVERSIONED, StoreDescription

#: Seconds that a reader waits for a change of versions to end.
_PATIENCE = 3.0
#: Statements that are asked about in one query.
_BATCH = 500
_Found = TypeVar("_Found")


class RemoteStore(AskedInSparql):
    """A `Store` over SPARQL 1.1. `client` asks what has nothing to do with its version."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.client = SparqlClient(address)
        self._seen: StoreDescription | None = None
        self._answered = threading.local()
        self._members: dict[tuple[StoreDescription, str], list[tuple[NamedNode, str]]] = {}

    @property
    def is_embedded(self) -> bool:
        """Never."""
        return False

    @property
    def version(self) -> str:
        """The SHA-256 of the dataset that this thread's last answer came from; `unversioned` where the
        store does not know.
        """
        return self._known().version

    @property
    def base(self) -> str:
        """The base of the store's names."""
        return self._known().base

    @property
    def place(self) -> None:
        """Nowhere here."""
        return None

    @property
    def view(self) -> NamedNode:
        """The graph a query sees as its default graph."""
        return NamedNode(f"{self.base}graph/view")

    @property
    def has_our_engine(self) -> bool:
        """Whether the store said, as it last answered, that it is an Oxigraph server: what our engine plans
        for long, that one does too, and nobody can stop it.
        """
        return "oxigraph" in self.client.wire.server.lower()

    def query(self, text: str) -> Result:
        """Ask a query of ours; pyoxigraph's solutions, triples or boolean. Raises `MalformedQuery`,
        `Unscoped` (its body cannot be put inside the view).
        """
        return self._steady(lambda: self._ask(scope.parse_bound(text)))

    def free(self, text: str) -> Result:
        """Ask a query that a stranger wrote. Raises `MalformedQuery`; `Unscoped`; `Closed` for
        `SERVICE`. `FROM` can name the graphs of this dataset, and nothing that a store would load.
        """
        return self.answer(scope.parse_query(text))

    def answer(self, form: Form) -> Result:
        """As `free`, of a query that has been read."""

        def ask() -> Result:
            for name in form.dataset:
                if not name.startswith(self.base):
                    raise Unscoped(f"FROM <{name}>: no graph of this dataset; leave FROM out.")
            return self._ask(form)

        try:
            return self._steady(ask)
        except RemoteFault as fault:
            if fault.code == 400:
                raise MalformedQuery(f"The remote store does not take it: {fault}") from fault
            raise

    def members(self, pattern: str) -> list[tuple[NamedNode, str]]:
        """Things `?value` that match a pattern, each with its label, by label."""
        key = (self._known(), pattern)
        if key not in self._members:
            found = super().members(pattern)
            self._members = {k: v for k, v in self._members.items() if k[0] == self._known()}
            self._members[self._known(), pattern] = found
            return found
        return self._members[key]

    def names(self, space: str) -> list[str]:
        """The IRIs of the view's subjects that begin with a text, sorted."""
        text = f"SELECT DISTINCT ?s WHERE {{ ?s ?p ?o . FILTER(STRSTARTS(STR(?s), {Literal(space)})) }}"
        return sorted(row[0].value for row in self.select(text)[1] if isinstance(row[0], NamedNode))

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Any = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """The statements that match a pattern, in every graph of the dataset or in one; `None` matches
        anything. Raises `RemoteFault` where the store gives less than it counts.
        """

        def found() -> list[Quad]:
            base = self.base
            if subject is None and predicate is None and object is None:
                counts = self._counts()
                wanted = counts if graph is None else {n: c for n, c in counts.items() if n == graph.value}
                quads = [*retrieval.whole_graphs(self.client.rows, wanted)]
            else:
                pattern = (genids.named(subject, base), predicate, genids.named(object, base), graph)
                quads = retrieval.matching(self.client.rows, pattern, base)
            meant = (genids.blank_quad(quad, genids.space(base)) for quad in quads)
            return [quad for quad in meant if quad.graph_name != DESCRIPTION]

        return iter(self._steady(found))

    def stated_in(self, triples: Iterable[Statement]) -> Iterator[tuple[Statement, list[str]]]:
        """Of these triples those that some graph other than the view states, in their order, each with the
        IRIs of those graphs.
        """
        listed, found = list(triples), dict[Statement, list[str]]()
        for begin in range(0, len(listed), _BATCH):
            batch = listed[begin : begin + _BATCH]
            rows = " ".join(
                f"({' '.join(str(genids.named(term, self.base)) for term in triple)})" for triple in batch
            )
            _, answers = self.select(
                f"SELECT ?s ?p ?o ?g WHERE {{ VALUES (?s ?p ?o) {{ {rows} }} GRAPH ?g {{ ?s ?p ?o . }} }}"
            )
            for *triple, graph in answers:
                if graph != self.view:
                    found.setdefault((triple[0], triple[1], triple[2]), []).append(graph.value)
        yield from ((triple, found[triple]) for triple in listed if triple in found)

    def sizes(self) -> dict[NamedNode, int]:
        """How many statements each graph of the dataset holds."""
        return {NamedNode(name): count for name, count in self._steady(self._counts).items()}

    def copy(self) -> EmbeddedStore:
        """All of it, in memory. Raises `RemoteFault` where the store gives less than it should hold."""
        about, counts, quads = self._steady(self._all)
        wanted = about.triples if about.triples is not None else sum(counts.values())
        if len(quads) != wanted:
            raise RemoteFault(
                f"{self.address}: gave {len(quads)} statements of {wanted}; it cuts answers short, or not "
                "all was written by patgraph: fill an empty store with `patgraph build`."
            )
        engine = pyoxigraph.Store()
        engine.bulk_extend(quads)
        return EmbeddedStore(engine, about.version, about.base)

    def dataset(self) -> Dataset:
        """All of it as a dataset again, under the original base. Raises `RemoteFault`, as `copy`."""
        held = self.copy()
        text = "".join(f"{quad} .\n" for quad in held.engine).replace(held.base, BASE)
        return Dataset(parse_nquads(text.encode()), held.base)

    def describe(self) -> StoreDescription | None:
        """What the store says of itself at this moment; `None` where it says nothing."""
        return StoreDescription.of(self.said(), self.address)

    def said(self) -> list[Row]:
        """Properties and values of the description, as they stand."""
        node = DESCRIPTION
        return self.client.rows(f"SELECT ?p ?o WHERE {{ GRAPH {node} {{ {node} ?p ?o }} }}")

    def graphs(self) -> dict[str, int]:
        """Every graph that has a name, whoever wrote it, with the number of its statements."""
        return retrieval.graph_sizes(self.client.rows)

    def _ask(self, form: Form) -> Result:
        about = self._known()
        text = form.inside(self.view) if about.view and not form.dataset else form.text
        return self.client.ask(text, form.kind, genids.space(about.base))

    def _known(self) -> StoreDescription:
        seen: StoreDescription | None = getattr(self._answered, "description", None) or self._seen
        if seen is None:
            seen = self._look()
            self._seen = self._answered.description = seen
        return seen

    def _look(self) -> StoreDescription:
        """The description, waiting a little where versions are being changed."""
        until = time.monotonic() + _PATIENCE
        while True:
            found = self.describe()
            if found is None and not (self._seen and self._seen.identifier):
                view = NamedNode(f"{BASE}graph/view")
                holds = bool(self.client.ask(f"ASK {{ GRAPH {view} {{ ?s ?p ?o }} }}", "ASK"))
                return StoreDescription(UNVERSIONED, view=holds)
            if found is not None and found.whole:
                return found
            if time.monotonic() > until:
                raise RemoteUnavailable(
                    f"{self.address}: is being filled just now; ask again in a while. If no build runs, one "
                    "was killed: run it again, and it will resume."
                )
            time.sleep(0.1)

    def _steady(self, ask: Callable[[], _Found]) -> _Found:
        """An answer during which nothing changed; asked again where something did."""
        # What another thread saw last is newer than what this one did.
        before = self._answered.description = self._seen or self._known()
        for _ in range(4):
            found = ask()
            after = self._look()
            self._seen = self._answered.description = after
            if after == before:
                return found
            before = after
        raise RemoteUnavailable(f"{self.address}: changes faster than it can be read; ask again in a while.")

    def _is_ours(self, name: str) -> bool:
        return name.startswith(self.base) and name != DESCRIPTION.value

    def _counts(self) -> dict[str, int]:
        return {name: count for name, count in self.graphs().items() if self._is_ours(name)}

    def _all(self) -> tuple[StoreDescription, dict[str, int], list[Quad]]:
        space, counts = genids.space(self.base), self._counts()
        # Names stay names while subjects are listed; in statements they are blank nodes again.
        found = retrieval.whole_graphs(self.client.rows, counts)
        return self._known(), counts, [genids.blank_quad(quad, space) for quad in found]
