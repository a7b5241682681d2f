"""How a thing, a passage, a disagreement is cited: `/cite/{kind}/{slug}.{form}`."""

from fastapi import Request, Response
from pyoxigraph import NamedNode

from patgraph.errors import UnknownFormat
from patgraph.graph import Graph
from patgraph.names import ID_KINDS
from patgraph.questions.how_to_cite import CITATIONS, CitedWork, year_of
from patgraph.similar import none_called
from patgraph.things.search_index import Search
from patgraph.things.thing import Things
from patgraph.web.http import replies
from patgraph.web.openapi import refusals
from patgraph.web.server.routing import Routes

from .things import unknown_thing


class CitingRoutes:
    """`/cite/…`."""

    def __init__(self, graph: Graph, things: Things, search: Search):
        self._graph, self._things, self._search = graph, things, search

    def add_to(self, routes: Routes):
        """Register the addresses."""
        content = {media.partition(";")[0]: {} for media in CITATIONS.values()}
        routes.get(
            "/cite/{kind}/{slug:path}", self.cite, "How what the graph says of a thing is cited",
            tags=["linked data"], responses={200: {"content": content}, **refusals.problems(404, 406)},
        )  # fmt: skip

    def cite(self, request: Request, kind: str, slug: str) -> Response:
        """How to cite what the graph says of a thing: as text, BibTeX, CSL-JSON or RIS, by the extension."""
        name, _, form = slug.rpartition(".")
        if form not in CITATIONS:
            raise UnknownFormat(none_called("citation", form, CITATIONS))
        store = self._graph.store
        try:
            node = NamedNode(f"{store.base}id/{kind}/{name}")
        except ValueError:
            node = None
        if node is None or kind not in ID_KINDS or not self._things.exists(node):
            raise unknown_thing(self._search, f"id/{kind}/{name}")
        words = name.replace("/", "-")
        work = CitedWork(
            f"patgraph-{kind}-{words}-{store.version[:12]}",
            f"{self._things.label(node)} ({kind.replace('-', ' ')})",
            node.value,
            store.version,
            year_of(store),
        )
        plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in words)[:80]
        named = replies.file_named(f"patgraph-{kind}-{plain}.{form}")
        headers = {key.replace("-", "_"): value for key, value in named.items()}
        return replies.reply(request, work.written(form), CITATIONS[form].partition(";")[0], **headers)
