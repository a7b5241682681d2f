"""Faults: whatever breaks, nothing is lost, the rest goes on, and the message says what to do."""

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from patgraph.errors import NoStore
from patgraph.rdf import Dataset, parse_nquads
from patgraph.store import snapshot
from patgraph.things.search_entries import KEPT
from tests.support.datasets import objects as content
from tests.support.datasets import of_many_quads
from tests.support.datasets import of_one_quad as small
from tests.support.paths import PATGRAPH, ROOT
from tests.support.processes import descendants, eventually, processor_time
from tests.support.service import Held, get, serving

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . FILTER(STRLEN(STR(?a)) > STRLEN(STR(?f))) }"


@pytest.fixture(scope="module")
def part(dataset, tmp_path_factory):
    """A part of the graph as a snapshot, a few megabytes."""
    directory = tmp_path_factory.mktemp("part")
    lines = dataset.nquads.splitlines(keepends=True)[:25_000]
    snapshot.write_snapshot(Dataset(frozenset(parse_nquads(b"".join(lines)))), directory)
    return directory


def test_every_flipped_byte_of_a_snapshot_is_noticed_before_it_is_opened(tmp_path):
    """A byte turned over anywhere in any file, a file cut short, emptied or lost: never an answer,
    never a hang, but a message that names the file and says to build again. (Given such files, the
    engine itself was seen to hang.)"""
    copy = tmp_path / "store"
    snapshot.write_snapshot(of_many_quads(), copy)
    place = (copy / "current").resolve()
    files = [path for path in sorted((place / "store").iterdir()) if path.stat().st_size]
    for path in [*files, place / "manifest.json"]:
        raw = path.read_bytes()
        at = {0, len(raw) // 3, len(raw) // 2, len(raw) - 2, len(raw) - 1}
        damaged = [raw[:i] + bytes([raw[i] ^ 1]) + raw[i + 1 :] for i in at if i < len(raw)]
        for bad in [*damaged, raw[: len(raw) // 2], b"", None]:
            path.unlink()
            if bad is not None:
                path.write_bytes(bad)
            if path.name == "manifest.json" and bad is not None and bad.strip() == raw.strip():
                continue
            with pytest.raises(NoStore, match="build again") as caught:
                snapshot.open_snapshot(copy)
            assert path.name in str(caught.value) or "format" in str(caught.value)
        path.write_bytes(raw)
    assert len(list(snapshot.open_snapshot(copy).engine)) == 2_000


@pytest.mark.slow
def test_a_build_mends_a_damaged_snapshot(part, tmp_path, run):
    """Building again is all that is needed, whatever was damaged."""
    copy = tmp_path / "store"
    shutil.copytree(part, copy, symlinks=True)
    largest = max((copy / "current" / "store").iterdir(), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[::-1])
    asked = run("query", "councils", "--store", copy)
    assert (asked.returncode, asked.stdout) == (2, "") and "build again" in asked.stderr
    assert write(part, copy).returncode == 0
    assert run("query", "councils", "--store", copy).returncode == 0


@pytest.mark.slow
def test_a_store_of_another_version_of_patgraph_says_so(tmp_path):
    """A snapshot of the format before this one, and one of a later: which it is, and what to do."""
    import json

    dataset = small("one")
    place = snapshot.write_snapshot(dataset, tmp_path)
    about = json.loads((place / "manifest.json").read_text())
    for other in (snapshot.FORMAT - 1, snapshot.FORMAT + 1):
        (place / "manifest.json").write_text(json.dumps(about | {"format": other}))
        with pytest.raises(NoStore, match=f"format {other}.*reads {snapshot.FORMAT}; build again"):
            snapshot.open_snapshot(tmp_path)
        snapshot.write_snapshot(dataset, tmp_path)
        assert content(snapshot.open_snapshot(tmp_path)) == ['"one"']


WRITE = """
import sys
from pathlib import Path
from patgraph.errors import PatgraphError
from patgraph.rdf import Dataset, parse_nquads
from patgraph.store import snapshot
try:
    quads = frozenset(parse_nquads(Path(sys.argv[1]).read_bytes()))
    snapshot.write_snapshot(Dataset(quads), Path(sys.argv[2]))
except PatgraphError as error:
    sys.exit(str(error))
"""


def write(store, directory, **options):
    """Write the graph into a directory, in a process of its own: what that process said."""
    command = [sys.executable, "-c", WRITE, store / "current/dataset.nq", directory]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **options)


@contextmanager
def small_disk(directory):
    """A real disk of 24 MB, where we may mount one."""
    directory.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", directory]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk; a limit on the size of files is tested besides")
    try:
        yield directory
    finally:
        subprocess.run(["umount", "-l", directory], check=True)


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_version(part, tmp_path):
    """With no room, or room that runs out on the way, a build fails with what is needed, the version
    before answers, and with room again the same build succeeds."""
    with small_disk(tmp_path / "disk") as disk:
        directory = disk / "store"
        snapshot.write_snapshot(small("old"), directory)
        for room in (0, 0.2, 1, 3, 6):
            free = shutil.disk_usage(disk).free
            (disk / "ballast").write_bytes(bytes(int(free - room * 1_000_000)))
            failed = write(part, directory)
            assert failed.returncode == 1 and "Make room" in failed.stderr, (room, failed.stderr)
            assert "Traceback" not in failed.stderr
            (disk / "ballast").unlink()
            assert content(snapshot.open_snapshot(directory)) == ['"old"']
        assert write(part, directory).returncode == 0
        assert not list(directory.glob(".new-*"))
        assert len(list(snapshot.open_snapshot(directory).engine)) > 20_000


@pytest.mark.slow
@pytest.mark.parametrize("most", [0, 100_000, 700_000, 2_000_000])
def test_a_limit_on_the_size_of_files_leaves_the_old_version(part, tmp_path, most):
    """The same where the system does not let a file grow (a quota, `ulimit -f`)."""
    snapshot.write_snapshot(small("old"), tmp_path)

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    failed = write(part, tmp_path, preexec_fn=limited)
    assert failed.returncode == 1 and "Make room" in failed.stderr, failed.stderr
    assert content(snapshot.open_snapshot(tmp_path)) == ['"old"']
    snapshot.write_snapshot(small("new"), tmp_path)
    assert not list(tmp_path.glob(".new-*"))


@pytest.mark.slow
@pytest.mark.parametrize("step", ["rename", "replace", "symlink_to", "rmtree"])
def test_killed_at_each_step_of_a_swap(tmp_path, step):
    """Killed right before and right after each step that readers could notice, the store has the old
    version or the new one, whole, and takes the next."""
    for after in (False, True):
        directory = tmp_path / f"{step}-{after}"
        snapshot.write_snapshot(small("older"), directory)
        snapshot.write_snapshot(small("old"), directory)
        script = f"""
import os, pathlib, shutil, signal, sys
from patgraph.store import snapshot
from tests.support.datasets import of_one_quad as small
def dying(original):
    def call(*arguments, **options):
        if {after}:
            original(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)
    return call
where = dict(rename=pathlib.Path, symlink_to=pathlib.Path, replace=os, rmtree=shutil)[{step!r}]
setattr(where, {step!r}, dying(getattr(where, {step!r})))
snapshot.write_snapshot(small("new"), pathlib.Path(sys.argv[1]))
"""
        done = subprocess.run([sys.executable, "-c", script, directory], cwd=ROOT, capture_output=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        swapped = step == "rmtree" or (step == "replace" and after)
        assert content(snapshot.open_snapshot(directory)) == ['"new"' if swapped else '"old"']
        snapshot.write_snapshot(small("newest"), directory)
        assert content(snapshot.open_snapshot(directory)) == ['"newest"']
        assert not [p for p in directory.iterdir() if p.name.startswith((".new-", ".link-"))]


@pytest.mark.server
def test_killed_in_the_middle_of_a_query(small_built, run, tmp_path):
    """A command and a service that are killed while they answer leave the snapshot as it was."""
    before = {path: path.stat().st_mtime_ns for path in (small_built / "current/").rglob("*")}
    command = [PATGRAPH, "sparql", "-q", SLOW, "--store", small_built, "--timeout", "100"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    # It answers in a process of its own, which by then has opened the graph.
    assert eventually(lambda: any(processor_time(pid) > 1 for pid in descendants(process.pid)))
    process.send_signal(signal.SIGKILL)
    assert process.communicate() == (b"", b"")
    held = Held("disagreements", tmp_path)
    with (
        serving(small_built, "--client-requests", "4", before=held.before) as (url, server, _),
        ThreadPoolExecutor(4) as pool,
    ):
        held.hold()
        asked = [
            pool.submit(httpx.get, f"{url}/queries/disagreements.csv?limit={n}", timeout=100)
            for n in range(1, 5)
        ]
        assert eventually(lambda: held.begun() == 4)
        server.send_signal(signal.SIGKILL)
        server.wait()
        assert all(isinstance(each.exception(), httpx.TransportError) for each in asked)
    after = {path: path.stat().st_mtime_ns for path in (small_built / "current/").rglob("*")}
    assert after.items() >= before.items()
    # What names things have may be kept beside it by then, whole.
    assert {path.name for path in after.keys() - before.keys()} <= {KEPT}
    assert run("query", "councils", "--store", small_built).returncode == 0


@pytest.mark.server
@pytest.mark.skipif(
    FAKETIME is None, reason="no libfaketime (Debian: libfaketime; as root, `make test` installs it)"
)
def test_clock_jumps_change_nothing(tmp_path, small_built):
    """Builds whose clocks go backwards by decades follow one another as they were run, and a service
    whose clock leaps to and fro goes on answering."""
    environment = os.environ | {"LD_PRELOAD": str(FAKETIME), "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    script = (
        "import sys, time; from pathlib import Path; from patgraph.store import snapshot;"
        "from tests.support.datasets import of_one_quad as small; print(time.gmtime().tm_year);"
        "snapshot.write_snapshot(small(sys.argv[1]), Path(sys.argv[2]))"
    )
    for year in ("2031", "1999", "1971", "2050"):
        command = [sys.executable, "-c", script, year, tmp_path / "store"]
        done = subprocess.run(
            command, env=environment | {"FAKETIME": f"{year}-06-01 00:00:00"}, cwd=ROOT, capture_output=True
        )
        assert done.stdout.decode().strip() == year, done.stderr
        assert content(snapshot.open_snapshot(tmp_path / "store")) == [f'"{year}"']
    kept = {p.name for p in (tmp_path / "store").iterdir() if len(p.name) == 64}
    assert kept == {small("1971").version, small("2050").version}

    clock = tmp_path / "clock"
    clock.write_text("+0")
    leaps = {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    with serving(small_built, env=environment | leaps) as (url, *_):
        for leap in ("-3600", "+30y", "-20y", "+86400", "+0"):
            clock.write_text(leap)
            for _ in range(5):
                assert get(f"{url}/queries/councils.csv", timeout=100).status_code == 200


def test_nothing_reads_the_clock_on_the_wall():
    """Time in the program is measured by clocks that only go forward; no date of a file is compared."""
    for path in (ROOT / "src/patgraph").rglob("*.py"):
        # What was seen in earlier runs has an age; a server may name a time to ask again; who asks in words
        # and names no day means today; tests/store/test_verified.py has what a note on files is believed for.
        if path.name in ("observations.py", "hosts.py", "question_finder.py", "verified.py"):
            continue
        found = re.findall(
            r"\btime\.time\(|datetime\.now|\.today\(\)|utcnow|st_mtime|getmtime", path.read_text()
        )
        assert not found, f"{path}: {found}"


@pytest.mark.server
def test_thousands_of_idle_connections(small_built):
    """With 3,000 connections that say nothing, or half a request, others are answered; those are closed
    after their time, and what they held is free again."""
    patience = "import patgraph.web.server.serving as s; s.IDLE = 3"
    with serving(small_built, before=patience) as (url, server, _):
        handles = Path(f"/proc/{server.pid}/fd")
        before = len(list(handles.iterdir()))
        where, idle = ("127.0.0.1", int(url.rpartition(":")[2])), []
        try:
            for number in range(3000):
                # From many addresses: one alone may not have so many.
                source = f"127.0.1.{number % 15 + 1}", 0
                caller = socket.create_connection(where, timeout=100, source_address=source)
                if number % 3 == 1:
                    caller.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Half: ")
                elif number % 3 == 2:
                    caller.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                idle.append(caller)
            assert get(f"{url}/queries/councils.csv", timeout=100).status_code == 200
            assert eventually(lambda: len(list(handles.iterdir())) <= before + 5), "they are not closed"
        finally:
            for caller in idle:
                caller.close()
        assert get(f"{url}/health").status_code == 200


@pytest.mark.server
def test_a_drip_of_a_request_is_cut_off(small_built):
    """Half a request that goes on for ever, a byte at a time, does not hold a connection for ever."""
    patience = "import patgraph.web.server.serving as s; s.IDLE = 1"
    with serving(small_built, before=patience) as (url, _, _):
        caller = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))
        caller.sendall(b"GET / HTTP/1.1\r\nX-Drip: ")
        until = time.monotonic() + 60
        with pytest.raises(OSError):
            while time.monotonic() < until:
                caller.sendall(b"x")
                time.sleep(0.1)


@pytest.mark.server
@pytest.mark.parametrize("drain", ["0", "1", "600"])
def test_sigterm_finishes_what_was_begun(small_built, tmp_path, drain):
    """Told to end in the middle of requests, a service finishes each of them, whole, and ends, by itself or
    told again; while it drains, `/health` says so and new requests are still answered."""
    held = Held("disagreements", tmp_path)
    # Four requests wait, and one more is answered.
    options = ("--drain", drain, "--client-requests", "5")
    with (
        serving(small_built, *options, before=held.before) as (url, server, _),
        ThreadPoolExecutor(4) as pool,
    ):
        wanted = get(f"{url}/queries/disagreements.json", timeout=100).json()["rows"]
        held.hold()
        asked = [
            pool.submit(httpx.get, f"{url}/queries/disagreements.json?limit={n}", timeout=100)
            for n in range(1, 5)
        ]
        assert eventually(lambda: held.begun() == 4)
        server.send_signal(signal.SIGTERM)
        if drain == "600":
            assert eventually(lambda: get(f"{url}/health", timeout=100).status_code == 503)
            assert get(f"{url}/health", timeout=100).json()["status"] == "draining"
            answer = get(f"{url}/queries/councils.csv", timeout=100)
            assert (answer.status_code, answer.headers["connection"]) == (200, "close")
            server.send_signal(signal.SIGTERM)
        held.let_go()
        assert [each.result().json()["rows"] for each in asked] == [wanted[:n] for n in range(1, 5)]
        assert server.wait(100) in (0, -signal.SIGTERM)
