"""How quick the service is over HTTP, beside what could be expected and beside others, in one run.

Run `python bench/service.py [STORE]` from the project; it needs `wrk`. With a store, as one that holds the
graph seven times, that is served and no other server takes part. Servers run on this machine, one at a time,
each asked for a few seconds over two connections. Read the ratios, not the numbers: the machine's noise is
the same for all. Others take part where they are at hand: name the directory of each one's virtual
environment in `BENCH_DATASETTE`, `BENCH_RAMOSE`, `BENCH_RDFLIB_ENDPOINT`, `BENCH_OXIGRAPH`.

All answer the same question about the same data: every engagement, or that of one council. Datasette has
the answer as a table; RAMOSE asks Oxigraph's server.
"""

import json
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import httpx
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

import patgraph
from patgraph.dataset.assemble import build
from patgraph.dataset.project import Project
from patgraph.questions.formats import writers
from patgraph.store import snapshot

SECONDS, ROUNDS, CONNECTIONS = 3, 3, 2
ASKED = {"council": "haringey"}
ADDRESS = "/queries/engagements.json?council=haringey"

BARE = """
import json, sys, uvicorn
body = open(sys.argv[1], 'rb').read()
listed = [(k.encode(), v.encode()) for k, v in json.load(open(sys.argv[2]))]
unchanged = [(k.encode(), v.encode()) for k, v in json.load(open(sys.argv[3]))]
few = [(b'content-type', b'application/json'), (b'content-length', str(len(body)).encode())]

async def app(scope, receive, send):
    if scope['path'] == '/unchanged':
        await send({'type': 'http.response.start', 'status': 304, 'headers': unchanged})
        await send({'type': 'http.response.body', 'body': b''})
    else:
        headers = few if scope['path'] == '/few' else listed
        await send({'type': 'http.response.start', 'status': 200, 'headers': headers})
        await send({'type': 'http.response.body', 'body': body})

uvicorn.run(app, port=int(sys.argv[4]), log_level='error', lifespan='off', access_log=False)
"""
FRAMEWORK = """
import sys, uvicorn
from fastapi import FastAPI, Response
app = FastAPI()

@app.get('/nothing')
async def nothing():
    return Response(b'', media_type='application/json')

uvicorn.run(app, port=int(sys.argv[1]), log_level='error', access_log=False)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server in a process of its own, ready when it answers at all."""

    def __init__(self, command, port, ready="/"):
        self.command, self.base, self.ready = list(map(str, command)), f"http://127.0.0.1:{port}", ready
        # Some write logs and caches where they are.
        self.place = tempfile.gettempdir()

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, cwd=self.place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(1200):
            try:
                urllib.request.urlopen(self.base + self.ready, timeout=5).read()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"{self.command[0]} ended before it answered") from None
                time.sleep(0.1)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def worked(self) -> float:
        """Seconds of processor time that the server has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def costs(self, address, *headers) -> tuple[float, float]:
        """Requests a second in one round, and microseconds of processor time for each: these vary less where
        other processes want the processor too.
        """
        before = self.worked()
        rate = self.once(address, *headers)
        return rate, (self.worked() - before) * 1e6 / (rate * SECONDS)

    def once(self, address, *headers) -> float:
        """Requests a second in one round. Raises `RuntimeError` where they are not answered."""
        extra = [part for header in headers for part in ("-H", header)]
        shown = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *extra, self.base + address],
            capture_output=True, text=True, timeout=SECONDS * 4 + 20,
        ).stdout  # fmt: skip
        if "Non-2xx" in shown and "If-None-Match" not in " ".join(headers):
            raise RuntimeError(f"{address}: {shown}")
        return float(re.search(r"Requests/sec:\s+([\d.]+)", shown).group(1))

    def rate(self, address, *headers) -> float:
        """Requests a second, the median of some rounds. Raises `RuntimeError` where that is no answer."""
        named = dict(header.split(": ", 1) for header in headers)
        if b"haringey" not in httpx.get(self.base + address, headers=named, timeout=60).content:
            raise RuntimeError("it does not answer the question")
        return statistics.median(self.once(address, *headers) for _ in range(ROUNDS))


def row(name: str, rate: float, ratio: float):
    print(f"{name:52} {rate:10.0f} {ratio:10.2f}", flush=True)


def main():
    if not shutil.which("wrk"):
        sys.exit("bench/service.py needs wrk.")
    with tempfile.TemporaryDirectory() as directory:
        run(Path(directory), *map(Path, sys.argv[1:2]))


def run(place: Path, given: Path | None = None):
    dataset = None if given else build(Project.find())
    store = given or place / "store"
    if dataset:
        snapshot.write_snapshot(dataset, store)
    graph = patgraph.open(store)
    query = graph.queries["engagements"]
    body = place / "body"
    python = sys.executable
    print(f"{sum(graph.store.sizes().values())} quads\n")
    heads = f"{'req/s':>10} {'ratio':>10} {'CPU us':>10} {'ratio':>10}"
    print(f"{'over ' + str(CONNECTIONS) + ' connections':52} {heads}")

    ports = [free_port() for _ in range(3)]
    command = [Path(python).parent / "patgraph", "serve", "--store", store, "--port", ports[2]]
    with Server(command, ports[2], "/health") as ours:
        plainly = {"Accept-Encoding": "identity"}
        answer = httpx.get(ours.base + ADDRESS, headers=plainly)
        tag = answer.headers["etag"]
        body.write_bytes(answer.content)
        unchanged = httpx.get(ours.base + ADDRESS, headers=plainly | {"If-None-Match": tag})
        headers = [place / "whole.json", place / "unchanged.json"]
        for file, response in zip(headers, (answer, unchanged), strict=True):
            # Date and server are put there by the server underneath, for all alike.
            listed = [each for each in response.headers.items() if each[0] not in ("date", "server")]
            file.write_text(json.dumps(listed))
        with (
            Server([python, "-c", BARE, body, *headers, ports[0]], ports[0]) as plain,
            Server([python, "-c", FRAMEWORK, ports[1]], ports[1], "/nothing") as framework,
        ):
            bare = side_by_side(plain, framework, ours, tag)
        uncached(ours, graph, query)
        told = {name: f"{size >> 20} MiB" for name, size in memory(ours.process.pid).items()}
        print(f"memory of the service and of all its processes, what they share counted once: {told}\n")
    if dataset:
        others(place, dataset, graph, query, bare)


def memory(pid: int) -> dict[str, int]:
    """Bytes of memory of a process, and of it with all below it, each page once (proportional set size)."""
    family, sizes = [pid], []
    while family:
        each = family.pop()
        family += map(int, Path(f"/proc/{each}/task/{each}/children").read_text().split())
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{each}/smaps_rollup").read_text(), re.M)
        sizes.append(int(found[1]) << 10)
    return {"service": sizes[0], "all": sum(sizes)}


def side_by_side(plain: Server, framework: Server, ours: Server, tag: str) -> float:
    """Cached answers and 304s beside applications that do nothing else; gives what the first of those did."""
    # In turn, so that what else the machine does meets all alike.
    asked = [
        ("a bare ASGI application, the same bytes and headers", plain, "/", ()),
        ("a bare ASGI application, the same bytes, two headers", plain, "/few", ()),
        ("a FastAPI route that does nothing", framework, "/nothing", ()),
        ("ours, cached", ours, ADDRESS, ()),
        ("a bare 304 with the same headers", plain, "/unchanged", ("If-None-Match: x",)),
        ("ours, 304", ours, ADDRESS, (f"If-None-Match: {tag}",)),
    ]
    rounds = [[s.costs(address, *headers) for _, s, address, headers in asked] for _ in range(2 * ROUNDS)]
    median = statistics.median
    for at, (name, *_) in enumerate(asked):
        beside = 4 if at > 3 else 0
        rate, cost = (median(found[at][n] for found in rounds) for n in (0, 1))
        wall = median(found[at][0] / found[beside][0] for found in rounds)
        work = median(found[beside][1] / found[at][1] for found in rounds)
        print(f"{name:52} {rate:10.0f} {wall:10.2f} {cost:10.1f} {work:10.2f}", flush=True)
    return median(found[0][0] for found in rounds)


def uncached(server, graph, query):
    """A question that is in no cache beside the engine asked directly: in turn, in ms."""
    councils = [query.parameters["council"].write(node, graph.store)
                for node, _ in query.parameters["council"].options(graph.store)]  # fmt: skip
    # Days before anything happened make each request another one, with the same rows.
    asked = [{"council": c, "from": f"19{n}-01-01"} for n in range(10, 40) for c in councils[:10]]
    direct, more, nothing = [], [], []
    connection = Connection(server.base)
    for values in asked:
        text = query.bind(query.read(values, graph.store))
        path = f"/queries/engagements.json?{urlencode(values)}"
        times = []
        for ask in (
            lambda path=path: connection.get(path),
            lambda text=text: graph.store.select(text),
            lambda: connection.get("/health"),
        ):
            begin = time.perf_counter()
            ask()
            times.append((time.perf_counter() - begin) * 1000)
        direct.append(times[1])
        more.append(times[0] - times[1])
        nothing.append(times[2])
    whole = sorted(one + other for one, other in zip(direct, more, strict=True))
    late = whole[int(len(whole) * 0.99)]
    print(
        f"\nuncached, one after another: pyoxigraph directly {statistics.median(direct):.2f} ms, over HTTP "
        f"{statistics.median(more):.2f} ms more, p99 of the whole {late:.1f} ms;\n"
        f"the same client's request for /health takes {statistics.median(nothing):.2f} ms\n"
    )


class Connection:
    """One connection, kept open, with nothing between us and the server: a client library takes longer than
    what is to be measured.
    """

    def __init__(self, base: str):
        where = urlsplit(base)
        self._host = where.netloc
        self._socket = socket.create_connection((where.hostname, where.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> bytes:
        """The body of an answer. Raises `RuntimeError` where its status is not 200."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n\r\n".encode())
        head, body = b"", b""
        while not (end := head.find(b"\r\n\r\n") + 4) > 3:
            head += self._socket.recv(65_536)
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"{path}: {head[:100]!r}")
        head, body = head[:end], head[end:]
        length = int(re.search(rb"content-length: (\d+)", head).group(1))
        while len(body) < length:
            body += self._socket.recv(65_536)
        return body


