"""Places, fair by client."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.errors import Busy, TooManyRequests
from patgraph.web.server import fair_places as module
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


def test_who_asks_seldom_does_not_wait_for_those_who_ask_without_end():
    """Behind any number of clients who have more waiting than there are places, one who asks now and then is
    next; having asked little before gives nobody more than his turn."""

    async def run():
        found = FairPlaces(2, 2, 99, 99)
        busy = [found.ask(f"busy {number % 5}") for number in range(95)]
        for _ in range(8):
            for _ in range(6):
                found.leave(next(place for place in busy if place.given.done() and not place.left))
            seldom = found.ask("seldom")
            assert not seldom.given.done()
            found.leave(next(place for place in busy if place.given.done() and not place.left))
            assert seldom.given.done(), "others went before"
            found.leave(seldom)
        # Who was away all the while has one turn, not those that he did not take.
        late = [found.ask("late") for _ in range(20)]
        for _ in range(12):
            found.leave(next(place for place in [*busy, *late] if place.given.done() and not place.left))
        had = sum(place.given.done() for place in late)
        assert 1 <= had <= 4, had

    asyncio.run(run())


def test_a_spare_place_is_for_what_takes_a_moment(monkeypatch):
    """Beside places that are taken for long, who needs his for a moment only has one at once; not a second,
    and not after he had it for long himself."""
    clock = [0.0]
    monkeypatch.setattr(module, "_now", lambda: clock[0])

    async def run():
        found = FairPlaces(2, 2, 99, 99, spare=1)
        long = [found.ask("a"), found.ask("b")]
        for _ in range(3):
            light, second = found.ask("light"), found.ask("light")
            assert light.given.done() and not second.given.done()
            clock[0] += 0.01
            found.leave(second)
            found.leave(light)
        heavy = found.ask("heavy")
        clock[0] += 5
        found.leave(heavy)
        assert not found.ask("heavy").given.done() and found.ask("new").given.done()
        assert all(place.given.done() for place in long)

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
