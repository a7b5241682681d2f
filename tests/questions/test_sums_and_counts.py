"""Answers that count or sum up hold all that they say they hold, and count nothing twice without a word."""

from collections import Counter

import pytest

from patgraph.errors import BadValue


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


def test_years_with_several_sums_are_the_same_everywhere(graph):
    """`revised` of a council is the number of its years of which `sums` is more than one."""
    several = {
        (row["council"], row["year"]) for row in graph.query("financial-support") if (row["sums"] or 0) > 1
    }
    years = Counter(council for council, _ in several)
    totals = {row["council"]: row for row in graph.query("support-totals")}
    assert years and {each: row["revised"] for each, row in totals.items() if row["revised"]} == years
    (shropshire,) = graph.query("support-totals", council="shropshire-2009")
    assert shropshire["revised"] == 1


def test_a_total_says_how_far_off_it_may_be(graph):
    """What another year's page gives besides may come on top, and what was read in a copy alone is told."""
    totals = {row["council"].rpartition("/")[2]: row for row in graph.query("support-totals")}
    croydon, slough = totals["croydon"], totals["slough"]
    assert croydon["perhapsMore"] == 9_400_000 + 10_000_000 + 14_400_000 + 11_200_000
    assert {name for name, row in totals.items() if row["perhapsMore"]} == {"croydon", "lambeth"}
    assert slough["perhapsLess"] == 25_900_000 + 95_300_000
    assert {name for name, row in totals.items() if row["perhapsLess"]} == {"slough"}
    assert (croydon["total"], croydon["copied"]) == (601_300_000, 475_300_000)
    assert totals["plymouth"]["copied"] == 0
    pages = {
        (row["council"], row["year"], row["sum"])
        for row in graph.query("financial-support")
        if row["taken"] and row["documentLabel"].startswith("GOV.UK")
    }
    for row in totals.values():
        seen = sum(amount for council, _, amount in pages if council == row["council"])
        assert row["copied"] == row["total"] - seen, row["councilLabel"]
    marked = {row["unsettled"] for row in graph.query("financial-support", council="slough")} - {None}
    assert marked == {
        "How much of Slough's support for 2020-21 is left",
        "How much of Slough's support for 2021-22 is left",
    }


def test_what_may_be_one_step_is_said(graph):
    """Steps of which no source tells whether they are one count apart, and `keptApart` says how many: what
    is told of North East Lincolnshire in November 1999 is a warning, or special measures. Not where the other
    has no date.
    """
    apart = {
        row["council"].rpartition("/")[2]: row["keptApart"] for row in graph.query("intervention-counts")
    }
    assert (apart["coventry"], apart["north-east-lincolnshire"], apart["hackney"]) == (0, 1, 0)
    assert {council for council, number in apart.items() if number} == {"north-east-lincolnshire"}


def test_repeated_interventions_stand_in_the_order_of_the_record(graph):
    """A step about May 2002 comes before one of July 2002, and the first is the first everywhere."""
    birmingham = list(graph.query("repeat-interventions", council="birmingham"))
    order = [row["intervention"].rpartition("/")[2] for row in birmingham]
    assert order.index("birmingham-designation-as-failing") < order.index("birmingham-1")
    assert [row["previous"] for row in birmingham] == [
        None,
        *(row["intervention"] for row in birmingham[:-1]),
    ]
    firsts = {
        row["council"]: row["intervention"]
        for row in graph.query("repeat-interventions")
        if not row["previous"]
    }
    assert firsts == {row["council"]: row["first"] for row in graph.query("intervention-counts")}


def test_special_measures_of_may_2002_have_a_day(graph):
    """What was in force when the first stars were given is in the record from that day."""
    (row,) = (
        row
        for row in graph.query("repeat-interventions", council="birmingham")
        if row["intervention"].endswith("/birmingham-special-measures")
    )
    assert (row["start"], row["firstInForce"], row["monthsAtLeast"]) == (None, "2002-05-29", 0)
    record = {row["event"].rpartition("/")[2] for row in graph.query("record", council="birmingham")}
    assert "birmingham-special-measures" in record


def test_stars_before_the_first_ratings_are_hedged(graph):
    """The first ratings are of 29 May 2002: what stands before, each source of it hedges."""
    early = [row for row in graph.query("star-history") if str(row["dateLatest"]) < "2002-05-29"]
    assert early and all(row["hedged"] for row in early)


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        ("star-history", {"rated": "7"}, "from 0 to 3"),
        ("star-history", {"year": "20020"}, "from 1990 to 2099"),
        ("intervention-counts", {"atLeast": "-3"}, "of at least 1"),
        ("record", {"council": "zzzz"}, "no council is called 'zzzz'; give its slug, such as "),
        ("timeline", {"council": "haringey", "document": "zzzz"}, "no source document is called 'zzzz'"),
    ],
)  # fmt: skip
def test_values_without_sense_are_refused_in_words(graph, name, values, told):
    """What no row can have is no silent empty answer, and kinds are called as people call them."""
    with pytest.raises(BadValue, match=told):
        graph.query(name, **values)
