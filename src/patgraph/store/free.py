"""Who answers the queries of strangers, over whichever store."""

from collections.abc import Collection
from pathlib import Path

from patgraph.errors import BadValue
from patgraph.sparql.free_queries import FreeQueries, Limits
from patgraph.sparql.pool import Pool

from .embedded import EmbeddedStore
from .protocol import Store
from .relay import Relay
from .remote import RemoteStore


def free_queries(
    store: Store, limits: Limits, *, snapshot: Path | None = None, allowed: Collection[str] = ()
) -> FreeQueries:
    """A pool of workers over an embedded store, a relay over a remote one. `allowed` are hosts that SERVICE
    may call, `snapshot` is where the engine's files are, for a graph that is not to be copied into memory.

    Raises `BadValue` where hosts are allowed and the store is remote.
    """
    if isinstance(store, EmbeddedStore):
        return Pool(store.engine, store.view, limits, store.write_nquads, snapshot=snapshot, allowed=allowed)
    if not isinstance(store, RemoteStore):
        raise TypeError(f"{type(store).__name__}: neither embedded nor remote.")
    if allowed:
        raise BadValue(
            "allow-service", "--allow-service: a remote store is never asked a query with SERVICE."
        )
    return Relay(store, limits)
