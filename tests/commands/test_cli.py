"""The command line: every command, its help, its exit status."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import time

import pytest
from click.testing import CliRunner

from patgraph import files
from patgraph.cli import main
from patgraph.commands import ask
from tests.support.paths import PATGRAPH
from tests.support.processes import processor_time
from tests.support.small_project import least_of

COMMANDS = (
    "show", "search", "ask", "queries", "query", "sparql", "serve", "mcp", "export", "build", "validate",
    "locate",
)  # fmt: skip


@pytest.fixture(scope="module")
def store(run, small_files, tmp_path_factory):
    """A store that the command built from the small project."""
    directory = tmp_path_factory.mktemp("store")
    done = run("build", "--project", small_files, "--store", directory)
    assert done.returncode == 0, done.stderr
    return directory


def test_the_installed_command_is_the_one_that_is_tested(run):
    """The program that pip installs says what `run`, which saves starting Python anew, says."""
    for arguments in (("--help",), ("query",), ("nothing",)):
        done = subprocess.run([PATGRAPH, *arguments], capture_output=True, text=True)
        told = run(*arguments)
        assert (done.returncode, done.stdout, done.stderr) == (told.returncode, told.stdout, told.stderr)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run, command):
    """`--help` says what a command does."""
    done = run(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage:")


def test_build_prints_the_version(run, small_files, store, small_dataset):
    """The version hash is the output of a build, and names the snapshot."""
    assert (store / "current").resolve().name == small_dataset.version
    done = run("build", "--project", small_files)
    assert (done.returncode, done.stdout) == (0, f"{small_dataset.version}\n")


@pytest.mark.slow
def test_files_and_store_answer_alike(run, small_files, store):
    """A question gives the same bytes from the files and from the built store."""
    arguments = ("query", "engagements", "council=haringey", "--format", "csv")
    from_files = run(*arguments, "--project", small_files)
    from_store = run(*arguments, "--project", small_files, "--store", store)
    assert from_files.returncode == from_store.returncode == 0
    assert from_files.stdout == from_store.stdout
    assert "haringey" in from_store.stdout


def test_asking_says_what_of_the_words_is_not_used(run, built, graph, monkeypatch):
    """Between the command and the rows, and in JSON; of a name alone what can be asked about it is said."""
    told = run("ask", "interventions in Slough in 1066", "--store", built).stdout.splitlines()
    assert told[1:3] == [
        "patgraph query interventions council=slough", "Not used: “1066” (not understood as a date).",
    ]  # fmt: skip
    # Each process learns from all ways of asking anew; this one has done so, for who asks the same graph.
    monkeypatch.setattr(ask, "open_graph", lambda *_: graph)

    def again(*arguments):
        done = CliRunner().invoke(main, ["ask", *arguments], prog_name="patgraph")
        assert done.exit_code == 0, done.output
        return done.stdout

    told = json.loads(again("interventions in 2010, 2014 and 2018", "--format", "json"))
    assert told["values"] == {"from": ["2010-01-01"], "to": ["2014-12-31"]}
    assert [each["text"] for each in told["unused"]] == ["2018"]
    told = again("Max", "Caller")
    assert told.startswith("A name asks nothing") and "patgraph query careers person=max-caller" in told


def test_the_same_key_again_adds_a_value(run, built):
    """Two councils are asked for with the key twice."""
    done = run(
        "query", "engagements", "council=haringey", "council=swindon", "--format", "csv", "--store", built
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
        (("query", "why", "subject=engagement/haringey"), "needs property"),
        (("build", "--base", "https://example.org/kg"), "ends in /"),
        (("serve", "--port", "70000"), "--port"),
        (("sparql", "-q", "ASK {}", "--format", "turtle"), "No format 'turtle'"),
        (("export", "--format", "csv"), "-o DIR"),
        (("validate", "--project", "/nowhere"), "--project"),
        (("query", "councils", "--store", "/nowhere"), "patgraph build --store"),
        (("locate", "dh-2004", "words"), "--sources"),
    ],
)
def test_bad_input_says_what_and_what_to_do(run, small_built, arguments, message):
    """Exit status 2, nothing on standard output, one message that names the fault and the remedy."""
    reads = arguments[0] in ("query", "sparql", "export") and "--store" not in arguments
    done = run(*arguments, *(("--store", small_built) if reads else ()))
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_violation_stops_the_build_and_the_store_stays(run, small_copy, store):
    """A start after its end: exit status 1, the passages named, the old store as it was."""
    path = small_copy / "data/evidence/note-2004.trig"
    text = path.read_text()
    assert "pat:started date:2002-10" in text
    path.write_text(text.replace("pat:started date:2002-10", "pat:started date:2012-10", 1))
    before = os.readlink(store / "current")
    done = run("build", "--project", small_copy, "--store", store)
    assert done.returncode == 1
    assert "nothing was written" in done.stderr
    assert "data/evidence/note-2004.trig:" in done.stderr
    assert os.readlink(store / "current") == before


@pytest.mark.slow
def test_validate_reports_in_three_formats(run, small_files, store):
    """Text for people, JSON for programs, Turtle for SHACL tools."""
    assert "0 violations" in run("validate", "--project", small_files).stdout
    assert '"conforms": true' in run("validate", "--project", small_files, "--format", "json").stdout
    assert "ValidationResult" in run("validate", "--store", store, "--format", "turtle").stdout


@pytest.mark.slow
def test_the_referee_judges_whatever_was_found_before(run, small_copy, cache):
    """`--referee` takes nothing from what is kept, be it another report under this one's name."""
    before = run("validate", "--project", small_copy).stdout
    (place,) = (cache / "reports").glob("*.json")
    files.keep_sealed(place, json.dumps({"shapes": 1, "ntriples": "", "results": []}).encode())
    assert run("validate", "--project", small_copy).stdout.startswith("1 shapes: 0 violations")
    assert run("validate", "--project", small_copy, "--referee").stdout == before


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


