"""Statements in memory: what follows from narrower and wider terms."""

from hypothesis import given, settings
from hypothesis import strategies as st

from patgraph.rdf import closure

pairs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20)


@given(pairs)
@settings(deadline=None)
def test_a_closure_holds_what_can_be_reached_and_no_more(steps):
    """As the matrix of the same steps, multiplied until nothing is added, has it; itself left out."""
    reached = set(steps)
    for _ in range(8):
        reached |= {(a, d) for a, b in reached for c, d in steps if b == c}
    found = closure(steps)
    assert found.keys() == {begin for begin, _ in steps}
    assert {(a, b) for a, ends in found.items() for b in ends} == {(a, b) for a, b in reached if a != b}
