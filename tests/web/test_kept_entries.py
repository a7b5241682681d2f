"""What is kept: within its bytes, and what is asked for again outlives what was asked for once."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from patgraph.web.server.kept_entries import KeptEntries


@dataclass(frozen=True)
class Entry:
    size: int


@given(st.lists(st.tuples(st.binary(max_size=1), st.integers(1, 25))))
def test_whatever_is_kept_is_within_its_bytes(asked):
    """In any order, of any sizes that may be kept."""
    kept = KeptEntries(100)
    for digest, size in asked:
        if kept.get(digest) is None:
            kept.put(digest, Entry(size))
        assert kept.used <= 100 and kept.get(digest) is not None


def test_what_is_asked_for_once_pushes_nothing_out_that_is_asked_for_again():
    """However much of it there is; and it fills a quarter at most."""
    kept = KeptEntries(1000)
    kept.put(b"liked", Entry(100))
    assert kept.get(b"liked") is not None
    for number in range(500):
        kept.put(b"once %d" % number, Entry(10))
    assert kept.get(b"liked") is not None and kept.used <= 100 + 250
    assert kept.get(b"once 499") is not None and kept.get(b"once 0") is None
