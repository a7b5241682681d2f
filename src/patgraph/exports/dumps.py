"""Dumps: the whole dataset as files to take away, each built once a version, with its digest.

DIRECTORY/{version}/     the last version and the one before are kept
  patgraph.nq …          the files
  patgraph.nq.json …     what each is: size and SHA-256; written when the file is whole
DIRECTORY/last           the version built last

A file is built when it is first asked for, in a process of its own, so that nobody else waits for it.
"""

import hashlib
import io
import json
import multiprocessing
import shutil
import signal
import tempfile
import threading
import weakref
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import pyoxigraph

from patgraph.errors import WorkerLost
from patgraph.files import locked, whole
from patgraph.graph import Graph
from patgraph.media import FORMATS
from patgraph.names import pat
from patgraph.questions.question import Query
from patgraph.store.embedded import EmbeddedStore, in_memory
from patgraph.tables import arrow

from .export import contents, files, rdf

_QUOTE = pat("quote")


@dataclass(frozen=True)
class DumpKind:
    """A sort of dump: file name, title, what it holds, the format of the export that makes it, and for tables
    what they are of.
    """

    name: str
    title: str
    holds: str
    form: str
    of: str = ""

    @property
    def media(self) -> str:
        """The media type of the file; that of an archive where it holds tables."""
        return FORMATS["zip" if self.of else self.form].media


@dataclass(frozen=True)
class Dump:
    """A file as it was built: `size` in bytes, `sha256` in lower-case hexadecimal."""

    name: str
    size: int
    sha256: str


_ALL = "Every graph: passages, what we say, and the resolved view."
_REIFIED = "RDF 1.2: each passage reifies the statements it makes."
_TABLES = "question; one that needs a value is asked with its example."
_THINGS = "table for each kind of thing, with codes to join by"
#: Every dump there is. The first has the version of the dataset for its digest.
KINDS = (
    DumpKind("patgraph.nq", "Everything, sorted N-Quads", f"{_ALL} Its SHA-256 is the version.", "nq"),
    DumpKind("patgraph.trig", "Everything, TriG", _ALL, "trig"),
    DumpKind("patgraph-view.nq", "Everything, and the view as default graph, N-Quads",
         f"{_ALL} The view stands in the default graph too, where queries look for it.", "nq-view"),
    DumpKind("view.ttl", "The resolved view, Turtle",
         "What the graph takes to be so: one graph, as a question sees it.", "ttl"),
    DumpKind("patgraph-rdf12.ttl", "The view with its evidence, Turtle 1.2", _REIFIED, "ttl12"),
    DumpKind("patgraph-rdf12.nt", "The view with its evidence, N-Triples 1.2", _REIFIED, "nt12"),
    DumpKind("things-csv.zip", "Tables of things, CSV",
         f"A {_THINGS}, described as a Data Package and in CSVW.", "csv", "things"),
    DumpKind("things-parquet.zip", "Tables of things, Parquet", f"A typed {_THINGS}.", "parquet", "things"),
    DumpKind("tables-csv.zip", "Tables of questions, CSV", f"One table a {_TABLES}", "csv", "questions"),
    DumpKind("tables-parquet.zip", "Tables of questions, Parquet", f"One typed table a {_TABLES}", "parquet",
         "questions"),
)  # fmt: skip


