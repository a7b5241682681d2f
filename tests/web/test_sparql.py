"""`/sparql`, through real clients, against a real server."""

import asyncio
import http.client
import socket
import threading
from urllib.parse import quote, urlsplit

import httpx
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from SPARQLWrapper import JSON as WRAPPER_JSON
from SPARQLWrapper import SPARQLWrapper
from starlette.responses import Response

from patgraph.sparql.free_queries import Limits
from patgraph.web.http import negotiation
from patgraph.web.routes.sparql.endpoint import SparqlEndpoint
from patgraph.web.server.client_limits import ClientLimits
from tests.support import browser
from tests.support.examples import examples
from tests.support.paths import ROOT
from tests.support.processes import eventually
from tests.support.sparql_client import TURTLE, ask, problem

ENDLESS = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNTING = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORTING = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
ONE = "SELECT ?s WHERE { VALUES ?s { <http://example.org/é> } }"
DIRECT, UPDATE, UTF16, PLAIN = (
    {"Content-Type": kind}
    for kind in (
        "application/sparql-query",
        "application/sparql-update",
        "application/sparql-query; charset=UTF-16",
        "text/plain",
    )
)
CODED = DIRECT | {"Content-Encoding": "gzip"}
GRAPH = "CONSTRUCT { <http://example.org/s> <http://example.org/p> 'é' } WHERE {}"


@pytest.fixture(scope="module")
def client(site):
    """A client of the server."""
    return site


@pytest.mark.parametrize("media", list(dict.fromkeys(negotiation.ROWS)))
def test_rows_come_in_each_format_with_its_type(client, media):
    """SELECT and ASK in JSON, XML, CSV and TSV: the same row, under the type that was asked for."""
    response = ask(client, ONE, media)
    assert response.headers["content-type"].split(";")[0] == media
    assert "Accept" in response.headers["vary"]
    assert "http://example.org/é" in response.content.decode()
    assert "true" in ask(client, "ASK {}", media).text


@pytest.mark.parametrize(
    ("media", "form"),
    [
        ("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"), ("application/trig", "trig"), ("application/n-quads", "nquads"),
    ],
)  # fmt: skip
def test_graphs_come_in_each_format_with_its_type(client, media, form):
    """CONSTRUCT and DESCRIBE in six formats: another library reads the same triple."""
    response = ask(client, GRAPH, media)
    assert response.headers["content-type"].split(";")[0] == media
    read = rdflib.Dataset(default_union=True)
    read.parse(data=response.content, format=form)
    triple = rdflib.URIRef("http://example.org/s"), rdflib.URIRef("http://example.org/p"), rdflib.Literal("é")
    assert list(read.triples((None, None, None))) == [triple]
    council = "DESCRIBE <https://w3id.org/patgraph/id/council/haringey>"
    assert "haringey" in ask(client, council, media).text


def test_each_way_of_asking_gives_the_same(client):
    """GET, POST of a form, and POST of the query itself, with its graphs in the address."""
    want = ask(client, ONE).content
    assert client.post("/sparql", data={"query": ONE}).content == want
    headers = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    assert (
        client.post("/sparql?default-graph-uri=http://x/", content=ONE.encode(), headers=headers).content
        == want
    )
    mixed = client.post(
        "/sparql?default-graph-uri=http://x/", data={"query": ONE, "named-graph-uri": "http://y/"}
    )
    assert mixed.content == want


def test_head_says_what_get_would(client):
    """HEAD has status and headers, and no body."""
    for query, status in ((ONE, 200), ("ASK {", 400)):
        response = client.head("/sparql", params={"query": query})
        same = ask(client, query)
        assert response.status_code == same.status_code == status and response.content == b""
        assert response.headers["content-type"] == same.headers["content-type"]


