"""A static site of a graph: all that the service shows, as files, whole or not at all."""

import json
import pickle
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from patgraph.about import __version__
from patgraph.errors import BadValue
from patgraph.exports.dump_kinds import KINDS, PACKED, DumpKind, GraphFile
from patgraph.exports.dumps import build
from patgraph.graph import Graph
from patgraph.names import BASE
from patgraph.tables import arrow
from patgraph.things.terms import Vocabulary
from patgraph.web.http.addresses import local_address
from patgraph.web.routes.vocabulary import GRAPHS
from patgraph.web.routes.vocabulary import LARGE as LARGE_GRAPH

from .directory import whole_directory
from .file_addresses import PAGE, SiteAddress
from .making import NO_ROW, Makers, SiteTask, by_answer, portions, put
from .own_pages import OwnPages
from .rewriting import PageRewriter
from .rules import USUAL, SiteRules, SiteSize, what_is_left

#: Written last: what the directory is. A directory with it may be replaced by the next.
MARK = "patgraph-site.json"
LEFT_OUT = "left-out.txt"
_SEEDS = (
    "/", "/about", "/conformance", "/dataset", "/def", "/docs", "/concept", "/graph", "/guides", "/joins",
    "/queries", "/queries.json", "/shapes", "/tables", "/things", "/sources", "/openapi.json",
    "/changes.atom", "/.well-known/void.ttl",
)  # fmt: skip


