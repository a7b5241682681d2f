"""Workers: each query has a process that can be ended. They come and go with their server, what kills one
costs no other, and no query takes more than it may."""

import os
import select
import signal
import socket
import time
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import pytest

from tests.support.processes import computing, eventually, pool_of, processor_time
from tests.support.service import serving
from tests.support.sparql_client import ask, cut_short, problem

pytestmark = pytest.mark.server

ENDLESS = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNTING = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORTING = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
TRIPLES = "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@contextmanager
def asking(url, query, http="1.1", accept="*/*", source="127.0.0.1", **more):
    """A connection over which a query was asked."""
    where = urlsplit(url)
    asked = urlencode({"query": query} | more)
    with socket.create_connection(
        (where.hostname, where.port), timeout=100, source_address=(source, 0)
    ) as caller:
        caller.sendall(f"GET /sparql?{asked} HTTP/{http}\r\nHost: x\r\nAccept: {accept}\r\n\r\n".encode())
        yield caller


def test_workers_end_with_the_server(small_built):
    """However the server ends, killed too, no process of it stays."""
    with serving(small_built) as service:
        assert eventually(lambda: len(pool_of(service.process.pid)) == 5)
        below = pool_of(service.process.pid)
        service.process.kill()
        service.process.wait()
        assert eventually(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in below))


def test_a_killed_zygote_and_killed_workers_are_replaced(small_built):
    """After either is killed from outside, queries are answered again; one that comes while it dies may be
    told that its worker was lost."""
    with serving(small_built) as service:

        def answered():
            reply = ask(service.client, "ASK {}")
            assert reply.status_code in (200, 503), reply.text
            return reply.status_code == 200 and reply.json()["boolean"] is True

        zygote, *workers = pool_of(service.process.pid)
        for pid in workers:
            os.kill(pid, 9)
        assert eventually(answered)
        os.kill(zygote, 9)
        assert eventually(answered)

        def states():
            files = [Path(f"/proc/{pid}/stat") for pid in pool_of(service.process.pid)]
            return [file.read_text().rpartition(")")[2].split()[0] for file in files if file.exists()]

        assert eventually(lambda: len(states()) == 5 and "Z" not in states())


def test_what_takes_long_goes_behind_what_is_light(small_built):
    """The worker of a query that goes on is lowered beneath the others; none is out of the service's session,
    beyond which its niceness would not count. The next query of the same worker has its share again.
    """
    with serving(small_built, "--workers", "1", "--client-queries", "2") as service:
        # On a busy machine the first query may be over before its worker, or another in its place, is there.
        assert eventually(lambda: len(pool_of(service.process.pid)) == 2)
        zygote, worker = pool_of(service.process.pid)
        assert os.getsid(worker) == os.getsid(zygote) == os.getsid(service.process.pid)
        assert os.getpriority(os.PRIO_PROCESS, worker) > os.getpriority(os.PRIO_PROCESS, service.process.pid)
        # The worker may be raised again only now, from what `serving` asked.
        light = os.getpriority(os.PRIO_PROCESS, zygote)
        assert eventually(lambda: os.getpriority(os.PRIO_PROCESS, worker) == light)
        with asking(service.url, COUNTING):
            assert eventually(lambda: os.getpriority(os.PRIO_PROCESS, worker) > light)
            # Not by its class: what gets only what is left gets nothing beside any busy program.
            assert os.sched_getscheduler(worker) == os.SCHED_OTHER
        assert ask(service.client, "ASK {}").status_code == 200
        assert eventually(lambda: len(pool_of(service.process.pid)) == 2)
        # An answer that was long in coming is here before its worker is raised again.
        (worker,) = pool_of(service.process.pid)[1:]
        assert eventually(lambda: os.getpriority(os.PRIO_PROCESS, worker) == light)


@pytest.mark.parametrize(
    "query",
    [
        COUNTING,
        ENDLESS + " OFFSET 100000000000",
        "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?d), STR(?g)) = 'x') }",
    ],
    ids=["counting", "leaving out", "comparing"],
)
def test_a_query_ends_at_its_deadline(service, query):
    """However a query runs away, it is ended at its deadline, and told the limit. (A busy machine may let the
    one who ends it wait, and the query go on meanwhile: a second, where 120 were allowed.)"""
    zygote = pool_of(service.process.pid)[0]
    for seconds in (0.3, 1):
        began = processor_time(zygote, below=True)
        body = problem(ask(service.client, query, timeout=seconds), 503)
        assert processor_time(zygote, below=True) - began < seconds + 1
        assert body["limit"] == "seconds" and body["value"] == seconds


def test_memory_is_limited(site):
    """A query that takes too much memory is ended, told the limit, and the next one is answered."""
    doubling = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(34))
    for query in (SORTING, f"SELECT (STRLEN(?x34) AS ?n) {{ BIND('12345678' AS ?x0) {doubling} }}"):
        body = problem(ask(site, query), 503)
        assert body["limit"] == "memory (MiB)" and body["value"] == 512
    assert ask(site, "ASK {}").json()["boolean"] is True


def test_what_ends_a_worker_costs_only_itself(service):
    """A worker that dies in the middle of a query is that query's problem; the others are answered."""
    for number, status in ((signal.SIGSEGV, 400), (signal.SIGABRT, 503)):
        with asking(service.url, COUNTING) as caller, caller.makefile("rb") as answer:
            # The first that computes may be one that is only just made ready.
            while not select.select([caller], [], [], 0.05)[0]:
                for pid in computing(service.process.pid):
                    os.kill(pid, number)
            assert f" {status} ".encode() in answer.readline()
        assert ask(service.client, "ASK {}").json()["boolean"] is True


