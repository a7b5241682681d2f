"""`/sparql` over a remote store: as over our own where that can be, and refused with the reason elsewhere."""

import asyncio
import json
import re
import threading
import time

import pytest
import rdflib

from patgraph.errors import LimitReached
from patgraph.rdf import Dataset
from patgraph.sparql import trial
from patgraph.store import snapshot
from patgraph.store.fill import fill
from tests.support.paths import ROOT
from tests.support.processes import eventually, processor_time
from tests.support.remotes import as_filled, load_by_http, oxigraph_server
from tests.support.service import serving
from tests.support.sparql_client import TURTLE, ask, problem

pytestmark = pytest.mark.remote

ONE = "SELECT ?s WHERE { VALUES ?s { <http://example.org/é> } }"
#: It runs for ever and holds nothing.
COUNTING = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
EDITORIAL = "https://w3id.org/patgraph/graph/editorial"


@pytest.fixture(scope="module")
def part(dataset):
    """What was read from texts, and the councils: the real graph without the rows of its long tables."""
    tables = [path.stem for path in (ROOT / "data" / "mappings").glob("*.json")]
    left_out = re.compile(rf"/passage/({'|'.join(tables)})/|/id/(judgement|review|figure|code|view)/")

    def is_of_a_table(quad):
        # What is said in a passage, and of one, goes with it.
        graph = quad.graph_name.value
        return left_out.search(graph if "/passage/" in graph else getattr(quad.subject, "value", ""))

    return Dataset(frozenset(quad for quad in dataset.quads if not is_of_a_table(quad)))


@pytest.fixture(scope="module")
def clients(part, tmp_path_factory):
    """A client of a service on an Oxigraph server, and of one on the same graph on disk."""
    here, options = tmp_path_factory.mktemp("part"), ("--client-rate", "100000/minute", "--timeout", "120")
    snapshot.write_snapshot(part, here)
    with oxigraph_server() as (address, _):
        load_by_http(address, as_filled(part))
        with serving(address.query, *options) as far, serving(here, *options) as near:
            yield far.client, near.client


@pytest.mark.parametrize("media", ["application/sparql-results+json", "application/sparql-results+xml",
                                   "text/csv", "text/tab-separated-values"])  # fmt: skip
def test_rows_are_those_of_our_own_store(clients, media):
    """In each format: the view is the default graph, relative names are ours, FROM names a graph."""
    for query in (
        ONE,
        "SELECT ?p WHERE { <id/council/haringey> ?p ?o } ORDER BY ?p ?o",
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
        f"SELECT (COUNT(*) AS ?n) FROM <{EDITORIAL}> WHERE {{ ?s ?p ?o }}",
        "# a { comment\nASK { <id/council/haringey> ?p ?o }",
    ):
        far, near = (ask(client, query, media) for client in clients)
        assert far.status_code == 200, far.text
        assert far.content == near.content
        assert far.headers["content-type"] == near.headers["content-type"]


def test_triples_are_those_of_our_own_store(clients):
    """CONSTRUCT gives the same triples."""
    query = "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t }"
    far, near = (set(ask(client, query, "application/n-triples").text.splitlines()) for client in clients)
    assert far == near and len(far) > 1000


