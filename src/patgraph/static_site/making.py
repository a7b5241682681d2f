"""What is made of the service, piece by piece, by one process or several side by side."""

import contextlib
import gzip
import multiprocessing
import os
import pickle
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from patgraph.errors import BadValue, WorkerLost
from patgraph.exports.dump_kinds import DumpKind, GraphFile
from patgraph.exports.dumps import build
from patgraph.exports.export import contents
from patgraph.graph import Graph
from patgraph.questions.question import Query
from patgraph.store.embedded import in_memory

from .asking import Asked, links_of
from .file_addresses import SiteAddress
from .kept_answers import KeptAnswers
from .rewriting import PageRewriter
from .rules import SiteSize

#: Bytes from which a file is kept as gzip: hosts limit the size of one.
LARGE = 16 * 2**20
#: Why an answer has no file that would say nothing.
NO_ROW = "no row"


@dataclass(frozen=True)
class SiteTask:
    """What a site is made of and for: the N-Quads of the graph, what names and asks it, how much
    it holds, the address it will have (`root`), the directory that is filled, and that of dumps.
    """

    source: Path
    version: str
    base: str
    queries: dict[str, Query]
    size: SiteSize
    root: str
    place: Path
    dumps: Path


class Made(NamedTuple):
    """What came of an address: its file, where it was answered; else why not. `links` are the addresses that
    its page names.
    """

    address: SiteAddress
    file: str | None
    refused: str = ""
    links: frozenset[SiteAddress] = frozenset()


@dataclass
class Maker:
    """Makes pieces of a site in this process."""

    task: SiteTask
    graph: Graph
    asked: Asked = field(init=False)

    def __post_init__(self):
        store = self.graph.store
        keeps = Graph(KeptAnswers(store.engine, store.version, store.base), self.graph.queries)
        self.asked = Asked(keeps, self.task.dumps, self.task.root)
        self._seen: set[SiteAddress] = set()
        self._held = cache(lambda of: contents(self.graph, of))

    def dump(self, wanted: Sequence[DumpKind | GraphFile]):
        """Make files of the graph, where the service looks for them."""
        for each in wanted:
            build(self.graph, each, self.task.dumps / self.task.version, self._held)

    def make(self, addresses: Sequence[SiteAddress]) -> list[Made]:
        """Ask the service, and keep what it answers as it is."""
        return [self._made(address) for address in addresses]

    def _made(self, address: SiteAddress) -> Made:
        reply = self.asked.answer(address)
        file = address.file
        if reply.status_code != 200 or file is None:
            return Made(address, None, f"{reply.status_code} {_reason(reply)}")
        if address.pairs and reply.headers.get("x-total-count") == "0":
            return Made(address, None, NO_ROW)
        kind = reply.headers.get("content-type", "").partition(";")[0]
        if (kind == "text/html") is not (not address.extension):
            return Made(address, None, f"is {kind or 'of no type'}")
        content = reply.content
        links = frozenset(links_of(reply.text, self.task.version)) if kind == "text/html" else frozenset()
        if len(content) > LARGE:
            file, content = f"{file}.gz", gzip.compress(content, 6, mtime=0)
        put(self.task.place, file, content)
        new = links - self._seen
        self._seen |= new
        return Made(address, file, "", new)

    def rewrite(self, files: Sequence[str], kept: Path) -> None:
        """Let the links of pages lead into the site, by the rewriter that is kept in a file."""
        rewriter = _rewriter(kept)
        for file in files:
            path = self.task.place / file
            path.write_text(rewriter.rewritten(path.read_text("utf-8"), file), "utf-8")

    def close(self):
        """End what was started."""
        self.asked.close()


def put(place: Path, file: str, content: bytes):
    """Write a file of a site. Raises `BadValue` where one is there already."""
    path = place / file
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "xb") as sink:
            sink.write(content)
    except FileExistsError as error:
        raise BadValue(
            "output",
            f"{file}: is there under another name, for this file system does not tell capitals from small "
            "letters; write the site to one that does.",
        ) from error


def _reason(reply) -> str:
    with contextlib.suppress(ValueError):
        return str(reply.json().get("detail", ""))[:200]
    return ""


class Makers:
    """As many processes as are wanted; one is this one."""

    def __init__(self, task: SiteTask, graph: Graph, jobs: int):
        self._task, self._alone, self._pool = task, None, None
        if jobs == 1:
            self._alone = Maker(task, graph)
        else:
            # Spawned, not forked: this process may have threads, and a fork would inherit what they hold.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(jobs, context, _begin, (task,))

    def each(self, what: str, pieces: Iterable[Any], *more: Any) -> Iterator[Any]:
        """What the method of a maker called `what` gives for each of the pieces, in their order. Raises
        `WorkerLost` where a process was ended.
        """
        if self._alone is not None:
            for piece in pieces:
                yield getattr(self._alone, what)(piece, *more)
            return
        assert self._pool is not None
        try:
            yield from self._pool.map(partial(_do, what, more), pieces)
        except BrokenProcessPool as error:
            raise WorkerLost(
                "A process that made pages was ended: for want of memory? Try --jobs 1."
            ) from error

    def close(self):
        """End them."""
        if self._alone is not None:
            self._alone.close()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def portions(things: Sequence[Any], each: int = 40) -> list[Sequence[Any]]:
    """A list in portions, as a process is given them."""
    return [things[start : start + each] for start in range(0, len(things), each)]


def by_answer(addresses: Iterable[SiteAddress], each: int = 6) -> list[list[SiteAddress]]:
    """Addresses in portions of so many or more; all formats of an answer in one, for they ask the same."""
    alike: dict[tuple, list[SiteAddress]] = defaultdict(list)
    for address in addresses:
        values = [pair for pair in address.pairs if pair[0] not in ("citations", "offset")]
        alike[address.path.split("/")[2].partition(".")[0], *values].append(address)
    found: list[list[SiteAddress]] = [[]]
    for group in alike.values():
        if len(found[-1]) >= each:
            found.append([])
        found[-1] += group
    return found if found[-1] else []


@cache
def _rewriter(kept: Path) -> PageRewriter:
    return pickle.loads(kept.read_bytes())


_maker: Maker | None = None


def _begin(task: SiteTask):
    """What a process does first."""
    global _maker
    # It ends with the one that started it, however that ends.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    store = in_memory(task.source.read_bytes(), task.version, task.base)
    _maker = Maker(task, Graph(store, task.queries))


def _end_with_parent():
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _do(what: str, more: tuple[Any, ...], piece: Any) -> Any:
    assert _maker is not None
    return getattr(_maker, what)(piece, *more)
