"""Records of disagreements: the sentence, and the weight."""

import pytest
from pyoxigraph import Literal, NamedNode

from patgraph.dataset.resolution.disagreements import Disagreement, Passage
from patgraph.dataset.resolution.records import sentence, weight
from patgraph.names import BASE, pat, slug, term
from patgraph.rdf import Facts

THING = NamedNode(f"{BASE}id/engagement/x")


def passage(document, modality="stated", page=None, start=0):
    iri = f"{BASE}id/passage/{document}/{start}-{modality}"
    page = f"{BASE}id/document/{page or document}"
    return Passage(1, f"{BASE}id/document/{document}", start, iri, modality, frozenset([page]))


def date(edtf):
    return NamedNode(f"{BASE}id/date/{edtf}")


def record(kind, values, prop="started"):
    candidates = frozenset(p.iri for ps in values.values() for p in ps)
    first = next(iter(values.values())) if kind != "plan-and-outcome" else []
    accepted = frozenset(p.iri for p in first if p.modality != "denied")
    return Disagreement(THING, pat(prop), candidates, accepted, kind, "order", values)


def number(value):
    return Literal(str(value), datatype=term("xsd:integer"))


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (
            "conflict",
            {date("2002-07"): [passage("a")], date("2002-08"): [passage("b"), passage("c")]},
            "x (started): 2002-07 in a and 2002-08 in b and c, which cannot all be so; "
            "the graph takes 2002-07.",
        ),
        (
            "self-contradiction",
            {number(7): [passage("a")], number(9): [passage("a", start=1)]},
            "x (started): a has 7 in one place and 9 in another; the graph takes 7.",
        ),
        (
            "revision",
            {number(1000): [passage("t", page="page")], number(2500): [passage("t", page="page", start=1)]},
            "x (started): page has 1,000 at one time and 2,500 at another; the graph takes 1,000.",
        ),
        (
            "transcription",
            {number(1): [passage("s", page="page")], number(2): [passage("t", page="page")]},
            "x (started): one page was read as 1 in s and 2 in t; the graph takes 1.",
        ),
        (
            "conflict",
            {date("2022"): [passage("a", "hedged"), passage("b", "denied")]},
            "x (started): 2022 in a; 2022 is denied in b.",
        ),
        (
            "plan-and-outcome",
            {date("2017-03-31"): [passage("b")], date("2018-09"): [passage("a")]},
            "x (started): planned was 2017-03-31 in b, and it came to be 2018-09 in a.",
        ),
    ],
)
def test_a_sentence_says_what_differs_where_and_what_is_taken(kind, values, words):
    """Each kind says who has which value, in one sentence that ends with the value taken."""
    assert sentence(record(kind, values), slug) == words


def test_sums_of_money_are_said_in_pounds():
    """Where numbers are sums of money, a sentence has them as the pages and the answers do."""
    values = {number(490000000): [passage("a")], number(491100000): [passage("b")]}
    assert sentence(record("conflict", values, "value"), slug, pounds=True) == (
        "x (value): £490,000,000 in a and £491,100,000 in b, which cannot all be so; "
        "the graph takes £490,000,000."
    )


def test_what_is_far_apart_weighs_more():
    """Among differences of a kind in a property, those of days, amounts and grades weigh by how far."""

    def weighed(prop, *values):
        sides = {value: [passage(str(place))] for place, value in enumerate(values)}
        return weight("conflict", pat(prop), sides, Facts([]))

    assert weighed("started", date("2002-07"), date("2002-08")) < weighed(
        "started", date("2002"), date("2005")
    )
    assert weighed("value", number(100), number(105)) < weighed("value", number(100), number(126))
    assert weighed("value", number(100), number(126)) < weighed("value", number(100), number(1260)) == 10
    assert weight("refinement", pat("started"), {}, Facts([])) == 0


def test_a_plan_that_came_out_otherwise_is_on_record(graph):
    """Tower Hamlets: commissioners were to leave in March 2017 and left in September 2018; both are there."""
    rows = [
        row for row in graph.query("disagreements", council="tower-hamlets")
        if row["typeLabel"] == "Plan and outcome"
    ]  # fmt: skip
    assert {(row["givenAsLabel"], row["valueLabel"]) for row in rows} == {
        ("planned end", "2017-03-31"), ("ended", "2018-09")
    }  # fmt: skip
    assert all(row["taken"] and "planned was 31 March 2017" in row["difference"] for row in rows)


def test_the_build_describes_what_no_editor_did(graph):
    """Every disagreement has a weight, and every one that the build found and settled a sentence."""
    view = graph.store.view
    records = graph.store.quads(None, term("rdf:type"), pat("Disagreement"), view)
    for record in {quad.subject for quad in records}:
        for said in (pat("weight"), term("dcterms:description")):
            assert any(graph.store.quads(record, said, None, view)), (record, said)