@pytest.mark.parametrize(
    ("query", "more", "status", "word"),
    [
        ("ASK {}", {"default-graph-uri": EDITORIAL}, 422, "FROM or GRAPH"),
        ("ASK {}", {"named-graph-uri": EDITORIAL}, 422, "FROM or GRAPH"),
        ("DESCRIBE <urn:x>", {}, 422, "CONSTRUCT"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", {}, 422, "no graph of this dataset"),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {}, 403, "SERVICE is closed"),
        ("SELECT * WHERE {\n ?s ?p }", {}, 400, "line 2"),
        ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", {}, 400, "does not take it"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason(clients, query, more, status, word):
    """In time, with the status and the reason; afterwards the service answers as before."""
    began = time.monotonic()
    assert word in problem(ask(clients[0], query, **more), status)["detail"]
    assert time.monotonic() - began < 30
    assert ask(clients[0], "ASK {}").json()["boolean"] is True


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT * { " + "{" * 50 + "}" * 50 + "}", "nests more"),
        ("SELECT * { # FROM\n" + "{" * 50 + "}" * 50 + "}", "nests more"),
        ("SELECT * { ?s ?p ?o FILTER(1" + "+1" * 150 + ") } # FROM SERVICE }", "more than 150 parts"),
        ("ASK {" + " ?s ?p ?o ." * 151 + "}", "more than 150 parts"),
    ],
)
def test_what_is_too_deep_is_not_sent(clients, query, word):
    """What has more than our limits costs neither the service nor the store, and says why."""
    reply = clients[0].post("/sparql", data={"query": query})
    assert word in problem(reply, 400)["detail"]
    assert ask(clients[0], "ASK {}").json()["boolean"] is True


def test_a_trial_does_not_wait_for_a_plan(monkeypatch):
    """A query is read at once though the engine is still at its plan; it is then the last of its process."""
    planned = threading.Event()
    monkeypatch.setattr(trial, "_plan", lambda *_: planned.wait(100))
    letter, told = trial._read("ASK { ?s ?p ?o }", "urn:x", time.monotonic())
    assert (letter, told["kind"], told["last"]) == (b"H", "ASK", True)
    planned.set()
    monkeypatch.undo()
    assert trial._read("ASK { ?s ?p ?o }", "urn:x", time.monotonic() + 100)[1]["last"] is False


def test_what_has_no_plan_in_time_is_not_sent(monkeypatch):
    """Where the plan counts, a query without one in its time is refused with the limit, and its process is
    given up; where it does not, what was read is given."""
    form = {"text": "ASK {}", "kind": "ASK", "start": 4, "end": 6, "dataset": [], "outside": []}
    closed = []

    class Planning(trial.Trial):
        async def _exchange(self, question):
            return b"H", json.dumps(form | {"last": True}).encode()

        def close(self):
            closed.append(self)

    with pytest.raises(LimitReached, match="fewer patterns") as caught:
        asyncio.run(Planning().try_query("ASK {}", "urn:x", 2))
    assert caught.value.more == {"limit": "seconds", "value": 2} and len(closed) == 1
    assert asyncio.run(Planning().try_query("ASK {}", "urn:x")).kind == "ASK" and len(closed) == 2


def test_a_runaway_over_a_remote_store_is_told_at_its_deadline(small_dataset):
    """A 503 with the limit; the store, started as the documentation says, ends it too."""
    with oxigraph_server("--timeout-s", "2") as (address, process):
        fill(small_dataset, address)
        with serving(address.query) as service:
            body = problem(ask(service.client, COUNTING, timeout=0.5), 503)
            assert body["limit"] == "seconds" and "0.5 s" in body["detail"]

            def rests():
                before = processor_time(process.pid)
                time.sleep(0.5)
                return processor_time(process.pid) - before < 0.1

            # The store looks at the clock only now and then: on a slow machine it may take minutes.
            assert eventually(rests, 600)
            assert ask(service.client, "ASK {}").json()["boolean"] is True


def test_a_long_query_is_answered(clients):
    """Five thousand values and fifty patterns, though a comment speaks of what is closed."""
    values = "VALUES ?c { <id/council/haringey>" + " <urn:{}>" * 5000 + " }"
    query = "ASK { # FROM SERVICE\n" + values.replace("{}", "x") + " ?c a ?t ." * 50 + " }"
    for client in clients:
        assert client.post("/sparql", data={"query": query}).json()["boolean"] is True


@pytest.mark.parametrize(
    "path",
    [
        "engagements.json?council=haringey&citations=true",
        "star-history.json?council=haringey&citations=true",
        "by-region.json?citations=true",
        "find-words.json?words=lead%5Cu0065r%1F&citations=true",
        "find-words.json?words=leader&citations=true&limit=5",
        "disagreements.csv?citations=true",
        "engagement-graph.trig?engagement=haringey&citations=true",
    ],
)
def test_cited_rows_are_those_of_our_own_store(clients, path):
    """Rows, counts and triples have the same passages behind them, fact by fact, byte by byte."""
    far, near = (client.get(f"/queries/{path}") for client in clients)
    assert near.status_code == 200, near.text
    assert (far.status_code, far.content) == (200, near.content)


def test_a_page_shows_the_same_citations(clients):
    """The page of a question over a remote store has the same answer and the same passages."""
    found = []
    for client in clients:
        page = client.get("/queries/by-region", headers={"accept": "text/html"})
        assert page.status_code == 200
        found.append(re.findall(r'href="([^"]*/(?:id|doc)/passage/[^"]*)"', page.text))
    assert found[0] == found[1] and found[0]


def test_description_terms_and_page_are_there(clients):
    """The service description has the graphs and their sizes; completion its terms; the page its rows."""
    read = rdflib.Graph().parse(data=clients[0].get("/sparql", headers=TURTLE).text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert rdflib.URIRef(EDITORIAL) in set(read.objects(None, sd.name))
    terms = [client.get("/sparql/terms.json").json() for client in clients]
    assert terms[0] == terms[1] and terms[0]["class"]
    page = ask(clients[0], ONE, "text/html")
    assert page.status_code == 200 and "http://example.org/é" in page.text and "remote store" in page.text
