"""Where a node stands in the files, and which passages state something of it."""

from bisect import bisect_left
from functools import cached_property
from typing import Any, cast

import pyoxigraph
from pyoxigraph import NamedNode

from patgraph.dataset.name_places import Places
from patgraph.names import VIEW, curie, is_passage, term
from patgraph.similar import did_you_mean, near

from .report import Result


class Where:
    """What a report says of nodes beside what SHACL found: asked of the store once, and kept in `known`, so
    that it need not be asked again where nothing has changed of a node.
    """

    def __init__(self, store: pyoxigraph.Store, places: Places | None, known: dict[str, Any] | None = None):
        """`places` is none where there are no files. `known` is what `forget` left of another's."""
        self._store = store
        self.places = places
        self.known: dict[str, Any] = known or {"in files": {}, "stating": {}, "meant": {}}

    def forget(self, quads: list[Any]) -> None:
        """Leave out what quads that came or went have changed."""
        for quad in quads:
            for node in quad:
                if isinstance(node, NamedNode):
                    self.known["in files"].pop(node.value, None)
            self.known["stating"].pop(f"{quad.subject} {quad.predicate}", None)
            if quad.predicate == term("rdf:type"):
                self.known["meant"].clear()
                self.__dict__.pop("_described", None)

    def place(self, iri: str, said: str = "", last: bool = False) -> str:
        """`file:line`, or an empty text; the line of its block with what is `said`, for the first or the
        last time.
        """
        if self.places is None or "://" not in iri:
            return ""
        found: dict[str, bool] = self.known["in files"]
        if iri not in found:
            found[iri] = self._from_files(NamedNode(iri))
        place = self.places.where(iri) if found[iri] else ""
        return self.places.where_said(iri, said, last) if said and place else place

    def meant(self, iri: str) -> str:
        """` did you mean council:haringey?` for a name that nothing has; or an empty text."""
        if iri not in self.known["meant"]:
            start = max(iri.rfind("/"), iri.rfind("#")) + 1
            first, beyond = (bisect_left(self._described, iri[:start] + end) for end in ("", "\U0010ffff"))
            alike = near(iri[start:], [name[start:] for name in self._described[first:beyond]], least=0.7)
            hint = did_you_mean(curie(iri[:start] + name) for name in alike)
            self.known["meant"][iri] = f" D{hint[1:]}" if hint else ""
        return str(self.known["meant"][iri])

    @cached_property
    def _described(self) -> list[str]:
        """The names of all that the view describes, in order: looked up once for all unknown ones."""
        described = self._store.quads_for_pattern(None, term("rdf:type"), None, NamedNode(VIEW))
        return sorted({getattr(quad.subject, "value", "") for quad in described})

    def passages(self, subject: str, predicate: str) -> tuple[str, ...]:
        """The passages that state a property of a subject, each with its place."""
        if "://" not in subject or "://" not in predicate:  # a blank node, a path of several steps
            return ()
        found, key = self.known["stating"], f"<{subject}> <{predicate}>"
        if key not in found:
            quads = self._store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)
            found[key] = sorted(
                {cast(NamedNode, q.graph_name).value for q in quads if is_passage(q.graph_name)}
            )
        return tuple(f"{self.place(iri)} {curie(iri)}".strip() for iri in found[key])

    def _from_files(self, node: NamedNode) -> bool:
        """Whether anything but the view, which the build makes, names a node: no file is to be read through
        for what stands in none.
        """
        ways = ((node, None, None, None), (None, node, None, None), (None, None, node, None))
        quads = (quad for way in ways for quad in self._store.quads_for_pattern(*way))
        return any(self._store.quads_for_pattern(None, None, None, node)) or any(
            quad.graph_name != NamedNode(VIEW) for quad in quads
        )


def mismatch(
    node: NamedNode, where: Where, message: str, severity: str = "Violation", shape: str = "pats:Digest"
) -> Result:
    """A result about a node, at its place."""
    return Result(severity, shape, node.value, f"{curie(node.value)}: {message}", where.place(node.value))
