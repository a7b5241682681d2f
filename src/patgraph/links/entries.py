"""What a register holds of an item, asked of its SPARQL service."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from patgraph.errors import RemoteFault
from patgraph.store.address import Address
from patgraph.store.wire import Wire

from .registers import Register
from .visits import AGENT

#: How many items one query asks about.
MANY = 50
_ROWS = ("application/sparql-results+json", "application/json")
_MOST = 16 << 20


@dataclass(frozen=True)
class RegisterEntry:
    """What a register holds of an item: whether it knows it, what it was merged into, GSS codes, names."""

    known: bool
    merged: str | None = None
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def ask_register(
    register: Register, service: str, items: Sequence[str], timeout: float
) -> dict[str, RegisterEntry]:
    """What a register's service holds of items, by item. Raises `RemoteFault`, `RemoteUnavailable`."""
    wrapper = SPARQLWrapper(service, returnFormat=JSON, agent=AGENT)
    wrapper.setOnlyConneg(True)
    wrapper.setMethod(POST)
    wrapper.addCustomHttpHeader("Accept", ", ".join(_ROWS))
    wrapper.setQuery(register.query(items))
    request = wrapper._createRequest()
    wire = Wire(Address.of(service, deadline=timeout, most=_MOST))
    reply = wire.send("POST", request.full_url, request.data, dict(request.header_items()), _ROWS)
    held: dict[str, dict[str, list[str]]] = {item: {} for item in items}
    try:
        for item, what, value in pyoxigraph.parse_query_results(
            reply.content, format=pyoxigraph.QueryResultsFormat.JSON
        ):
            if item is not None and item.value in held:
                held[item.value].setdefault(what.value, []).append(value.value)
    except (SyntaxError, ValueError, AttributeError, TypeError) as error:
        raise RemoteFault(f"{service}: no answer that can be read ({error}).") from error
    return {item: _entry(item, said) for item, said in held.items()}


def _entry(item: str, said: dict[str, list[str]]) -> RegisterEntry:
    codes = tuple(sorted(set(said.get("code", ()))))
    # ONS calls an area by its code.
    names = tuple(sorted(set(said.get("name", ())) - set(codes)))
    merged = next((each for each in said.get("merged", ()) if each != item), None)
    return RegisterEntry(bool(said), merged, codes, names)
