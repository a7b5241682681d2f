"""What an innocent caller feels while strangers do their worst, within the documented limits.

Run `python bench/hostile.py STORE` from the project (a store that `patgraph build` made); it takes six
minutes and writes `src/patgraph/web/hostile.json`, which `/conformance` shows. A caller with an address of
his own asks four things over and over, first in quiet and then beside each load: something ready, something
worked out, `/health`, and, every fifth time, `ASK {}`. Beside it a stopwatch in the service says how long
its event loop stood still. Before all that every load goes on once, so that what is made once and kept is
there; in the end memory, descriptors and processes are compared with those after that. He stands for one on
a machine of his own, so he is let in at once when he is answered; what strangers do here takes time of the
service's cores, which theirs would not.

Every load is harmless to what it meets: it is many, slow, large up to a limit, or leaves; none crashes or
overworks other software.

`--only "long heads" --only metrics` has only these go on, prints the table and writes nothing: for who
changes something, on a machine that others use. What others change least is `spent`: the milliseconds of
processor time that the thread which answers took for a request.
"""

import argparse
import contextlib
import datetime
import itertools
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from patgraph.about import __version__
from patgraph.web.routes.conformance import HOSTILE
from patgraph.web.server.short_slices import ask_for_short_slices

SECONDS, REST = float(os.environ.get("BENCH_SECONDS", "15")), float(os.environ.get("BENCH_REST", "60"))
INNOCENT = "127.0.9.9"
ASKED = {
    "ready": "/queries/councils.csv",
    "worked out": "/queries/engagements.json?limit={n}",
    "health": "/health",
    "query": "/sparql?query=ASK%20%7B%7D",
}
_numbers = itertools.count(1)
#: How many requests and connections this process made.
_sent = itertools.count()
RUNAWAY = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
#: A stopwatch of the event loop: each time it is late by more than before, that is written down.
SERVER = """
import asyncio, sys
from patgraph.web.server import serving
serve = serving._Server.serve
async def watch(path):
    loop, worst = asyncio.get_running_loop(), 0.0
    while True:
        begun = loop.time()
        await asyncio.sleep(0.005)
        late = loop.time() - begun - 0.005
        try:
            worst = 0.0 if open(path).read() == '' else worst
        except FileNotFoundError:
            pass
        if late > worst:
            worst = late
            open(path, 'w').write(repr(worst))
async def both(self, sockets=None):
    task = asyncio.ensure_future(watch(late))
    await serve(self, sockets)
    task.cancel()
late = sys.argv.pop()
serving._Server.serve = both
from patgraph.cli import main
main(sys.argv[1:])
"""


def main(store: Path, only: list[str]):
    """Run all loads on a server of the store, print the table, write it down; or `only` some, and print."""
    ask_for_short_slices()
    chosen = [load for load in LOADS if not only or _name(load) in only]
    # In memory: what the stopwatch writes is not to wait for a disk.
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with (
        tempfile.TemporaryDirectory(dir=memory) as place,
        served(store, Path(place) / "late") as (port, pid, late),
    ):
        for path in ASKED.values():
            asked(port, path.format(n=1))
        # What is made when it is first needed, and its garbage, are no fault of those who come later.
        measured("made ready", all_at_once, port, pid, late)
        settle(pid)
        time.sleep(REST)
        before = figures(pid)
        rows = [measured("quiet", lambda port, until: None, port, pid, late)]
        rows += [measured(_name(load), load, port, pid, late) for load in chosen]
        time.sleep(REST)
        after = figures(pid)
    quiet = rows[0]["p99"]
    for row in rows:
        row["times"] = {name: round(row["p99"][name] / quiet[name], 1) for name in quiet}
        said = f"{row['load']:18} {row['sent']:6} sent, {row['spent']} spent, stall {row['stall']:5.1f} ms "
        print(said, row["p99"], row["times"], row["failures"] or "")
    print("before", before, "after", after)
    if only:
        return
    about = {"date": datetime.date.today().isoformat(), "patgraph": __version__, "cores": os.cpu_count(),
             "load": os.getloadavg()[0], "rows": rows, "before": before, "after": after}  # fmt: skip
    HOSTILE.write_text(json.dumps(about, indent=1) + "\n")


