"""Dumps: the whole dataset as files to take away, built once a version, with their digests.

DIRECTORY/{version}/     frozen once it has this name; the last one and the one before are kept
  patgraph.nq …          the files
  digests.json           what they are: size and SHA-256; written last
"""

import fcntl
import hashlib
import io
import json
import shutil
import tempfile
import threading
import weakref
import zipfile
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph

from . import Graph
from .errors import PatgraphError
from .export import answers, rdf, table
from .names import pat
from .queries import Answer
from .store import Store

_QUOTE = pat("quote")


@dataclass(frozen=True)
class Kind:
    """A sort of dump: file name, media type, title, what it holds, and the export that makes it."""

    name: str
    media: str
    title: str
    holds: str
    form: str


@dataclass(frozen=True)
class Dump:
    """A file as it was built: `size` in bytes, `sha256` in lower-case hexadecimal."""

    name: str
    size: int
    sha256: str


_ALL = "Every graph: passages, what we say, and the resolved view."
_REIFIED = "RDF 1.2: each passage reifies the statements it makes."
_TABLES = "question; one that needs a value is asked with its example."
#: Every dump there is. The first has the version of the dataset for its digest.
KINDS = (
    Kind("patgraph.nq", "application/n-quads", "Everything, sorted N-Quads",
         f"{_ALL} Its SHA-256 is the version.", "nquads"),
    Kind("patgraph.trig", "application/trig", "Everything, TriG", _ALL, "trig"),
    Kind("view.ttl", "text/turtle", "The resolved view, Turtle",
         "What the graph takes to be so: one graph, as a question sees it.", "turtle"),
    Kind("patgraph-rdf12.ttl", "text/turtle; version=1.2", "The view with its evidence, Turtle 1.2",
         _REIFIED, "turtle12"),
    Kind("patgraph-rdf12.nt", "application/n-triples; version=1.2",
         "The view with its evidence, N-Triples 1.2", _REIFIED, "ntriples12"),
    Kind("tables-csv.zip", "application/zip", "Tables, CSV", f"One table a {_TABLES}", "csv"),
    Kind("tables-parquet.zip", "application/zip", "Tables, Parquet", f"One typed table a {_TABLES}",
         "parquet"),
)  # fmt: skip


class Dumps:
    """The dumps of a graph, built when they are first asked for."""

    def __init__(self, graph: Graph, directory: Path | None = None):
        """Without a directory they are built in one that goes with this object."""
        self._graph, self._guard = graph, threading.Lock()
        if directory is None:
            directory = Path(tempfile.mkdtemp(prefix="patgraph-dumps-"))
            weakref.finalize(self, shutil.rmtree, directory, ignore_errors=True)
        self._directory = directory
        self.place = directory / graph.version

    def all(self) -> dict[str, Dump]:
        """The dumps by name; Parquet is left out where its library is missing."""
        with self._guard:
            return self._all

    @cached_property
    def _all(self) -> dict[str, Dump]:
        self._directory.mkdir(parents=True, exist_ok=True)
        with open(self._directory / ".lock", "w") as lock:
            # Processes that share the directory build once; the kernel lets go if one dies.
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (self.place / "digests.json").exists():
                self._sweep()
                self._build()
        listed = json.loads((self.place / "digests.json").read_bytes())
        return {about["name"]: Dump(**about) for about in listed}

    def _sweep(self):
        """What a server that was killed left half-built, and versions before the last."""
        for leftover in self._directory.glob(".new-*"):
            shutil.rmtree(leftover)
        last = self._last.read_text() if self._last.exists() else ""
        for path in self._directory.iterdir():
            if len(path.name) == 64 and path.is_dir() and path.name != last:
                shutil.rmtree(path)

    @property
    def _last(self) -> Path:
        """The file that names the version built last; dates of files would follow a clock that leaps."""
        return self._directory / "last"

    def _build(self):
        graph = _without_words(self._graph)
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=self._directory))
        try:
            asked = list(answers(graph))
            built = [dump for kind in KINDS if (dump := _write(graph, asked, kind, new))]
            (new / "digests.json").write_text(json.dumps([asdict(dump) for dump in built], indent=1))
            new.chmod(0o755)
            shutil.rmtree(self.place, ignore_errors=True)
            new.rename(self.place)
            part = self._directory / ".last.part"
            part.write_text(self._graph.version)
            part.replace(self._last)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise


def _write(graph: Graph, asked: list[Answer], kind: Kind, directory: Path) -> Dump | None:
    try:
        content = _zip(asked, kind.form) if kind.form in ("csv", "parquet") else rdf(graph, kind.form)
    except PatgraphError:
        if kind.form == "parquet":
            return None  # pyarrow is not installed; the description then names no such file.
        raise
    (directory / kind.name).write_bytes(content)
    return Dump(kind.name, len(content), hashlib.sha256(content).hexdigest())


def _zip(asked: list[Answer], form: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for answer in asked:
            name, content = table(answer, form)
            # One moment for all, so that the same tables give the same bytes.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _without_words(graph: Graph) -> Graph:
    """The graph without the words of sources, which are shown but never given away whole."""
    if not any(graph.store.quads(None, _QUOTE)):
        return graph
    engine = pyoxigraph.Store()
    engine.bulk_extend(quad for quad in graph.store.quads() if quad.predicate != _QUOTE)
    return Graph(Store(engine, graph.version, graph.store.base), graph.queries)
