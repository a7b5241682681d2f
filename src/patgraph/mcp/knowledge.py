"""Knowledge: what the tools ask: a graph, its things, and, made when first needed, search and the matcher."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import Lock

from patgraph.graph import Graph
from patgraph.names import RECONCILED, slug
from patgraph.questions.parameters import Parameter
from patgraph.sentences.question_finder import QuestionFinder
from patgraph.store import Store
from patgraph.things.reconcile.matcher import Reconciler
from patgraph.things.search_index import Search
from patgraph.things.thing import Things


class Knowledge:
    """A graph for the tools. `search` and `matcher` may be those of a service that has them; without them
    they are made when the first tool needs them, so that a server answers before. `docs` is where the
    documentation is, if anywhere.
    """

    def __init__(
        self,
        graph: Graph,
        things: Things | None = None,
        search: Callable[[], Search] | None = None,
        matcher: Callable[[], Reconciler] | None = None,
        docs: Path | None = None,
    ) -> None:
        self.graph, self.docs = graph, docs
        self.things = things or graph.things
        self._search_of, self._matcher_of = search, matcher
        self._searching, self._matching, self._understanding = Lock(), Lock(), Lock()

    @property
    def store(self) -> Store:
        """The store of the graph."""
        return self.graph.store

    @property
    def search(self) -> Search:
        """What finds things by name; made once."""
        with self._searching:
            return self._search

    @property
    def matcher(self) -> Reconciler:
        """What matches names; made once."""
        with self._matching:
            return self._matcher

    @property
    def finder(self) -> QuestionFinder:
        """What finds questions by a sentence; made once."""
        with self._understanding:
            return self.graph.finder

    def _kind_of(self, parameter: Parameter) -> str | None:
        """The kind of thing that a parameter takes, where it is one that names are matched with."""
        options = parameter.options(self.store)
        kind = self.things.kind(options[0][0]) if options else ""
        return kind if kind in RECONCILED and kind != "concept" else None

    def meant(self, text: str, parameter: Parameter) -> str | None:
        """The slug of what a name surely means as a value of a parameter."""
        kind = self._kind_of(parameter)
        found = self.matcher.find(text, [kind], limit=1) if kind else []
        return slug(found[0].entity.node) if found and found[0].match else None

    @cached_property
    def _search(self) -> Search:
        return self._search_of() if self._search_of else self.graph.index

    @cached_property
    def _matcher(self) -> Reconciler:
        return self._matcher_of() if self._matcher_of else self.graph.matcher
