"""How long each question takes: in memory, on a snapshot on disk, and on rdflib, in one run.

Run `python bench/questions.py` from the project. The machine's noise is the same for all three, so read
the ratios, not the milliseconds; ratios below 1.5 mean nothing.
"""

import multiprocessing
import statistics
import tempfile
import time
from pathlib import Path

import rdflib
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

from patgraph.dataset.assemble import build
from patgraph.dataset.project import Project
from patgraph.questions.question_file import read_questions
from patgraph.store import snapshot
from patgraph.store.embedded import in_memory

ROUNDS = 9
#: Seconds that rdflib has for a round; it warms up with another.
LIMIT = 10


def median(ask, rounds=ROUNDS) -> float:
    """Median seconds of some rounds, after one that warms up."""
    ask()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        ask()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def bounded(ask) -> float | None:
    """Seconds of one round in a process of its own; `None` where it takes more than `LIMIT`."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=lambda: theirs.send(median(ask, 1)))
    process.start()
    took = ours.recv() if ours.poll(2 * LIMIT) else None
    process.kill()
    process.join()
    return took


def second_engine(dataset) -> rdflib.Dataset:
    """The dataset in rdflib, its view as the default graph too."""
    store = Store()
    store.bulk_extend(dataset.quads)
    store.bulk_extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in dataset.view())
    loaded = rdflib.Dataset(default_union=False)
    loaded.parse(data=store.dump(format=RdfFormat.N_QUADS), format="nquads")
    return loaded


def main():
    project = Project.find()
    begin = time.perf_counter()
    dataset = build(project)
    print(f"build: {time.perf_counter() - begin:.2f} s, {dataset.size} quads\n")
    memory = in_memory(dataset.nquads, dataset.version)
    other = second_engine(dataset)
    with tempfile.TemporaryDirectory() as directory:
        snapshot.write_snapshot(dataset, Path(directory))
        disk = snapshot.open_snapshot(Path(directory))
        print(f"{'question':22} {'memory ms':>10} {'disk / memory':>14} {'rdflib / memory':>16}")
        for name, query in read_questions(project.questions()).items():
            if query.form != "select":
                continue  # What it gives are statements, in no order and without rows.
            required = {k: v for k, v in query.example.items() if query.parameters[k].required}
            terms = {k: [query.parameters[k].read(v, memory)] for k, v in required.items()}
            text = query.bind(terms)
            quick = median(lambda text=text: memory.select(text))
            frozen = median(lambda text=text: disk.select(text))
            slow = bounded(lambda text=text: list(other.query(text)))
            ratio = f"{slow / quick:16.0f}" if slow else f"{f'> {LIMIT / quick:.0f}':>16}"
            print(f"{name:22} {quick * 1000:10.2f} {frozen / quick:14.1f} {ratio}", flush=True)


if __name__ == "__main__":
    main()
