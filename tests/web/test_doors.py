"""Doors: a crowd of one client's connections keeps nobody waiting who comes from elsewhere."""

import select
import socket
from contextlib import ExitStack

import httpx
import pytest

from patgraph.web.server import doors as module
from patgraph.web.server.doors import _AT_ONCE, _AT_ONE, _DOORS, open_doors
from tests.support.service import serving
from tests.support.stand_ins import replace_for

HERE = "127.0.0.1"
CLIENTS = [f"127.0.0.{number}" for number in range(2, 42)]


@pytest.fixture
def opened():
    """Doors by the address and whether clients have doors of their own, which listen as a server has them."""
    with ExitStack() as stack:

        def doors(host, by_client=True):
            found = [stack.enter_context(door) for door in open_doors(host, 0, by_client)]
            for door in found:
                door.listen(50)
            return found

        yield doors


def came_to(doors, client, host=HERE):
    """Which sockets wake up for a connection of a client, which is taken."""
    with socket.create_connection((host, doors[0].getsockname()[1]), 9, (client, 0)):
        found = select.select(doors, [], [], 9)[0]
        found[0].accept()[0].close()
        return frozenset(doors.index(each) for each in found)


def test_a_client_comes_to_one_door_and_others_to_others(opened):
    """Each time to the same, where so many connections are taken in a turn of the loop; none is for all."""
    doors = opened(HERE)
    assert len(doors) == _DOORS * _AT_ONCE
    by_client = {client: {came_to(doors, client) for _ in range(4)} for client in CLIENTS}
    assert all(len(found) == 1 for found in by_client.values())
    used = set.union(*by_client.values())
    assert all(len(each) == _AT_ONCE for each in used) and len(used) > _DOORS / 3


def test_what_one_proxy_brings_comes_to_all_doors(opened):
    """It is many clients'."""
    doors = opened(HERE, by_client=False)
    assert len({came_to(doors, HERE) for _ in range(60)}) > _DOORS / 3


def test_an_address_of_the_other_kind_has_a_door(opened):
    """IPv6 too, by its network."""
    try:
        doors = opened("::1")
    except OSError:
        pytest.skip("no IPv6 here")
    assert len({came_to(doors, "::1", "::1") for _ in range(4)}) == 1


def test_where_there_can_be_one_door_all_come_to_that(opened, monkeypatch):
    """On a system that lets no two sockets have one address; several are taken in a turn all the same."""
    replace_for(monkeypatch, module, "socket", SO_REUSEPORT=9999)
    doors = opened(HERE)
    assert len(doors) == _AT_ONE and {len(came_to(doors, client)) for client in CLIENTS[:4]} == {_AT_ONE}


def test_an_address_is_served_on_by_one(opened):
    """Who would open doors beside those of another is told, as ever."""
    doors = opened(HERE)
    with pytest.raises(OSError, match="in use"):
        open_doors(HERE, doors[0].getsockname()[1])


@pytest.mark.server
def test_a_crowd_at_the_door_of_one_keeps_nobody_else_waiting(small_built):
    """Over HTTP: while hundreds of connections of one client come, callers from everywhere are answered."""
    with serving(small_built, "--workers", "1") as service, ExitStack() as held:
        where = httpx.URL(service.url)
        for _ in range(400):
            held.enter_context(socket.create_connection((where.host, where.port), 60, ("127.0.7.1", 0)))
        for client in CLIENTS:
            with httpx.Client(transport=httpx.HTTPTransport(local_address=client), timeout=60) as caller:
                assert caller.get(f"{service.url}/health").status_code == 200
