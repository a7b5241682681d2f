"""Rows that say what happened, to whom, when, and who disputes it: each has the right value in it."""


def ask(graph, name, **values):
    """The rows of a question, as dictionaries."""
    return list(graph.query(name, **values))


def row(graph, name, thing, **values):
    """The one row whose thing, in some column, has this slug."""
    (found,) = [
        each for each in ask(graph, name, **values) if f"/{thing}" in "".join(map(str, each.values()))
    ]
    return found


def test_a_day_within_a_span_is_the_start(graph):
    """Birmingham's commissioner began on 27 March 2014, which lies within "since the end of 2013": the day
    stands in every answer, and an inspection that ended two weeks later is no grade from before.
    """
    commissioner = "birmingham-commissioner-2014"
    why = ask(graph, "why", subject=f"intervention/{commissioner}", property="started")
    assert [(each["valueLabel"], each["taken"]) for each in why] == [
        ("2014-03-27", True),
        ("[2013-12-21..2014-05-08]", False),
    ]
    grades = row(graph, "grades-around-interventions", commissioner, council="birmingham")
    assert (grades["start"], grades["beforeGrade"], grades["afterGrade"]) == (
        "2014-03-27",
        "Performs poorly",
        "Inadequate",
    )
    assert grades["after"].endswith("birmingham-ofsted-2014-05-23-overall") and not grades["during"]


def test_a_grade_in_the_span_of_a_start_is_neither_before_nor_after(graph):
    """Herefordshire's commissioner began in 2022 and its services were found inadequate in July 2022: which
    came first is not known.
    """
    grades = row(graph, "grades-around-interventions", "herefordshire-childrens-commissioner-2022")
    assert (grades["beforeGrade"], grades["duringGrade"]) == ("Requires improvement", "Inadequate")
    for each in ask(graph, "grades-around-interventions"):
        assert not each["during"] or each["during"] not in (each["before"], each["after"])


def test_no_gap_for_what_is_known(graph):
    """Haringey's Joint Review is dated by a table, so that its day is no gap."""
    (reported,) = {each["reported"] for each in ask(graph, "reviews", council="haringey")
                   if each["review"].endswith("/haringey-joint-review-1999")}  # fmt: skip
    assert reported == "1999-11"
    assert not [each for each in ask(graph, "gaps", council="haringey")
                if each["subject"].endswith("/haringey-joint-review-1999")]  # fmt: skip
