"""Dumps: the whole dataset, and its large graphs, as files, each built once a version, with its digest.

DIRECTORY/{version}/     the last version and the one before are kept
  patgraph.nq …          the files
  patgraph.nq.json …     what each is: size and SHA-256; written when the file is whole
DIRECTORY/last           the version built last
DIRECTORY/.used          held by the server whose directory this is; the next sweeps those of the dead

A file is built when it is first asked for, in a process of its own; one that is gone is built again.
"""

import asyncio
import concurrent.futures
import contextlib
import gzip
import hashlib
import json
import logging
import multiprocessing
import multiprocessing.connection
import os
import shutil
import signal
import tempfile
import threading
import time
import traceback
import weakref
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode

from patgraph import rdf_writer
from patgraph.errors import StoreUnwritable, WorkerLost
from patgraph.files import held_open, locked, whole
from patgraph.graph import Graph
from patgraph.names import pat
from patgraph.questions.question import Query
from patgraph.store.embedded import EmbeddedStore, in_memory
from patgraph.tables import arrow
from patgraph.things.thing import Things

from .archive import zipped
from .dump_kinds import KINDS, Dump, DumpKind, GraphFile
from .export import contents, files, rdf

_QUOTE = pat("quote")
_PREFIX, _USED = "patgraph-dumps-", ".used"
#: Seconds before what could not be built is begun again by itself.
_PAUSE = 60
#: Whoever waits for an answer goes before who waits for a file.
_NICE = 10
_log = logging.getLogger("patgraph.dumps")


class Dumps:
    """The dumps of a graph."""

    def __init__(
        self, graph: Graph, directory: Path | None = None, snapshot: Path | None = None,
        kinds: tuple[DumpKind, ...] = KINDS,
    ):  # fmt: skip
        """Without a directory they are built in one that goes with this object. `snapshot` is where the
        engine's files are, for a graph that is not to be copied into memory; `kinds` are those there may be.
        """
        self._graph, self._snapshot, self._offered = graph, snapshot, kinds
        self._guard, self._guards = threading.Lock(), defaultdict(threading.Lock)
        self._found: dict[str, Dump] = {}
        self._begun, self._again_at = False, 0.0
        self._ahead: multiprocessing.Process | None = None
        #: One maker, however many ask; each thing that is being made is in `_under_way`.
        self._maker = threading.Lock()
        self._under_way: dict[str, concurrent.futures.Future] = {}
        if directory is None:
            _sweep_dead()
            directory = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self._used = held_open(directory / _USED)
            weakref.finalize(self, shutil.rmtree, directory, ignore_errors=True)
        self._directory = directory
        self.place = directory / graph.version

    @property
    def kinds(self) -> list[DumpKind]:
        """What can be had here: Parquet is left out where its library is missing."""
        return [kind for kind in self._offered if kind.form != "parquet" or arrow.available()]

    def known(self) -> dict[str, Dump]:
        """Those that are built, by name. Nothing is built for it."""
        return {kind.name: dump for kind in self.kinds if (dump := self.ready(kind.name))}

    async def made(self, wanted: DumpKind | GraphFile) -> Dump:
        """A file, built if nobody has yet: however many ask, it is built once, and what is asked for later
        after it. Raises `WorkerLost`; `StoreUnwritable` where there is no room.
        """
        found = self.ready(wanted.name)
        # Who leaves does not end what others wait for.
        return found or await asyncio.shield(asyncio.wrap_future(self.making(wanted)))

    def making(self, wanted: DumpKind | GraphFile) -> concurrent.futures.Future[Dump]:
        """What will have the file: begun here, unless it is under way. Nobody has to wait for it."""
        with self._guard:
            making = self._under_way.get(wanted.name)
            if making is None:
                making = self._under_way[wanted.name] = concurrent.futures.Future()
                # Of its own, for a server that ends waits for no thread of an executor's.
                threading.Thread(target=self._make_for, args=(wanted, making), daemon=True).start()
        return making

    def _make_for(self, wanted: DumpKind | GraphFile, making: concurrent.futures.Future):
        try:
            with self._maker:
                made = self._make(wanted)
        except Exception as error:
            self._under_way.pop(wanted.name, None)
            making.set_exception(error)
        else:
            self._under_way.pop(wanted.name, None)
            making.set_result(made)

    def get(self, name: str) -> Dump | None:
        """A dump by name, built if nobody has yet; `None` where there is no such. Raises as `made`."""
        kind = next((kind for kind in self.kinds if kind.name == name), None)
        return None if kind is None else self.ready(name) or self._make(kind)

    def _make(self, wanted: DumpKind | GraphFile) -> Dump:
        name = wanted.name
        with self._guard:
            guard = self._guards[name]
        with guard:
            while self.ready(name) is None and self._ahead is not None and self._ahead.is_alive():
                self._ahead.join(0.1)  # It is being built, or its turn will come.
            if self.ready(name) is None:
                try:
                    source = self._source()  # It may be what is asked for.
                except OSError as error:
                    raise _no_room(name, str(error)) from error
                if self.ready(name) is None:
                    process, told = self._start(source, [wanted])
                    process.join()
                    if self.ready(name) is None:
                        with contextlib.suppress(EOFError):
                            raise _no_room(name, told.recv())
                        raise WorkerLost(f"{name}: what built it ended with {process.exitcode}; ask again.")
        found = self.ready(name)
        if found is None:
            raise WorkerLost(f"{name}: was built, and is gone; ask again.")
        return found

    def begin(self):
        """Begin to build, one after the other, those that are not built yet; nobody waits for it. What could
        not be built is not begun again at once.
        """
        with self._guard:
            if not self._begun and time.monotonic() >= self._again_at:
                self._begun = True
                threading.Thread(target=self._all, name="dumps", daemon=True).start()

    def _all(self):
        try:
            missing = [kind for kind in self.kinds if self.ready(kind.name) is None]
            if missing:
                self._ahead, _ = self._start(self._source(), missing)
                self._ahead.join()
        except OSError as error:
            _log.warning("%s", _no_room("dumps", str(error)))
        finally:
            # What is missing still (a full disk, a process that was killed) is tried when asked for again.
            self._begun = len(self.known()) == len(self.kinds)
            self._again_at = time.monotonic() + _PAUSE

    def ready(self, name: str) -> Dump | None:
        """A file that is built, and there still; nothing is built for it."""
        try:
            found = self._found.get(name) or Dump(**json.loads((self.place / f"{name}.json").read_bytes()))
            if (self.place / name).stat().st_size != found.size:
                raise FileNotFoundError
        except (OSError, ValueError, TypeError):
            self._found.pop(name, None)
            return None
        self._found[name] = found
        return found

    def _source(self) -> Path:
        """What a process reads the graph from: a snapshot, or N-Quads without the words of sources."""
        self.place.mkdir(parents=True, exist_ok=True)
        with locked(self._directory / ".lock"):
            self._sweep()
        if self._snapshot is not None:
            return self._snapshot
        if self.ready(KINDS[0].name) is None:
            build(_without_words(self._graph), KINDS[0], self.place)
        return self.place / KINDS[0].name

    def _start(self, source: Path, wanted: list[DumpKind] | list[GraphFile]):
        """A process that builds files, and where it tells why one could not be written."""
        hears, tells = multiprocessing.get_context("spawn").Pipe(False)
        about = (source, self._graph.version, self._graph.store.base, self._graph.queries)
        # Spawned, not forked: a server has threads, and a fork would inherit what they hold.
        process = multiprocessing.get_context("spawn").Process(
            target=_work, args=(*about, wanted, self.place, tells), daemon=True
        )
        process.start()
        tells.close()
        return process, hears

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


