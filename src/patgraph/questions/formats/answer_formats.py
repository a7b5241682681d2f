"""The formats that an answer can have, for whoever offers them; `writers` and `graphs` write them."""

from patgraph.tables import arrow

#: Texts of rows.
TEXT_FORMATS = ("json", "csv", "tsv", "srj", "srx", "md")
#: Of an answer that is a graph, and of a question's entry in the catalogue.
GRAPH_FORMATS = ("ttl", "jsonld", "nt", "rdf", "trig")


def formats(graph: bool = False) -> list[str]:
    """The formats that an answer can have here, the first preferred; `graph` for one that is a graph."""
    rows = [*TEXT_FORMATS, "xlsx", *(arrow.FORMATS if arrow.available() else ())]
    return [*GRAPH_FORMATS, *rows] if graph else [*rows, *GRAPH_FORMATS]
