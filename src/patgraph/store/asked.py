"""What any store answers by asking itself in SPARQL."""

from itertools import islice

from pyoxigraph import NamedNode, QuerySolutions

from patgraph.errors import MalformedQuery
from patgraph.names import PREFIXES
from patgraph.rdf import Result

from .deadline import still_wanted
from .protocol import Row

#: Rows that are taken before it is asked again whether anybody waits for them.
_TAKEN = 500


class AskedInSparql:
    """The part of a `Store` that needs only its `query`."""

    def query(self, text: str) -> Result:
        """Ask a query; see `Store`."""
        raise NotImplementedError

    def select(self, text: str) -> tuple[list[str], list[Row]]:
        """The variables and rows of a SELECT, `None` where a variable is unbound."""
        solutions = self.query(text)
        if not isinstance(solutions, QuerySolutions):
            raise MalformedQuery("No SELECT, but another form of query.")
        rows: list[Row] = []
        # The engine evaluates as rows are taken, so there is time between them to see who has left.
        while some := [tuple(row) for row in islice(solutions, _TAKEN)]:
            rows += some
            still_wanted()
        return [variable.value for variable in solutions.variables], rows

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
