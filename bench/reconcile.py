"""How well and how quickly names are reconciled, beside csv-reconcile, on the same lists in one run.

    .venv/bin/python -m bench.reconcile [--rounds 3] [--names FILE]

The lists are those of the tests: councils as the press, Parliament and Ofsted's lists name them, each name
with codes that tell which is meant; bodies that are no council of ours; and all names of the graph's councils
with one typing error. `--names` adds a CSV of yours with the columns `name` and `codes`.

csv-reconcile (PyPI) takes part where it is at hand: name the directory of its virtual environment in
`BENCH_CSV_RECONCILE`. It is given every name of every council, a row each, and serves them itself. Its scores
say how near a name is; it has no threshold for "no such council", so any candidate above its own 30 counts.

Both answer batches of 1,000 different names over HTTP on this machine. Read the ratio: the machine's noise is
the same for both.
"""

import argparse
import csv
import json
import os
import random
import socket
import statistics
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
from tests.support.mistyping import mistyped
from tests.support.paths import ROOT
from tests.support.service import serving

import patgraph
from patgraph.dataset.assemble import build
from patgraph.dataset.project import Project
from patgraph.store import snapshot
from patgraph.things import search_entries
from patgraph.things.reconcile.matcher import THRESHOLD, Reconciler
from patgraph.things.thing import Things

BATCH = 1000
OTHER = """
import sys
import csv_reconcile
from werkzeug.serving import WSGIRequestHandler
app = csv_reconcile.doinit("", "", sys.argv[1], "id", "name")
WSGIRequestHandler.protocol_version = "HTTP/1.1"
app.run(port=int(sys.argv[2]), threaded=False)
"""
#: A name, and the councils that are meant: none where it is no council of ours.
Name = tuple[str, frozenset[str]]


