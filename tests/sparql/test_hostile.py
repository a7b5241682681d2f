"""Hostile queries reach no file, no socket and no other caller: watched, not trusted."""

import contextlib
import http.server
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.support import hostile
from tests.support.processes import eventually, pool_of
from tests.support.service import get, serving

PARAMETERS = ("default-graph-uri", "named-graph-uri")
#: System calls by which a process could reach a file, a socket or another program.
REACHES = re.compile(
    r"^(open|openat|openat2|creat|stat|lstat|newfstatat|statx|access|faccessat2?|readlink|readlinkat|getcwd|chdir|"
    r"mkdir|mkdirat|unlink|unlinkat|rename|renameat2?|link|linkat|symlink|symlinkat|truncate|execve|execveat|"
    r"socket|socketpair|connect|bind|listen|accept4?|sendto|sendmsg|recvmsg|recvfrom|fork|vfork|clone3?|ptrace)\("
)
#: The engine's runtime asks how many cores it may use, and is refused like all else.
HARMLESS = re.compile(r'^openat\(AT_FDCWD, "/proc/self/cgroup", O_RDONLY\|O_CLOEXEC\) = -1 EMFILE ')


@contextlib.contextmanager
def trap(answer=None):
    """A listener on loopback that counts who comes; it may answer with a redirect."""
    came = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            came.append(self.path)
            self.send_response(302 if answer else 200)
            if answer:
                self.send_header("Location", answer)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_):
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_port}", came
    finally:
        listener.shutdown()
        listener.server_close()


def may_trace() -> bool:
    """Whether strace is here and may watch a process."""
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True).returncode == 0


def attack(address: str, where: str, canary: Path) -> Counter:
    """Send every hostile query, four at a time, and as many harmless ones; what each came to, by family."""
    came_to: Counter = Counter()
    queries = hostile.queries(where, str(canary))
    assert len(set(queries)) >= 200

    def send(job):
        family, text = job
        with httpx.Client(base_url=address, timeout=100) as client:
            begun = time.monotonic()
            try:
                with client.stream("POST", "/sparql", data={"query": text, "timeout": "0.4"}) as response:
                    size = sum(len(piece) for piece in response.iter_bytes())
                    status = response.status_code
            except httpx.RemoteProtocolError:
                status, size = "cut short", 0
            assert time.monotonic() - begun < 60
            came_to[family, status] += 1
            assert status in (200, 400, 403, 413, 503, "cut short"), (status, text[:200])
            if family in ("updates",):
                assert status in (400, 403), text
            if family == "services":
                assert status in (400, 403) or size < 40, text
            other = client.get("/sparql", params={"query": "ASK { <id/council/haringey> ?p ?o }"})
            assert other.status_code == 503 or other.json() == {"head": {}, "boolean": True}

    with ThreadPoolExecutor(4) as callers:
        list(callers.map(send, queries))
    with httpx.Client(base_url=address, timeout=100) as client:
        for text in (f"{where}/x", f"file://{canary}", "file:///etc/passwd"):
            for key in PARAMETERS:
                query = "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
                assert client.get("/sparql", params={"query": query, key: text}).json()["boolean"] is False
            for update in (f"LOAD <{text}>", "CLEAR ALL"):
                assert client.post("/sparql", data={"update": update}).status_code == 403
    return came_to


@pytest.mark.server
@pytest.mark.slow
def test_hostile_queries_reach_nothing(small_built, tmp_path):
    """Two hundred hostile queries and more: no worker opens a file or a socket, nobody comes to the trap, and
    other callers get right answers meanwhile."""
    canary = tmp_path / "canary.nt"
    canary.write_text("<http://example.org/c> <http://example.org/c> <http://example.org/c> .\n")
    options = ("--client-rate", "100000/minute", "--workers", "4", "--client-queries", "64")
    with trap() as (where, came), serving(small_built, *options) as (address, process, _):
        below = pool_of(process.pid)
        watcher = None
        if may_trace():
            attach = [part for pid in below for part in ("-p", str(pid))]
            watcher = subprocess.Popen(
                ["strace", "-ff", "-qq", "-e", "trace=%file,%network,%process,prlimit64,setrlimit",
                 "-o", str(tmp_path / "trace"), *attach], stderr=subprocess.DEVNULL,
            )  # fmt: skip
            assert eventually(lambda: all((tmp_path / f"trace.{pid}").exists() for pid in below))
        attack(address, where, canary)
        opened = {os.readlink(link) for pid in pool_of(process.pid)[1:]
                  for link in Path(f"/proc/{pid}/fd").glob("*")}  # fmt: skip
        if watcher:
            watcher.send_signal(signal.SIGINT)
            watcher.wait(100)
    assert came == []
    kinds = {re.sub(r"\d+", "N", name) for name in opened}
    assert kinds <= {"/dev/null", "socket:[N]", "/proc/N/statm"}, kinds
    if watcher is None:
        pytest.skip(
            "the trap was not reached; strace is not here, or may not watch, so files were not watched"
        )
    traces = {int(path.suffix[1:]): path.read_text() for path in tmp_path.glob("trace.*")}
    assert len(traces) > 20
    for pid, text in traces.items():
        if pid == below[0]:
            continue
        # What a worker does until its memory is limited is its own birth; from then on it reads queries.
        _, confined, after = text.rpartition("RLIMIT_AS, {")
        lines = (after if confined else text if pid in below else "").splitlines()
        reached = [line for line in lines if REACHES.match(line) and not HARMLESS.match(line)]
        assert not reached, (pid, reached)
        assert str(canary) not in text and "passwd" not in text


@pytest.mark.server
def test_service_is_open_to_named_hosts_only(small_built):
    """`--allow-service` lets SERVICE reach that host and no other, by no disguise and by no redirect."""
    with (
        trap() as (closed, came),
        trap(f"{closed}/redirected") as (redirecting, asked),
        serving(small_built) as (other, *_),
    ):
        hosts = [each.removeprefix("http://") for each in (other, redirecting)]
        options = [part for host in hosts for part in ("--allow-service", host)]
        with serving(small_built, *options, "--client-rate", "100000/minute") as service:
            client = service.client

            def ask(query):
                return client.post("/sparql", data={"query": query, "timeout": "5"})

            remote = f"SERVICE <{other}/sparql> {{ <https://w3id.org/patgraph/id/council/haringey> a ?type }}"
            rows = ask(f"SELECT ?type {{ {remote} }}").json()["results"]["bindings"]
            assert "https://w3id.org/patgraph/def#Council" in {row["type"]["value"] for row in rows}
            for family, text in hostile.queries(closed, "/nowhere"):
                if family == "services":
                    assert ask(text).status_code in (200, 400, 403), text
            inner = remote.replace("a ?type }", f"a ?type . SERVICE <{closed}/x> {{ ?s ?p ?o }} }}")
            assert ask(f"ASK {{ {inner} }}").status_code == 403
            for wrong in (
                f"{closed.replace('127.0.0.1', 'localhost')}/x",
                f"http://{hosts[0]}@{closed[7:]}/x",
            ):
                assert ask(f"ASK {{ SERVICE <{wrong}> {{ ?s ?p ?o }} }}").status_code == 403
            ask(f"ASK {{ SERVICE SILENT <{redirecting}/x> {{ ?s ?p ?o }} }}")
            assert asked and came == []
            feature = "BasicFederatedQuery"
            assert feature in client.get("/sparql").text and feature not in get(f"{other}/sparql").text
