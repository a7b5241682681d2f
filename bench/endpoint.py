"""Mixed load on one server: are answers right, are canned questions quick, is memory flat?

    .venv/bin/python -m bench.endpoint [SECONDS]        default 600; the quiet run before it takes a quarter

Canned questions are asked at a steady rate by a process of its own, first alone, then beside free queries, a
hundred runaway queries, callers who leave, and hostile requests. Every caller has an address of its own on
loopback. Right is what the embedded store gives in this process. A time runs from when a question was due, so
that one slow answer does not hide those behind it. Half the canned questions have an `Accept` that is new
each time, so that no cache has their answer; they are told apart. Printed are counts,
wrong answers, percentiles with and without the rest as a ratio, and memory;
exit status 1 where an answer was wrong.
"""

import http.client
import itertools
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.support import hostile
from tests.support.paths import ROOT
from tests.support.processes import descendants
from tests.support.service import serving

import patgraph
from patgraph.dataset.assemble import build
from patgraph.dataset.project import Project
from patgraph.questions.formats import writers
from patgraph.questions.question_file import read_questions
from patgraph.store import snapshot

RATE, RUNAWAYS = 20, 100
RUNAWAY = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g",
    "SELECT (GROUP_CONCAT(STR(?c)) AS ?x) WHERE { ?a ?b ?c . ?d ?e ?f }",
)
FREE = (
    "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
    "SELECT ?s WHERE { ?s a <https://w3id.org/patgraph/def#Council> } ORDER BY ?s",
    "ASK { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }",
)
_addresses = itertools.count(1)


def address() -> str:
    """A loopback address that no caller has had."""
    number = next(_addresses)
    return f"127.1.{number // 250 % 250}.{number % 250 + 1}"


def call(
    where: str, path: str, source: str, body: dict | None = None, timeout: float = 60, accept: str = "*/*"
):
    """Status and body of a request from an address; the status is `cut` where the body ends abnormally."""
    host = urlsplit(where)
    connection = http.client.HTTPConnection(host.hostname, host.port, timeout, source_address=(source, 0))
    try:
        if body is None:
            connection.request("GET", path, headers={"Accept": accept})
        else:
            form = urlencode(body)
            connection.request("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded"})
        response = connection.getresponse()
        return response.status, response.read()
    except http.client.IncompleteRead:
        return "cut", b""
    except OSError as error:
        return type(error).__name__, b""
    finally:
        connection.close()


