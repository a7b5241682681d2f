"""The commands on a remote store, each as a user runs it."""

import sys
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

import patgraph
from patgraph.errors import RemoteFault
from patgraph.questions.writers import free, serialise
from patgraph.store.fill import fill
from tests.store.test_fill import small
from tests.support.paths import ROOT
from tests.support.remotes import free_port, oxigraph_server, running, virtuoso  # noqa: F401

PATGRAPH = Path(sys.executable).parent / "patgraph"
DENIED = "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def address(dataset):
    """An Oxigraph server that holds the graph, and its process."""
    with oxigraph_server() as (address, process):
        fill(dataset, address)
        yield address, process


def test_every_command_reads_a_remote_store(run, address, dataset, graph):
    """query, sparql, validate and export give what they give from a directory."""
    url = address[0].query
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?s a ?t }"
    for command, wanted in (
        (("query", "engagements", "council=haringey", "--format", "csv"),
         serialise(graph.query("engagements", council="haringey"), "csv")[1].replace("\r\n", "\n")),
        (("sparql", "-q", text), free(graph.sparql(text), None).decode()),
    ):  # fmt: skip
        done = run(*command, "--store", url)
        assert (done.returncode, done.stdout) == (0, wanted), done.stderr
    checked = run("validate", "--store", url)
    assert checked.returncode == 0 and ": 0 violations" in checked.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("query", "engagements", "council=harringey"), "did you mean haringey"),
        (
            ("query", "why", "subject=engagement/harringey", "property=started"),
            "did you mean engagement/haringey",
        ),
        (("sparql", "-q", "SELECT * WHERE { ?s ?p"), "line 1"),
        (("sparql", "-q", DENIED), "SERVICE is closed"),
        (("sparql", "-q", "DESCRIBE <urn:x>"), "DESCRIBE"),
        (("sparql", "-q", "SELECT * WHERE { " + "{" * 3000 + "}" * 3000 + " }"), "nests more than"),
    ],
)
def test_bad_input_is_refused_as_ever(run, address, arguments, message):
    """Exit status 2, nothing on standard output, and the remedy."""
    done = run(*arguments, "--store", address[0].query)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr and "Traceback" not in done.stderr


def test_a_free_query_is_tried_before_it_is_sent(run, address):
    """What would end an engine, or keep it planning, is refused in time and costs the store nothing."""
    url, process = address[0].query, address[1]
    deep = run("sparql", "-", "--store", url, input="SELECT * { {}" + "UNION{}" * 20_000 + "}")
    assert (deep.returncode, deep.stdout) == (2, "") and "too long or too deep" in deep.stderr
    began, patterns = time.monotonic(), " ".join(f"?v{n} ?p{n} ?v{n + 1} ." for n in range(1000))
    long = run("sparql", "--timeout", "2", "-q", f"ASK {{ {patterns} }}", "--store", url)
    assert (long.returncode, long.stdout) == (2, "") and "fewer patterns" in long.stderr
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STR(?a) < STR(?f)) }"
    late = run("sparql", "--timeout", "1", "-q", slow, "--store", url)
    assert (late.returncode, late.stdout) == (2, "") and "ended after 1 s" in late.stderr
    assert time.monotonic() - began < 12 and process.poll() is None
    assert run("sparql", "-q", "ASK { <id/council/haringey> ?p ?o }", "--store", url).stdout == "true\n"


def test_a_build_needs_the_right_password(run, virtuoso):  # noqa: F811
    """User and password come from options or the environment; a wrong one is refused and not shown."""
    where = ("--store", virtuoso.query, "--graph-store", virtuoso.graph_store)
    with pytest.raises(RemoteFault, match="--password") as caught:
        fill(small("one"), replace(virtuoso, password="not-the-secret"))
    assert "not-the-secret" not in str(caught.value)
    done = run("build", *where, env={"PATGRAPH_USER": "dba", "PATGRAPH_PASSWORD": "dba"})
    assert done.returncode == 0, done.stderr
    assert patgraph.open(virtuoso).version == done.stdout.strip()


def test_serve_on_a_remote_store_and_its_end(address, dataset):
    """Pages and data come from the remote store; when that goes, 503 says so, and the service lives."""
    from patgraph.errors import RemoteUnavailable
    from patgraph.store.remote import RemoteStore

    url = f"http://127.0.0.1:{free_port()}"
    with oxigraph_server() as (remote, process):
        fill(dataset, remote)
        command = [PATGRAPH, "serve", "--store", remote.query, "--port", url.rpartition(":")[2]]
        with running(command, f"{url}/health", cwd=ROOT), httpx.Client(base_url=url, timeout=30) as client:
            assert client.get("/health").json()["version"] == dataset.version
            answer = client.get("/queries/engagements.json?council=haringey")
            assert answer.json()["version"] == dataset.version and answer.json()["total"] == 1
            assert "Haringey" in client.get("/queries/engagements?council=haringey").text
            assert client.get("/queries/engagements.json?council=x").status_code == 422
            process.kill()
            process.wait()
            gone = client.get("/queries/councils.json")
            assert gone.status_code == 503
            assert gone.headers["content-type"] == "application/problem+json"
            assert remote.query in gone.json()["detail"] and "see whether it runs" in gone.json()["detail"]
            with pytest.raises(RemoteUnavailable):
                RemoteStore(remote).describe()
