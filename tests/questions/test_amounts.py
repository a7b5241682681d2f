"""Numbers and sums of money as people read them."""

import pytest

from patgraph.questions.amounts import in_figures, in_pounds


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


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1589057, "1,589,057"), ("53530", "53,530"), ("-12345.5", "-12,345.5"), (2423, "2,423"), (999, "999"),
        (0.25, "0.25"), ("00123", "00123"), ("12345 or so", "12345 or so"), ("", ""),
    ],
)  # fmt: skip
def test_long_numbers_have_separators(value, said):
    """Short numbers, codes with zeros before them and texts stand as they are."""
    assert in_figures(value) == said


def test_years_have_no_separators_and_counts_of_four_digits_have(graph):
    """A column of years holds no amounts; counts are written alike whether they have four digits or five."""
    assert {row["year"] for row in graph.query("literature").in_words()} >= {2001, 2002}
    lengths = {str(row["characters"]) for row in graph.query("coverage").in_words()}
    assert any(len(each) == 5 and each[1] == "," for each in lengths)
    assert not [each for each in lengths if each.isdecimal() and len(each) > 3]


def test_answers_in_words_have_pounds_where_their_question_says_so(graph):
    """Sums of a mixed column are pounds in the rows of money alone, other long numbers have separators, and
    data keeps bare numbers.
    """
    record = graph.query("record", council="birmingham")
    said = {(row["kind"], row["value"]) for row in record.in_words()}
    assert ("star rating", "no stars") in said
    sums = [value for kind, value in said if kind == "exceptional financial support"]
    assert sums and all(value.startswith("£") and value.count(",") == 2 for value in sums)
    assert any(row["value"] == "490000000" for row in record)
    figures = graph.query("figures", council="birmingham")
    for bare, row in zip(figures, figures.in_words(), strict=True):
        assert str(row["value"]).startswith("£") == (
            bare["value"] is not None and bare["unitLabel"] == "Pound sterling"
        )
        assert bare["value"] is None or float(str(row["value"]).lstrip("£").replace(",", "")) == bare["value"]