def _work(
    source: Path, version: str, base: str, queries: dict[str, Query], wanted: Iterable[DumpKind | GraphFile],
    place: Path, tells: multiprocessing.connection.Connection,
):  # fmt: skip
    """What the process does. An interrupt is for the server, which ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    if source.is_dir():
        store = EmbeddedStore(pyoxigraph.Store.read_only(str(source)), version, base)
    else:
        store = in_memory(source.read_bytes(), version, base)
    graph = Graph(store, queries)
    held = cache(lambda of: contents(graph, of))  # CSV and Parquet hold the same.
    failed = False
    for each in wanted:
        try:
            build(graph, each, place, held)
        except OSError as error:
            tells.send(str(error))
            return
        except Exception:
            # What cannot be made costs no other.
            failed = True
            traceback.print_exc()
    os._exit(failed)


def build(graph: Graph, kind: DumpKind | GraphFile, place: Path, held=None):
    """Build a file, unless it is there; `held` gives what tables hold. Processes that share the directory
    build it once.
    """
    with locked(place / f".{kind.name}.lock"):
        about, file = place / f"{kind.name}.json", place / kind.name
        if about.exists() and file.exists() and json.loads(about.read_bytes())["size"] == file.stat().st_size:
            return
        content = _content(graph, kind, held)
        whole(file, content)
        dump = Dump(kind.name, len(content), hashlib.sha256(content).hexdigest())
        whole(about, json.dumps(asdict(dump)).encode())


def _content(graph: Graph, kind: DumpKind | GraphFile, held) -> bytes:
    if isinstance(kind, GraphFile):
        found = Things(graph.store).graph(NamedNode(kind.iri))
        return rdf_writer.document(found, kind.form, graph.store.base)
    if not kind.of:
        content = rdf(graph, kind.form)
        return gzip.compress(content, mtime=0) if kind.is_packed else content
    return zipped(files(held(kind.of), kind.form, graph.version))


def _no_room(name: str, reason: str) -> StoreUnwritable:
    return StoreUnwritable(
        f"{name}: cannot be written ({reason}). Whoever runs this service: make room, or name another place "
        "with --dumps."
    )


def _sweep_dead():
    """Directories of servers that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if (path / _USED).exists():
                with locked(path / _USED, wait=False):
                    shutil.rmtree(path, ignore_errors=True)


def _without_words(graph: Graph) -> Graph:
    """The graph without the words of sources, which are shown but never given away whole."""
    if not any(graph.store.quads(None, _QUOTE)):
        return graph
    engine = pyoxigraph.Store()
    engine.bulk_extend(quad for quad in graph.store.quads() if quad.predicate != _QUOTE)
    return Graph(EmbeddedStore(engine, graph.version, graph.store.base), graph.queries)