@dataclass
class SiteReport:
    """What was written and what was not: `files` with their number of bytes in all, `pages` among them,
    `left` to the service by kind, each with its addresses; `empty` answers to a value without a row, which
    have no page; `refused` what the service did not answer, with its reason; `notes` are sentences.
    """

    files: int = 0
    size: int = 0
    pages: int = 0
    left: dict[str, list[str]] = field(default_factory=dict)
    empty: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How much of each kind is left to the service, the most first."""
        return sorted(((kind, len(of)) for kind, of in self.left.items()), key=lambda pair: (-pair[1], pair))

    def lines(self) -> list[str]:
        """What is there and what is not, for who reads it at a terminal."""
        found = [
            f"{self.files:,} files, {self.size / 1e6:,.0f} MB, of them {self.pages:,} pages of the service."
        ]
        if self.left:
            found.append(f"Left to the service, as pages link it (all addresses are in {LEFT_OUT}):")
            found += [f"  {count:,} {kind}" for kind, count in self.counts]
        if self.empty:
            found.append(f"Without a page, for no row answers them: {self.empty:,} answers to a value.")
        if self.refused:
            found.append(f"The service does not answer {len(self.refused):,} addresses that its pages link:")
            found += [f"  {address}: {why}" for address, why in sorted(self.refused.items())[:20]]
            found += [f"  and {len(self.refused) - 20:,} more"] if len(self.refused) > 20 else []
        return found + self.notes


def write_site(
    graph: Graph, directory: Path, base: str = "/", size: SiteSize = USUAL, jobs: int = 1
) -> SiteReport:
    """Write the site of a graph into a directory, which is there whole or not at all. `base` is where it
    will stand: a path (`/patgraph/`), or an address with one, which the sitemap needs. `jobs` processes work
    side by side.

    Raises `BadValue` for a base that is none and a directory that holds something else, `BuildInProgress`.
    """
    root, path = read_base(base)
    graph = Graph(graph.store.copy(), graph.queries)
    with whole_directory(directory, MARK) as place, tempfile.TemporaryDirectory() as scratch:
        dumps = Path(scratch) / "dumps"
        (dumps / graph.version).mkdir(parents=True)
        build(graph, KINDS[0], dumps / graph.version)
        source = dumps / graph.version / KINDS[0].name
        task = SiteTask(
            source, graph.version, graph.store.base, graph.queries, size, root or BASE, place, dumps
        )
        makers = Makers(task, graph, jobs)
        try:
            return _Writing(graph, task, makers, root, path, Path(scratch)).written()
        finally:
            makers.close()


def read_base(text: str) -> tuple[str, str]:
    """The address of a site, where it is given, and its path; both end in a slash. Raises `BadValue`."""
    split = urlsplit(text)
    path = f"/{split.path.strip('/')}/".replace("//", "/")
    is_address = split.scheme in ("http", "https") and bool(split.netloc)
    if not (is_address or (text.startswith("/") and not split.netloc)) or split.query or split.fragment:
        raise BadValue("base", f"--base {text[:200]!r}: write /patgraph/ or https://example.org/patgraph/.")
    return (f"{split.scheme}://{split.netloc}{path}" if is_address else ""), path


class _Writing:
    """One site being written."""

    def __init__(self, graph: Graph, task: SiteTask, makers: Makers, root: str, path: str, scratch: Path):
        self._graph, self._task, self._makers = graph, task, makers
        self._root, self._path, self._scratch = root, path, scratch
        self._things = graph.things
        self._rules = SiteRules(graph, task.size)
        self._made: dict[SiteAddress, str] = {}
        self._left: dict[str, set[str]] = defaultdict(set)
        self._empty: set[SiteAddress] = set()
        self._report = SiteReport()

    def written(self) -> SiteReport:
        """Write all of it."""
        for _ in self._makers.each("dump", self._dumps()):
            pass
        self._ask(self._seeds())
        own = OwnPages(self._graph, self._things, self._path, self._root, self._task.place, self._made)
        own.write_scripts()
        packed = frozenset(file for file in self._made.values() if file.endswith(".gz"))
        empty = frozenset(self._empty)
        rewriter = PageRewriter(self._path, self._made, self._graph.version, packed, empty)
        pages = [file for file in self._made.values() if file.endswith(PAGE)]
        kept = self._scratch / "rewriter"
        kept.write_bytes(pickle.dumps(rewriter))
        for _ in self._makers.each("rewrite", portions(pages), kept):
            pass
        self._tell(own.notes)
        own.write_pages(rewriter, self._report)
        return self._finish()

    def _ask(self, wanted: Iterable[SiteAddress]):
        """Ask for addresses, and for those that their pages lead to, until there is nothing new."""
        asked: set[SiteAddress] = set()
        while wanted := sorted(set(wanted) - asked):
            asked |= set(wanted)
            found: set[SiteAddress] = set()
            # What takes longest comes first, so that no process is left alone with it.
            slow = [address for address in wanted if address.path.startswith("/queries/")]
            quick = [address for address in wanted if not address.path.startswith("/queries/")]
            for portion in self._makers.each("make", [*by_answer(slow), *portions(quick)]):
                for made in portion:
                    found |= made.links
                    if made.refused == NO_ROW:
                        self._empty.add(made.address)
                    elif made.file is None:
                        self._report.refused[made.address.request] = made.refused
                    else:
                        self._made[made.address] = made.file
            wanted = [address for address in found if self._has(address)]

    def _has(self, address: SiteAddress) -> bool:
        if self._rules.wants(address):
            return True
        if kind := what_is_left(address):
            self._left[kind].add(address.request)
        return False

    def _seeds(self) -> list[SiteAddress]:
        store, words = self._graph.store, Vocabulary(self._things, self._graph.queries)
        named = [iri for space in ("id/", "concept/") for iri in store.names(store.base + space)]
        terms = [node.value for node in (*words.classes, *words.properties)]
        places = [local_address(iri, store.base) for iri in (*terms, *named)]
        asked = [f"/queries/{name}" for name in self._graph.queries]
        return [*map(SiteAddress.of, [*_SEEDS, *asked, *places])]

    def _dumps(self) -> list[list[DumpKind | GraphFile]]:
        """What is built before pages ask for it: what holds the same goes to one process."""
        kinds = [kind for kind in PACKED if kind.form != "parquet" or arrow.available()]
        alike: dict[str, list[DumpKind | GraphFile]] = defaultdict(list)
        for kind in kinds:
            alike[kind.of or kind.name].append(kind)
        words = Vocabulary(self._things, self._graph.queries)
        for node, size in words.graphs:
            if size > LARGE_GRAPH:
                alike[node.value] = [GraphFile(node.value, form) for form in GRAPHS if form != "html"]
        return [*alike.values()]

    def _tell(self, notes: list[str]):
        """Say what the service would have answered, and this does not."""
        self._report.left = {kind: sorted(of) for kind, of in self._left.items()}
        self._report.pages = Counter(file.endswith(PAGE) for file in self._made.values())[True]
        self._report.notes, self._report.empty = notes, len(self._empty)
        lines = [f"{kind}\t{address}" for kind, of in sorted(self._report.left.items()) for address in of]
        lines += [f"no row in this version\t{address.request}" for address in sorted(self._empty)]
        lines += [f"not answered: {why}\t{address}" for address, why in sorted(self._report.refused.items())]
        self._made[SiteAddress(f"/{LEFT_OUT}")] = LEFT_OUT
        put(self._task.place, LEFT_OUT, "".join(f"{line}\n" for line in lines).encode())

    def _finish(self) -> SiteReport:
        files = [path for path in self._task.place.rglob("*") if path.is_file()]
        self._report.files = len(files) + 1
        self._report.size = sum(path.stat().st_size for path in files)
        about = {
            "software": f"patgraph {__version__}", "version": self._graph.version,
            "base": self._root or self._path,
            "pages": self._report.pages, "left_out": dict(self._report.counts),
        }  # fmt: skip
        put(self._task.place, MARK, (json.dumps(about, indent=1) + "\n").encode())
        return self._report
