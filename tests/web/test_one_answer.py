"""One answer, whoever asks: the same order in every format, no value dropped unsaid, a hint in any case."""

import re

import pytest
from starlette.testclient import TestClient

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def site(app):
    """The site, without a server."""
    return TestClient(app)


@pytest.mark.parametrize(
    "text",
    [
        "which councils are failing today",
        "which councils are poor",
        "who advised Walsall",
        "did Rutland have a section 114 notice",
        "which teams did Oldham have work streams of",
    ],
)
def test_the_page_and_the_data_name_the_same_questions(graph, site, text):
    """What has rows goes before in every format: the page of a search, its JSON and Python agree."""
    data = site.get("/search", params={"q": text, "format": "json"}).json()["questions"]
    page = site.get("/search", params={"q": text}, headers={"Accept": "text/html"}).text
    shown = re.search(r'<h2 id="asked"><a href="([^"]+)">', page)[1].replace("&amp;", "&")
    found = graph.ask(text)
    assert data[0]["address"] == shown and data[0]["question"] == found.question.question
    assert [each["question"] for each in data[1:]] == [each.question for each in found.next]


def test_a_sentence_with_a_day_in_no_calendar_is_refused(site):
    """It is the caller's, not a fault of ours; a financial year in a sentence is a time like others."""
    for accept in ("application/json", "text/html"):
        given = site.get("/search", params={"q": "teams on 30 February 2003"}, headers={"Accept": accept})
        assert given.status_code == 422 and "no calendar has such a day" in given.text
    found = site.get("/search", params={"q": "support for councils in 2021-22"}, headers=JSON).json()
    assert found["questions"][0]["address"].endswith("year=2021"), found["questions"][0]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/search?q=haringey&q=walsall", "q"),
        ("/search?q=haringey&kind=council&kind=person", "kind"),
        ("/search?q=haringey&limit=3&limit=4", "limit"),
        ("/search?q=haringey&offset=3&offset=4", "offset"),
        ("/suggest?q=haringey&q=walsall", "q"),
        ("/queries/reviews.json?limit=3&limit=4", "limit"),
        ("/queries/reviews.json?citations=true&citations=false", "citations"),
        ("/queries/reviews.csv?raw=true&raw=false", "raw"),
        ("/queries/reviews.json?version=000000000000&version=000000000001", "version"),
        ("/queries/reviews?format=json&format=csv", "format"),
        ("/queries/reviews.json?sort=review&sort=council", "sort"),
        ("/compare?council=haringey&council=walsall&version=000000000000&version=000000000001", "version"),
        ("/reconcile/suggest/entity?prefix=har&prefix=wal", "prefix"),
        ("/reconcile/suggest/entity?prefix=har&type=council&type=person", "type"),
        ("/reconcile/properties?type=council&type=person", "type"),
    ],
)
def test_of_two_values_none_is_dropped_unsaid(site, address, name):
    """What takes one value says so to who gives two."""
    reply = site.get(address, headers=JSON)
    assert reply.status_code == 422 and reply.json()["parameter"] == name, reply.text
    assert reply.json()["detail"].startswith(f"{name}: give it once, not ")


@pytest.mark.parametrize(
    ("address", "status", "hint"),
    [
        ("/queries/reviews.CSV", 406, "did you mean csv?"),
        ("/queries/reviews/cite.BIB", 406, "did you mean bib?"),
        ("/queries/reviews.json?Council=haringey", 422, "did you mean council"),
        ("/doc/council/HARINGAY", 404, "haringey"),
    ],
)
def test_capitals_get_a_hint(site, address, status, hint):
    """A name in other letters is told the one that is meant."""
    reply = site.get(address, headers=JSON)
    assert (reply.status_code, hint in reply.text) == (status, True), reply.text


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/queries/Reviews", "/queries/reviews"),
        ("/queries/REVIEWS.json?council=haringey", "/queries/reviews.json?council=haringey"),
        ("/queries/Reviews/print", "/queries/reviews/print"),
        ("/queries/Reviews/cite.bib", "/queries/reviews/cite.bib"),
        ("/query/Engagements", "/query/engagements"),
        ("/embed/Engagements", "/embed/engagements"),
        ("/id/council/Haringey", "/id/council/haringey"),
        ("/doc/Council/HARINGEY.ttl", "/doc/council/haringey.ttl"),
        ("/doc/person/Max-Caller", "/doc/person/max-caller"),
        ("/concept/Role", "/concept/role"),
        ("/concept/role/Commissioner", "/concept/role/commissioner"),
        ("/def/COUNCILLABEL", None),
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/turtle"])
def test_capitals_lead_to_the_address_that_there_is(site, address, place, accept):
    """What is an address but for capitals leads to it, with its format and its values, whoever asks."""
    reply = site.get(address, headers={"Accept": accept}, follow_redirects=False)
    if place is None:
        assert reply.status_code == 404
        return
    assert (reply.status_code, reply.headers["location"]) == (301, place)
    reply = site.get(place, headers={"Accept": "*/*"})
    assert reply.status_code == 200, reply.text
