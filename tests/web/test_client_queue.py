"""One client's requests wait for each other, and for nobody else's."""

import asyncio
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.errors import DeadlinePassed
from patgraph.web.server.client_queue import WAITING, ClientQueue
from tests.support.processes import eventually
from tests.support.service import Held, serving


class Work:
    """An application whose requests are at work until they are let go; it counts them by client."""

    def __init__(self):
        self.now, self.most, self.go = {}, {}, asyncio.Event()

    async def __call__(self, scope, receive, send):
        who = scope["client"][0]
        self.now[who] = self.now.get(who, 0) + 1
        self.most[who] = max(self.most.get(who, 0), self.now[who])
        await self.go.wait()
        await asyncio.sleep(0)
        self.now[who] -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def ask(app, who, path="/queries/x", reads=None, receive=None):
    """The status of one request; a client that `reads` slowly takes the response only then."""
    got = []

    async def send(message):
        got.append(message)
        if reads and message["type"] == "http.response.body":
            await reads.wait()

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "client": (who, 1)}
    await app(scope, receive or silent, send)
    return got[0]["status"]


async def comes(holds):
    """Wait until something holds, however busy the machine is."""
    async with asyncio.timeout(100):
        while not holds():
            await asyncio.sleep(0)


async def silent():
    """A caller who says no more and stays."""
    await asyncio.Event().wait()


@given(st.integers(1, 5), st.integers(0, 6), st.lists(st.sampled_from("abc"), max_size=40))
def test_a_client_has_so_many_places_and_so_many_may_wait(at_once, waiting, callers):
    """Never more of one client are at work than there are places; so many wait, the rest are refused; what
    one client asks takes nothing from another, and in the end nobody is remembered.
    """

    async def run():
        work = Work()
        turns = ClientQueue(work, at_once, waiting, places=99)
        tasks = [asyncio.create_task(ask(turns, f"10.0.0.{'abc'.index(who)}")) for who in callers]
        await asyncio.sleep(0)
        work.go.set()
        statuses = await asyncio.gather(*tasks)
        assert all(most <= at_once for most in work.most.values())
        for who in set(callers):
            own = [s for s, caller in zip(statuses, callers, strict=True) if caller == who]
            taken = min(len(own), at_once + waiting)
            assert own == [200] * taken + [429] * (len(own) - taken)
        assert not turns._places._lines

    asyncio.run(run())


def test_who_reads_slowly_and_who_asks_what_is_free_keeps_nobody_waiting():
    """A place is free when the response begins; health, metrics and files need none."""

    async def run():
        work, reads = Work(), asyncio.Event()
        work.go.set()
        turns = ClientQueue(work, 1, 0)
        slow = asyncio.create_task(ask(turns, "a", reads=reads))
        await comes(lambda: work.now.get("a") == 0)
        assert not slow.done() and await ask(turns, "a") == 200
        work.go.clear()
        free = [asyncio.create_task(ask(turns, "a", path)) for path in ("/health", "/metrics", "/static/x")]
        await comes(lambda: work.now["a"] == 3)
        work.go.set(), reads.set()
        assert await asyncio.gather(slow, *free) == [200] * 4

    asyncio.run(run())


