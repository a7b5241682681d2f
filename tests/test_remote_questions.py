"""Every question with every example gives the same rows in the same order on remote stores."""

import pytest

from patgraph.fill import fill
from patgraph.remote import RemoteStore

from .remotes import oxigraph, virtuoso  # noqa: F401
from .test_questions import NAMES, calls

#: Questions whose texts Virtuoso 7.2.5 takes otherwise than SPARQL 1.1 says, until they are written so
#: that it need not: what it does.
AWAITED: dict[str, str] = {}


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def remote(request, dataset):
    """A remote store that patgraph has filled, with its name."""
    address = request.getfixturevalue(request.param)
    fill(dataset, address)
    return request.param, RemoteStore(address)


@pytest.mark.parametrize("name", NAMES)
def test_a_remote_store_gives_the_same_rows(graph, remote, name):
    """Values are read, options found and rows given as by the embedded store, in the same order."""
    engine, store = remote
    query = graph.queries[name]
    if engine == "virtuoso" and name in AWAITED:
        pytest.xfail(AWAITED[name])
    for values in calls(query):
        assert query.ask(store, values).rows == query.ask(graph.store, values).rows, values