@contextlib.contextmanager
def served(store: Path, late: Path) -> Iterator[tuple[int, int, Path]]:
    """A server of a store: its port, its process, and where its stopwatch writes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", SERVER, "serve", "--store", store, "--port", port, late]
    server = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/sparql?query=ASK%20%7B%7D").close()
                break
            time.sleep(0.2)
        yield port, server.pid, late
    finally:
        server.terminate()
        server.wait(60)


def family_of(pid: int) -> list[int]:
    """A process and all below it."""
    family = [pid]
    for each in family:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{each}/task").glob("*/children"):
                family += map(int, task.read_text().split())
    return family


def settle(pid: int):
    """Wait until no process below it writes a file any more that is made once and kept: dumps, large graphs.

    Each takes hundreds of MiB and a core while it is at work, some of them longer than a rest.
    """
    still = 0
    while still < 5:
        time.sleep(1)
        names = []
        for each in family_of(pid):
            with contextlib.suppress(OSError):
                names.append(Path(f"/proc/{each}/cmdline").read_bytes())
        still = 0 if any(b"multiprocessing.spawn" in name for name in names) else still + 1


def figures(pid: int) -> dict[str, int]:
    """Memory in MiB of a server and all processes below it, what they share counted once; its open files, and
    how many processes there are below it.
    """
    memory, family = 0, family_of(pid)
    for each in family:
        with contextlib.suppress(OSError):
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
            memory += int(rollup.partition("\nPss:")[2].split()[0])
    return {
        "memory": memory // 1024,
        "files": len(os.listdir(f"/proc/{pid}/fd")),
        "processes": len(family) - 1,
    }


def processor_time(pid: int) -> float:
    """The processor time that the first thread of a process, the one that answers, took so far, in ms."""
    return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0]) / 1e6


def measured(name: str, load: Callable, port: int, pid: int, late: Path) -> dict:
    """What the innocent caller felt during a load, in ms, how long the loop stood still at most, and what it
    spent on a request.
    """
    late.write_text("")
    before = processor_time(pid)
    until = time.monotonic() + SECONDS
    counted = multiprocessing.SimpleQueue()
    stranger = multiprocessing.Process(target=strange, args=(load, port, until, counted), daemon=True)
    stranger.start()
    times: dict[str, list[float]] = {name: [] for name in ASKED}
    failures: Counter[str] = Counter()
    while time.monotonic() < until:
        for what, path in ASKED.items():
            # Another each time, over all loads: else it would be ready.
            n = next(_numbers)
            if what == "query" and len(times["ready"]) % 5:
                continue  # Else it would have more than one client may have.
            begun = time.perf_counter()
            if (said := asked(port, path.format(n=n))) != "200":
                failures[f"{what}: {said}"] += 1
            times[what].append((time.perf_counter() - begun) * 1000)
        time.sleep(0.02)
    sent = counted.get()
    stranger.join(60)
    ninety_nine = {what: round(_high(found), 1) for what, found in times.items()}
    stall = float(late.read_text() or 0) * 1000
    requests = sent + sum(map(len, times.values()))
    return {
        "load": name,
        "p99": ninety_nine,
        "sent": sent,
        "failed": failures.total(),
        "failures": failures,
        "asked": sum(map(len, times.values())),
        "stall": round(stall, 1),
        "spent": round((processor_time(pid) - before) / requests, 2),
    }


def _high(found: list[float]) -> float:
    return statistics.quantiles(found, n=100)[98] if len(found) > 1 else max(found, default=float("inf"))


def strange(load: Callable, port: int, until: float, counted: multiprocessing.SimpleQueue):
    """Go on with a load in this process, and say how many requests that were."""
    os.nice(10)
    before = next(_sent)
    load(port, until)
    counted.put(next(_sent) - before - 1)


def connected(port: int, source: str) -> socket.socket:
    """A connection of a stranger."""
    next(_sent)
    return socket.create_connection(("127.0.0.1", port), 5, (source, 0))


def asked(port: int, path: str, source: str = INNOCENT, **headers: str) -> str:
    """The status of one answer, read to its end, or why there is none."""
    next(_sent)
    connection = HTTPConnection("127.0.0.1", port, 60, (source, 0))
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        return str(response.status)
    except (OSError, HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()


def leavers(port: int, until: float):
    """Callers who ask for something that has to be worked out, and leave."""
    for n in range(10**9):
        if time.monotonic() > until:
            return
        with (
            contextlib.suppress(OSError),
            connected(port, f"127.0.1.{n % 12 + 1}") as caller,
        ):
            caller.sendall(
                b"GET /queries/disagreements.json?citations=true&offset=%d HTTP/1.1\r\nHost: x\r\n\r\n" % n
            )
        time.sleep(0.002)


def readers_of_nothing(port: int, until: float):
    """Forty connections that ask for a large answer and read nothing of it."""
    held = []
    with contextlib.suppress(OSError):
        for n in range(40):
            caller = connected(port, f"127.0.2.{n % 4 + 1}")
            caller.sendall(b"GET /dumps/patgraph.nq HTTP/1.1\r\nHost: x\r\n\r\n")
            held.append(caller)
    time.sleep(max(0.0, until - time.monotonic()))
    for caller in held:
        caller.close()


def runaways(port: int, until: float):
    """One client with as many queries that never end as it may have."""
    _many(8, until, lambda n: asked(port, f"/sparql?query={RUNAWAY}&timeout=5", "127.0.3.1"))


def large_documents(port: int, until: float):
    """Eleven addresses, four requests each, for the largest documents there are."""
    forms = ("rdf", "ttl", "nt", "jsonld", "html", "trig")
    _many(44, until, lambda n: asked(port, f"/graph/view.{forms[n % 6]}", f"127.0.4.{n % 11 + 1}"))


def long_heads(port: int, until: float):
    """Heads as long as they may be, each time others."""

    def once(n: int):
        types = ", ".join(f"a/b{n}x{i};q=0.{i % 9}" for i in range(120))[:2000]
        asked(port, f"/doc/council/haringey?{n}", f"127.0.5.{n % 8 + 1}", Accept=types)

    _many(8, until, once)


def metrics(port: int, until: float):
    """`/metrics` and `/openapi.json`, over and over."""
    paths = ("/metrics", "/openapi.json")
    _many(8, until, lambda n: asked(port, paths[n % 2], f"127.0.6.{n % 8 + 1}"))


def connections(port: int, until: float):
    """A thousand connections of one client that say nothing."""
    held = []
    for _ in range(1000):
        with contextlib.suppress(OSError):
            held.append(connected(port, "127.0.7.1"))
    time.sleep(max(0.0, until - time.monotonic()))
    for caller in held:
        caller.close()


def all_at_once(port: int, until: float):
    """All of them."""
    threads = [threading.Thread(target=load, args=(port, until), daemon=True) for load in LOADS[:-1]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


#: The last is all the others.
LOADS = (
    leavers,
    readers_of_nothing,
    runaways,
    large_documents,
    long_heads,
    metrics,
    connections,
    all_at_once,
)


def _name(load: Callable) -> str:
    return load.__name__.replace("_", " ")


def _many(callers: int, until: float, once: Callable[[int], object]):
    def go(first: int):
        n = first
        while time.monotonic() < until:
            once(n)
            n += callers

    threads = [threading.Thread(target=go, args=(n,), daemon=True) for n in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 60)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("store", type=Path)
    arguments.add_argument("--only", action="append", default=[], choices=[_name(load) for load in LOADS])
    main(**vars(arguments.parse_args()))