def test_what_nests_too_deep_never_reaches_the_engine(site):
    """One bracket, one part beyond the limits: a problem with the limit and the place; no worker is lost."""
    for query, limit, value in (
        ("ASK {{ {}{} }}".format("{" * 50, "}" * 50), "depth", 50),
        ("ASK {{ FILTER({}1{}) }}".format("(" * 49, ")" * 49), "depth", 50),
        ("ASK { FILTER(%s1) }" % ("!" * 151), "parts", 150),
    ):
        body = problem(site.post("/sparql", data={"query": query}), 400)
        assert (body["limit"], body["value"], body["line"]) == (limit, value, 1) and body["column"] > 50
    assert ask(site, "ASK {}").json()["boolean"] is True


def test_others_are_answered_while_queries_run_away(service):
    """With every worker but one busy with a runaway, a quick query is answered before any of them ends."""
    with (
        asking(service.url, COUNTING, source="127.0.0.2") as a,
        asking(service.url, COUNTING, source="127.0.0.2") as b,
        asking(service.url, COUNTING, source="127.0.0.3") as c,
    ):
        assert eventually(lambda: len(computing(service.process.pid)) == 3)
        assert ask(service.client, "ASK {}").json()["boolean"] is True
        for caller in (a, b, c):
            caller.setblocking(False)
            with pytest.raises(BlockingIOError):
                caller.recv(1)
    assert eventually(lambda: not computing(service.process.pid))


@pytest.mark.parametrize("query", [COUNTING, ENDLESS], ids=["counting", "sending"])
def test_a_query_stops_when_its_caller_leaves(service, query):
    """After the connection is closed no worker computes any more, long before the deadline of 120 s."""
    for _ in range(3):
        with asking(service.url, query) as caller:
            if query == ENDLESS:
                assert caller.recv(1)
            else:
                assert eventually(lambda: computing(service.process.pid))
    assert eventually(lambda: not computing(service.process.pid), 60)


def test_results_stream(site):
    """The first rows of an endless result come long before its deadline."""
    began = time.monotonic()
    with site.stream("GET", "/sparql", params={"query": ENDLESS, "timeout": 60}) as response:
        first = next(response.iter_bytes())
        assert response.status_code == 200 and first and time.monotonic() - began < 30


@pytest.mark.parametrize("accept", ["text/csv", "application/n-triples", "application/sparql-results+json"])
def test_a_result_cut_short_is_never_a_whole_one(service, accept):
    """At the deadline the body ends abnormally for HTTP/1.1; an HTTP/1.0 client gets a 503."""
    query = TRIPLES if "triples" in accept else ENDLESS
    cut_short(service.client, query, accept)
    with asking(service.url, query, "1.0", accept, timeout=0.5) as caller, caller.makefile("rb") as answer:
        assert b" 503 " in answer.readline()


def test_a_newcomer_is_answered_whatever_one_client_asks(service):
    """With as many runaways of one client as it may have, each query of another finds a free worker."""
    with ExitStack() as runaways:
        for _ in range(8):
            runaways.enter_context(asking(service.url, COUNTING, source="127.0.0.2"))
        assert eventually(lambda: len(computing(service.process.pid)) == 3)
        assert [ask(service.client, "ASK {}").status_code for _ in range(8)] == [200] * 8
        assert eventually(lambda: len(computing(service.process.pid)) == 3)
    assert eventually(lambda: not computing(service.process.pid))
    assert ask(service.client, "ASK {}").status_code == 200


def test_limits_of_a_client_and_of_the_queue(built):
    """Too many queries of one client: 429; too many in all: 503; both say when to come again."""
    options = ("--workers", "1", "--queue", "2", "--client-queries", "3", "--client-rate", "40/minute",
               "--timeout", "90")  # fmt: skip
    with serving(built, *options) as service:

        def client_at(source):
            transport = httpx.HTTPTransport(local_address=source)
            return httpx.Client(base_url=service.url, timeout=100, transport=transport)

        # One is at work and two wait, until their callers leave.
        with client_at("127.0.0.2") as one, client_at("127.0.0.3") as other, ExitStack() as waiting:
            for _ in range(3):
                caller = asking(service.url, COUNTING, source="127.0.0.2", timeout=90)
                waiting.enter_context(caller)
            assert eventually(lambda: ask(one, "ASK {}", timeout=0.2).status_code == 429)
            refused, busy_ = ask(one, COUNTING), ask(other, COUNTING)
            assert (refused.status_code, refused.json()["title"]) == (429, "Too many requests")
            assert (busy_.status_code, busy_.json()["title"]) == (503, "Too busy")
            for each in (refused, busy_):
                assert int(each.headers["retry-after"]) >= 1
                # The pages of others may read that, too.
                assert each.headers["access-control-allow-origin"] == "*"
                assert "Retry-After" in each.headers["access-control-expose-headers"]
        # Those who left are noticed one by one, and until then their places are taken. Each try is somebody
        # else's, for the rate is counted too.
        others = (f"127.0.{k // 200 + 1}.{k % 200 + 1}" for k in count())

        def free():
            with client_at(next(others)) as newcomer:
                return ask(newcomer, "ASK {}").status_code == 200

        assert eventually(free)
        late = ask(service.client, COUNTING, timeout=0.5)
        assert (late.status_code, late.json()["title"]) == (503, "The deadline has passed")
        rated = [ask(service.client, "ASK {}").status_code for _ in range(45)]
        assert rated[0] == 200 and rated[-1] == 429
