"""What the tests of the dataset share."""

from dataclasses import replace

import pytest
from pyoxigraph import NamedNode, Quad

from patgraph.names import SHAPES, graph, term


@pytest.fixture(scope="session")
def unruled(dataset):
    """The dataset with one rule that says nothing, in place of all: words are compared whatever rules say."""
    rule = NamedNode(f"{SHAPES}Nothing")
    said = {term("rdf:type"): term("sh:NodeShape"), term("rdfs:isDefinedBy"): NamedNode(f"{SHAPES}resolved")}
    quads = {Quad(rule, predicate, value, graph("shapes")) for predicate, value in said.items()}
    return replace(
        dataset, quads=frozenset(q for q in dataset.quads if q.graph_name != graph("shapes")) | quads
    )
