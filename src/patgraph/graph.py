"""patgraph from Python: a graph opened, and asked its questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property as _cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as _pyoxigraph

from .dataset.kept_questions import kept_questions
from .dataset.project import Project
from .dataset.texts.sources import quotes as _quotes
from .dataset.texts.sources import read_texts as _read_texts
from .errors import BadValue as _BadValue
from .questions.answer import Answer
from .questions.question import Query, find_question
from .questions.written_values import Given as _Given
from .rdf import Result as _Result
from .store import Store
from .store import snapshot as _snapshot
from .store.address import Address
from .store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from .sentences.question_finder import AnsweredInWords as _AnsweredInWords
    from .sentences.question_finder import QuestionFinder as _QuestionFinder
    from .things.reconcile.matcher import Reconciler as _Reconciler
    from .things.search_index import Search as _Search
    from .things.thing import Things as _Things
    from .things.told import FoundThings as _FoundThings
    from .things.told import KnownThing as _KnownThing


@dataclass(frozen=True)
class Graph:
    """A built graph and the questions it can be asked."""

    store: Store
    queries: dict[str, Query]

    def __repr__(self) -> str:
        return f"<Graph of {len(self.queries)} questions, version {self.version[:12]}>"

    def _repr_html_(self) -> str:
        from .tables.html import as_html

        rows = [(name, query.title, ", ".join(query.parameters)) for name, query in self.queries.items()]
        return as_html("patgraph", ("question", "asks", "takes"), rows, f"Version {self.version}")

    @property
    def version(self) -> str:
        """The SHA-256 of the dataset."""
        return self.store.version

    def search(self, text: str, *, kind: str | None = None, limit: int = 20) -> "_FoundThings":
        """The things that a text may mean, mistyped or not, best first: `graph.search("haringay")`; with
        `kind` ("council", "person", …) those of one kind. Raises `BadValue` for an overlong text, a kind that
        there is not, or a limit below 0.

        The first search of a graph makes its index, of what is kept beside a snapshot where there is one.
        """
        from .things.search_entries import require_kind
        from .things.told import found

        require_kind(kind)
        _check(limit=limit)
        hits = self.index.find(text, kind, limit)
        return found(text, hits.hits, hits.total, self.things)

    def thing(self, name: str) -> "_KnownThing":
        """All that is said of a thing and by which passages, by its id (`council/haringey`) or its IRI.

        Raises `UnknownThing` with near names.
        """
        from .things.told import known

        return known(name, self.things)

    @_cached_property
    def things(self) -> "_Things":
        """What its store says of things."""
        from .things.thing import Things

        return Things(self.store)

    @_cached_property
    def index(self) -> "_Search":
        """What finds things by name: of one graph there is one, whoever searches."""
        from .things.search_index import Search

        return Search(self.things)

    @_cached_property
    def matcher(self) -> "_Reconciler":
        """What matches names and codes with things: of one graph there is one, too."""
        from .things.reconcile.matcher import Reconciler

        return Reconciler(self.things, self.index.entries)

    def query(
        self, name: str, *, limit: int | None = None, offset: int = 0,
        **values: _Given | Iterable[_Given] | None,
    ) -> Answer:  # fmt: skip
        """Ask one of the questions, with values as texts: `council="haringey"`, or lists of them; numbers,
        days and yes or no may be those of Python (`atLeast=2`), and what is `None` is not given.

        Raises `UnknownQuery`, `UnknownParameter`, `BadValue`.
        """
        _check(limit=limit, offset=offset)
        texts = {key.rstrip("_"): value for key, value in values.items()}
        return find_question(self.queries, name).ask(self.store, texts, limit, offset)

    def ask(self, text: str, *, limit: int | None = None) -> "_AnsweredInWords":
        """Ask in words: "who advised Walsall". The best of the questions for it, asked, and the next four;
        its `question` and `answer` are `None` where nothing here answers it. Raises `BadValue` for a day that
        is in no calendar.
        """
        _check(limit=limit)
        return self.finder.answer(text, limit)

    @_cached_property
    def finder(self) -> "_QuestionFinder":
        """What finds questions by a sentence; made when it is first needed."""
        from .sentences.question_finder import QuestionFinder

        return QuestionFinder(self.queries, self.store)

    def sparql(self, text: str) -> _Result:
        """Ask a free query of the resolved view (and, with `GRAPH`, of the passages).

        Gives pyoxigraph's solutions, triples or boolean. Raises `MalformedQuery`; `Refused` for
        `SERVICE`.
        """
        return self.store.free(text)


def open(
    store: str | Path | Address | None = None,
    *,
    project: str | Path | None = None,
    sources: str | Path | None = None,
    question: str | None = None,
) -> Graph:
    """Open a graph: the snapshot in a directory, a remote store (the `http(s)://` address of its SPARQL
    service, or an `Address` with user and password), or, without one, built from a project. What was built
    of the same files by the same program is kept in the user's cache directory (see `dataset.kept`).

    With `sources`, a directory of source texts, passages have their words (`pat:quote`); such a
    graph is in memory and its words are never written down. Raises `BadInput`, `NoStore`,
    `RemoteFault`.

    Who will ask one `question` alone may name it: no other is read then where the graph is the project's,
    for its build has read them all.
    """
    files = Project.find(Path(project) if project else None)
    paths = files.questions()
    if store is None:
        paths = [path for path in paths if path.stem == question] or paths
    questions = kept_questions(paths)
    texts = _read_texts(Path(sources)) if sources else None
    opened = _built(files) if store is None else open_store(store)
    if texts:
        # A copy in memory: words of sources are never written into a store.
        quads = list(opened.copy().engine)
        engine = _pyoxigraph.Store()
        engine.bulk_extend([*quads, *_quotes(quads, texts)])
        opened = EmbeddedStore(engine, opened.version, opened.base)
    return Graph(opened, questions)


def _check(**numbers: int | None) -> None:
    """That numbers of rows are none below 0. Raises `BadValue`."""
    for name, number in numbers.items():
        if number is not None and number < 0:
            raise _BadValue(name, f"{name}: {number} is less than 0.")


def _built(files: Project) -> EmbeddedStore:
    # Who asks a built graph does not load what builds one.
    from .dataset.kept import kept_store

    return kept_store(files)


def open_store(store: str | Path | Address) -> Store:
    """The store at a directory or an address, opened. Raises `NoStore`, `RemoteFault`."""
    if isinstance(store, Address) or str(store).startswith(("http://", "https://")):
        from .store.remote import RemoteStore

        remote = RemoteStore(store if isinstance(store, Address) else Address.of(str(store)))
        _ = remote.version  # A store that cannot be asked is found now.
        return remote
    return _snapshot.open_snapshot(Path(store))
