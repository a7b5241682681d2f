"""What the tests of finding and reconciling share."""

import pytest


@pytest.fixture(scope="session")
def matcher(graph):
    """What matches names, over the project's graph."""
    from patgraph.things import search_entries
    from patgraph.things.reconcile.matcher import Reconciler
    from patgraph.things.thing import Things

    things = Things(graph.store)
    return Reconciler(things, search_entries.entries(things))
