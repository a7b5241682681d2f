"""Free queries: the interface of whatever evaluates the queries of strangers, and what those may take."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from pyoxigraph import BlankNode, NamedNode

from .stream import ResultStream

#: How many statements each graph has, by its name; the unnamed one is `None`.
GraphSizes = dict[NamedNode | BlankNode | None, int]


@dataclass(frozen=True)
class Limits:
    """What free queries may take: `seconds` a query from its arrival, `memory` in MiB beyond the graph's own,
    `workers` at a time, `queue` more waiting.
    """

    seconds: float = 10.0
    memory: int = 512
    workers: int = 4
    queue: int = 64


class FreeQueries(Protocol):
    """Free queries of one graph, each within its limits: what one takes costs no other. Everything is called
    in one event loop.
    """

    limits: Limits

    @property
    def most(self) -> int | None:
        """The most bytes of an answer; `None` where answers are passed on as they come."""

    @property
    def trouble(self) -> str | None:
        """Why fewer queries can be evaluated at a time than there should; `None` where all is well."""

    async def start(self) -> None:
        """Be ready before the first query comes. Raises `WorkerLost` where that cannot be."""

    async def close(self) -> None:
        """End all that runs; who asks from now on is told `Busy`."""

    def ask(
        self, question: Mapping[str, Any], seconds: float | None = None
    ) -> AbstractAsyncContextManager[ResultStream]:
        """Ask a query within so many seconds, and never more than the limit; a block in which its answer
        comes, and after which it has ended.

        `question` has `query`, its text; `base`, which relative names are resolved against; `default` and
        `named`, the graphs that the request names, or `None`; `media`, the media type wanted for each kind of
        result (`boolean`, `solutions`, `triples`), `None` for a kind that is not.

        Raises what the query is refused for (`Refused` and its kinds), `LimitReached` and its kinds, `Busy`;
        `RemoteFault` and its kinds.
        """

    def when_replaced(self, call: Callable[[], None]) -> None:
        """Call something as soon as what was ended with a query is there again, for the next."""

    async def graph_sizes(self) -> GraphSizes | None:
        """How many statements each graph has; `None` where that does not come in time."""
