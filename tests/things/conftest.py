"""What the tests of finding and reconciling share."""

import pytest


@pytest.fixture(scope="session")
def matcher(graph):
    """What matches names, over the project's graph."""
    return graph.matcher
