"""The store that questions are asked of. A query without `GRAPH` sees the resolved view."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from patgraph.errors import MalformedQuery
from patgraph.names import BASE, PREFIXES, VIEW
from patgraph.rdf import parse
from patgraph.sparql.screen import fault, screen, syntax_fault

Row = tuple


@dataclass(frozen=True)
class Store:
    """An embedded store: in memory, or a snapshot on disk opened read-only.

    `version` is the SHA-256 of the dataset, `base` the base its names have.
    """

    engine: pyoxigraph.Store
    version: str
    base: str = BASE

    @property
    def view(self) -> NamedNode:
        """The graph a query sees as its default graph."""
        return NamedNode(VIEW.replace(BASE, self.base))

    def query(self, text: str):
        """Ask a SPARQL query; the engine's solutions, triples or boolean. Raises `MalformedQuery`.

        The text is trusted: it can use `SERVICE`, and nothing ends it but its end.
        """
        try:
            return self.engine.query(text, default_graph=[self.view])
        except SyntaxError as error:
            raise MalformedQuery(syntax_fault(error)) from error

    def free(self, text: str):
        """Ask a query that a stranger wrote. One that names its own dataset (`FROM`) gets that, of
        the graphs that are here. Raises `Closed` for `SERVICE`, which would call other machines.
        """
        if not screen(text, self.base).dataset:
            return self.query(text)
        try:
            return self.engine.query(text)
        except SyntaxError as error:
            raise fault(error, text, self.base) from error

    def select(self, text: str) -> tuple[list[str], list[Row]]:
        """The variables and rows of a SELECT, `None` where a variable is unbound."""
        solutions = self.query(text)
        names = [variable.value for variable in solutions.variables]
        return names, [tuple(solution) for solution in solutions]

    def stated_in(self, triples: Iterable[tuple]) -> Iterator[tuple[tuple, list[str]]]:
        """Of these triples those that some graph other than the view states, each with the IRIs of those
        graphs.
        """
        for triple in triples:
            graphs = [quad.graph_name for quad in self.engine.quads_for_pattern(*triple, None)]
            found = [graph.value for graph in graphs if isinstance(graph, NamedNode) and graph != self.view]
            if found:
                yield triple, found

    def members(self, pattern: str) -> list[tuple[NamedNode, str]]:
        """Things `?value` that match a pattern, each with its label, by label."""
        skos, rdfs = PREFIXES["skos"], PREFIXES["rdfs"]
        _, rows = self.select(
            f"PREFIX skos: <{skos}> PREFIX rdfs: <{rdfs}>"
            f"SELECT DISTINCT ?value (STR(?l) AS ?label) {{ {pattern} . ?value rdfs:label ?l }}"
            "ORDER BY ?label STR(?value)"
        )
        return [(node, label.value) for node, label in rows]

    def knows(self, node: NamedNode) -> bool:
        """Whether the view, or any passage, speaks of a thing."""
        return bool(self.query(f"ASK {{ {{ {node} ?p ?o }} UNION {{ GRAPH {node} {{ ?s ?p ?o }} }} }}"))

    def quads(self, subject=None, predicate=None, object=None, graph=None) -> Iterator[Quad]:
        """The statements that match a pattern, in every graph or in one; `None` matches anything."""
        return self.engine.quads_for_pattern(subject, predicate, object, graph)

    def sizes(self) -> dict[NamedNode, int]:
        """How many statements each graph that has a name holds."""
        solutions = self.engine.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return {row[0]: int(row[1].value) for row in solutions if isinstance(row[0], NamedNode)}

    def copy(self) -> "Store":
        """A store in this process with all quads; an embedded one is that already."""
        return self

    def names(self, space: str) -> list[str]:
        """The IRIs of the view's subjects that begin with a text."""
        found = {
            quad.subject.value
            for quad in self.engine.quads_for_pattern(None, None, None, self.view)
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(space)
        }
        return sorted(found)


def in_memory(nquads: bytes, version: str, base: str = BASE, also: list[Quad] | None = None) -> Store:
    """A store in memory, from N-Quads; `also` are quads never written down (words of passages)."""
    engine = pyoxigraph.Store()
    engine.bulk_extend(parse(nquads))
    if also:
        engine.extend(also)
    return Store(engine, version, base)
