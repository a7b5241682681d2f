"""Every question with every example gives the same rows in the same order on remote stores."""

from functools import cache

import pytest

from patgraph.store.fill import fill
from patgraph.store.remote import RemoteStore
from tests.support.questions import NAMES, calls
from tests.support.remotes import virtuoso_server

pytestmark = pytest.mark.remote


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def remote(request, tmp_path_factory):
    """A remote store that patgraph has filled."""
    if request.param == "oxigraph":
        yield RemoteStore(request.getfixturevalue("filled")[0])
        return
    # One of its own: to fill it with another graph after this one takes half a minute. What is right may take
    # its time on a busy machine.
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso"), seconds=100) as (address, _):
        fill(request.getfixturevalue("dataset"), address)
        yield RemoteStore(address)


@cache
def _answers(name: str) -> dict:
    return {}


def _embedded(graph, name):
    """What the embedded store answers, asked once for both engines."""
    found = _answers(name)
    for values in calls(graph.queries[name]):
        if str(values) not in found:
            found[str(values)] = graph.queries[name].ask(graph.store, values).rows
    return found


#: What Virtuoso 7 answers otherwise with some of its plans, which change with what it has counted of a store:
#: in one fresh store of five. docs/growing.md says so too.
OTHERWISE = {"soft-facts"}


@pytest.mark.parametrize("name", NAMES)
def test_a_remote_store_gives_the_same_rows(request, graph, remote, name):
    """Values are read, options found and rows given as by the embedded store, in the same order."""
    if name in OTHERWISE and request.node.callspec.params["remote"] == "virtuoso":
        request.applymarker(
            pytest.mark.xfail(strict=False, reason="Virtuoso gives other rows in some stores; open")
        )
    query = graph.queries[name]
    wanted = _embedded(graph, name)
    for values in calls(query):
        assert query.ask(remote, values).rows == wanted[str(values)], values
