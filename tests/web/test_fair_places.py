"""Places, fair by client."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.errors import Busy, TooManyRequests
from patgraph.web.server.fair_places import FairPlaces

STEPS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), max_size=80)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 6), st.integers(0, 4), STEPS)
def test_whatever_happens_the_places_add_up(places, each, waiting, waiting_each, steps):
    """Clients come and go in any order: never more at work than there are places, nobody has the last of
    several, nobody waits while there is a place for him, and in the end nothing is remembered."""

    async def run():
        found = FairPlaces(places, each, waiting, waiting_each)
        here = []
        for client, what in steps:
            if what < 6 or not here:
                try:
                    here.append(found.ask(client))
                except TooManyRequests:
                    assert sum(p.client == client and not p.given.done() for p in here) >= waiting_each
                except Busy:
                    assert sum(not p.given.done() for p in here) >= waiting
            else:
                found.leave(here.pop(what % len(here)))
            at_work = [place.client for place in here if place.given.done()]
            assert len(at_work) == found.taken <= places
            assert found.waiting == len(here) - len(at_work) <= waiting
            for name in "abcd":
                assert at_work.count(name) <= found.each <= max(1, places - 1)
                waits = any(p.client == name and not p.given.done() for p in here)
                assert not waits or len(at_work) == places or at_work.count(name) == found.each
        for place in here:
            found.leave(place)
            found.leave(place)
        assert not found._lines and not found._turns and found.taken == found.waiting == 0

    asyncio.run(run())


def test_patience_ends():
    """Who has no place in time is told when to come again, and is not remembered."""

    async def run():
        found = FairPlaces(1, 1, 5, 5)
        async with found.place("a", 9) as place:
            assert place.at_once
            with pytest.raises(Busy, match=r"0\.01 s"):
                async with found.place("b", 0.01):
                    pass
            assert found.waiting == 0

    asyncio.run(run())
