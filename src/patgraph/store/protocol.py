"""The interface of a store: what every part of patgraph may ask of a graph, wherever that is held."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import BlankNode, NamedNode, Quad

from patgraph.rdf import Result

if TYPE_CHECKING:
    from .embedded import EmbeddedStore

#: A row of a SELECT: a term for each variable, `None` where it is unbound.
Row = tuple[Any, ...]
#: Subject, property, value.
Statement = tuple[Any, Any, Any]


class Store(Protocol):
    """A graph that can be asked. A query without `GRAPH` sees the resolved view. Of a remote one every method
    and property but `is_embedded` can raise `RemoteFault` and its kinds.
    """

    @property
    def is_embedded(self) -> bool:
        """Whether this process has all of it, so that it never changes and nothing is sent anywhere."""

    @property
    def version(self) -> str:
        """The SHA-256 of the dataset; `unversioned` where a remote store does not know it."""

    @property
    def base(self) -> str:
        """The base that its names have."""

    @property
    def place(self) -> Path | None:
        """The directory of the snapshot that has just what is in it, if there is one."""

    @property
    def view(self) -> NamedNode:
        """The graph that a query sees as its default graph."""

    def query(self, text: str) -> Result:
        """Ask a query of ours, which is trusted; the solutions, triples or boolean. Raises `MalformedQuery`;
        `Unscoped` where a remote store cannot be asked it.
        """

    def free(self, text: str) -> Result:
        """Ask a query that a stranger wrote. One that names its own dataset (`FROM`) gets that, of the graphs
        that are here. Raises as `query`, and `Closed` for `SERVICE`, which would call other machines.
        """

    def select(self, text: str) -> tuple[list[str], list[Row]]:
        """The variables and rows of a SELECT of ours. Raises as `query`."""

    def members(self, pattern: str) -> list[tuple[NamedNode, str]]:
        """Things `?value` that match a pattern, each with its label, by label."""

    def knows(self, node: NamedNode) -> bool:
        """Whether the view, or any passage, speaks of a thing."""

    def names(self, space: str) -> list[str]:
        """The IRIs of the view's subjects that begin with a text, sorted."""

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Any = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """The statements that match a pattern, in every graph of the dataset or in one; `None` matches
        anything. In no order.
        """

    def stated_in(self, triples: Iterable[Statement]) -> Iterator[tuple[Statement, list[str]]]:
        """Of these triples those that some graph other than the view states, in their order, each with the
        IRIs of those graphs.
        """

    def sizes(self) -> dict[NamedNode, int]:
        """How many statements each graph of the dataset holds."""

    def copy(self) -> "EmbeddedStore":
        """A store in this process with all quads; an embedded one is that already."""