def test_other_origins_may_ask(client):
    """CORS: a preflight for a POST is answered, and so is the request; OPTIONS tells the methods."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST",
             "Access-Control-Request-Headers": "content-type"}  # fmt: skip
    allowed = client.options("/sparql", headers=asked)
    assert allowed.status_code == 200 and "POST" in allowed.headers["access-control-allow-methods"]
    assert "content-type" in allowed.headers["access-control-allow-headers"].lower()
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://example.org"})
    assert response.headers["access-control-allow-origin"] == "*"
    plain = client.options("/sparql")
    assert plain.status_code == 204 and plain.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_the_view_is_the_default_graph_and_the_passages_are_named(client):
    """Without a dataset: patterns see the resolved view, GRAPH every graph."""
    own = ask(
        client,
        "ASK { ?s ?p ?o FILTER NOT EXISTS { GRAPH <https://w3id.org/patgraph/graph/view> { ?s ?p ?o } } }",
    )
    assert own.json()["boolean"] is False
    many = ask(client, "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }").json()
    assert int(many["results"]["bindings"][0]["n"]["value"]) > 100


def test_the_graphs_of_the_request_go_before_those_of_the_query(client):
    """The request's graphs override FROM; FROM counts without them; what is not here is empty."""
    editorial, view = (f"https://w3id.org/patgraph/graph/{name}" for name in ("editorial", "view"))
    count = "SELECT (COUNT(*) AS ?n) {from} {{ ?s ?p ?o }}"

    def size(clause="", **graphs):
        rows = ask(client, count.format(**{"from": clause}), **graphs).json()["results"]["bindings"]
        return int(rows[0]["n"]["value"]) if rows else 0

    key = "default-graph-uri"
    assert (
        size(f"FROM <{editorial}>") == size(**{key: editorial}) == size(f"FROM <{view}>", **{key: editorial})
    )
    assert 0 < size(f"FROM <{editorial}>") < size() == size(f"FROM <{view}>")
    assert size("FROM <file:///etc/passwd>") == size(**{key: "http://example.org/nothing"}) == 0
    assert size(**{"named-graph-uri": editorial}) == 0
    named = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    found = ask(client, named, **{"named-graph-uri": editorial}).json()["results"]["bindings"]
    assert [row["g"]["value"] for row in found] == [editorial]
    both = {key: [editorial, view]}
    assert size(**both) >= size(**{key: view})


def test_relative_names_are_ours(client):
    """The base IRI is the graph's."""
    assert ask(client, "ASK { <id/council/haringey> ?p ?o }").json()["boolean"] is True


