"""Who asks and leaves costs next to nothing: what he asked is not begun."""

import asyncio
import socket

import pytest

from patgraph.web.server import leaving
from patgraph.web.server.cache import ReadyAnswers
from patgraph.web.server.leaving import GONE, LEFT, Leaving
from patgraph.web.server.operation import Metrics, Operation
from tests.support.connections import server_of, short


@pytest.mark.parametrize("path", ["/queries/x", "/sparql", "/metrics", "/nowhere"])
def test_what_somebody_asks_who_leaves_at_once_is_not_begun(small_graph, path):
    """Of forty callers who leave as soon as they have asked nothing is begun, whatever they ask; they are
    counted as such; who stays is answered meanwhile.
    """
    begun, metrics = [], Metrics(small_graph)

    async def work(scope, receive, send):
        begun.append(scope["client"])
        await short(scope, receive, send)

    async def run():
        server, state = await server_of(Operation(ReadyAnswers(work), metrics))
        where = server.sockets[0].getsockname()
        stays = []
        for number in range(44):
            caller = socket.create_connection(where)
            caller.sendall(f"GET {path}?{number} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            if number % 11:
                caller.close()
            else:
                caller.setblocking(False)
                stays.append(caller)
        async with asyncio.timeout(60):
            for caller in stays:
                assert (await asyncio.get_running_loop().sock_recv(caller, 99)).startswith(b"HTTP/1.1 200")
                caller.close()
            while state.connections or state.tasks:
                await asyncio.sleep(0.01)
        server.close()

    asyncio.run(run())
    assert len(begun) == 4
    counts = {status: sum(answers.buckets) for (_, _, status), answers in metrics._answers.items()}
    assert counts == {200: 4, LEFT: 40}


def test_who_left_of_late_is_waited_for_a_moment():
    """Whoever leaves again and again, if only a moment later, is known by it; who stays is not kept waiting,
    and whoever stays again is trusted again.
    """

    async def run():
        found, clock = Leaving(), asyncio.get_running_loop().time

        async def leaves(client, after):
            begun = clock()
            return await found.has_left(client, {"extensions": {GONE: lambda: clock() - begun >= after}})

        late = leaving._PATIENCE / 10
        assert not await leaves("a", 99)
        found.note("a", True)
        assert await leaves("a", late) and not await leaves("b", 99)
        assert not await leaves("a", 99)
        found.note("a", False)
        assert not await leaves("a", late)
        # He does it again.
        assert await leaves("a", 0)
        found.note("a", True)
        assert await leaves("a", late)
        # Of a server that does not say who has left nobody is waited for.
        assert not await found.has_left("a", {})

    asyncio.run(run())