def canned(where: str, paths: list[str], right: dict, seconds: float, results):
    """Ask canned questions at a steady rate; puts times (s), those cached and those not, and how many answers
    were wrong."""
    times, wrong, began = ([], []), 0, time.monotonic()
    for number in itertools.count():
        due = began + number / RATE
        if due > began + seconds:
            break
        time.sleep(max(0, due - time.monotonic()))
        path, fresh = paths[number // 2 % len(paths)], number % 2
        # Another spelling of the same, which no cache of ready bytes has seen.
        accept = f"application/json, */*;q=0.1, x/x{random.getrandbits(40)};q=0.01" if fresh else "*/*"
        status, body = call(where, path, "127.0.0.9", accept=accept)
        times[fresh].append(time.monotonic() - due)
        wrong += status != 200 or body != right[path]
    results.put((times, wrong))


def measured(where: str, paths: list[str], right: dict, seconds: float):
    """Canned questions asked by a process of its own; gives the process and where its results come."""
    results = multiprocessing.Queue()
    process = multiprocessing.Process(target=canned, args=(where, paths, right, seconds, results))
    process.start()
    return process, results


class Load:
    """What is asked besides, each kind in threads of its own, until the end."""

    def __init__(self, where: str, right: dict[str, bytes], seconds: float):
        self.where, self.right, self.until = where, right, time.monotonic() + seconds
        self.seconds, self.came_to, self.wrong = seconds, Counter(), []

    def run(self):
        """Start everything and wait for its end."""
        kinds = [self.free] * 2 + [self.runaways, self.leavers, self.hostile]
        threads = [threading.Thread(target=kind) for kind in kinds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def free(self):
        """Free queries with known answers; what is refused for want of room is counted, not wrong."""
        source = address()
        while time.monotonic() < self.until:
            query = random.choice(FREE)
            status, body = call(self.where, "/sparql?" + urlencode({"query": query}), source)
            self.came_to["free", status] += 1
            if (status == 200 and body != self.right[query]) or status not in (200, 503):
                self.wrong.append(("free", status, query, body[:200]))
            time.sleep(0.2)

    def runaways(self):
        """A hundred, spread over the time, each from its own address, up to its own deadline."""
        limit = min(10, max(1, self.seconds / 30))
        threads = []
        for number in range(RUNAWAYS):
            thread = threading.Thread(target=self._runaway, args=(RUNAWAY[number % 3], limit))
            thread.start()
            threads.append(thread)
            time.sleep(max(0, self.until - limit - time.monotonic()) / (RUNAWAYS - number))
        for thread in threads:
            thread.join()

    def _runaway(self, query: str, limit: float):
        start = time.monotonic()
        path = "/sparql?" + urlencode({"query": query, "timeout": limit})
        status, body = call(self.where, path, address())
        title = json.loads(body)["title"] if status == 503 else status
        self.came_to["runaway", title] += 1
        over = time.monotonic() - start - limit
        if title == "The deadline has passed":
            self.came_to["runaway, ended within 0.1 s of its deadline", over < 0.1] += 1
        elif status not in (503, "cut"):
            self.wrong.append(("runaway", status, query, body[:200]))

    def leavers(self):
        """Callers who ask and leave."""
        host = urlsplit(self.where)
        while time.monotonic() < self.until:
            connection = http.client.HTTPConnection(host.hostname, host.port, source_address=(address(), 0))
            connection.request("GET", "/sparql?" + urlencode({"query": RUNAWAY[0]}))
            time.sleep(random.uniform(0.05, 0.4))
            connection.close()
            self.came_to["left", ""] += 1
            time.sleep(0.5)

    def hostile(self):
        """The hostile queries, again and again."""
        texts = [text for _, text in hostile.queries("http://127.0.0.1:9", "/nowhere")]
        random.shuffle(texts)
        for text in itertools.cycle(texts):
            if time.monotonic() > self.until:
                return
            status, body = call(self.where, "/sparql", address(), {"query": text, "timeout": "1"})
            self.came_to["hostile", status] += 1
            if status not in (200, 400, 403, 413, 503, "cut"):
                self.wrong.append(("hostile", status, text[:100], body[:200]))
            time.sleep(0.1)


def memory(pid: int) -> float:
    """What a server and its workers hold, in MiB; what they share is counted once."""
    total = 0
    for each in [pid, *descendants(pid)]:
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def watch(pid: int, until: float, found: list):
    """Memory of the server alone and of all, each second."""
    while time.monotonic() < until:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        held = next(line for line in lines if line.startswith("VmRSS"))
        found.append((int(held.split()[1]) / 1024, memory(pid), len(descendants(pid))))
        time.sleep(1)


def percentiles(times: list[float]) -> str:
    """Median and tail in ms."""
    cuts = [cut * 1e3 for cut in statistics.quantiles(times, n=100)]
    return f"{len(times)} asked, p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f}, p99 {cuts[98]:.1f}"


def main(seconds: float) -> int:
    """Run and print."""
    project = Project(ROOT)
    with tempfile.TemporaryDirectory() as directory:
        snapshot.write_snapshot(build(project), Path(directory))
        with serving(Path(directory)) as service:
            where, process = service.url, service.process
            asked = list(read_questions(project.questions()).values())
            paths = [f"/queries/{q.name}.json?{urlencode(q.example, doseq=True)}" for q in asked]
            graph = patgraph.open(directory)
            right = {
                path: writers.serialise(graph.query(q.name, **q.example), "json")[1].encode()
                for path, q in zip(paths, asked, strict=True)
            }
            for path in paths:
                call(where, path, "127.0.0.9")  # So that what is to be cached is.
            answers = {q: call(where, "/sparql?" + urlencode({"query": q}), "127.0.0.9")[1] for q in FREE}
            quiet, results = measured(where, paths, right, seconds / 4)
            alone, wrong_alone = results.get()
            quiet.join()
            figures: list = []
            watcher = threading.Thread(target=watch, args=(process.pid, time.monotonic() + seconds, figures))
            watcher.start()
            loaded, results = measured(where, paths, right, seconds)
            # Who makes the load is not to take the server's time from it.
            os.nice(10)
            load = Load(where, answers, seconds)
            load.run()
            beside, wrong_beside = results.get()
            loaded.join()
            watcher.join()
            time.sleep(1)
            for kind, before, during in zip(("cached", "evaluated"), alone, beside, strict=True):
                print(f"canned, {kind}, alone:  {percentiles(before)}")
                print(f"canned, {kind}, beside: {percentiles(during)}")
                ratio = statistics.quantiles(during, n=100)[98] / statistics.quantiles(before, n=100)[98]
                print(f"p99 beside / alone: {ratio:.2f}")
            print(f"canned, wrong: {wrong_alone} alone, {wrong_beside} beside")
            for (kind, status), count in sorted(load.came_to.items(), key=str):
                print(f"{kind:45} {status!s:28} {count}")
            print(f"wrong answers: {len(load.wrong)}", *load.wrong[:5], sep="\n  ")
            quarter = max(1, len(figures) // 4)
            for name, at in (("server", 0), ("server and workers", 1), ("processes", 2)):
                first = statistics.mean(f[at] for f in figures[:quarter])
                last = statistics.mean(f[at] for f in figures[-quarter:])
                most = max(f[at] for f in figures)
                print(f"{name:20} first quarter {first:8.1f}, last {last:8.1f}, most {most:8.1f}")
            print(f"after: {memory(process.pid):.1f} MiB, {len(descendants(process.pid))} processes")
    return 1 if wrong_alone or wrong_beside or load.wrong else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 600))