def test_a_description_is_given_when_nothing_is_asked(client):
    """The service description names endpoint, graphs, their sizes and formats, in RDF or as a page."""
    response = client.get("/sparql")
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    read = rdflib.Graph().parse(data=response.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = read.subjects(rdflib.RDF.type, sd.Service)
    assert read.value(service, sd.endpoint) == rdflib.URIRef(
        f"{client.base_url}/sparql".replace("//sparql", "/sparql")
    )
    names = set(map(str, read.objects(None, sd.name)))
    assert "https://w3id.org/patgraph/graph/view" in names and len(names) > 100
    assert len(set(read.objects(service, sd.resultFormat))) == 10
    assert not list(read.objects(service, sd.feature))
    page = client.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html") and "<textarea" in page.text
    problem(client.get("/sparql", headers={"Accept": "image/png"}), 406)


@pytest.mark.parametrize(
    ("request_", "status", "word"),
    [
        ({"method": "GET", "params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "2 times"),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403, "reading"),
        ({"method": "GET", "params": {"update": "CLEAR ALL"}}, 400, "POST"),
        ({"method": "POST", "data": {"update": "CLEAR ALL", "query": "ASK {}"}}, 400, "give one"),
        ({"method": "POST", "content": b"CLEAR ALL", "headers": UPDATE}, 403, "reading"),
        ({"method": "POST", "content": b"ASK {}", "headers": PLAIN}, 415, "text/plain"),
        ({"method": "POST", "content": b"ASK {}"}, 415, "No Content-Type"),
        ({"method": "POST", "content": b"ASK {}", "headers": CODED}, 415, "as it is"),
        ({"method": "POST", "data": {"format": "json"}}, 400, "needs a query"),
        ({"method": "POST", "content": "ASK {}".encode("utf-16"),
          "headers": UTF16}, 415, "UTF-8"),
        ({"method": "POST", "content": b"ASK { ?s ?p '\xff' }", "headers": DIRECT}, 400, "byte 13"),
        ({"method": "PUT", "params": {"query": "ASK {}"}}, 405, "PUT"),
        ({"method": "DELETE"}, 405, "DELETE"),
        ({"method": "GET", "params": {"query": "ASK {}", "default-graph-uri": "relative"}}, 400, "absolute"),
        ({"method": "GET", "params": {"query": "ASK {}", "named-graph-uri": "http://x/ y"}}, 400, "absolute"),
        ({"method": "GET", "params": {"query": "ASK {}", "timeout": "nan"}}, 400, "timeout"),
        ({"method": "GET", "params": {"query": "ASK {}", "timeout": "-1"}}, 400, "timeout"),
        ({"method": "GET", "params": {"query": ""}}, 400, "line 1"),
        ({"method": "POST", "content": b"x" * (1 << 20) + b"x", "headers": DIRECT}, 413, "larger"),
        ({"method": "GET", "params": {"query": "ASK {}", "as": "xlsx"}}, 406, "xlsx"),
        ({"method": "GET", "params": {"query": "ASK {}"}, "headers": TURTLE}, 406, "boolean"),
    ],
)  # fmt: skip
def test_what_is_not_the_protocol_is_refused(client, request_, status, word):
    """Each wrong request has its status, and a problem document that says what is wrong."""
    request_ = dict(request_)
    assert word in problem(client.request(request_.pop("method"), "/sparql", **request_), status)["detail"]


def test_a_caller_who_leaves_in_his_request_is_no_fault_of_ours(client, service):
    """A body that breaks off is counted as a bad request or as that of a caller who left, never as a fault
    of the service.
    """
    where = urlsplit(service.url)

    def count(*status):
        lines = client.get("/metrics").text.splitlines()
        labels = "patgraph_http_requests_total{", 'method="POST"'
        found = [line for line in lines if all(label in line for label in labels)]
        return [
            sum(float(line.split()[-1]) for line in found if f'status="{each}"' in line) for each in status
        ]

    bad, left, faults = count(400, 499, 500)
    with socket.create_connection((where.hostname, where.port)) as caller:
        head = "Host: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100"
        caller.sendall(f"POST /sparql HTTP/1.1\r\n{head}\r\n\r\nASK".encode())
    assert eventually(lambda: sum(count(400, 499, 500)) > bad + left + faults)
    assert (sum(count(400, 499)), *count(500)) == (bad + left + 1, faults)


def test_bytes_that_are_no_text_are_refused(client):
    """Percent-encoded bytes and surrogates that are no UTF-8 are refused; NUL is only no SPARQL."""
    for encoded in ("%FF", "%ED%A0%80", "%C0%80"):
        problem(client.get(f"/sparql?query=ASK%20%7B%7D%23{encoded}"), 400)
    problem(client.get("/sparql?query=ASK%20%7B%7D%00"), 400)


def test_a_query_that_does_not_parse_is_told_where(client):
    """Line, column and what was expected, as fields and in the sentence."""
    for query, line, column, expected in (
        ("SELECT * WHERE {\n  ?s ?p ;\n}", 2, 9, "a name"),
        ("SELEC * {}", 1, 1, "SELECT"),
        ("SELECT * {\n ?s foo:bar ?o }", 2, 5, None),
        ("ASK {", 1, 6, "}"),
        ("SELECT ?x { ?x ?y ?z } ORDER ?x", 1, 30, "BY"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", 1, 1, "CONSTRUCT"),
    ):
        body = problem(ask(client, query), 400)
        assert (body["line"], body["column"]) == (line, column), (query, body)
        assert f"line {line}, column" in body["detail"]
        assert expected is None or expected in body["expected"], body


def test_unknown_parameters_are_ignored(client):
    """SPARQLWrapper, which sends format, output and results, gets its answer."""
    wrapper = SPARQLWrapper(f"{client.base_url}/sparql")
    wrapper.setQuery(ONE)
    wrapper.setReturnFormat(WRAPPER_JSON)
    for method in ("GET", "POST"):
        wrapper.setMethod(method)
        found = wrapper.query().convert()["results"]["bindings"]
        assert found[0]["s"]["value"] == "http://example.org/é"


MEDIA = st.sampled_from(
    [*negotiation.ROWS, *negotiation.GRAPHS, "image/png", "text/*", "*/*", "application/*"]
)
QUALITY = st.one_of(st.none(), st.integers(0, 10).map(lambda tenth: tenth / 10))


@given(st.lists(st.tuples(MEDIA, QUALITY), min_size=1, max_size=5, unique_by=lambda pair: pair[0]))
@examples(60)
def test_what_is_chosen_is_what_is_liked_best(client, ranges):
    """For any Accept: the answer's type has the highest quality that any of ours has, or it is 406."""
    accept = ", ".join(media if q is None else f"{media};q={q}" for media, q in ranges)

    def quality(media):
        found = [
            (len(r.replace("*", "")), 1 if q is None else q)
            for r, q in ranges
            if r in (media, "*/*") or (r.endswith("/*") and media.startswith(r[:-1]))
        ]
        most = max((length for length, _ in found), default=0)
        return max((q for length, q in found if length == most), default=0)

    best = max(map(quality, negotiation.ROWS))
    response = ask(client, "ASK {}", accept)
    if response.headers["content-type"].startswith("text/html"):
        assert quality("text/html") >= max(best, *map(quality, negotiation.GRAPHS))
    elif best == 0:
        assert response.status_code == 406
    else:
        assert quality(response.headers["content-type"].split(";")[0]) == best


@given(st.binary(max_size=60))
@examples(60)
def test_no_query_string_breaks_the_service(service, raw):
    """Any bytes after `query=`: an answer or a problem, never a fault of ours."""
    where = urlsplit(service.url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=100)
    connection.request("GET", "/sparql?query=" + quote(raw))
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status in (200, 400, 403), raw


def test_the_page_works_without_a_script(client):
    """A browser's form gets a table, a yes, triples or a sentence of what is wrong, and links to formats."""
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    rows = ask(client, "SELECT ?s ?x { VALUES (?s ?x) { (<http://example.org/a> '<b>') } }", browser)
    assert "<table>" in rows.text and 'href="http://example.org/a"' in rows.text and "&lt;b&gt;" in rows.text
    assert "as=csv" in rows.text
    assert "Yes" in ask(client, "ASK {}", browser).text
    assert "&lt;http://example.org/s&gt;" in ask(client, GRAPH, browser).text
    wrong = ask(client, "ASK {", browser)
    assert wrong.status_code == 400 and 'role="alert"' in wrong.text and "line 1" in wrong.text
    many = ask(client, "SELECT * { ?s ?p ?o }", browser)
    assert "The first 1000 rows" in many.text
    example = client.get("/sparql?example=engagements", headers={"Accept": browser}).text
    assert "SELECT" in example and "?consultancy" in example
    assert ask(client, ONE, browser, **{"as": "csv"}).headers["content-type"].startswith("text/csv")


def test_a_wide_result_is_a_page_all_the_same(client):
    """More columns than a page has, and a cell longer than it shows: the page says so; data has all. A query
    that fits into no link has none."""
    names = " ".join(f"?c{number}" for number in range(60))
    query = f"SELECT {names} {{ BIND('{'x' * 2000}' AS ?c0) BIND(<http://example.org/{'y' * 2000}> AS ?c1) }}"
    page = ask(client, query, "text/html").text
    result = page.partition("<table>")[2]
    assert "The first 50 of 60 columns" in page and result.count("<th ") == 50
    assert (
        "x" * 1000 + "…" in result and "x" * 1001 not in result and 'href="http://example.org/' not in result
    )
    assert len(ask(client, query, "text/csv").text) > 4000
    long = client.post("/sparql", data={"query": f"ASK {{}} # {'x' * 9000}"}, headers={"Accept": "text/html"})
    assert "Yes" in long.text and "as=csv" not in long.text


def test_no_page_is_written_in_the_event_loop(small_graph):
    """Whatever is asked, the loop that serves all callers renders no page and reads no table."""
    threads = []

    def show(template, status=200, **values):
        threads.append(threading.current_thread())
        return Response("", status)

    endpoint = SparqlEndpoint(small_graph, ClientLimits(Limits(workers=1)), show)

    async def asked():
        await endpoint.pool.start()
        try:
            transport = httpx.ASGITransport(app=endpoint)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
                for query in (None, "ASK {", "ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3"):
                    await http.get(
                        "/", params={"query": query} if query else {}, headers={"Accept": "text/html"}
                    )
        finally:
            await endpoint.pool.close()

    asyncio.run(asked())
    assert len(threads) == 4 and threading.main_thread() not in threads


def test_completion_knows_the_terms_of_the_graph(client):
    """The editor is told the classes and properties that the graph uses."""
    found = client.get("/sparql/terms.json").json()
    assert "https://w3id.org/patgraph/def#Council" in found["class"]
    assert "https://w3id.org/patgraph/def#council" in found["property"]


def test_it_is_described_in_openapi(client):
    """OpenAPI has both ways of asking, with their formats and their problems."""
    operations = client.get("/openapi.json").json()["paths"]["/sparql"]
    assert set(operations) == {"get", "post"}
    for operation in operations.values():
        assert {"200", "400", "403", "406", "429", "503"} <= operation["responses"].keys()
        assert "text/turtle" in operation["responses"]["200"]["content"]


def test_conformance_is_shown(client):
    """The page says which of the W3C's tests pass, and so does its JSON."""
    found = client.get("/conformance").json()
    page = client.get("/conformance", headers={"Accept": "text/html"}).text
    assert found["groups"] and all(group["name"] in page for group in found["groups"])
    assert found["tests"]["commit"][:12] in page


def test_the_editor_opens_with_the_query_that_was_asked(client):
    """From the page of a question the editor has its text with the values, which gives the same rows."""
    page = {"Accept": "text/html"}
    link = "/sparql?example=engagements&amp;council=haringey"
    assert link in client.get("/queries/engagements?council=haringey", headers=page).text
    opened = client.get(link.replace("&amp;", "&"), headers=page).text
    assert "VALUES ?council { &lt;https://w3id.org/patgraph/id/council/haringey&gt; }" in opened
    assert client.get("/sparql?example=engagements&council=nowhere", headers=page).status_code == 422


def test_a_fault_is_told_with_its_line_marked(client):
    """A query that cannot be read gets a sentence with line and column, and the place marked in that line."""
    shown = ask(client, "SELECT ?x {\n ?x a\n}", "text/html").text
    assert "line 3, column 1" in shown and 'data-line="3"' in shown and "<mark>}</mark>" in shown


@pytest.mark.browser
@browser.needed
def test_the_editor_works_in_a_real_browser(service, tmp_path):
    """In Chromium the editor takes an example, completes from our terms, has a name, takes no focus and keeps
    no Tab; nothing is loaded from another host."""
    if not (ROOT / "src/patgraph/web/static/vendor/yasgui.min.js").exists():
        pytest.skip("the editor was not fetched from npm")
    with browser.browsing(f"{service.url}/sparql", tmp_path) as page:
        assert page("document.querySelector('.CodeMirror-code').textContent").count("pat:Council") == 1
        assert page("field.hidden && document.activeElement === document.body") is True
        assert (
            page("yasqe.getOption('extraKeys').Tab === false && yasqe.getOption('tabindex') !== -1") is True
        )
        assert page("yasqe.getInputField().getAttribute('aria-label')")
        page("document.querySelector('[data-example=engagements]').click()")
        assert "?consultancy" in page("yasqe.getValue()")
        known = page("yasqe.autocompleters['graph-class'].getCompletions()")
        assert "https://w3id.org/patgraph/def#Council" in known
        loaded = page("performance.getEntriesByType('resource').map((each) => each.name)")
        assert f"{service.url}/sparql/terms.json" in loaded
        assert all(name.startswith((service.url, "data:")) for name in loaded), loaded