def test_a_request_that_fails_or_is_given_up_leaves_its_place():
    """Whether its work raises or its caller's task is cancelled, at work or in the line."""

    async def run():
        async def broken(scope, receive, send):
            raise ZeroDivisionError

        turns = ClientQueue(broken, 1, 1)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await ask(turns, "a")
        work = Work()
        turns = ClientQueue(work, 1, 1)
        tasks = [asyncio.create_task(ask(turns, "a")) for _ in range(2)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert not turns._places._lines
        work.go.set()
        assert await ask(turns, "a") == 200

    asyncio.run(run())


def test_clients_take_turns():
    """Who asks for one thing waits for one place, however much others wait for; nobody has all places."""

    async def run():
        work, order = Work(), []

        async def one(who):
            await ask(turns, who)
            order.append(who)

        turns = ClientQueue(work, 2, 50, places=3)
        many = [asyncio.create_task(one("a")) for _ in range(20)]
        await comes(lambda: work.now == {"a": 2})
        more = [asyncio.create_task(one("b")) for _ in range(20)]
        await comes(lambda: work.now == {"a": 2, "b": 1})
        late = asyncio.create_task(one("c"))
        # One place more is for who comes new; he is worked for at once.
        await comes(lambda: work.now == {"a": 2, "b": 1, "c": 1})
        work.go.set()
        await asyncio.gather(*many, *more, late)
        assert not turns._places._lines and not turns._places._turns
        assert turns._places.taken == turns._places.waiting == 0

    asyncio.run(run())


def test_who_leaves_while_waiting_is_not_worked_for():
    """Seven hundred callers who leave at once: only those who had a place were worked for."""

    async def run():
        work, left = Work(), asyncio.Event()

        async def leaving():
            await left.wait()
            return {"type": "http.disconnect"}

        turns = ClientQueue(work, 4, 64, places=8)
        callers = [
            asyncio.create_task(ask(turns, f"10.0.0.{number % 11}", receive=leaving)) for number in range(700)
        ]
        await comes(lambda: sum(task.done() for task in callers) == 700 - 9 - 512)
        await comes(lambda: sum(work.now.values()) == 9)
        assert turns._places.waiting == 512
        left.set()
        await comes(lambda: turns._places.waiting == 0)
        assert sum(work.now.values()) == 9
        work.go.set()
        statuses = await asyncio.gather(*callers)
        assert (statuses.count(499), statuses.count(503)) == (9 + 512, 700 - 9 - 512)
        assert not turns._places._lines

    asyncio.run(run())


def test_who_leaves_while_worked_for_ends_the_work(small_graph):
    """The store is asked nothing more for him; what was asked for somebody else goes on."""

    async def run():
        left, asked = asyncio.Event(), []

        def look():
            for _ in range(1000):
                any(small_graph.store.quads())
                asked.append(1)
                time.sleep(0.005)

        async def work(scope, receive, send):
            try:
                await asyncio.to_thread(look)
            except DeadlinePassed:
                await send({"type": "http.response.start", "status": 503, "headers": []})

        async def leaving():
            await left.wait()
            return {"type": "http.disconnect"}

        asking = asyncio.create_task(ask(ClientQueue(work, 1), "a", receive=leaving))
        while not asked:
            await asyncio.sleep(0.005)
        left.set()
        assert await asking == 499 and len(asked) < 900
        assert any(small_graph.store.quads())

    asyncio.run(run())


def test_what_was_said_while_waiting_is_heard():
    """The body of a request that waited comes to who works for it, whole."""

    async def run():
        heard, free = [], asyncio.Event()
        said = [
            {"type": "http.request", "body": b"a", "more_body": True},
            {"type": "http.request", "body": b"b"},
        ]

        async def work(scope, receive, send):
            if scope["client"][0] == "first":
                await free.wait()
            else:
                heard.extend([await receive(), await receive()])
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def receive():
            return said.pop(0) if said else await silent()

        turns = ClientQueue(work, 1, 5, places=2)
        first = [asyncio.create_task(ask(turns, "first")) for _ in range(1)]
        other = asyncio.create_task(ask(turns, "b", receive=receive))
        await asyncio.sleep(0.01)
        free.set()
        assert await asyncio.gather(*first, other) == [200, 200]
        assert [message["body"] for message in heard] == [b"a", b"b"]

    asyncio.run(run())


@pytest.mark.server
def test_the_service_has_such_limits(small_built, tmp_path):
    """Over HTTP: of a hundred questions at once from one address that no cache has ready, some are refused
    with a problem document that says when to come again, the others answered; another address is answered
    all the while.
    """
    held = Held("councils", tmp_path)
    with serving(small_built, "--client-requests", "1", before=held.before) as service:
        where = urlsplit(service.url)

        def asked(source, question, number):
            connection = http.client.HTTPConnection(where.hostname, where.port, 600, (source, 0))
            connection.request("GET", f"/queries/{question}.json?limit={number}")
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()

        held.hold()
        with ThreadPoolExecutor(100) as pool:
            many = [pool.submit(asked, "127.0.0.2", "councils", n) for n in range(1, 101)]
            # One is at work and so many wait; while they do, somebody else is answered.
            assert eventually(lambda: sum(each.done() for each in many) == 100 - WAITING - 1)
            assert {asked("127.0.0.3", "areas", n)[0] for n in range(1, 6)} == {200}
            held.let_go()
            statuses = [each.result() for each in many]
        refused = [(headers, body) for status, headers, body in statuses if status == 429]
        assert len(refused) == 100 - WAITING - 1
        assert all(status in (200, 429) for status, *_ in statuses)
        for headers, body in refused:
            said = {name.title(): value for name, value in headers.items()}
            assert int(said["Retry-After"]) >= 1 and json.loads(body)["status"] == 429
            # The pages of others may read that, too.
            assert said["Access-Control-Allow-Origin"] == "*"
            assert "Retry-After" in said["Access-Control-Expose-Headers"]
