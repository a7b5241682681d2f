"""What a remote store that patgraph fills says of itself, in a graph of its own, outside the hashed quads:

<…/graph/store> { <…/graph/store> schema:version "…" ; void:uriSpace "…" ; void:triples … ;
                  schema:identifier "…" ; schema:creativeWorkStatus "whole" . }
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from patgraph.errors import RemoteFault
from patgraph.names import BASE, PREFIXES, graph

from .address import Address

#: The description's graph and subject, whatever the base of the rest.
DESCRIPTION = graph("store")
UNVERSIONED = "unversioned"


@dataclass(frozen=True)
class StoreDescription:
    """What a store says of itself. Two are equal only if nothing was written between them."""

    version: str
    base: str = BASE
    triples: int | None = None
    identifier: str = ""
    whole: bool = True
    view: bool = True

    @classmethod
    def of(cls, said: Iterable[tuple[Any, ...]], address: Address) -> "StoreDescription | None":
        """The description in its properties and values; `None` where there are none. Raises `RemoteFault`
        where they describe no version.
        """
        values: dict[str, list[str]] = {}
        for predicate, term in said:
            values.setdefault(predicate.value, []).append(term.value)
        if not values:
            return None
        # More than one value: the old description is about to go.
        last, settled = {p: v[-1] for p, v in values.items()}, all(len(v) == 1 for v in values.values())
        schema, void = PREFIXES["schema"], PREFIXES["void"]
        try:
            return cls(
                last[f"{schema}version"],
                last[f"{void}uriSpace"],
                int(last[f"{void}triples"]),
                last[f"{schema}identifier"],
                settled and last[f"{schema}creativeWorkStatus"] == "whole",
            )
        except (KeyError, ValueError):
            raise RemoteFault(f"{address}: {DESCRIPTION} describes no version; build again.") from None

    def lines(self, whole: bool) -> list[str]:
        """As N-Triples, of a store that is whole, or that is being changed."""
        schema, void, rdf = PREFIXES["schema"], PREFIXES["void"], PREFIXES["rdf"]
        # A new name for each state: whoever saw the one before knows that something was written.
        name = f"{self.identifier}{'-whole' if whole else ''}"
        return [
            f"{DESCRIPTION} <{rdf}type> <{void}Dataset> .",
            f'{DESCRIPTION} <{schema}version> "{self.version}" .',
            f'{DESCRIPTION} <{void}uriSpace> "{self.base}" .',
            f'{DESCRIPTION} <{void}triples> "{self.triples}"^^<{PREFIXES["xsd"]}integer> .',
            f'{DESCRIPTION} <{schema}identifier> "{name}" .',
            f'{DESCRIPTION} <{schema}creativeWorkStatus> "{"whole" if whole else "changing"}" .',
        ]
