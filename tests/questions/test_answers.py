"""Answers that mislead nobody: what a row or a page says can be read by somebody who knows nothing else."""

import re

import pytest
from pyoxigraph import NamedNode
from starlette.testclient import TestClient

from patgraph.names import BASE, pat
from patgraph.web.app import app_for


def ask(graph, name, **values):
    """The rows of a question, as dictionaries."""
    return list(graph.query(name, **values))


@pytest.fixture(scope="module")
def pages(graph):
    """The site, without a server."""
    with TestClient(app_for(graph)) as client:
        yield client


def test_a_page_says_taken_where_why_does(graph, pages):
    """On the page of every disagreement each side is called taken exactly where `why` says so of its value,
    and no side is called left out by a record that takes none.
    """
    records = graph.store.names(f"{BASE}id/disagreement/")
    assert len(records) > 250
    for record in records:
        html = pages.get(record.replace(BASE, "/").replace("/id/", "/doc/") + ".html").text
        rows = re.findall(r"<tr(?: class=\"left\")?>\s*<td>(.*?)</tr>", _sides(html), re.S)
        subject, property_ = (_one(graph, record, name) for name in ("subject", "property"))
        found = ask(graph, "why", subject=subject, property=property_) if subject else []
        assert rows, record
        for row in rows:
            passage = BASE + "id/" + re.search(r'href="/doc/(passage/[^"]+)"', row)[1]
            said = [line["taken"] for line in found if line["passage"] == passage]
            outcome = re.sub(r"<[^>]*>", "", row.rsplit("<td>", 1)[1]).strip()
            if said:
                assert sorted(outcome.split("; ")) == sorted("taken" if t else "not taken" for t in said), (
                    record
                )
    swindon = pages.get("/doc/disagreement/swindon-planned-and-actual-end.html").text
    assert "takes no side" in swindon


def _sides(html):
    return html.split("Side by side")[1].split("</table>")[0]


def _one(graph, subject, name):
    node = next(graph.store.quads(NamedNode(subject), pat(name), None, graph.store.view), None)
    return node and node.object.value


def test_disagreements_say_what_differs(graph):
    """Each record has a sentence or shows two values, what is said of something else says of what, kindred
    properties are marked, and the weightiest come first; refinements come when they are asked for.
    """
    rows = ask(graph, "disagreements")
    records = {}
    for row in rows:
        records.setdefault(row["disagreement"], []).append(row)
    for record, sides in records.items():
        values = {(side["valueLabel"], side["speaksOf"]) for side in sides}
        assert sides[0]["difference"] or len(values) > 1, record
    written = graph.store.select(
        "PREFIX pat: <https://w3id.org/patgraph/def#> PREFIX dcterms: <http://purl.org/dc/terms/> "
        "SELECT ?d ?t { ?d a pat:Disagreement ; dcterms:description ?t }"
    )[1]
    assert len(written) > 180
    assert {d.value for d, _ in written} <= {row["disagreement"] for row in rows if row["difference"]}
    assert all(row["typeLabel"] != "Refinement" for row in rows)
    order = list(dict.fromkeys(row["typeLabel"] for row in rows))
    assert order[:3] == ["Conflict", "Self-contradiction", "Plan and outcome"] and order[-1] == "Naming"
    assert {row["typeLabel"] for row in ask(graph, "disagreements", type="refinement")} == {"Refinement"}
    seen = {tuple(str(value) for value in row.values()) for row in rows}
    assert len(seen) == len(rows)
    ends = [row for row in rows if row["disagreement"].endswith("/swindon-planned-and-actual-end")]
    told = {(row["givenAsLabel"], row["valueLabel"], row["taken"]) for row in ends}
    assert ("planned end", "2004-03", True) in told and ("ended", "2004-04", True) in told


def test_taken_is_what_the_view_holds(graph):
    """What `disagreements` calls taken `why` calls taken too, whether or not a record takes a side."""
    for row in ask(graph, "disagreements", council="swindon"):
        if row["givenAs"] and row["passage"]:
            subject = row["speaksOf"] or row["subject"]
            facts = ask(graph, "why", subject=subject, property=row["givenAs"])
            assert row["taken"] in {f["taken"] for f in facts if f["passage"] == row["passage"]}


def test_readiness_counts_conditions_of_one_party(graph):
    """What the council has to meet is apart from what others have; Coventry has no reading of its own."""
    rows = ask(graph, "readiness")
    conditions = ask(graph, "conditions", framework="condition")
    for row in rows:
        of_party = sum(c["party"] == row["party"] for c in conditions)
        assert row["present"] + row["partly"] + row["absent"] + row["unread"] == of_party
    coventry = {row["partyLabel"]: row for row in rows if row["council"].endswith("/coventry")}
    assert len(coventry) == 4
    assert [coventry["Council"][name] for name in ("present", "partly", "absent", "unread")] == [0, 0, 0, 6]
    assert coventry["Team"]["absent"] == 0, "words about the department are no reading of the team"
    assert coventry["Partners together"]["absent"] == 2
    assert {row["partyLabel"] for row in ask(graph, "readiness", party="council")} == {"Council"}


def test_a_sum_is_over_when_its_last_part_is(graph):
    """No event that stands for several engagements ends before one of them does."""
    ends = {row["council"]: row["endLatest"] for row in ask(graph, "engagements") if row["endKind"] == "actual"}
    for event in ("first-eight-engagements", "first-four-engagements", "next-four-engagements"):
        node = NamedNode(f"{BASE}id/event/{event}")
        over = next(graph.store.quads(node, pat("ended"), None, graph.store.view), None)
        if over:
            latest = next(graph.store.quads(over.object, pat("latest"), None, graph.store.view)).object.value
            about = graph.store.quads(node, pat("about"), None, graph.store.view)
            assert latest >= max(ends[quad.object.value] for quad in about), event
    taken = [f["valueLabel"] for f in _why(graph, "event/first-eight-engagements", "ended") if f["taken"]]
    assert taken == ["2004-04"]


def _why(graph, subject, property_):
    return ask(graph, "why", subject=subject, property=property_)
