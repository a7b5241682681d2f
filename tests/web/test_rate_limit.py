"""How often one client may ask in a time."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.errors import TooManyRequests
from patgraph.web.server import rate_limit
from patgraph.web.server.rate_limit import RateLimit
from tests.support.stand_ins import replace_for


@given(st.integers(1, 9), st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 40)), max_size=60))
def test_a_rate_is_kept_in_whatever_rhythm_somebody_asks(amount, steps):
    """No client has more answers in any minute of its windows than the rate, nor twice as many in any minute;
    who has asked nothing for two minutes is answered, whatever others do; no thread is started for it.
    """
    clock, threads = [1000.0], threading.active_count()
    with pytest.MonkeyPatch.context() as patch:
        replace_for(patch, rate_limit, "time", monotonic=lambda: clock[0])
        limit, answered, asked = RateLimit(99, f"{amount}/minute"), {"a": [], "b": []}, {}
        for client, wait in steps:
            clock[0] += wait
            try:
                with limit.admit(client):
                    answered[client].append(clock[0])
            except TooManyRequests as refused:
                assert refused.headers["Retry-After"] == "60"
                assert clock[0] - asked[client] < 120
            asked[client] = clock[0]
        for times in answered.values():
            windows = [int(each // 60) for each in times]
            assert all(windows.count(each) <= amount for each in windows)
            assert all(sum(0 <= later - each < 60 for later in times) <= 2 * amount for each in times)
    assert threading.active_count() <= threads


def test_a_burst_does_not_get_the_rate_twice_around_the_end_of_a_window(monkeypatch):
    """Who has asked all he may at the end of a minute has nothing as the next begins, and half of it
    half a minute later.
    """
    clock = [60 * 1000 + 59.0]
    replace_for(monkeypatch, rate_limit, "time", monotonic=lambda: clock[0])
    limit = RateLimit(99, "10/minute")

    def given_now() -> int:
        for number in range(20):
            try:
                with limit.admit("a"):
                    pass
            except TooManyRequests:
                return number
        return 20

    assert given_now() == 10
    clock[0] += 1
    assert given_now() == 0
    clock[0] += 30
    assert given_now() == 5
    clock[0] += 120
    assert given_now() == 10
