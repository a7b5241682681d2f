"""The pages of answers: their tables for people, sorted and chosen by addresses, printed, embedded, cited."""

import json
import re

import pytest
from starlette.testclient import TestClient

from patgraph.questions.citing.citations import cite
from tests.support.page import Page

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(app):
    """A client of the service in this process."""
    return TestClient(app)


def test_rows_are_sorted_and_chosen_by_the_address(client):
    """`sort`, `where.` and `has.` hold in every format, with a total that says of how many."""
    address = "/queries/engagements{}?sort=-start&has.council=birmingham"
    data = client.get(address.format(".json")).json()
    begun = [row["startEarliest"] for row in data["rows"]]
    assert (data["total"], data["found"], data["complete"]) == (2, 13, True)
    assert data["sort"] == "-start" and begun == sorted(begun, reverse=True)
    assert client.get(address.format(".csv")).text.count("\r\n") == 3
    page = client.get(address.format(""), headers=HTML).text
    assert "2 of 13 rows where council has birmingham, sorted by start downwards" in page
    assert 'aria-sort="descending"' in page and "/queries/engagements.csv?sort=-start" in page


def test_a_value_is_given_as_data_page_or_slug_has_it(client):
    """A thing by its slug, its name or its IRI, a date by its EDTF or in words, in capitals or not."""
    for pair in (
        "council=haringey", "council=LONDON+borough+of+haringey", "start=end+of+October+2002",
        "start=[2002-10-21..2002-10-31]", "council=https://w3id.org/patgraph/id/council/haringey",
    ):  # fmt: skip
        rows = client.get(f"/queries/engagements.json?where.{pair}").json()["rows"]
        assert [row["councilLabel"] for row in rows] == ["London Borough of Haringey"], pair
    both = client.get("/queries/engagements.json?where.council=haringey&where.council=coventry").json()
    assert both["total"] == 2


def test_passages_stay_with_their_rows(client):
    """However the rows are sorted and chosen, each has the passages that it has in the whole answer."""

    def cited(address):
        rows = client.get(address).json()["rows"]
        return {row["engagement"]: [c["passage"] for c in row["citations"]] for row in rows}

    whole = cited("/queries/engagements.json?citations=true")
    some = cited("/queries/engagements.json?citations=true&sort=-council&has.council=h&limit=3")
    assert len(some) == 3 and all(whole[name] == passages for name, passages in some.items())


@pytest.mark.parametrize(
    "address",
    [
        "/queries/engagements.json?sort=strat", "/queries/engagements?where.cuoncil=haringey",
        "/queries/engagements.csv?where.council=", "/queries/engagements.rq?sort=start",
        "/queries/engagements.ttl?where.council=haringey", "/queries/engagements.json?sort=start&sort=end",
        "/queries/engagement-graph.nt?engagement=haringey&sort=subject", "/embed/engagements?sort=x",
        "/queries/engagements/print?where.x=1", "/queries/engagements.json?where.=start",
        "/queries/engagements?has.=council",
    ],
)  # fmt: skip
def test_what_cannot_be_arranged_is_refused_by_name(client, address):
    """A column there is not, nothing to look for, and a format without rows: 422, never silence."""
    answer = client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == 422 and answer.json()["parameter"]


def test_an_example_is_of_the_version_asked_for(client, graph):
    """Where a page shows the question's own example, a version that is not served is none of it either."""
    other = client.get(f"/queries/timeline?version={'0' * 64}", headers=HTML)
    assert other.status_code == client.get(f"/queries/engagements?version={'0' * 64}").status_code != 200
    kept = client.get(f"/queries/timeline?version={graph.version}", headers=HTML)
    assert kept.status_code == 200 and "immutable" in kept.headers["Cache-Control"]


def test_no_row_is_no_fact(client):
    """A page without a row says that silence is none, and leads to what is known to be unknown."""
    empty = client.get("/queries/team-verdicts?council=walsall", headers=HTML).text
    assert "0 rows." in empty and "whether or not it was so" in empty and 'href="/queries/gaps"' in empty
    full = client.get("/queries/team-verdicts?council=birmingham", headers=HTML).text
    chosen = client.get("/queries/engagements?council=walsall&where.council=nothing", headers=HTML).text
    assert "whether or not it was so" not in full + chosen


