"""Free queries, fair by client, also while workers are ended and replaced."""

import asyncio

import pytest

from patgraph.errors import Busy, DeadlinePassed
from patgraph.sparql.free_queries import Limits
from patgraph.store.free import free_queries
from patgraph.web.server import fair_places
from patgraph.web.server.fair_queries import FairQueries

MEDIA = {"boolean": "application/sparql-results+json", "solutions": "application/sparql-results+json"}
SHORT = {"query": "ASK {}", "media": MEDIA, "base": "http://x/", "default": None, "named": None}
ENDLESS = SHORT | {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}


async def answer(fair, client, question, seconds):
    """All of an answer."""
    async with fair.ask(client, question, seconds) as found:
        return b"".join([piece async for piece in found])


async def two_workers(graph):
    """A pool whose two workers are there."""
    pool = free_queries(graph.store, Limits(workers=2, seconds=60.0))
    await pool.start()
    while pool._supervisor.missing:
        await asyncio.sleep(0.01)
    return pool


def test_nobody_has_the_worker_of_another_while_his_own_are_replaced(small_graph):
    """The worker of a query that was ended is there again only later; until then its client has no other, and
    who comes new is answered at once. Afterwards everybody is.
    """

    async def run():
        pool = await two_workers(small_graph)
        fork, later = pool._supervisor._fork_after_pause, asyncio.Event()

        async def forked_later(zygote):
            await later.wait()
            await fork(zygote)

        pool._supervisor._fork_after_pause = forked_later
        fair = FairQueries(pool, 9)
        try:
            with pytest.raises(DeadlinePassed):
                await answer(fair, "a", ENDLESS, 0.5)
            assert pool._supervisor.missing == 1
            more = [asyncio.ensure_future(answer(fair, "a", ENDLESS, 50.0)) for _ in range(3)]
            for _ in range(20):
                await asyncio.sleep(0)
            assert b"true" in await answer(fair, "b", SHORT, 50.0)
            with pytest.raises(Busy):
                await answer(fair, "a", SHORT, 0.2)
            later.set()
            while pool._supervisor.missing:
                await asyncio.sleep(0.01)
            for each in more:
                each.cancel()
            await asyncio.wait(more)
            found = await asyncio.gather(*(answer(fair, "ab"[n % 2], SHORT, 50.0) for n in range(9)))
            assert all(b"true" in each for each in found)
            assert not pool._later and fair._places.taken == fair._places.waiting == 0
        finally:
            later.set()
            await pool.close()

    asyncio.run(run())


def test_places_go_on_where_no_worker_can_be_had(small_graph, monkeypatch):
    """Of two workers one cannot be replaced any more: the other goes on answering, one query after the other,
    in the end also those of the client whose query was ended.
    """
    monkeypatch.setattr(fair_places, "_AT_MOST", 0.05)

    async def run():
        pool = await two_workers(small_graph)

        async def never(zygote):
            pass

        pool._supervisor._fork_after_pause = never
        fair = FairQueries(pool, 9)
        try:
            with pytest.raises(DeadlinePassed):
                await answer(fair, "a", ENDLESS, 0.5)
            found = await asyncio.gather(*(answer(fair, "abc"[n % 3], SHORT, 50.0) for n in range(9)))
            assert all(b"true" in each for each in found)
        finally:
            await pool.close()

    asyncio.run(run())
