"""What tests of tables share."""

import pytest


@pytest.fixture(scope="session")
def examples(graph):
    """The answer of each question to its own example."""
    return [query.ask(graph.store, query.example) for query in graph.queries.values()]