def table(path: Path) -> list[dict]:
    """The rows of a CSV."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def lists(matcher: Reconciler, also: Path | None, seed: int) -> dict[str, list[Name]]:
    """The lists, each name with the councils that are right."""
    every = [(n, e) for n, e in enumerate(matcher.entities) if e.kind == "council"]

    def having(codes: str) -> frozenset[str]:
        numbers = set().union(*(matcher.attributes.coded(code) for code in codes.split()))
        return frozenset(entity.id for number, entity in every if number in numbers)

    found: dict[str, list[Name]] = {}
    for row in table(ROOT / "tests/things/reconcile/names.csv"):
        found.setdefault(row["source"], []).append((row["name"], having(row["codes"])))
    if also:
        found[also.name] = [(row["name"], having(row["codes"])) for row in table(also)]
    found["no council of ours"] = [
        (row["name"], frozenset()) for row in table(ROOT / "tests/things/reconcile/others.csv")
    ]
    dice, called = random.Random(seed), {}
    for _, entity in every:
        for name in entity.names:
            called.setdefault(name.casefold(), set()).add(entity.id)
    # Where a council of another year bears one of its names, a mistyped one may mean that as well.
    alike = {e.id: frozenset().union(*(called[name.casefold()] for name in e.names)) for _, e in every}
    found["one typing error"] = [
        (mistyped(name, dice), alike[entity.id])
        for _, entity in every
        for name in entity.names
        if len(name) > 3
    ]
    return found


def batches(found: dict[str, list[Name]], rounds: int) -> list[list[str]]:
    """So many batches of 1,000 different names, mistyped and not, no two alike."""
    dice, names = random.Random(7), [name for names in found.values() for name, _ in names]
    made: dict[str, None] = {}
    while len(made) < BATCH * rounds:
        name = dice.choice(names)
        made.setdefault(mistyped(name, dice) if dice.random() < 0.7 else f"{name} Council")
    every = [*made]
    return [every[n : n + BATCH] for n in range(0, BATCH * rounds, BATCH)]


def ask(address: str, names: list[str], **more) -> list[list[dict]]:
    """The candidates of each name."""
    queries = {str(n): {"query": name, "limit": 5} | more for n, name in enumerate(names)}
    form = {"queries": json.dumps(queries)}
    answer = httpx.post(f"{address}/reconcile", data=form, timeout=600)
    answer.raise_for_status()
    found = answer.json()
    return [found[key]["result"] for key in queries]


def judge(names: list[Name], answers: list[list[dict]], threshold: float) -> dict[str, int]:
    """How many were right, matched, and matched wrongly; of other bodies, how many were taken for one."""
    count = dict.fromkeys(("names", "first", "matched", "wrong", "above"), 0)
    for (_, meant), found in zip(names, answers, strict=True):
        first = found[0]["id"].split("|")[0] if found else None
        matches = [candidate["id"].split("|")[0] for candidate in found if candidate["match"]]
        count["names"] += 1
        count["first"] += first in meant
        count["matched"] += bool(matches)
        count["wrong"] += any(match not in meant for match in matches)
        count["above"] += not meant and any(
            candidate["score"] >= threshold and candidate["id"].startswith("id/council/")
            for candidate in found
        )
    return count


@contextmanager
def other(matcher: Reconciler, home: Path):
    """The address of csv-reconcile on the names of the councils."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as place:
        rows = Path(place) / "names.tsv"
        with rows.open("w", newline="") as file:
            writer = csv.writer(file, delimiter="\t")
            writer.writerow(["id", "name"])
            for entity in matcher.entities:
                if entity.kind == "council":
                    writer.writerows([f"{entity.id}|{n}", name] for n, name in enumerate(entity.names))
        command = [home / "bin/python", "-c", OTHER, rows, str(port)]
        with subprocess.Popen(
            command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as server:
            try:
                for _ in range(150):
                    try:
                        httpx.get(f"http://127.0.0.1:{port}/reconcile")
                        break
                    except httpx.TransportError:
                        time.sleep(0.1)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def report(who: str, address: str, found: dict[str, list[Name]], threshold: float, asked, **more):
    """Print how right the answers are, and how long batches take."""
    print(f"\n{who}")
    for title, names in found.items():
        answers = []
        for begin in range(0, len(names), BATCH):
            answers += ask(address, [name for name, _ in names[begin : begin + BATCH]], **more)
        count = judge(names, answers, threshold)
        first = "" if title == "no council of ours" else f"first right {count['first']:4d}  "
        print(f"  {title:58s} {count['names']:4d}  {first}matched {count['matched']:4d}  "
              f"wrongly {count['wrong']:3d}  taken for one {count['above']:3d}")  # fmt: skip
    times = []
    for names in asked:
        begin = time.perf_counter()
        ask(address, names, **more)
        times.append(time.perf_counter() - begin)
    print(f"  a batch of {BATCH} names: {statistics.median(times):.3f} s (median of {len(times)}, "
          f"{min(times):.3f} to {max(times):.3f})")  # fmt: skip


def main():
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how many batches are timed")
    parser.add_argument("--names", type=Path, help="a CSV with the columns name and codes")
    parser.add_argument("--seed", type=int, default=2002, help="of the typing errors")
    options = parser.parse_args()
    project = Project(ROOT)
    dataset = build(project)
    with tempfile.TemporaryDirectory() as place:
        snapshot.write_snapshot(dataset, Path(place))
        things = Things(patgraph.open(place, project=ROOT).store)
        matcher = Reconciler(things, search_entries.entries(things))
        found = lists(matcher, options.names, options.seed)
        asked = batches(found, options.rounds)
        with serving(Path(place)) as service:
            address = service.url
            ask(address, ["Haringey"], type="council")
            report("patgraph, type council", address, found, THRESHOLD, asked, type="council")
            report("patgraph, any type", address, found, THRESHOLD, asked)
        home = os.environ.get("BENCH_CSV_RECONCILE")
        if home:
            with other(matcher, Path(home)) as address:
                report("csv-reconcile", address, found, 30, asked)
        else:
            print("\ncsv-reconcile: BENCH_CSV_RECONCILE is not set")


if __name__ == "__main__":
    main()
