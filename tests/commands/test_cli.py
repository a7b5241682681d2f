"""The command line: every command, its help, its exit status."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMANDS = ("build", "validate", "queries", "query", "sparql", "serve", "export", "locate")


@pytest.fixture(scope="module")
def store(run, tmp_path_factory):
    """A store built by the command."""
    directory = tmp_path_factory.mktemp("store")
    done = run("build", "--store", directory)
    assert done.returncode == 0, done.stderr
    return directory


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run, command):
    """`--help` says what a command does."""
    done = run(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage:")


def test_build_prints_the_version(store, dataset):
    """The version hash is the output of a build, and names the snapshot."""
    assert (store / "current").resolve().name == dataset.version


def test_files_and_store_answer_alike(run, store):
    """A question gives the same bytes from the files and from the built store."""
    arguments = ("query", "engagements", "council=haringey", "--format", "csv")
    from_files, from_store = run(*arguments), run(*arguments, "--store", store)
    assert from_files.returncode == from_store.returncode == 0
    assert from_files.stdout == from_store.stdout
    assert "haringey" in from_store.stdout


def test_the_same_key_again_adds_a_value(run, store):
    """Two councils are asked for with the key twice."""
    done = run(
        "query", "engagements", "council=haringey", "council=swindon", "--format", "csv", "--store", store
    )
    assert len(done.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("query", "engagement"), "did you mean engagements"),
        (("query", "engagements", "coucil=haringey"), "it has: council"),
        (("query", "engagements", "council=harringey"), "did you mean haringey"),
        (("query", "engagements", "council="), "empty value"),
        (("query", "engagements", "council"), "write key=value"),
        (("query", "active-on", "on=yesterday"), "a day, as 2003-02-15"),
        (("query", "work-streams", "phase=two"), "a whole number"),
        (("query", "why", "subject=engagement/haringey", "property=startd"), "did you mean started"),
        (
            ("query", "why", "subject=engagement/harringey", "property=started"),
            "did you mean engagement/haringey",
        ),
        (("sparql", "-q", "SELECT * WHERE { ?s ?p"), "line 1"),
        (("sparql", "-q", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "SERVICE is closed"),
        (("query", "why"), "needs subject"),
        (("query", "why", "subject=engagement/walsall"), "needs property"),
        (("build", "--base", "https://example.org/kg"), "ends in /"),
        (("serve", "--port", "70000"), "--port"),
        (("sparql", "-q", "ASK {}", "--format", "turtle"), "No format 'turtle'"),
        (("export", "--format", "csv"), "-o DIR"),
        (("validate", "--project", "/nowhere"), "--project"),
        (("query", "councils", "--store", "/nowhere"), "patgraph build --store"),
        (("locate", "dh-2004", "words"), "--sources"),
    ],
)
def test_bad_input_says_what_and_what_to_do(run, built, arguments, message):
    """Exit status 2, nothing on standard output, one message that names the fault and the remedy."""
    reads = arguments[0] in ("query", "sparql", "export") and "--store" not in arguments
    done = run(*arguments, *(("--store", built) if reads else ()))
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_violation_stops_the_build_and_the_store_stays(run, copy, store):
    """An end before its start: exit status 1, the passages named, the old store as it was."""
    path = copy / "data/evidence/cc-2004-01.trig"
    text = path.read_text()
    assert "pat:started date:2003-09" in text
    path.write_text(text.replace("pat:started date:2003-09", "pat:started date:2013-09", 1))
    before = os.readlink(store / "current")
    done = run("build", "--project", copy, "--store", store)
    assert done.returncode == 1
    assert "nothing was written" in done.stderr
    assert "data/evidence/cc-2004-01.trig:" in done.stderr
    assert os.readlink(store / "current") == before


def test_validate_reports_in_three_formats(run, store):
    """Text for people, JSON for programs, Turtle for SHACL tools."""
    assert "0 violations" in run("validate").stdout
    assert '"conforms": true' in run("validate", "--format", "json").stdout
    assert "ValidationResult" in run("validate", "--store", store, "--format", "turtle").stdout


def test_a_free_query_answers(run, store):
    """Rows, triples and booleans, each in its default format."""
    select = run("sparql", "-q", "SELECT (1 AS ?one) {}", "--store", store)
    assert select.stdout == "?one\n1\n"
    for form, head in (("csv", "one\n1\n"), ("tsv", "?one\n1\n")):
        told = run("sparql", "-q", "SELECT (1 AS ?one) {}", "--store", store, "--format", form)
        assert told.stdout == head, told.stderr
    assert run("sparql", "-q", "ASK {}", "--store", store).stdout == "true\n"
    construct = run("sparql", "-", "--store", store, input="CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 1")
    assert construct.returncode == 0 and " a " in construct.stdout


def test_a_query_that_names_its_graph_gets_that_graph(run, store):
    """FROM is honoured, for graphs that are here."""
    count = "SELECT (COUNT(*) AS ?n) {}WHERE {{ ?s ?p ?o }}"
    here = "FROM <https://w3id.org/patgraph/graph/editorial> "
    whole = run("sparql", "-q", count.format(""), "--store", store).stdout
    editorial = run("sparql", "-q", count.format(here), "--store", store).stdout
    assert 0 < int(editorial.split()[1]) < int(whole.split()[1])


def test_a_moved_base_validates_and_exports(run, tmp_path):
    """A store under another base is checked against its shapes, and its export is its version."""
    import hashlib

    done = run("build", "--base", "http://a.example/kg/", "--store", tmp_path)
    assert done.returncode == 0, done.stderr
    checked = run("validate", "--store", tmp_path)
    assert checked.returncode == 0 and ": 0 violations" in checked.stdout
    export = run("export", "--format", "nquads", "--store", tmp_path, "-o", tmp_path / "out.nq")
    assert export.returncode == 0
    assert hashlib.sha256((tmp_path / "out.nq").read_bytes()).hexdigest() == done.stdout.strip()


@pytest.mark.parametrize("form", ["nquads", "trig", "turtle"])
def test_export_holds_what_it_says(run, store, dataset, form):
    """N-Quads are the dataset byte for byte; TriG and Turtle parse to as many statements."""
    import pyoxigraph

    done = run("export", "--format", form, "--store", store, "-o", store / f"out.{form}")
    assert done.returncode == 0, done.stderr
    content = (store / f"out.{form}").read_bytes()
    if form == "nquads":
        assert content == dataset.nquads
        return
    kind = {"trig": pyoxigraph.RdfFormat.TRIG, "turtle": pyoxigraph.RdfFormat.TURTLE}[form]
    expected = len(dataset.quads) if form == "trig" else len(list(dataset.view()))
    assert len(set(pyoxigraph.parse(content, format=kind))) == expected


def test_tables_are_one_a_question(run, store, graph):
    """CSV and Parquet: a file a question, with the same rows."""
    import csv

    import pyarrow.parquet

    for form in ("csv", "parquet"):
        done = run("export", "--format", form, "--store", store, "-o", store / form)
        assert done.returncode == 0, done.stderr
    assert {p.stem for p in (store / "csv").iterdir()} == set(graph.queries)
    for path in sorted((store / "csv").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        table = pyarrow.parquet.read_table(store / "parquet" / f"{path.stem}.parquet")
        assert (table.num_rows, table.column_names) == (len(rows) - 1, rows[0])


@pytest.mark.parametrize("moment", [0.3, 0.9, 1.8, 2.6, 3.0, 3.4])
def test_a_killed_build_leaves_the_old_store(run, store, copy, moment):
    """`patgraph build` of another version, killed at several moments, leaves the store answering."""
    path = copy / "data/editorial/people.ttl"
    path.write_text(path.read_text().replace("Peter Hay", f"Peter Hay {moment}"))
    command = [Path(sys.executable).parent / "patgraph", "build", "--store", store, "--project", copy]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = run("query", "councils", "--store", store, "--format", "csv")
    assert done.returncode == 0
    assert "haringey" in done.stdout
