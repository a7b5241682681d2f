"""The wheel, unpacked alone: what users get holds all that the commands and the pages need."""

import hashlib
import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from tests.support.page import Page
from tests.support.paths import ROOT

#: Scripts and styles of others that `make` fetched.
VENDOR = ROOT / "src/patgraph/web/static/vendor"

pytestmark = [pytest.mark.slow, pytest.mark.server]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of this checkout, built without the network."""
    place = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
         "--wheel-dir", place, ROOT],
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return next(place.glob("patgraph-*.whl"))


@pytest.fixture(scope="module")
def command(wheel, tmp_path_factory):
    """The wheel unpacked, and a place outside the checkout: (where, environment) for commands."""
    place = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    where = tmp_path_factory.mktemp("elsewhere")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PATGRAPH_")}
    return where, kept | {"PYTHONPATH": str(place), "PATGRAPH_CACHE": ""}  # nothing is taken ready-made


def run(command, *arguments, **more):
    """A command that is done, with `more` in its environment; gives what it wrote."""
    where, environment = command
    done = subprocess.run(
        [sys.executable, "-m", "patgraph", *map(str, arguments)],
        cwd=where, env=environment | more, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_every_file_of_the_checkout(wheel):
    """Code, pages and what `make` fetched for them, and the ontology, data, questions and docs."""
    listed = subprocess.run(
        ["git", "ls-files", "src/patgraph", "docs", "ontology", "data", "queries"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    packed = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        name.removeprefix("src/") if name.startswith("src/") else f"patgraph/files/{name}"
        for name in listed.stdout.split("\n") if name and (ROOT / name).exists()
    }  # fmt: skip
    wanted |= {f"patgraph/web/static/vendor/{path.name}" for path in VENDOR.glob("*")}
    assert len(wanted) > 200 and not wanted - packed


def test_the_wheel_holds_the_same_dataset(command, dataset, built):
    """To the installed program its files are those of the checkout, and so is what it gives of them: it takes
    what was built here, which is kept under the digest of all the files and of the program.
    """
    kept = {path.name for path in built.parent.iterdir()}
    cache = os.environ["PATGRAPH_CACHE"]
    run(command, "export", "--format", "nquads", "-o", "patgraph.nq", PATGRAPH_CACHE=cache)
    assert hashlib.sha256((command[0] / "patgraph.nq").read_bytes()).hexdigest() == dataset.version
    assert {path.name for path in built.parent.iterdir()} == kept


def test_an_installed_program_builds_a_store(command, small_files, small_dataset):
    """`patgraph build` validates and writes, as from a checkout; `patgraph query` finds the questions in the
    wheel.
    """
    version = run(command, "build", "--project", small_files, "--store", "store").strip()
    assert version == small_dataset.version
    told = run(command, "query", "engagements", "council=haringey", "--format", "csv", "--store", "store")
    assert "haringey" in told and len(told.splitlines()) == 2


def test_every_page_is_served_by_the_installed_program(command, small_built):
    """From the first page by links: each kind of page, each question, each file they name is there. Pages and
    questions are those of the wheel; a small graph shows them as well as the large one.
    """
    visited, faults = _served(command, small_built)
    assert not faults
    assert {"/", "/docs", "/sparql", "/tables", "/dataset", "/joins", "/conformance", "/def"} <= visited


@pytest.mark.parametrize("python", os.environ.get("PATGRAPH_PYTHONS", "").split() or [None])
def test_every_page_is_served_under_other_pythons(python, wheel, command, small_built, tmp_path):
    """With what the package index has for them: `PATGRAPH_PYTHONS="python3.12 python3.13" pytest …`."""
    if python is None:
        pytest.skip("PATGRAPH_PYTHONS names no other Python")
    subprocess.run([python, "-m", "venv", tmp_path / "venv"], check=True, timeout=300)
    program = tmp_path / "venv/bin/python"
    installed = [program, "-m", "pip", "install", "--quiet", f"{wheel}[mcp]"]
    subprocess.run(installed, check=True, timeout=900)
    where, environment = command
    alone = {key: value for key, value in environment.items() if key != "PYTHONPATH"}
    visited, faults = _served((where, alone), small_built, program)
    assert not faults and {"/", "/docs", "/sparql", "/dataset", "/def"} <= visited


def _served(command, store, program=sys.executable) -> tuple[set[str], list[tuple[str, int]]]:
    """What is found by links from the first page of an installed program's service."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where, environment = command
    server = subprocess.Popen(
        [program, "-m", "patgraph", "serve", "--store", store, "--port", str(port)],
        cwd=where, env=environment, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=600) as http:
            _wait(http, server)
            return _crawl(http)
    finally:
        server.terminate()
        server.wait(100)


def _wait(http: httpx.Client, server: subprocess.Popen):
    for _ in range(600):
        assert server.poll() is None
        try:
            http.get("/health")
            return
        except httpx.TransportError:
            time.sleep(0.1)


def _shape(path: str) -> str:
    """What addresses of one route have alike. A question's page is like no other; of things' pages those of a
    kind are alike (`/doc/council/…`), of files those of an extension.
    """
    if re.fullmatch(r"/(queries/)?[^/.]*", path):
        return path
    extension = re.search(r"(\.[a-z]+)*$", path)[0]
    kind = re.match("/doc/[^/]+", path)
    if kind and not extension:
        return kind[0]
    return re.sub("/[^/]+", "/*", path[1:]) + extension


def _crawl(http: httpx.Client) -> tuple[set[str], list[tuple[str, int]]]:
    """Follows links from `/`, one to addresses of a shape; gives the paths visited and the faults."""
    waiting, seen, shapes, faults = ["/"], set(), set(), []
    while waiting:
        address = waiting.pop(0).partition("#")[0]
        path = urlsplit(address).path
        if path in seen or _shape(path) in shapes:
            continue
        seen.add(path)
        shapes.add(_shape(path))
        reply = http.get(address, headers={"Accept": "text/html,*/*;q=0.8"}, follow_redirects=True)
        # Dumps are made while the service runs already: it says when to come again.
        later = reply.status_code == 503 and "retry-after" in reply.headers
        # A question's example may name what the small graph does not know, which its page says.
        unknown = path.startswith("/queries/") and reply.status_code in (404, 422) and "alert" in reply.text
        if reply.status_code != 200 and not later and not unknown:
            faults.append((address, reply.status_code))
        if reply.headers.get("content-type", "").startswith("text/html"):
            page = Page(reply.text)
            named = [
                *page.links,
                *(t.get("src") or t.get("href") for _, t in page.tags if t.get("src") or t.get("href")),
            ]
            here = [urljoin(str(reply.url), link) for link in named]
            waiting += [link for link in here if link.startswith(str(http.base_url))]
    return seen, faults
