"""Answers that count or sum up hold all that they say they hold, and count nothing twice without a word."""

from collections import Counter


def test_every_sum_of_support_is_there(graph):
    """Each sum that `figures` has, of whomever, is taken in a row of `financial-support`, also where the
    source says no stage; and a year has as many different sums in its rows as `sums` says.
    """
    rows = list(graph.query("financial-support"))
    taken = {(row["council"], row["year"], row["sum"]) for row in rows if row["taken"]}
    figures = {
        (row["subject"], row["date"], row["value"])
        for row in graph.query("figures", measure="exceptional-financial-support")
        if row["value"] is not None
    }
    assert taken == figures
    given = Counter(
        (year, body) for body, year, _ in {(r["council"], r["year"], r["sum"]) for r in rows if r["sum"]}
    )
    assert {(row["year"], row["council"]): row["sums"] for row in rows if row["sums"]} == given
    shropshire = {
        (row["year"][1:5], row["sum"], row["taken"])
        for row in graph.query("financial-support", council="shropshire-2009")
    }
    assert {("2024", 26_900_000, True), ("2025", 71_400_000, True), ("2025", 26_900_000, False)} <= shropshire
    assert 491_100_000 in {row["sum"] for row in graph.query("financial-support", council="birmingham")}
