"""Dumps: each made once, whole or not at all, looked at when used, made again when gone."""

import asyncio
import errno
import hashlib
import shutil
import tempfile
import threading
import time
from functools import partial

import pytest
import rdflib
from fastapi.testclient import TestClient

from patgraph.errors import StoreUnwritable, WorkerLost
from patgraph.exports import dumps as dumps_module
from patgraph.exports.dump_kinds import KINDS
from patgraph.exports.dumps import Dumps
from patgraph.web.app import app_for
from patgraph.web.routes import vocabulary
from tests.support.processes import eventually
from tests.support.stand_ins import replace_for

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


def test_dumps_are_built_once_and_one_by_one(small_graph, tmp_path, monkeypatch):
    """What one server built another on the same directory takes as it is, and what is asked for is all that
    is built; versions but the last are swept.
    """
    old, last = tmp_path / ("a" * 64), tmp_path / ("b" * 64)
    old.mkdir(), last.mkdir()
    (tmp_path / "last").write_text("b" * 64)
    first = Dumps(small_graph, tmp_path)
    dump = first.get("view.ttl")
    assert dump.sha256 == hashlib.sha256((first.place / "view.ttl").read_bytes()).hexdigest()
    assert set(first.known()) == {"view.ttl", "patgraph.nq"} and first.get("nothing.nq") is None
    monkeypatch.setattr(Dumps, "_start", lambda *_: pytest.fail("built again"))
    assert Dumps(small_graph, tmp_path).get("view.ttl") == dump
    assert {path.name for path in tmp_path.iterdir()} == {".lock", "last", "b" * 64, small_graph.version}


@pytest.mark.engine
def test_nobody_waits_for_the_dumps(small_graph, tmp_path, monkeypatch):
    """The description answers while nothing is built; once it is, size and digest are told."""
    go = threading.Event()
    build = dumps_module.build
    monkeypatch.setattr(dumps_module, "build", lambda *told: go.wait(60) and build(*told))
    monkeypatch.setattr("patgraph.web.app.KINDS", KINDS[:1])
    client = TestClient(app_for(small_graph, dumps=tmp_path))
    checksum = (None, SPDX.checksum, None)
    before = client.get("/dataset.ttl")
    assert before.headers["cache-control"] == "no-cache"
    assert checksum not in rdflib.Graph().parse(data=before.content, format="turtle")
    assert "being made" in client.get("/dataset", headers={"Accept": "text/html"}).text
    go.set()
    assert eventually(lambda: client.get("/dataset.ttl").headers["etag"] != before.headers["etag"])
    after = client.get("/dataset.ttl")
    assert checksum in rdflib.Graph().parse(data=after.content, format="turtle")
    assert "public" in after.headers["cache-control"]


@pytest.mark.slow
def test_a_dump_that_cannot_be_built_is_told(small_graph, tmp_path):
    """Where the process that builds one dies, the caller gets an error that says so, and not a half."""
    dumps = Dumps(small_graph, tmp_path)
    dumps.get("patgraph.nq")
    file = dumps.place / "patgraph.nq"
    file.write_bytes(b"#" + b"x" * (file.stat().st_size - 3) + b"\nx")
    with pytest.raises(WorkerLost, match=r"view\.ttl"):
        dumps.get("view.ttl")
    assert not (dumps.place / "view.ttl").exists()


def test_a_dump_that_is_gone_is_built_again(small_graph, tmp_path):
    """A directory that was cleaned away under the service, a file that was cut: noticed and made good."""
    dumps = Dumps(small_graph, tmp_path / "here")
    dump = dumps.get("patgraph.nq")
    shutil.rmtree(tmp_path / "here")
    assert dumps.known() == {} and dumps.get("patgraph.nq") == dump
    (dumps.place / "patgraph.nq").write_bytes(b"half")
    assert dumps.known() == {} and dumps.get("patgraph.nq") == dump
    assert (dumps.place / "patgraph.nq").stat().st_size == dump.size


def test_a_full_disk_is_told(small_graph, tmp_path, monkeypatch):
    """A file that cannot be written is an error of ours with its remedy; nothing half stays; the description
    does not try again at once."""
    dumps = Dumps(small_graph, tmp_path)

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(dumps_module, "whole", full)
    with pytest.raises(StoreUnwritable, match=r"No space left.*--dumps"):
        dumps.get("patgraph.nq")
    assert not [path for path in dumps.place.iterdir() if not path.name.startswith(".")]
    dumps._all()
    dumps.begin()
    assert not dumps._begun
    told = TestClient(app_for(small_graph, dumps=tmp_path)).get("/dumps/patgraph.nq")
    assert told.status_code == 507 and "--dumps" in told.json()["detail"]


def test_what_many_ask_for_is_made_once(small_graph, tmp_path, monkeypatch):
    """However many wait for a file, and whoever of them leaves, it is made once, and all others get it."""
    dumps, made = Dumps(small_graph, tmp_path), []
    make = Dumps._make

    def slow(self, wanted):
        made.append(wanted.name)
        time.sleep(0.1)
        return make(self, wanted)

    monkeypatch.setattr(Dumps, "_make", slow)

    async def ask():
        asking = [asyncio.create_task(dumps.made(KINDS[0])) for _ in range(20)]
        await asyncio.sleep(0.02)
        asking[0].cancel()
        return await asyncio.gather(*asking[1:])

    assert len(set(asyncio.run(ask()))) == 1 and made == ["patgraph.nq"]


def test_what_a_killed_server_left_is_swept(small_graph, tmp_path, monkeypatch):
    """Directories of servers that are no more are removed; one that is in use stays."""
    here = {"gettempdir": lambda: str(tmp_path), "mkdtemp": partial(tempfile.mkdtemp, dir=tmp_path)}
    replace_for(monkeypatch, dumps_module, "tempfile", **here)
    living = Dumps(small_graph)
    dead = tmp_path / "patgraph-dumps-dead"
    dead.mkdir()
    (dead / ".used").touch()
    other = Dumps(small_graph)
    assert not dead.exists() and living._directory.exists() and other._directory.exists()


@pytest.mark.slow
def test_a_large_graph_is_a_file_made_once(small_graph, tmp_path, monkeypatch):
    """A graph of many statements comes from a file: the same bytes as one written for the caller, a tag, and
    no second making; its page says that it shows a part."""
    plain = TestClient(app_for(small_graph)).get("/graph/editorial.ttl")
    monkeypatch.setattr(vocabulary, "LARGE", 5)
    monkeypatch.setattr(vocabulary, "SHOWN", 5)
    client = TestClient(app_for(small_graph, dumps=tmp_path))
    first = client.get("/graph/editorial.ttl")
    assert first.status_code == 200 and first.content == plain.content
    monkeypatch.setattr(Dumps, "_make", lambda *_: pytest.fail("made again"))
    again = client.get("/graph/editorial", headers={"Accept": "text/turtle"})
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    known = client.get("/graph/editorial.ttl", headers={"If-None-Match": first.headers["etag"]})
    assert known.status_code == 304 and not known.content
    assert "5 of them are shown" in client.get("/graph/editorial.html").text
