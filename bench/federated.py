"""Every question, asked of a graph that stands in two stores, by Comunica; its rows beside our own engine's.

Run `python bench/federated.py STORE COMUNICA [QUESTION …]` from the project: STORE is one that `patgraph
build` made, COMUNICA a directory in which `npm install @comunica/query-sparql@5.4.1` was run. That release
needs Node 22 or later: name it in `BENCH_NODE`. A question may take `BENCH_SECONDS` (120). Questions are
asked with their examples, one after another, each in a process of its own.

The graph is parted as one would part a larger one: what a passage says stays together, all other statements
go with their subject. Each store has its part of the view in its default graph too.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox
from service import Server, free_port

import patgraph
from patgraph.names import VIEW, is_passage
from patgraph.store import snapshot

SECONDS = float(os.environ.get("BENCH_SECONDS", "120"))
#: Asks one question, and writes its rows as N-Triples terms with what it took.
ASK = """
import { createRequire } from "module"
import { readFileSync, writeFileSync } from "fs"
const [directory, question, answer, ...addresses] = process.argv.slice(2)
const { QueryEngine } = createRequire(directory + "/x.js")("@comunica/query-sparql")
const term = (t) => t === undefined ? null : t.termType === "NamedNode" ? `<${t.value}>`
  : t.termType === "BlankNode" ? `_:${t.value}`
  : JSON.stringify(t.value) + (t.language ? "@" + t.language : `^^<${t.datatype.value}>`)
const sources = addresses.map((value) => ({ type: "sparql", value }))
const result = await new QueryEngine().query(readFileSync(question, "utf8"), { sources })
let names = null, rows
if (result.resultType === "bindings") {
  names = (await result.metadata()).variables.map((each) => (each.variable ?? each).value)
  rows = (await (await result.execute()).toArray()).map((row) => names.map((name) => term(row.get(name))))
} else {
  rows = (await (await result.execute()).toArray()).map((q) => [q.subject, q.predicate, q.object].map(term))
}
const cpu = process.cpuUsage().user / 1e6
const memory = /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1] / 1024
writeFileSync(answer, JSON.stringify({ names, rows, cpu, memory }))
process.exit(0)
"""


def parts(store: Path, place: Path) -> list[Path]:
    """The dataset as two files of N-Quads."""
    files = [place / f"part-{number}.nq" for number in (0, 1)]
    quads: tuple[list[ox.Quad], list[ox.Quad]] = ([], [])
    for quad in snapshot.read_dataset(store).quads:
        together = quad.graph_name if is_passage(quad.graph_name) else quad.subject
        half = quads[zlib.crc32(str(together).encode()) % 2]
        half.append(quad)
        if quad.graph_name == ox.NamedNode(VIEW):
            half.append(ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph()))
    for file, half in zip(files, quads, strict=True):
        ox.serialize(half, str(file), format=ox.RdfFormat.N_QUADS)
        print(f"{file.name}: {len(half)} statements")
    return files


def served(file: Path) -> Server:
    """Oxigraph's server on one part."""
    oxigraph, where, port = Path(sys.executable).parent / "oxigraph", file.with_suffix(""), free_port()
    loaded = [oxigraph, "load", "--location", where, "--file", file]
    subprocess.run(loaded, check=True, capture_output=True)
    asked = f"--timeout-s={SECONDS:.0f}"
    return Server(
        [oxigraph, "serve-read-only", "--location", where, "--bind", f"127.0.0.1:{port}", asked], port
    )


def same(text: str | None) -> str | None:
    """A term, in one spelling."""
    if text is None or text.startswith("_:"):
        return text and "_:"
    (quad,) = ox.parse(f"<u:s> <u:p> {text} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    return str(quad.object)


def judged(names: list[str] | None, wanted: list[list[str | None]], got: dict) -> str:
    """How rows differ from those of our engine."""
    rows = [[same(cell) for cell in row] for row in got["rows"]]
    if names is not None:
        at = [got["names"].index(name) if name in got["names"] else None for name in names]
        rows = [[None if n is None else row[n] for n in at] for row in rows]
    if rows == wanted:
        return "the same rows in the same order"
    ours, theirs = (Counter(map(tuple, some)) for some in (wanted, rows))
    if names is None and set(ours) == set(theirs):
        return f"the same triples, {theirs.total() - ours.total()} of them told again"
    if ours == theirs:
        return "the same rows in another order"
    missing, more = (ours - theirs).total(), (theirs - ours).total()
    return f"{len(rows)} rows for {len(wanted)}: {missing} missing, {more} more"


def asked(graph: patgraph.Graph, name: str, place: Path, comunica: Path, addresses: list[str]) -> str:
    """One question, by both."""
    query = graph.queries[name]
    example = {key: value if isinstance(value, list) else [value] for key, value in query.example.items()}
    text = query.bind(query.read(example, graph.store))
    found = graph.store.query(text)
    names = [each.value for each in found.variables] if isinstance(found, ox.QuerySolutions) else None
    wanted = [[None if cell is None else same(str(cell)) for cell in row] for row in found]
    question, answer = place / "question.rq", place / "answer.json"
    question.write_text(text)
    answer.unlink(missing_ok=True)
    command = [os.environ.get("BENCH_NODE", "node"), place / "ask.mjs", comunica.resolve(), question, answer]
    begun = time.perf_counter()
    try:
        run = subprocess.run([*command, *addresses], capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"no answer within {SECONDS:.0f} s"
    if not answer.exists():
        return next((line for line in run.stderr.splitlines() if "Error" in line), run.stderr[-200:])
    got = json.loads(answer.read_text())
    cost = f"{time.perf_counter() - begun:.1f} s, processor {got['cpu']:.1f} s, {got['memory']:.0f} MB"
    return f"{judged(names, wanted, got)} ({cost})"


def main(store: Path, comunica: Path, names: list[str]):
    """Print a line a question."""
    graph = patgraph.open(store)
    with tempfile.TemporaryDirectory() as directory, ExitStack() as running:
        place = Path(directory)
        (place / "ask.mjs").write_text(ASK)
        stores = [running.enter_context(served(file)) for file in parts(store, place)]
        addresses = [f"{each.base}/query" for each in stores]
        for name in names or graph.queries:
            print(f"{name}: {asked(graph, name, place, comunica, addresses)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
