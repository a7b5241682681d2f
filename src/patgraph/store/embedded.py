"""The embedded store: an engine in this process, in memory or on a snapshot opened read-only."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, QuerySolutions, RdfFormat

from patgraph.errors import MalformedQuery
from patgraph.names import BASE, VIEW
from patgraph.rdf import Result, load
from patgraph.sparql.screen import fault, screen, syntax_fault

from .asked import AskedInSparql
from .deadline import still_wanted
from .protocol import Statement

#: The file of a snapshot with all its quads, sorted; its SHA-256 is the version.
NQUADS = "dataset.nq"


@dataclass(frozen=True)
class EmbeddedStore(AskedInSparql):
    """A `Store` in this process. `version` is the SHA-256 of the dataset, `base` the base its names have,
    `place` the directory of the snapshot that has just what is in it, if there is one.
    """

    engine: pyoxigraph.Store
    version: str
    base: str = BASE
    place: Path | None = None

    @property
    def is_embedded(self) -> bool:
        """Always."""
        return True

    @property
    def view(self) -> NamedNode:
        """The graph a query sees as its default graph."""
        return NamedNode(VIEW.replace(BASE, self.base))

    def query(self, text: str) -> Result:
        """Ask a SPARQL query; the engine's solutions, triples or boolean. Raises `MalformedQuery`.

        The text is trusted: it can use `SERVICE`, and nothing ends it but its end.
        """
        still_wanted()
        try:
            return self.engine.query(text, default_graph=[self.view])
        except SyntaxError as error:
            raise MalformedQuery(syntax_fault(error)) from error

    def free(self, text: str) -> Result:
        """Ask a query that a stranger wrote. One that names its own dataset (`FROM`) gets that, of
        the graphs that are here. Raises `Closed` for `SERVICE`, which would call other machines.
        """
        if not screen(text, self.base).dataset:
            return self.query(text)
        try:
            return self.engine.query(text)
        except SyntaxError as error:
            raise fault(error, text, self.base) from error

    def names(self, space: str) -> list[str]:
        """The IRIs of the view's subjects that begin with a text, sorted."""
        first = bisect_left(self._subjects, space)
        return [*takewhile(lambda name: name.startswith(space), self._subjects[first:])]

    @cached_property
    def _subjects(self) -> list[str]:
        """The IRIs of the view's subjects, sorted. The engine finds them ten times as fast as its statements
        can be looked through here.
        """
        found = self.engine.query("SELECT DISTINCT ?s { ?s ?p ?o }", default_graph=[self.view])
        assert isinstance(found, QuerySolutions)
        return sorted(row[0].value for row in found if isinstance(row[0], NamedNode))

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Any = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """The statements that match a pattern, in every graph or in one; `None` matches anything."""
        still_wanted()
        return self.engine.quads_for_pattern(subject, predicate, object, graph)

    def stated_in(self, triples: Iterable[Statement]) -> Iterator[tuple[Statement, list[str]]]:
        """Of these triples those that some graph other than the view states, in their order, each with the
        IRIs of those graphs.
        """
        for triple in triples:
            still_wanted()
            graphs = [quad.graph_name for quad in self.engine.quads_for_pattern(*triple, None)]
            found = [graph.value for graph in graphs if isinstance(graph, NamedNode) and graph != self.view]
            if found:
                yield triple, found

    def sizes(self) -> dict[NamedNode, int]:
        """How many statements each graph that has a name holds."""
        solutions = self.engine.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        assert isinstance(solutions, QuerySolutions)
        return {row[0]: int(row[1].value) for row in solutions if isinstance(row[0], NamedNode)}

    def write_nquads(self, sink: BinaryIO) -> None:
        """Write every statement as N-Quads: as the snapshot's file has them, where it is as it was written.

        To ask the engine for all takes seconds, which a service would wait for.
        """
        text = _read(self.place / NQUADS) if self.place else b""
        if hashlib.sha256(text).hexdigest() == self.version:
            sink.write(text)
        else:
            self.engine.dump(sink, format=RdfFormat.N_QUADS)

    def copy(self) -> "EmbeddedStore":
        """This one."""
        return self


def in_memory(
    nquads: bytes, version: str, base: str = BASE, also: Iterable[Quad] | None = None
) -> EmbeddedStore:
    """A store in memory, from N-Quads; `also` are quads never written down (words of passages)."""
    engine = pyoxigraph.Store()
    load(engine, nquads)
    if also:
        engine.extend(also)
    return EmbeddedStore(engine, version, base)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
