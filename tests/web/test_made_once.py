"""What is the same for all is made by the first who asks, and only once."""

import threading

import pytest

from patgraph.web.server.made_once import MadeOnce


def test_many_who_ask_at_once_get_what_one_made():
    """Ten threads that ask for one thing get the same bytes, made once."""
    begun, go, made = threading.Event(), threading.Event(), []

    def make() -> str:
        begun.set()
        go.wait(30)
        made.append(1)
        return "page"

    kept, found = MadeOnce(), []
    threads = [threading.Thread(target=lambda: found.append(kept.get("it", make))) for _ in range(10)]
    for thread in threads:
        thread.start()
    assert begun.wait(30)
    go.set()
    for thread in threads:
        thread.join(30)
    assert found == [b"page"] * 10 and made == [1]


def test_what_fails_is_tried_again_and_what_is_too_large_is_given():
    """An error is its asker's alone; what is larger than all that is kept is made each time."""
    kept = MadeOnce(2000)

    def fail():
        raise ValueError("not yet")

    with pytest.raises(ValueError, match="not yet"):
        kept.get("it", fail)
    assert kept.get("it", lambda: "now") == kept.get("it", fail) == b"now"
    large = iter((b"a" * 5000, b"b" * 5000))
    assert [kept.get("large", lambda: next(large))[:1] for _ in range(2)] == [b"a", b"b"]


def test_what_was_not_asked_for_longest_is_forgotten():
    """It keeps within its size."""
    kept = MadeOnce(3000)
    for name in range(20):
        kept.get(name, lambda: b"x" * 500)
    assert kept.get(19, lambda: b"new") == b"x" * 500
    assert kept.get(0, lambda: b"new") == b"new"
