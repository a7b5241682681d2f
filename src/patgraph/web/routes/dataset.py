"""The dataset: its description at `/dataset` and `/.well-known/void`, and its dumps."""

import base64

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pyoxigraph import NamedNode

from patgraph import rdf_writer
from patgraph.errors import UnknownThing
from patgraph.exports.description import DatasetDescription
from patgraph.exports.dump_kinds import KINDS
from patgraph.exports.dumps import Dumps
from patgraph.graph import Graph
from patgraph.media import content_type
from patgraph.tables import arrow
from patgraph.web.http import replies
from patgraph.web.http.file_reply import FileReply
from patgraph.web.openapi import refusals
from patgraph.web.pages import Pages
from patgraph.web.server.client_queue import wait_without_place
from patgraph.web.server.routing import Routes, extension_of

_OFFERS = ("ttl", "html", "jsonld", "nt", "rdf")
_VOID = ("ttl", "jsonld", "nt", "rdf")


class DatasetRoutes:
    """`/dataset`, `/.well-known/void` and `/dumps/…`."""

    def __init__(self, graph: Graph, pages: Pages, description: DatasetDescription, dumps: Dumps):
        self._base, self._pages = graph.store.base, pages
        self._description, self._dumps = description, dumps

    def add_to(self, routes: Routes):
        """Register the addresses."""

        def described(*media: str) -> dict:
            content = {200: {"content": {form: {} for form in media}}}
            return {"tags": ["dataset"], "responses": content | refusals.problems(404, 406, 503)}

        rdf = [replies.MEDIA[form] for form in _VOID]
        dumps = [kind.media.split(";")[0] for kind in KINDS]
        routes.get(
            "/dataset", self.dataset, "The dataset in DCAT-AP", extensions=True,
            **described(*rdf, "text/html"),
        )  # fmt: skip
        routes.get("/.well-known/void", self.void, "The dataset in VoID", **described(*rdf))
        routes.get("/dumps/{name}", self.dump, "A file with the whole dataset", **described(*dumps))
        routes.get("/dumps", self.all_dumps)

    def dataset(self, request: Request) -> Response:
        """The dataset in DCAT-AP, with VoID: what it holds, how to take it away, who may do what with it."""
        form = replies.choose(request, extension_of(request), _OFFERS)
        here, dumps, description = _here(request, self._base), self._dumps, self._description
        # Nobody waits for the dumps: they are begun, and size and digest told of those that are built.
        dumps.begin()
        built = dumps.known()
        if form == "html":
            content = self._pages.text(
                "dataset.html", kinds=dumps.kinds, dumps=built, counts=description.counts,
                evidence=description.evidence, period=description.period, forms=_OFFERS, media=replies.MEDIA,
                here=here, dataset=description.iri, followed=description.has_versions,
            )  # fmt: skip
        else:
            content = rdf_writer.document(description.dcat(here, dumps.kinds, built), form, self._base)
        if len(built) == len(dumps.kinds):
            return replies.reply(request, content, form)
        return replies.reply(request, content, form, Cache_Control="no-cache")

    def void(self, request: Request) -> Response:
        """The dataset in VoID: how many of what."""
        form = replies.choose(request, None, _VOID)
        triples = self._description.void(_here(request, self._base), self._dumps.kinds)
        content = rdf_writer.document(triples, form, self._base)
        return replies.reply(request, content, form)

    async def dump(self, request: Request, name: str) -> Response:
        """A file with the whole dataset, the view or the tables, as the description names it."""
        kind = next((kind for kind in self._dumps.kinds if kind.name == name), None)
        if kind is None:
            for missing in (each for each in KINDS if each.name == name):
                arrow.require(missing.form)
            names = ", ".join(kind.name for kind in self._dumps.kinds)
            raise UnknownThing(f"No dump is called {name[:200]!r}; there are {names}.")
        wait_without_place(request.scope)
        found = await self._dumps.made(kind)
        digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
        headers = {"ETag": f'"{found.sha256}"', "Repr-Digest": f"sha-256=:{digest}:",
                   "Cache-Control": "public, max-age=300"}  # fmt: skip
        if replies.has(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return FileReply(
            self._dumps.place / name, media_type=content_type(kind.media), filename=name, headers=headers
        )

    def all_dumps(self, request: Request) -> Response:
        """Where the dumps are listed."""
        return RedirectResponse("/dataset#dumps", 303)


def _here(request: Request, base: str) -> str:
    """The address that the caller reaches this server by; the base where that is no address."""
    try:
        return NamedNode(str(request.base_url)).value
    except ValueError:
        return base
