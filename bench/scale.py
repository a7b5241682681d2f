"""How build, validation and questions grow: the project's own quads k times over, under new names.

    python -m bench.scale [K …] [--peers]          default: 1 3 7

from the project, with the tests' libraries. Each K has a process of its own. It prints processor seconds of
resolving, hashing, validating and writing, the peak of memory, and how many milliseconds of processor time
the questions take with their examples on the snapshot that was written (middle of three, the whole answer,
no citations); then each K's time a statement as a ratio to the first K's. With `--peers` the questions go to
other engines too, filled with the same dataset by their own loaders: Oxigraph's server, Virtuoso 7, where it
is installed, and Jena's engine in memory, where `PATGRAPH_JENA` names its jars; there a clock on the wall
counts, for ours as for theirs. What each engine took is told on the standard error as soon as it is known.

26 is ten million statements: some 20 GiB of memory and hours; nothing above 7 runs unless it is named.
"""

import argparse
import json
import multiprocessing
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad
from tests.support.remotes import (
    as_filled,
    jena_server,
    load_by_http,
    load_virtuoso,
    oxigraph_server,
    virtuoso_server,
)

from patgraph.dataset.assemble import assemble
from patgraph.dataset.collector import collector_paused
from patgraph.dataset.project import Project
from patgraph.dataset.validation import validate as validation
from patgraph.errors import PatgraphError
from patgraph.names import BASE, graph, space, term
from patgraph.questions import catalogue
from patgraph.questions.question_file import read_questions
from patgraph.rdf import Dataset
from patgraph.store import snapshot
from patgraph.store.remote import RemoteStore

ID = f"{BASE}id/"
#: What is one thing however often the evidence is there.
SHARED = tuple(space(kind) for kind in ("date", "area", "code"))
SINGLE_GRAPHS = {
    graph(name)
    for name in ("ontology", "shapes", "catalogue", "reference/deprivation", "reference/population")
}
NOTATION = term("skos:notation")


def clone(quads: Iterable[Quad], k: int) -> Iterator[Quad]:
    """The k-th copy of quads: new documents, passages, councils and all else that has a name of its own.

    The first copy is the quads themselves. What an editor decided, the codes of registers, and the figures of
    areas, which stay single too, stay single: rules find some hundred councils without a code.
    """
    if k == 0:
        yield from quads
        return
    memo: dict[str, NamedNode] = {}

    def renamed(node):
        if not isinstance(node, NamedNode) or not node.value.startswith((ID, f"{BASE}graph/document/")):
            return node
        if node.value not in memo:
            memo[node.value] = NamedNode(_new_name(node.value, k))
        return memo[node.value]

    for quad in quads:
        if quad.graph_name in SINGLE_GRAPHS or not isinstance(quad.subject, NamedNode):
            continue
        if quad.subject.value.startswith((space("disagreement"), space("code"), space("area"))):
            continue
        if getattr(quad.object, "value", "").startswith(space("code")):
            continue
        told = renamed(quad.object)
        if quad.predicate == NOTATION and isinstance(told, Literal) and not told.language:
            told = Literal(f"{told.value}x{k}", datatype=told.datatype)
        yield Quad(renamed(quad.subject), quad.predicate, told, renamed(quad.graph_name))


def many(project: Project, k: int) -> list[Quad]:
    """The quads of k copies of a project's files."""
    base = [*project.quads()]
    quads = [quad for copy in range(k) for quad in clone(base, copy)]
    return [*quads, *catalogue.quads(project.questions())]


def let_go(quads: list[Quad]) -> Iterator[Quad]:
    """The quads of a list in their order, which has none afterwards: a build reads file after file."""
    quads.reverse()
    while quads:
        yield quads.pop()


def _new_name(iri: str, k: int) -> str:
    if iri.startswith(space("passage")):
        document, _, slug = iri.removeprefix(space("passage")).partition("/")
        return f"{space('passage')}{document}-x{k}/{slug}"
    return iri if iri.startswith(SHARED) else f"{iri}-x{k}"


class Stopwatch:
    """Processor seconds of named steps, in order."""

    def __init__(self):
        self.steps: dict[str, float] = {}

    def time(self, step: str, work: Callable):
        """What `work` returns; its time is kept under `step`."""
        begun = time.process_time()
        result = work()
        self.steps[step] = round(time.process_time() - begun, 2)
        return result


