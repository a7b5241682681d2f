"""What the tests share: the real project, built and validated once, and the small one.

Nothing of the machine is imported before a test asks for it, so that the tests of one room take seconds.
"""

import gc
import os
import re
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.examples import register_profiles
from tests.support.paths import OPENDATA, ROOT, SOURCES

# The graph is some hundred thousand objects that stay; they need not be looked through again and again.
gc.set_threshold(100_000, 50, 50)

register_profiles()

#: What a test needs that asks for one of these; `make check` leaves out what has such a marker.
NEEDS = {
    "service": "server", "ours": "server", "elsewhere": "server",
    "councils": "slow", "every_table": "slow", "written": "slow", "unruled": "slow",
    "report": "slow",
    "oxigraph": "remote", "virtuoso": "remote", "there": "remote",
}  # fmt: skip


def pytest_configure(config):
    """A client reads all certificates of the world when it is made, which takes longer than most tests, and
    nothing here speaks TLS: it finds one.
    """
    import certifi

    one, end, _ = Path(certifi.where()).read_text(encoding="utf-8").partition("-----END CERTIFICATE-----\n")
    place = config.cache.mkdir("tls") / "one.pem"
    place.write_text(one + end)
    os.environ["SSL_CERT_FILE"] = str(place)
    # What is built of the same files by the same program is built once, for this run and the next.
    os.environ["PATGRAPH_CACHE"] = str(config.cache.mkdir("built"))
    # So is what rdflib reads of the same text; see `tests/support/parsed.py`.
    os.environ["PATGRAPH_TESTS_PARSED"] = str(config.cache.mkdir("parsed"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A test is marked for what its fixtures start. Files that take longest begin first, so that where two
    run side by side neither waits long for the other in the end.
    """
    turns: dict[Path, int] = {}
    for item in items:
        for name in NEEDS.keys() & set(item.fixturenames):
            item.add_marker(NEEDS[name])
        marks = {mark.name for mark in item.iter_markers()}
        turn = next((at for at, mark in enumerate(HEAVY) if mark in marks), len(HEAVY))
        turns[item.path] = min(turn, turns.get(item.path, turn))
    items.sort(key=lambda item: turns[item.path])


def pytest_collection_finish():
    """What is imported and collected stays: the collector of circles need not look through it again."""
    gc.freeze()


def pytest_sessionfinish():
    """Nor need what is there when all tests have ended, which pytest looks through five times for what failed
    unseen: once is enough.
    """
    gc.collect()
    gc.freeze()


#: What makes a file take long, the longest first.
HEAVY = ("remote", "browser", "server", "engine", "slow")
#: How a test file shows that it uses what `tests.support.parsed` keeps.
USES_PARSED = "from tests.support.parsed import"
#: How it shows that it asks the server of all.
USES_SERVICE = re.compile(r"def \w+\((?:[^()]*, )?(?:service|site)[,)]")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Of processes side by side each takes a file, and one takes those for which rdflib reads the questions,
    and one those that ask the server of all: it reads them once, and starts it once.
    """
    from xdist.scheduler import LoadFileScheduling

    together = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        if USES_PARSED in text:
            together[str(path.relative_to(ROOT))] = "parsed"
        elif USES_SERVICE.search(text) and "def service(" not in text:
            together[str(path.relative_to(ROOT))] = "service"

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return together.get(file, file)

    return Scheduling(config, log)


@pytest.fixture(scope="session")
def project():
    """The files of this repository."""
    from patgraph.dataset.project import Project

    return Project(ROOT)


@pytest.fixture(scope="session")
def built(project):
    """The dataset built from them, as a snapshot on disk, which nobody may change. It is open as long as
    tests run: what they build beside it takes the place of others, not of what somebody reads.
    """
    from patgraph.dataset.kept import cache_directory, graph_directory, kept_store
    from patgraph.errors import NoStore
    from patgraph.files import locked
    from patgraph.store import snapshot
    from patgraph.store.working_copy import STORE_NOTE

    place, held = graph_directory(project), None
    # Of processes that run tests side by side one builds, and the others find it.
    with locked(cache_directory() / "built.lock"):
        for _ in range(10):
            # A command of a test that asks without a store may write it just now; then it is in memory here.
            kept_store(project)
            with suppress(NoStore):
                held = snapshot.open_snapshot(place, place / STORE_NOTE)
                break
    assert held is not None, "it cannot be kept"
    yield place
    del held


@pytest.fixture(scope="session")
def dataset(project, built):
    """The same in memory."""
    from patgraph.dataset.kept import kept_dataset

    found = kept_dataset(project)
    gc.freeze()
    return found


@pytest.fixture(scope="session")
def report(dataset, project):
    """What validation says of it."""
    from patgraph.dataset.kept import cache_directory, kept_report
    from patgraph.files import locked

    with locked(cache_directory() / "report.lock"):
        return kept_report(project, lambda: dataset)


@pytest.fixture(scope="session")
def graph(project, dataset, built):
    """The dataset in memory, which answers quicker, with the questions; it knows where its snapshot is, and
    so need not write itself anew for each process that reads it.
    """
    import patgraph
    from patgraph.dataset.kept_questions import kept_questions
    from patgraph.store import snapshot
    from patgraph.store.embedded import in_memory

    store = replace(in_memory(dataset.nquads, dataset.version), place=snapshot.current_place(built))
    return patgraph.Graph(store, kept_questions(project.questions()))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache directory."""
    monkeypatch.setenv("PATGRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def copy(tmp_path):
    """A copy of the project's files, to break."""
    for room in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / room, tmp_path / "project" / room)
    return tmp_path / "project"


@pytest.fixture(scope="session")
def small_files(tmp_path_factory):
    """The directory of a small project that holds; see `tests/support/small_project.py`."""
    from tests.support.small_project import small_project

    return small_project(tmp_path_factory.mktemp("small"))


@pytest.fixture
def small_copy(small_files, tmp_path):
    """A copy of it, to break."""
    return shutil.copytree(small_files, tmp_path / "small-project")


@pytest.fixture(scope="session")
def small_dataset(small_files):
    """The dataset built from it."""
    from patgraph.dataset.assemble import build
    from patgraph.dataset.project import Project

    return build(Project(small_files))


@pytest.fixture(scope="session")
def small_built(small_dataset, tmp_path_factory):
    """That dataset as a snapshot on disk."""
    from patgraph.store import snapshot

    directory = tmp_path_factory.mktemp("small-built")
    snapshot.write_snapshot(small_dataset, directory)
    return directory


@pytest.fixture(scope="session")
def small_graph(small_built):
    """That snapshot, opened, with the questions."""
    import patgraph

    return patgraph.open(small_built)


@pytest.fixture(scope="session")
def texts():
    """The source texts, which stay outside the repository."""
    from patgraph.dataset.texts import sources

    if not SOURCES:
        pytest.skip("PATGRAPH_SOURCES is not set: the source texts are not at hand")
    found = sources.read_texts(SOURCES)
    if OPENDATA:
        imported = {path.stem for path in (ROOT / "data" / "mappings").glob("*.json")}
        tables = sources.read_texts(OPENDATA)
        found |= {name: text for name, text in tables.items() if name in imported}
    return found


@pytest.fixture(scope="session")
def commands():
    """The command line, which starts Python once for all commands."""
    from tests.support.command_line import CommandLine

    started = CommandLine()
    yield started
    started.close()


@pytest.fixture(scope="session")
def run(commands):
    """Run the command line as a user would: `run("queries", cwd=…)`."""
    return commands.run


@pytest.fixture(scope="session")
def on_terminal(commands):
    """The same on a terminal: `on_terminal("queries", columns=40)`, its exit status and what was shown."""
    return commands.run_on_terminal


@pytest.fixture(scope="session")
def app(graph, built):
    """The service of the graph, to be asked in this process; its workers open the snapshot, and dumps
    are made beside it, as the command makes them: once, whoever serves it.
    """
    from patgraph.web.app import app_for

    return app_for(graph, snapshot=graph.store.place / "store", dumps=built / "dumps")


@pytest.fixture(scope="session")
def small_app(small_graph, small_built):
    """That of the small one."""
    from patgraph.web.app import app_for

    return app_for(small_graph, dumps=small_built / "dumps")


@pytest.fixture(scope="session")
def served(graph, built):
    """The address of a server of the graph in this process, which ends with the tests. Its application is its
    own: what has begun in the loop of a server cannot be asked in another.
    """
    from patgraph.web.app import app_for
    from tests.support.service import serving_here

    with serving_here(app_for(graph, snapshot=graph.store.place / "store", dumps=built / "dumps")) as address:
        yield address


@pytest.fixture(scope="session")
def small_served(small_graph, small_built):
    """That of one of the small one."""
    from patgraph.web.app import app_for
    from tests.support.service import serving_here

    with serving_here(app_for(small_graph, dumps=small_built / "dumps")) as address:
        yield address


@pytest.fixture(scope="session")
def log(tmp_path_factory):
    """Where the server of `site` logs to."""
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="session")
def service(built, log):
    """A real server on the snapshot: its address, process and client. It logs each request as JSON, and has
    the time that a busy machine needs.
    """
    from tests.support.service import PATIENT, serving

    options = ("--log-format", "json", "--access-log", "--client-rate", "100000/minute", "--timeout", "120")
    with serving(built, *options, log=log, before=PATIENT) as found:
        yield found


@pytest.fixture(scope="session")
def site(service):
    """A client of that server."""
    return service.client


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    """A page of Chromium, for all tests of a module."""
    from tests.support import browser

    with browser.tab(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture(scope="session")
def oxigraph():
    """Where an Oxigraph server, started empty, is."""
    from tests.support.remotes import oxigraph_server

    with oxigraph_server() as (address, _):
        yield address


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory):
    """Where a Virtuoso 7, started empty, is."""
    from tests.support.remotes import virtuoso_server

    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as (address, _):
        yield address
