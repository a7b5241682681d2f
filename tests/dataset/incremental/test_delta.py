"""What differs in two sorted texts."""

from hypothesis import given
from hypothesis import strategies as st

from patgraph.dataset.incremental import delta as module
from patgraph.dataset.incremental.delta import delta

LINES = st.sets(st.text("ab c", min_size=1, max_size=6).map(lambda line: f"{line}\n".encode()), max_size=40)


def text(lines):
    return b"".join(sorted(lines))


@given(old=LINES, new=LINES)
def test_it_is_the_lines_that_only_one_has(old, new):
    """Nothing more and nothing less, whatever they have in common."""
    found = delta(text(old), text(new), 1000)
    assert set(found.removed) == old - new and set(found.added) == new - old
    assert len(found.removed) == len(old - new) and len(found.added) == len(new - old)


@given(old=LINES, new=LINES)
def test_so_it_is_where_texts_are_longer_than_what_is_compared_at_once(old, new):
    """A difference at the end of a stretch, and beyond it."""
    before = module._FIRST, module._LARGEST
    module._FIRST, module._LARGEST = 2, 8
    try:
        test_it_is_the_lines_that_only_one_has.hypothesis.inner_test(old, new)
    finally:
        module._FIRST, module._LARGEST = before


@given(old=st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"d\n"]), unique=True), new=LINES)
def test_texts_that_are_not_sorted_are_told_as_rightly(old, new):
    """The lines are the same, in whatever order they stand."""
    found = delta(b"".join(old), text(new), 1000)
    assert set(found.removed) == set(old) - new and set(found.added) == new - set(old)


def test_too_much_is_not_looked_for():
    """Where most differs nobody wants to know what."""
    assert delta(text({b"a\n", b"b\n"}), text({b"c\n", b"d\n"}), 3) is None
    assert delta(text({b"a\n", b"b\n"}), text({b"c\n", b"d\n"}), 4) is not None
