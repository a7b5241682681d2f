"""What the tests share: the real project, built and validated once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import patgraph
from patgraph.dataset import sources as source_texts
from patgraph.dataset.assemble import build
from patgraph.dataset.project import Project
from patgraph.dataset.validation import validate
from patgraph.questions import question
from patgraph.store import snapshot
from patgraph.store.embedded import in_memory
from tests.support.paths import OPENDATA, ROOT, SOURCES
from tests.support.site import serving


@pytest.fixture(scope="session")
def project():
    """The files of this repository."""
    return Project(ROOT)


@pytest.fixture(scope="session")
def dataset(project):
    """The dataset built from them."""
    return build(project)


@pytest.fixture(scope="session")
def report(dataset, project):
    """What validation says of it."""
    return validate(dataset, project)


@pytest.fixture(scope="session")
def graph(project, dataset):
    """The dataset in memory, with the questions."""
    store = in_memory(dataset.nquads, dataset.version)
    return patgraph.Graph(store, question.read(project.questions()))


@pytest.fixture(scope="session")
def texts():
    """The source texts, which stay outside the repository."""
    directory = SOURCES
    if not directory:
        pytest.skip("PATGRAPH_SOURCES is not set: the source texts are not at hand")
    found = source_texts.read(Path(directory))
    if OPENDATA:
        imported = {path.stem for path in (ROOT / "data" / "mappings").glob("*.json")}
        tables = source_texts.read(Path(OPENDATA))
        found |= {name: text for name, text in tables.items() if name in imported}
    return found


@pytest.fixture
def copy(tmp_path):
    """A copy of the project's files, to break."""
    for room in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / room, tmp_path / "project" / room)
    return tmp_path / "project"


@pytest.fixture(scope="session")
def run():
    """Run the command line as a user would: `run("queries", cwd=…)`."""

    def run_command(*arguments, **options):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PATGRAPH_")}
        return subprocess.run(
            [Path(sys.executable).parent / "patgraph", *map(str, arguments)],
            capture_output=True, text=True, env=environment | options.pop("env", {}),
            cwd=options.pop("cwd", ROOT), timeout=120, **options,
        )  # fmt: skip

    return run_command


@pytest.fixture(scope="session")
def served(graph):
    """The address of a real server of the graph, which ends with the tests."""
    import threading
    import time

    import uvicorn

    from patgraph.web.app import app_for

    config = uvicorn.Config(app_for(graph), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def built(dataset, tmp_path_factory):
    """The dataset as a snapshot on disk."""
    directory = tmp_path_factory.mktemp("built")
    snapshot.write_snapshot(dataset, directory)
    return directory


@pytest.fixture(scope="session")
def log(tmp_path_factory):
    """Where the server of `site` logs to."""
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="session")
def site(built, log):
    """A client of a real server on the snapshot; it logs each request as JSON."""
    with serving(built, "--log-format", "json", "--access-log", log=log) as client:
        yield client
