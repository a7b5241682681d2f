"""The HTTP service, through a real client, against a real server."""

import csv
import io

import pytest

from tests.support import browser
from tests.support.paths import ROOT


@pytest.fixture(scope="module")
def client(site):
    """A client of a server started by the command, on a built store."""
    return site


def problem(response, status):
    """The problem document of a response."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status and body["detail"]
    return body


def test_health_names_the_version(client, dataset):
    """The service says that it is up and which graph it serves."""
    assert client.get("/health").json()["version"] == dataset.version


def test_the_catalogue_lists_every_question(client, graph):
    """`/queries` has all questions with parameters, columns and examples."""
    listed = client.get("/queries", headers={"Accept": "application/json"}).json()["queries"]
    assert [entry["name"] for entry in listed] == list(graph.queries)
    assert all(entry["title"].endswith("?") and entry["columns"] for entry in listed)


def test_json_csv_and_sparql_json_agree(client):
    """The same rows in every format, with the right media types."""
    address, values = "/queries/engagements", {"council": "haringey"}
    plain = client.get(f"{address}.json", params=values)
    table = client.get(f"{address}.csv", params=values)
    results = client.get(f"{address}.srj", params=values)
    assert plain.headers["content-type"] == "application/json"
    assert table.headers["content-type"].replace(" ", "").lower() == "text/csv;charset=utf-8"
    assert results.headers["content-type"] == "application/sparql-results+json"
    (row,) = plain.json()["rows"]
    (cells,) = csv.DictReader(io.StringIO(table.text))
    (binding,) = results.json()["results"]["bindings"]
    assert row["start"] == cells["start"] == binding["start"]["value"]
    assert row["requested"] is True and cells["requested"] == "true"
    assert row["contractDays"] is None and cells["contractDays"] == "" and "contractDays" not in binding


def test_the_command_and_http_give_the_same_bytes(client, run, built):
    """One serialiser behind both."""
    for form in ("json", "csv", "tsv", "srj", "srx"):
        over_http = client.get(f"/queries/star-history.{form}", params={"council": "swindon"}).text
        done = run("query", "star-history", "council=swindon", "--format", form, "--store", built)
        assert done.stdout == over_http.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv", "text/csv"),
        ("application/json;q=0.2, text/csv;q=0.9", "text/csv"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "application/json"),
    ],
)
def test_accept_chooses_the_format(client, accept, media):
    """Content negotiation with q-values; the answer varies by Accept."""
    response = client.get("/queries/councils", headers={"Accept": accept})
    assert response.headers["content-type"].split(";")[0] == media
    assert "accept" in response.headers["vary"].lower()


def test_every_error_is_its_own_problem(client):
    """404, 406 and 422 differ, and name what was wrong."""
    assert "did you mean" in problem(client.get("/queries/engagement"), 404)["detail"]
    problem(client.get("/queries/engagements.docx"), 406)
    problem(client.get("/queries/engagements", params={"format": "docx"}), 406)
    problem(client.get("/queries/engagements", headers={"Accept": "image/gif"}), 406)
    wrong = problem(client.get("/queries/engagements.json", params={"council": "birmigham"}), 422)
    assert wrong["parameter"] == "council" and "did you mean birmingham" in wrong["detail"]
    assert problem(client.get("/queries/active-on.json", params={"on": "soon"}), 422)["parameter"] == "on"
    assert (
        problem(client.get("/queries/councils.json", params={"colour": "red"}), 422)["parameter"] == "colour"
    )
    assert problem(client.get("/queries/councils.json", params={"limit": "-1"}), 422)["parameter"] == "limit"
    assert problem(client.get("/queries/why.json"), 422)["parameter"] in ("subject", "property")
    problem(client.get("/nowhere"), 404)
    problem(client.post("/queries/councils"), 405)


@pytest.mark.parametrize(
    "address, status, told",
    [("/queries/engagements.json?council=birmigham", 422, "did you mean birmingham"),
     ("/queries/engagement", 404, "did you mean"),
     ("/queries/council-of-code.json?code=E0600005", 404, "code"),
     ("/doc/council/birmigham", 404, 'href="/doc/council/birmingham"')],
)  # fmt: skip
def test_a_reader_is_told_in_a_page_what_may_have_been_meant(client, address, status, told):
    """Whoever would rather have a page than a problem document gets one, whatever was mistyped."""
    reply = client.get(address, headers={"Accept": "text/html,*/*;q=0.5"})
    assert (reply.status_code, reply.headers["content-type"].split(";")[0]) == (status, "text/html")
    assert told in reply.text


def test_a_page_keeps_what_was_typed(client):
    """A value that names none of the options stands in the form beside what may have been meant."""
    page = client.get("/queries/engagements.html", params={"council": '<birmigham "x">'})
    assert page.status_code == 422
    assert "<option selected>&lt;birmigham &#34;x&#34;&gt;</option>" in page.text
    assert "selected" not in client.get("/queries/engagements.html").text.split("</form>")[0]


def test_pages_of_rows_say_that_they_are_pages(client):
    """With limit and offset: total, complete and reason tell what is left out."""
    whole = client.get("/queries/work-streams.json").json()
    assert whole["complete"] and whole["reason"] is None and len(whole["rows"]) == whole["total"]
    page = client.get("/queries/work-streams.json", params={"limit": 5, "offset": 3}).json()
    assert page["rows"] == whole["rows"][3:8]
    assert page["total"] == whole["total"] and not page["complete"] and "limit" in page["reason"]


def test_openapi_types_every_parameter_and_column(client, graph):
    """The description has each question with its parameters and the columns of its rows."""
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    for name, query in graph.queries.items():
        operation = described["paths"][f"/queries/{name}"]["get"]
        names = [p["name"] for p in operation["parameters"]]
        arranging = ["sort", "arranged"] if query.form == "select" else []
        shared = ["limit", "offset", "citations", "raw", "bom", "version", "format"]
        assert names == [*query.parameters, *arranging, *shared]
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer["properties"]["rows"]["items"]["required"] == [c.name for c in query.columns]
        assert {"406", "410", "422"} <= operation["responses"].keys()


def test_answers_fit_their_schema(client, graph):
    """Every question's example answers with the JSON types its schema promises."""
    types = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
    described = client.get("/openapi.json").json()
    for name, query in graph.queries.items():
        schema = described["paths"][f"/queries/{name}"]["get"]["responses"]["200"]["content"]
        columns = schema["application/json"]["schema"]["properties"]["rows"]["items"]["properties"]
        response = client.get(f"/queries/{name}.json", params=query.example)
        assert response.status_code == 200, response.text
        rows = response.json()["rows"]
        assert rows, f"{name}: the example gives no row"
        for row in rows:
            for column, value in row.items():
                allowed = columns[column]["type"]
                allowed = [allowed] if isinstance(allowed, str) else allowed
                assert isinstance(value, tuple(t for a in allowed for t in _flat(types[a]))), (name, column)