@pytest.mark.parametrize(
    ("address", "words", "back"),
    [
        ("/queries/star-history?offset=99999", "there is none from row 100000 on", "/queries/star-history"),
        ("/search?q=Haringey&offset=5000", "none stands from number 5001 on", "/search?q=Haringey"),
    ],
)
def test_a_part_beyond_the_last_leads_back(client, address, words, back):
    """A page of what comes after the last row, or the last thing found, says so and leads to the first; it
    does not say that nothing is there.
    """
    text = client.get(address, headers={"Accept": "text/html"}).text
    assert words in text and f'<a href="{back}">the first of them</a>' in text
    assert "What no source tells" not in text and "Nothing here answers" not in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/queries/zzqqxx", "/queries lists them."),
        ("/tables/nowhere", "/tables lists them."),
        ("/doc/council/birmingham.pdf", "there are ttl, html"),
        ("/concept/concern/weak-leadership.pdf", "there are ttl, html"),
    ],
)
def test_what_is_not_there_leads_to_what_is(client, address, words):
    """The error for a name or an ending that there is none of says where on the web the others are."""
    reply = client.get(address, headers={"Accept": "application/json"})
    assert reply.status_code == 404 and words in reply.json()["detail"]
    assert "patgraph queries" not in reply.text


def test_no_head_is_in_camel_case(client, graph):
    """Every column is called in words on pages, with its meaning and its name in data beside it."""
    for query in graph.queries.values():
        for column in query.columns:
            assert not re.search("[a-z][A-Z]", column.words), (query.name, column.words)
    page = client.get("/queries/engagements", headers=HTML).text
    assert "start: actual or planned" in page and "<code>startKind</code>" in page
    assert "startKind and" not in Page(page).text


def test_a_question_leads_to_its_kin(client):
    """A question that a description names is a link on the page, in words."""
    page = client.get("/queries/intervention-counts", headers=HTML).text
    assert '<a href="/queries/repeat-interventions">repeat interventions</a>' in page


def test_disputed_says_which_column_and_leads_there(client):
    """A row whose start the sources dispute has a link to that disagreement which names the column."""
    page = client.get("/queries/engagements?council=haringey", headers=HTML).text
    assert re.search(r'href="/doc/disagreement/haringey-started">disputed: start<', page)


def test_paper_has_every_row(client):
    """What is printed has all rows, however many a page has; a page that has fewer says where all are."""
    total = int(client.get("/queries/council-facts?council=haringey", headers=HTML).headers["X-Total-Count"])
    assert total > 100
    sheet = client.get("/queries/council-facts/print?council=haringey").text
    assert sheet.count("<tr>") == total + 1 and sheet.count('class="evidence"') == total
    assert "patgraph editors" in sheet
    page = client.get("/queries/council-facts?council=haringey", headers=HTML).text
    assert f"{total} rows, of which these are 100; all of them are at" in page


def test_a_table_may_stand_in_the_page_of_another(client):
    """`/embed/…` alone may be framed; it has the table, its source and its licence."""
    framed = client.get("/embed/engagements?sort=council")
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "Source:" in framed.text and 'href="/queries/engagements?sort=council"' in framed.text
    page = client.get("/queries/engagements", headers=HTML)
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_form_chooses_several(client):
    """A field takes as many values as one likes when it is asked to, and keeps those that were chosen."""
    page = Page(client.get("/queries/engagements?several=council&consultancy=kpmg", headers=HTML).text)
    fields = {field["name"]: field for field in page.all("select") if not field["name"].startswith("where.")}
    assert "multiple" in fields["council"] and "multiple" not in fields["consultancy"]
    chosen = client.get("/queries/engagements?council=haringey&council=walsall", headers=HTML)
    assert chosen.headers["X-Total-Count"] == "2" and "multiple" in chosen.text


def test_reference_managers_read_author_and_year(client):
    """In each format the author is an organisation, and the year of the version stands there."""
    told = {form: client.get(f"/queries/engagements/cite.{form}").text for form in ("bib", "ris", "txt")}
    item = client.get("/queries/engagements/cite.json").json()[0]
    (year,) = item["issued"]["date-parts"][0]
    assert item["author"] == [{"literal": "patgraph editors"}]
    assert "author = {{patgraph editors}}" in told["bib"] and f"year = {{{year}}}" in told["bib"]
    assert "AU  - patgraph editors\r\n" in told["ris"] and f"PY  - {year}\r\n" in told["ris"]
    assert f"patgraph editors ({year})" in told["txt"]