def asked(store, project: Project, clock: Callable[[], float]) -> dict[str, float | None]:
    """Milliseconds of each question with its example; `None` where the store has no answer."""
    return {
        name: _milliseconds(lambda query=query: query.ask(store, query.example), clock)
        for name, query in read_questions(project.questions()).items()
    }


def _milliseconds(ask: Callable, clock: Callable[[], float]) -> float | None:
    times = []
    for _ in range(3):
        begun = clock()
        try:
            ask()
        except PatgraphError as error:
            print(f"  no answer: {error}"[:200], file=sys.stderr)
            return None
        times.append((clock() - begun) * 1000)
        if times[-1] > 3000:
            break
    return round(statistics.median(times), 1)


def spread(times: Iterable[float | None]) -> dict[str, float]:
    """The middle, the 95th percentile and the worst of times, those without an answer left out."""
    known = sorted(t for t in times if t is not None)
    return {"p50": known[len(known) // 2], "p95": known[int(len(known) * 0.95)], "worst": known[-1]}


def measure(k: int, peers: bool, tell) -> None:
    """All figures of one size, sent through a pipe."""
    project, watch, begun = Project.find(), Stopwatch(), time.perf_counter()
    quads = many(project, k)
    dataset = watch.time("resolve", lambda: collector_paused()(assemble)(project, let_go(quads)))
    watch.time("hash", lambda: dataset.version)
    report = watch.time("validate", lambda: validation.validate(dataset, project))
    with tempfile.TemporaryDirectory() as directory:
        watch.time("write", lambda: snapshot.write_snapshot(dataset, Path(directory)))
        store = watch.time("open", lambda: snapshot.open_snapshot(Path(directory)))
        wall = round(time.perf_counter() - begun, 1)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        times = asked(store, project, time.process_time)
        slowest = dict(sorted(times.items(), key=lambda item: -(item[1] or 0))[:10])
        found = {"k": k, "quads": dataset.size, **watch.steps, "wall": wall, "peak MiB": peak,
                 "questions": spread(times.values()), "slowest": slowest,
                 "report": report.counts}  # fmt: skip
        if peers:
            found["peers"] = beside(dataset, store, project)
    tell.send(found)


def beside(dataset: Dataset, store, project: Project) -> dict:
    """Milliseconds on the wall of each engine that is here, and what it takes as a ratio to ours."""
    ours = asked(store, project, time.perf_counter)
    told: dict = {"patgraph": spread(ours.values())}
    with ExitStack() as stack:
        here = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers: dict[str, tuple[Callable, Callable]] = {
            "Oxigraph's server": (lambda: oxigraph_server("--timeout-s", "60"), load_by_http)
        }
        if shutil.which("virtuoso-t"):
            servers["Virtuoso"] = (
                lambda: virtuoso_server(here, seconds=60),
                lambda _, nquads: load_virtuoso(here, nquads),
            )
        if jars := os.environ.get("PATGRAPH_JENA"):
            servers["Jena"] = (lambda: jena_server(jars), load_by_http)
        nquads = as_filled(dataset)
        for name, (start, load) in servers.items():
            with start() as (address, _):
                begun = time.perf_counter()
                load(address, nquads)
                loaded = round(time.perf_counter() - begun, 1)
                theirs = asked(RemoteStore(address), project, time.perf_counter)
            both = {q: (t, ours[q]) for q, t in theirs.items() if t is not None and ours[q] is not None}
            told[name] = {
                "load s": loaded, **spread(theirs.values()),
                "middle ratio to ours": round(statistics.median(t / o for t, o in both.values()), 2),
                "quicker than ours": {q: round(t / o, 2) for q, (t, o) in sorted(both.items()) if t < o},
                "no answer": sorted(q for q, t in theirs.items() if t is None),
            }  # fmt: skip
            print(f"  {name}: {json.dumps(told[name])}", file=sys.stderr, flush=True)
    return told


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("sizes", metavar="K", type=int, nargs="*", default=[1, 3, 7])
    options.add_argument("--peers", action="store_true", help="ask other engines too")
    chosen = options.parse_args()
    context, first = multiprocessing.get_context("spawn"), None
    for k in chosen.sizes:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=measure, args=(k, chosen.peers, theirs))
        process.start()
        theirs.close()
        found = ours.recv()
        process.join()
        each = {s: found[s] / found["quads"] for s in ("resolve", "hash", "write", "validate")}
        first = first or each
        found["a statement, to the first K"] = {s: round(each[s] / first[s], 2) for s in each if first[s]}
        print(json.dumps(found, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