def _flat(kind):
    return kind if isinstance(kind, tuple) else (kind,)


def test_pages_stand_without_a_script(client, graph):
    """Home, question and API pages are whole HTML, with every question and its rows."""
    home = client.get("/", headers={"Accept": "text/html"}).text
    api = client.get("/docs").text
    for name, query in graph.queries.items():
        assert f'href="/queries/{name}"' in home
        assert f"/queries/{name}" in api
        page = client.get(f"/queries/{name}", params=query.example, headers={"Accept": "text/html"})
        assert page.status_code == 200, name
        assert "<table" in page.text
    wrong = client.get("/queries/engagements?council=nowhere", headers={"Accept": "text/html"})
    assert wrong.status_code == 422 and 'role="alert"' in wrong.text


def test_pages_load_nothing_from_elsewhere(client):
    """No script, style, font or picture of another host."""
    for address in ("/", "/docs", "/queries/engagements.html"):
        html = client.get(address).text
        for attribute in ('src="http', "src='http", 'rel="stylesheet" href="http', "@import"):
            assert attribute not in html


def test_hostile_values_are_values(client):
    """Quotes, braces, escapes and comments in a value neither break nor change a query."""
    for text in ('" } #', "\\u0022 }", "'''", "?x", "} UNION {", "\n#", "<>", "\x00", "a" * 20_000):
        response = client.get("/queries/find-words.json", params={"words": text})
        assert response.status_code == 200
        assert response.json()["rows"] == []
        assert client.get("/queries/engagements.json", params={"council": text}).status_code == 422


@pytest.mark.browser
@browser.needed
def test_pages_work_in_a_real_browser(service, tmp_path):
    """Chromium shows a question's rows and, on /docs, the viewer of the API."""

    def show(address):
        return browser.shown(f"{service.url}{address}", tmp_path, "--virtual-time-budget=8000").stdout

    assert "Performance action team in Haringey" in show("/queries/engagements?council=haringey")
    if not (ROOT / "src/patgraph/web/static/vendor/swagger-ui-bundle.js").exists():
        pytest.skip("the viewer of the API was not fetched from npm")
    assert "opblock" in show("/docs")