def test_files_say_council_and_question(client):
    """Who keeps an answer gets a name that says what it is; hostile values leave only letters and hyphens."""

    def named(address):
        return client.get(address).headers["Content-Disposition"]

    assert named("/queries/timeline.csv?council=haringey").endswith('"patgraph-timeline-haringey.csv"')
    assert named("/queries/find-words.json?words=%22%0d%0aX:%20/..").endswith('"patgraph-find-words-X.json"')
    assert "Content-Disposition" not in client.get("/queries/timeline", headers=HTML).headers


def test_pages_say_what_they_are(client):
    """Every page has a description of its own length, and what it is about in schema.org's words."""
    for address, kind in (
        ("/doc/council/haringey", "GovernmentOrganization"), ("/queries/timeline", "Dataset"),
        ("/doc/disagreement/haringey-started", None), ("/", None),
    ):  # fmt: skip
        page = client.get(address, headers=HTML).text
        (text,) = [m["content"] for m in Page(page).all("meta") if m.get("name") == "description"]
        assert 20 < len(text) <= 160
        said = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert [json.loads(each)["@type"] for each in said] == ([kind] if kind else []), address


@pytest.mark.slow
def test_what_is_shared_shows_the_chart(client):
    """A page with a chart names its picture, by the address that everybody has for it, whichever host was
    asked; one without a chart names none.
    """
    for address, image in (
        ("/doc/council/haringey", "queries/record.png?council=haringey"),
        ("/queries/star-history?council=haringey&limit=1", "queries/star-history.png?council=haringey"),
        ("/", "queries/interventions-map.png"), ("/queries/sources", None), ("/queries/interventions", None),
        ("/queries/record?council=nowhere", None), ("/doc/person/max-caller", None),
        ("/compare?firm=kpmg&firm=pa-consulting",
         "queries/engagements.png?consultancy=kpmg&consultancy=pa-consulting"), ("/compare", None),
    ):  # fmt: skip
        metas = Page(client.get(address, headers=HTML).text).all("meta")
        said = {m.get("property") or m.get("name"): m["content"] for m in metas if "content" in m}
        wanted = f"https://w3id.org/patgraph/{image}" if image else None
        assert said.get("og:image") == wanted, address
        assert said["twitter:card"] == ("summary_large_image" if image else "summary")
        assert ("og:image:alt" in said) == bool(image)
    picture = client.get("/queries/star-history.png?council=haringey")
    assert picture.headers["content-type"] == "image/png"


def test_search_engines_find_the_pages(client, graph):
    """robots.txt leads to a map whose parts have every question, council and passage, and nothing twice."""
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text
    parts = re.findall("<loc>http://testserver(.*?)</loc>", client.get("/sitemap.xml").text)
    places = [p for part in parts for p in re.findall("<loc>(.*?)</loc>", client.get(part).text)]
    assert len(places) == len(set(places))
    assert {f"http://testserver/doc/passage/{name.partition('/passage/')[2]}"
            for name in graph.store.names(f"{graph.store.base}id/passage/")} <= set(places)  # fmt: skip
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert {f"http://testserver/queries/{name}" for name in graph.queries} <= set(places)
    assert {"http://testserver/doc/council/haringey", "http://testserver/compare"} <= set(places)
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "name",
    ["council/haringey", "disagreement/haringey-started", "passage/dh-2004/birmingham-1-eight-months"],
)
def test_things_are_cited(client, name):
    """A thing, a disagreement and a passage have a citation in every format, which their page links."""
    page = client.get(f"/doc/{name}", headers=HTML).text
    for form in ("txt", "bib", "json", "ris"):
        assert f'href="/cite/{name}.{form}"' in page
        assert f"https://w3id.org/patgraph/id/{name}" in client.get(f"/cite/{name}.{form}").text
    assert client.get(f"/cite/{name}x.bib").status_code == 404
    assert client.get(f"/cite/{name}.docx").status_code == 406


def test_a_slice_keeps_the_passages_of_its_rows(graph):
    """Rows that are cut out of an answer have the passages that they have in the whole."""
    answer = graph.queries["engagements"].ask(graph.store)
    whole, cut = cite(answer, graph.store), cite(answer[3:5], graph.store)
    assert [support.citations for support in cut] == [support.citations for support in whole[3:5]]
