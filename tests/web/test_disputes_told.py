"""Disagreements on the pages of documents, of agreements and of their own."""

import pytest
from pyoxigraph import NamedNode

from patgraph.names import BASE
from patgraph.web.routes.thing_page import storyteller


@pytest.fixture(scope="module")
def things(graph):
    """What the graph says of things."""
    return graph.things


def part(story, query):
    """The part of a story that a query makes."""
    return next(told for told in story if told.part.query == query)


def page(site, address):
    """The page of an address."""
    response = site.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200
    return response.text


_TAKING_PART = """PREFIX pat: <https://w3id.org/patgraph/def#> PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?document ?record WHERE {
  ?record a pat:Disagreement ; pat:candidate ?side ; pat:disagreementType ?kind .
  ?side pat:inDocument|prov:hadPrimarySource ?document .
  FILTER(!STRENDS(STR(?kind), "/refinement"))
}"""


def test_each_document_tells_of_every_disagreement_that_it_takes_part_in(things, site):
    """A document that a passage or a row speaks for has in its story how many disagreements there are; one
    that is only cited has no link to a question that does not take it.
    """
    records = {}
    for document, record in things.store.select(_TAKING_PART)[1]:
        records.setdefault(document, set()).add(record)
    teller = storyteller(things)
    for document, of in records.items():
        told = part(teller.tell(document), "document-disputes")
        assert told.total == len(of) and not told.nothing, document
    without = part(teller.tell(NamedNode(f"{BASE}id/document/barrett-1995")), "document-disputes")
    assert not without.statements and "No disagreement" in without.nothing
    cited = page(site, "/doc/document/exceptional-financial-support-in-slendeavours")
    assert "/queries/disagreements?" not in cited and "8 of 13 are shown" in cited
    assert "/queries/disagreements?document=dh-2004" in page(site, "/doc/document/dh-2004")


def test_each_agreement_is_told_in_words(graph, things, site):
    """The page of an agreement of two documents has the counts of the question in a sentence, and leads to
    the disagreements of each of the two where both take part in one.
    """
    teller = storyteller(things)
    for row in graph.query("source-agreement"):
        one, other = (row[name].rsplit("/", 1)[-1] for name in ("documentA", "documentB"))
        story = teller.tell(NamedNode(f"{BASE}id/agreement/{one}-and-{other}"))
        words = story[0].statements[0].words
        for name in ("comparable", "same", "compatible", "clash"):
            assert f"n {row[name]:,} " in words, (one, other, name)
        assert part(story, "agreement-disputes").total or not row["clash"]
    text = page(site, "/doc/agreement/cc-2004-01-and-dh-2004")
    for document in ("cc-2004-01", "dh-2004"):
        assert f"/queries/disagreements?document={document}" in text[: text.index("Everything else")]


def test_a_page_of_a_disagreement_has_pounds_weights_and_pages_cited(site):
    """Sums of money are pounds in the heading, the reasons and the table; where authority settles it, every
    passage has its weight, and a row of a table the page that it cites. Elsewhere no weight is shown.
    """
    text = page(site, "/doc/disagreement/birmingham-exceptional-financial-support-2024-25-value")
    told = text[: text.index("What the build derives")]
    assert "Why £490,000,000 is taken" in told and told.count("£491,100,000") == 3
    assert not any(number in told for number in (">490,000,000", " 490,000,000", "490000000"))
    assert told.count("(weight ") == 4 and told.count('data-head="weight') == 4
    assert told.count("/doc/document/lexisnexis-local-government") == 1
    assert "weight (1 is" not in page(site, "/doc/disagreement/birmingham-2004-11-stars")


def test_a_passage_says_where_its_neighbours_stand_and_money_in_pounds(site):
    """Links to the passages before and after say the place and no identifier; a sum is in pounds."""
    text = page(site, "/doc/passage/dh-2004/haringey-requested-profile")
    assert "Profile of London Borough of Haringey, paragraph 5 →" in text
    assert "haringey start profile" not in text and "document/dh 2004" not in text
    row = "exceptional-financial-support/birmingham-2024-25-490-0-2026-10-10-57-latest"
    assert "<td>£490,000,000</td>" in page(site, f"/doc/passage/{row}")
