"""The commands on a remote store, each as a user runs it."""

from dataclasses import replace

import pytest

import patgraph
from patgraph.errors import RemoteFault, RemoteUnavailable
from patgraph.questions.formats.writers import free, serialise
from patgraph.store.fill import fill
from patgraph.store.remote import RemoteStore
from patgraph.store.wire import Wire
from tests.support.datasets import of_graphs as small
from tests.support.processes import processor_time
from tests.support.remotes import oxigraph_server
from tests.support.service import serving

pytestmark = pytest.mark.remote
DENIED = "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def small_filled(small_dataset):
    """An Oxigraph server that holds the small graph, and its process."""
    with oxigraph_server() as (address, process):
        fill(small_dataset, address)
        yield address, process


@pytest.fixture(scope="module")
def address(small_filled):
    """Where it is."""
    return small_filled[0]


def test_every_command_reads_a_remote_store(run, address, small_built, small_files, small_dataset):
    """query, sparql, validate and export give what they give from a directory."""
    url, graph = address.query, patgraph.open(small_built, project=small_files)
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
    assert run("export", "--format", "nquads", "--store", url).stdout.encode() == small_dataset.nquads


def test_the_memory_of_another_server_is_not_bounded_from_here(run, address):
    """`--memory` is of the process that a free query of one's own graph has; that is told, not kept back."""
    done = run("sparql", "-q", "ASK {}", "--memory", "64", "--store", address.query)
    assert done.returncode == 0 and "true" in done.stdout
    assert "--memory is for a graph of one's own" in done.stderr


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
        (("sparql", "-q", "SELECT * WHERE { " + "{" * 50 + "}" * 50 + " }"), "nests more than"),
    ],
)
def test_bad_input_is_refused_as_ever(run, address, arguments, message):
    """Exit status 2, nothing on standard output, and the remedy."""
    done = run(*arguments, "--store", address.query)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr and "Traceback" not in done.stderr


def test_a_free_query_is_tried_before_it_is_sent(run, small_dataset):
    """What has more than our limits is refused and costs the store nothing; what runs away is ended."""
    # A store of its own: what nobody waits for any more goes on in it.
    with oxigraph_server() as (address, process):
        fill(small_dataset, address)
        url, before = address.query, processor_time(process.pid)
        deep = run("sparql", "-", "--store", url, input="SELECT * { {}" + "UNION{}" * 80 + "}")
        assert (deep.returncode, deep.stdout) == (2, "") and "more than 150 parts" in deep.stderr
        assert processor_time(process.pid) - before < 1 and process.poll() is None
        # Half of the time is for trying it, in which a process has to start.
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?i)) }"
        late = run("sparql", "--timeout", "10", "-q", slow, "--store", url)
        assert (late.returncode, late.stdout) == (2, "") and "ended after 10 s" in late.stderr
        assert process.poll() is None
        asked = "ASK { <id/council/haringey> ?p ?o }"
        assert run("sparql", "--timeout", "100", "-q", asked, "--store", url).stdout == "true\n"


def test_a_build_needs_the_right_password(run, virtuoso, small_files):
    """User and password come from options or the environment; a wrong one is refused and not shown."""
    where = ("--store", virtuoso.query, "--graph-store", virtuoso.graph_store)
    with pytest.raises(RemoteFault, match="--password") as caught:
        fill(small("one"), replace(virtuoso, password="not-the-secret"))
    assert "not-the-secret" not in str(caught.value)
    done = run(
        "build", "--project", small_files, *where, env={"PATGRAPH_USER": "dba", "PATGRAPH_PASSWORD": "dba"}
    )
    assert done.returncode == 0, done.stderr
    assert patgraph.open(virtuoso).version == done.stdout.strip()


def test_a_store_is_filled_and_compared(run, small_built):
    """`fill --verify` says that all is there (0); `--check` writes nothing, and tells what differs (1)."""
    with oxigraph_server() as (address, _):
        where = ("--store", address.query, "--update", address.update, "--from", str(small_built))
        before = run("fill", *where, "--check")
        assert before.returncode == 1 and "The store holds none of them." in before.stdout
        done = run("fill", *where, "--verify")
        assert done.returncode == 0, done.stderr
        same, digest, default = done.stdout.splitlines()
        assert " graphs are the same: " in same and default.startswith("The default graph is empty")
        gone = "DELETE WHERE { GRAPH ?g { <https://w3id.org/patgraph/id/council/haringey> a ?type } }"
        form = {"Content-Type": "application/sparql-update"}
        Wire(address).send("POST", address.update, gone.encode(), form)
        after = run("fill", *where, "--check")
        assert after.returncode == 1 and digest not in after.stdout
        assert "  missing: <https://w3id.org/patgraph/id/council/haringey> " in after.stdout
        assert RemoteStore(address).version == patgraph.open(small_built).version


def test_only_a_remote_store_is_filled(run, small_built):
    """A directory is `build`'s affair: refused, with what to give."""
    done = run("fill", "--store", str(small_built))
    assert (done.returncode, done.stdout) == (2, "") and "http(s)://" in done.stderr


def test_serve_on_a_remote_store_and_its_end(small_dataset):
    """Pages and data come from the remote store; when that goes, 503 says so, and the service lives."""
    with oxigraph_server() as (remote, process):
        fill(small_dataset, remote)
        with serving(remote.query) as service:
            client = service.client
            assert client.get("/health").json()["version"] == small_dataset.version
            answer = client.get("/queries/engagements.json?council=haringey")
            assert answer.json()["version"] == small_dataset.version and answer.json()["total"] == 1
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
