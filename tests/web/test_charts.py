"""Charts over HTTP: beside their page, kept ready, offered only where there is one."""

import re

import httpx
import pytest


@pytest.fixture(scope="module")
def client(served):
    """A client of the service in this process."""
    with httpx.Client(base_url=served, timeout=60) as http:
        yield http


def test_a_chart_has_the_address_and_parameters_of_its_question(client):
    """SVG, PNG and specification come under the question's name, with its values, permanent and kept."""
    reply = client.get("/queries/requested-outcomes.svg")
    assert reply.status_code == 200 and reply.headers["content-type"] == "image/svg+xml"
    assert reply.headers["cache-control"] == "public, no-cache" and 'rel="cite-as"' in reply.headers["link"]
    tag = reply.headers["etag"]
    assert client.get("/queries/requested-outcomes.svg", headers={"If-None-Match": tag}).status_code == 304
    about = client.get("/queries/star-history.vl.json", params={"council": "coventry"})
    assert about.headers["content-type"] == "application/vnd.vegalite.v6+json"
    assert {row["councilLabel"] for row in about.json()["data"]["values"]} == {"Coventry City Council"}
    liked = client.get("/queries/requested-outcomes", headers={"Accept": "image/png"})
    assert liked.headers["content-type"] == "image/png" and liked.content.startswith(b"\x89PNG")


def test_a_chart_of_the_rows_that_were_kept_says_so(client):
    """Its title has what was kept, and its source leads to the same rows."""
    asked = {"on": "2003-11-30", "has.council": "Walsall"}
    whole = client.get("/queries/judgement-grid.vl.json", params=asked).json()
    assert {row["councilLabel"] for row in whole["data"]["values"]} == {
        "Walsall Metropolitan Borough Council"
    }
    foot = "".join(whole["vconcat"][1]["encoding"]["text"]["value"])
    assert "Walsall" in " ".join(whole["title"]["text"]) and "Walsall" in foot


def test_a_question_without_a_chart_says_so(client):
    """The reply names the question; one with too many rows names the way out."""
    reply = client.get("/queries/sources.svg")
    assert reply.status_code == 406 and "sources has no chart" in reply.json()["detail"]
    reply = client.get("/queries/interventions.svg")
    assert reply.status_code == 422 and "give a parameter a value" in reply.json()["detail"]


def test_openapi_offers_charts_only_where_there_is_one(client):
    """The description of a question has the formats of a chart where its header has one."""
    paths = client.get("/openapi.json").json()["paths"]
    for name, there in (("requested-outcomes", True), ("sources", False)):
        operation = paths[f"/queries/{name}"]["get"]
        content = operation["responses"]["200"]["content"]
        asked = next(p for p in operation["parameters"] if p.get("name") == "format")["schema"]["enum"]
        assert ("image/svg+xml" in content, "svg" in asked) == (there, there)


@pytest.mark.slow
def test_a_page_shows_its_chart_and_does_not_wait_for_it(client):
    """The picture has an address of its own, a size and words; what is too much to draw says so."""
    page = client.get("/queries/under-intervention.html", params={"on": "2024-01-15"}).text
    image = re.search(r"<img [^>]*>", page)[0]
    assert 'loading="lazy"' in image and re.search(r'width="\d+" height="\d+"', image)
    assert re.search(r'src="/queries/under-intervention\.svg\?on=2024-01-15&amp;version=[0-9a-f]{64}"', image)
    assert re.search(r'alt="Chart: [^"]{20,}"', image)
    pages = {name: client.get(f"/queries/{name}.html").text for name in ("interventions", "sources")}
    assert "more rows than the chart shows" in pages["interventions"] and "<img" not in pages["sources"]
