"""How long pages, documents and the search take, beside a route that does nothing, in one run.

Run `python bench/pages.py` from the project. A server is started on a snapshot and asked over one kept
connection, in turns, so that the machine's noise is the same for all. Read the ratios to `/health`: what a
page costs beyond a request as such. Below them, the search and a thing's document without HTTP, beside the
engine's own look-up of the same statements.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from pyoxigraph import NamedNode

from patgraph.dataset.assemble import build
from patgraph.dataset.project import Project
from patgraph.names import BASE
from patgraph.store import snapshot
from patgraph.things.search_index import Search
from patgraph.things.thing import Things
from patgraph.web.http import replies

ROUNDS = 60
ADDRESSES = (
    "/health", "/", "/search?q=birmigham&format=json", "/search?q=performance+action+team&format=json",
    "/suggest?q=hari", "/doc/date/2003-11.ttl", "/doc/council/haringey.ttl", "/doc/council/haringey.html",
    "/doc/council/haringey.jsonld", "/doc/engagement/birmingham-1.html",
    "/doc/passage/dh-2004/birmingham-1-eight-months.html", "/doc/document/dh-2004.html",
    "/def/Engagement.html", "/def.html", "/concept/role.html", "/id/council/haringey",
)  # fmt: skip


def ask(client: httpx.Client, address: str) -> tuple[float, int]:
    """Seconds and bytes of one request."""
    begin = time.perf_counter()
    response = client.get(address)
    assert response.status_code in (200, 303), address
    return time.perf_counter() - begin, len(response.content)


def over_http(store: Path):
    """Each address in turn, several times."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [Path(sys.executable).parent / "patgraph", "serve", "--store", store, "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            for _ in range(300):
                try:
                    client.get("/health")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            size = {address: ask(client, address)[1] for address in ADDRESSES}
            spent: dict[str, list[float]] = {address: [] for address in ADDRESSES}
            for _ in range(ROUNDS):
                for address in ADDRESSES:
                    spent[address].append(ask(client, address)[0])
    finally:
        server.terminate()
        server.wait(20)
    bare = statistics.median(spent["/health"])
    print(f"{'address':54} {'ms':>8} {'p95 ms':>8} {'/health':>8} {'bytes':>9}")
    for address, times in spent.items():
        middle, high = statistics.median(times), statistics.quantiles(times, n=20)[18]
        print(f"{address:54} {middle * 1000:8.2f} {high * 1000:8.2f} {middle / bare:8.1f} {size[address]:9}")


def median(call, rounds=ROUNDS) -> float:
    """Median seconds of some calls, after one that warms up."""
    call()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def without_http(directory: Path):
    """The index and a document, beside the engine."""
    store = snapshot.open_snapshot(directory)
    things = Things(store)
    begin = time.perf_counter()
    index = Search(things)
    print(f"\nindex of {len(index)} things: built in {time.perf_counter() - begin:.2f} s")
    for text in ("haringey", "birmigham", "wlasall", "E08000025", "characters from zero", "x" * 500):
        print(f"search {text[:24]!r:28} {median(lambda t=text: index.find(t)) * 1000:8.2f} ms")
    node = NamedNode(f"{BASE}id/council/haringey")

    def engine():
        return [*store.quads(node, None, None, store.view), *store.quads(None, None, node, store.view)]

    bare, turtle = median(engine), median(lambda: replies.write(things.document(node), "ttl", store.base))
    print(f"document of a council, Turtle: {turtle / bare:.1f} times the engine's look-up of its statements")


def main():
    with tempfile.TemporaryDirectory() as directory:
        snapshot.write_snapshot(build(Project.find()), Path(directory))
        os.environ.pop("PATGRAPH_ACCESS_LOG", None)
        over_http(Path(directory))
        without_http(Path(directory))


if __name__ == "__main__":
    main()
