"""Sums of money as people read them."""

import pytest

from patgraph.questions.pounds import in_pounds


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (54000000, "£54,000,000"), ("54000000", "£54,000,000"), ("1250.5", "£1,250.50"), (999, "£999"),
        ("no stars", "no stars"), ("", ""), ("NaN", "NaN"), ("-1000", "-£1,000"),
    ],
)  # fmt: skip
def test_money_has_its_sign_and_separators(value, said):
    """Whole pounds have no pence; what is no number stays as it is."""
    assert in_pounds(value) == said