def tell(name, server, address, bare, *headers):
    """Measure another server and print its line."""
    try:
        rate = server.rate(address, *headers)
        row(name, rate, rate / bare)
    except (RuntimeError, httpx.HTTPError) as error:
        print(f"{name}: not measured ({str(error)[:200]})", flush=True)


def others(place: Path, dataset, graph, query, bare):
    """The same question asked of others, where they are at hand."""
    text = query.bind(query.read(ASKED, graph.store))
    flat = Store()
    flat.bulk_extend(dataset.quads)
    flat.bulk_extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in dataset.view())
    quads = place / "flat.nq"
    quads.write_bytes(flat.dump(format=RdfFormat.N_QUADS))
    address = f"/query?query={quote(text)}"
    results = "Accept: application/sparql-results+json"
    if where := os.environ.get("BENCH_OXIGRAPH"):
        binary, port = Path(where) / "bin/oxigraph", free_port()
        subprocess.run(
            [binary, "load", "--location", place / "ox", "--file", quads], check=True, capture_output=True
        )
        with Server(
            [binary, "serve-read-only", "--location", place / "ox", "--bind", f"127.0.0.1:{port}"], port
        ) as s:
            tell("Oxigraph's server", s, address, bare, results)
            if ramose := os.environ.get("BENCH_RAMOSE"):
                measure_ramose(place, Path(ramose), text, s.base, bare)
    if where := os.environ.get("BENCH_DATASETTE"):
        table = place / "answers.db"
        names = [column.name for column in query.columns]
        rows = [tuple(map(writers.plain, r)) for r in query.ask(graph.store).rows]
        with sqlite3.connect(table) as database:
            listed = ", ".join(f'"{name}"' for name in names)
            database.execute(f"CREATE TABLE engagements ({listed})")
            database.executemany(f"INSERT INTO engagements VALUES ({', '.join('?' * len(names))})", rows)
        port = free_port()
        with Server([Path(where) / "bin/datasette", "serve", "-i", table, "-p", port], port) as s:
            council = quote(f"{graph.store.base}id/council/haringey", safe="")
            tell("Datasette, the answer as a table", s, f"/answers/engagements.json?council={council}", bare)
    if where := os.environ.get("BENCH_RDFLIB_ENDPOINT"):
        port = free_port()
        command = [Path(where) / "bin/rdflib-endpoint", "serve", "--host", "127.0.0.1", "--port", port, quads]
        with Server(command, port) as s:
            tell("rdflib-endpoint", s, f"/?query={quote(text)}", bare, results)


def measure_ramose(place: Path, where: Path, text: str, endpoint: str, bare: float):
    """RAMOSE with one operation: the same text, put to Oxigraph's server."""
    one_line = " ".join(line for line in text.splitlines() if not line.startswith("#"))
    (place / "api.hf").write_text(
        "#url /api\n#type api\n#base http://127.0.0.1\n#title T\n#description D\n#version 1\n"
        f"#endpoint {endpoint}/query\n#method get\n\n#url /engagements\n#type operation\n#method get\n"
        f"#description D\n#field_type str(engagement)\n#sparql {one_line}\n"
    )
    port = free_port()
    command = [
        where / "bin/python",
        "-m",
        "ramose",
        "-s",
        place / "api.hf",
        "-w",
        f"127.0.0.1:{port}",
        "--no-cache",
    ]
    with Server(command, port) as s:
        tell("RAMOSE over Oxigraph's server", s, "/api/engagements", bare, "Accept: application/json")


if __name__ == "__main__":
    main()