def test_a_query_that_names_its_graph_gets_that_graph(run, built):
    """FROM is honoured, for graphs that are here."""
    count = "SELECT (COUNT(*) AS ?n) {}WHERE {{ ?s ?p ?o }}"
    here = "FROM <https://w3id.org/patgraph/graph/editorial> "
    whole = run("sparql", "-q", count.format(""), "--store", built).stdout
    editorial = run("sparql", "-q", count.format(here), "--store", built).stdout
    assert 0 < int(editorial.split()[1]) < int(whole.split()[1])


@pytest.mark.slow
def test_a_moved_base_validates_and_exports(run, small_files, tmp_path):
    """A store under another base is checked against its shapes, and its export is its version."""
    import hashlib

    done = run("build", "--base", "http://a.example/kg/", "--project", small_files, "--store", tmp_path)
    assert done.returncode == 0, done.stderr
    checked = run("validate", "--store", tmp_path)
    assert checked.returncode == 0 and ": 0 violations" in checked.stdout
    export = run("export", "--format", "nquads", "--store", tmp_path, "-o", tmp_path / "out.nq")
    assert export.returncode == 0
    assert hashlib.sha256((tmp_path / "out.nq").read_bytes()).hexdigest() == done.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["nquads", "trig", "turtle"])
def test_export_holds_what_it_says(run, store, small_dataset, form):
    """N-Quads are the dataset byte for byte; TriG and Turtle parse to as many statements."""
    import pyoxigraph

    done = run("export", "--format", form, "--store", store, "-o", store / f"out.{form}")
    assert done.returncode == 0, done.stderr
    content = (store / f"out.{form}").read_bytes()
    if form == "nquads":
        assert content == small_dataset.nquads
        return
    kind = {"trig": pyoxigraph.RdfFormat.TRIG, "turtle": pyoxigraph.RdfFormat.TURTLE}[form]
    expected = len(small_dataset.quads) if form == "trig" else len(list(small_dataset.view()))
    assert len(set(pyoxigraph.parse(content, format=kind))) == expected


@pytest.mark.slow
def test_tables_are_one_a_question(run, store, small_graph, tmp_path):
    """CSV and Parquet: a file a question, with the same rows; a question whose example names what the small
    graph has not is left out, and said to be.
    """
    import csv

    import pyarrow.parquet

    for form in ("csv", "parquet"):
        done = run("export", "--format", form, "--store", store, "-o", tmp_path / form)
        assert done.returncode == 0, done.stderr
        left_out = set(re.findall(r"queries/(\S+)\.rq is left out", done.stderr))
        assert {p.stem for p in (tmp_path / form).iterdir()} == set(small_graph.queries) - left_out
        assert 0 < len(left_out) < 10
    for path in sorted((tmp_path / "csv").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        table = pyarrow.parquet.read_table(tmp_path / "parquet" / f"{path.stem}.parquet")
        assert (table.num_rows, table.column_names) == (len(rows) - 1, rows[0])


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.2, 0.5, 0.7, 0.8, 0.9, 0.96])
def test_a_killed_build_leaves_the_old_store(run, store, small_copy, whole_build, share):
    """`patgraph build` of another version, killed after several shares of the processor time that a whole
    one takes, leaves the store answering. (tests/store/test_snapshot.py stops a build at each step.)
    """
    least_of(small_copy)
    path = small_copy / "data/editorial/things.ttl"
    path.write_text(path.read_text().replace("The tests", f"The tests {share}"))
    process = subprocess.Popen(
        [PATGRAPH, "build", "--store", store, "--project", small_copy],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and processor_time(process.pid) < share * whole_build:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = run("query", "councils", "--store", store, "--format", "csv")
    assert done.returncode == 0
    assert "haringey" in done.stdout


@pytest.fixture(scope="module")
def whole_build(small_files, tmp_path_factory):
    """The processor time that the command takes to build the least of the small project."""
    place = tmp_path_factory.mktemp("whole")
    least = least_of(shutil.copytree(small_files, place / "project"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [PATGRAPH, "build", "--store", place / "store", "--project", least], check=True, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.slow
def test_cells_and_files_are_made_for_spreadsheets_or_not(run, small_copy, tmp_path):
    """What a spreadsheet would compute stands behind an apostrophe unless `--raw` says otherwise, in `query`
    and in `export`; `--bom` begins csv with a byte-order mark, and elsewhere is said not to be used.
    """
    things = small_copy / "data/editorial/things.ttl"
    things.write_text(things.read_text().replace("The tests", "=1+1"))
    asked = ("query", "sources", "--project", small_copy, "--format", "csv")
    safe, raw, marked = (run(*asked, *options).stdout for options in ((), ("--raw",), ("--bom",)))
    assert "'=1+1" in safe and "=1+1" in raw and "'=1+1" not in raw
    assert marked == "\ufeff" + safe
    other = run(*asked[:-1], "json", "--bom")
    assert other.stdout[:1] == "{" and "--bom is for --format csv and tsv; it is not used" in other.stderr
    for options, cell in (((), "'=1+1"), (("--raw",), "=1+1")):
        place = tmp_path / f"tables{len(options)}"
        done = run("export", "--project", small_copy, "--format", "csv", "-o", place, *options)
        assert done.returncode == 0, done.stderr
        found = [c for line in (place / "sources.csv").read_text().splitlines() for c in line.split(",")]
        assert any(each.startswith(cell) for each in found)
