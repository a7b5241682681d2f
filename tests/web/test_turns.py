"""Requests that come at once are begun a few in each turn of the event loop, clients in turn."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from patgraph.web.server.turns import Turns


@given(st.integers(1, 6), st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60))
def test_a_few_begin_in_each_turn_and_all_in_the_end(each, callers):
    """However many come, whoever gives up: no turn begins more than so many, and nobody is forgotten."""

    async def run():
        turns, begun = Turns(each), []

        async def one(client):
            await turns.turn(client)
            begun.append(client)

        tasks = [(asyncio.ensure_future(one(client)), stays) for client, stays in callers]
        await asyncio.sleep(0)
        most, before = len(begun), len(begun)
        for task, stays in tasks:
            if not stays:
                task.cancel()
        for _ in range(len(callers) + 4):
            await asyncio.sleep(0)
            most, before = max(most, len(begun) - before), len(begun)
        assert most <= each
        assert len(begun) >= sum(stays for _, stays in tasks)
        assert all(task.done() for task, _ in tasks)
        assert not turns._waiting and not turns._going

    asyncio.run(run())


def test_one_of_another_client_does_not_wait_for_all_of_a_crowd():
    """Of a hundred that came before, only those of a turn or two are begun before."""

    async def run():
        turns, order = Turns(5), []

        async def one(client):
            await turns.turn(client)
            order.append(client)

        crowd = [asyncio.ensure_future(one("crowd")) for _ in range(100)]
        await asyncio.sleep(0)
        await one("other")
        assert order.index("other") <= 15
        await asyncio.gather(*crowd)

    asyncio.run(run())
