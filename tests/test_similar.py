"""Similar names: what is offered to whoever mistypes."""

import pytest

from patgraph.similar import did_you_mean, near

NAMES = ["engagements", "concerns", "concern-frequency", "councils", "council-codes"]


@pytest.mark.parametrize(
    ("text", "first"),
    [("engagement", "engagements"), ("concerms", "concerns"), ("councills", "councils")],
)
def test_the_nearest_comes_first(text, first):
    """A letter more, less or another."""
    assert near(text, NAMES)[0] == first


def test_what_is_unlike_is_not_offered():
    """Nor more than asked for, nor anything for a text without end."""
    assert near("xyzzy", NAMES) == [] and near("e" * 100_000, NAMES) == []
    assert len(near("concern", NAMES, most=1)) == 1
    assert near("cxxcxxs", NAMES, least=0.0, most=9) and not near("cxxcxxs", NAMES, least=0.9)


def test_the_hint_is_a_question_or_nothing():
    """As messages end with it."""
    assert did_you_mean(["a", "b"]) == "did you mean a or b?" and did_you_mean([]) == ""