class Dumps:
    """The dumps of a graph."""

    def __init__(self, graph: Graph, directory: Path | None = None, snapshot: Path | None = None):
        """Without a directory they are built in one that goes with this object. `snapshot` is where the
        engine's files are, for a graph that is not to be copied into memory.
        """
        self._graph, self._snapshot = graph, snapshot
        self._guard, self._guards = threading.Lock(), defaultdict(threading.Lock)
        self._found: dict[str, Dump] = {}
        self._begun = False
        self._ahead: multiprocessing.Process | None = None
        if directory is None:
            directory = Path(tempfile.mkdtemp(prefix="patgraph-dumps-"))
            weakref.finalize(self, shutil.rmtree, directory, ignore_errors=True)
        self._directory = directory
        self.place = directory / graph.version

    @property
    def kinds(self) -> list[DumpKind]:
        """What can be had here: Parquet is left out where its library is missing."""
        return [kind for kind in KINDS if kind.form != "parquet" or arrow.available()]

    def known(self) -> dict[str, Dump]:
        """Those that are built, by name. Nothing is built for it."""
        return {kind.name: dump for kind in self.kinds if (dump := self._known(kind.name))}

    def get(self, name: str) -> Dump | None:
        """A dump by name, built if nobody has yet; `None` where there is no such. Raises `WorkerLost`."""
        if name not in {kind.name for kind in self.kinds}:
            return None
        with self._guard:
            guard = self._guards[name]
        with guard:
            while self._known(name) is None and self._ahead is not None and self._ahead.is_alive():
                self._ahead.join(0.1)  # It is being built, or its turn will come.
            if self._known(name) is None:
                source = self._source()  # It may be what is asked for.
                process = None if self._known(name) else self._start(source, [name])
                if process is not None:
                    process.join()
                    if self._known(name) is None:
                        raise WorkerLost(f"{name}: what built it ended with {process.exitcode}; ask again.")
        return self._known(name)

    def begin(self):
        """Begin to build, one after the other, those that are not built yet; nobody waits for it."""
        with self._guard:
            if not self._begun:
                self._begun = True
                threading.Thread(target=self._all, name="dumps", daemon=True).start()

    def _all(self):
        try:
            missing = [kind.name for kind in self.kinds if self._known(kind.name) is None]
            if missing:
                self._ahead = self._start(self._source(), missing)
                self._ahead.join()
        finally:
            # What is missing still (a full disk, a process that was killed) is tried when asked for again.
            self._begun = len(self.known()) == len(self.kinds)

    def _known(self, name: str) -> Dump | None:
        if name not in self._found:
            about = self.place / f"{name}.json"
            if not about.exists():
                return None
            self._found[name] = Dump(**json.loads(about.read_bytes()))
        return self._found[name]

    def _source(self) -> Path:
        """What a process reads the graph from: a snapshot, or N-Quads without the words of sources."""
        self.place.mkdir(parents=True, exist_ok=True)
        with locked(self._directory / ".lock"):
            self._sweep()
        if self._snapshot is not None:
            return self._snapshot
        if self._known(KINDS[0].name) is None:
            _build(_without_words(self._graph), KINDS[0], self.place)
        return self.place / KINDS[0].name

    def _start(self, source: Path, names: list[str]) -> multiprocessing.Process:
        """A process that builds dumps."""
        about = (source, self._graph.version, self._graph.store.base, self._graph.queries)
        # Spawned, not forked: a server has threads, and a fork would inherit what they hold.
        process = multiprocessing.get_context("spawn").Process(
            target=_work, args=(*about, names, self.place), daemon=True
        )
        process.start()
        return process

    def _sweep(self):
        """Versions before the last one are forgotten."""
        last = self._directory / "last"
        before = last.read_text() if last.exists() else ""
        if before != self._graph.version:
            for path in self._directory.iterdir():
                if len(path.name) == 64 and path.is_dir() and path.name not in (before, self._graph.version):
                    shutil.rmtree(path)
            # A file that names it: dates of files would follow a clock that leaps.
            whole(last, self._graph.version.encode())


def _work(source: Path, version: str, base: str, queries: dict[str, Query], names: Iterable[str], place):
    """What the process does. An interrupt is for the server, which ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if source.is_dir():
        store = EmbeddedStore(pyoxigraph.Store.read_only(str(source)), version, base)
    else:
        store = in_memory(source.read_bytes(), version, base)
    graph = Graph(store, queries)
    held = cache(lambda of: contents(graph, of))  # CSV and Parquet hold the same.
    for kind in KINDS:
        if kind.name in names:
            _build(graph, kind, place, held)


def _build(graph: Graph, kind: DumpKind, place: Path, held=None):
    """Build a dump, unless it is there; `held` gives what tables hold. Processes that share the directory
    build it once.
    """
    with locked(place / f".{kind.name}.lock"):
        about = place / f"{kind.name}.json"
        if about.exists():
            return
        made = files(held(kind.of), kind.form, graph.version) if kind.of else None
        content = rdf(graph, kind.form) if made is None else _packed(made)
        whole(place / kind.name, content)
        dump = Dump(kind.name, len(content), hashlib.sha256(content).hexdigest())
        whole(about, json.dumps(asdict(dump)).encode())


def _packed(made: dict[str, bytes]) -> bytes:
    """Files as a ZIP archive; the same files give the same bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            # One moment for all, for the day of packing says nothing.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def _without_words(graph: Graph) -> Graph:
    """The graph without the words of sources, which are shown but never given away whole."""
    if not any(graph.store.quads(None, _QUOTE)):
        return graph
    engine = pyoxigraph.Store()
    engine.bulk_extend(quad for quad in graph.store.quads() if quad.predicate != _QUOTE)
    return Graph(EmbeddedStore(engine, graph.version, graph.store.base), graph.queries)
