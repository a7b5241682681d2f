"""The dataset: its description at `/dataset` and `/.well-known/void`, and its dumps."""

import base64

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from pyoxigraph import NamedNode

from patgraph.errors import UnknownThing
from patgraph.exports.description import DatasetDescription
from patgraph.exports.dumps import KINDS, Dumps
from patgraph.graph import Graph
from patgraph.media import content_type
from patgraph.web.http import replies
from patgraph.web.openapi import refusals

_OFFERS = ("ttl", "html", "jsonld", "nt", "rdf")
_VOID = ("ttl", "jsonld", "nt", "rdf")


def add(app: FastAPI, graph: Graph, pages, description: DatasetDescription, dumps: Dumps):
    """The addresses of the dataset."""

    def answer(request: Request, form: str | None) -> Response:
        chosen = replies.choose(request, form, _OFFERS)
        here = _here(request, graph.store.base)
        # Nobody waits for the dumps: they are begun, and size and digest told of those that are built.
        dumps.begin()
        built = dumps.known()
        whole = len(built) == len(dumps.kinds)
        which = sum(2**number for number, kind in enumerate(dumps.kinds) if kind.name in built)
        tag = pages.tag if whole else f"{pages.tag[:12]}-{which:x}"
        headers = {} if whole else {"Cache_Control": "no-cache"}
        if chosen == "html":
            content = pages.text(
                "dataset.html", kinds=dumps.kinds, dumps=built, counts=description.counts,
                evidence=description.evidence, period=description.period, forms=_OFFERS, media=replies.MEDIA,
                here=here, dataset=description.iri,
            )  # fmt: skip
        else:
            content = replies.write(description.dcat(here, dumps.kinds, built), chosen, graph.store.base)
        return replies.reply(request, content, chosen, tag, **headers)

    def dataset(request: Request) -> Response:
        """The dataset in DCAT-AP, with VoID: what it holds, how to take it away, who may do what with it."""
        return answer(request, None)

    def dataset_as(request: Request, form: str) -> Response:
        return answer(request, form)

    def void(request: Request) -> Response:
        """The dataset in VoID: how many of what."""
        form = replies.choose(request, None, _VOID)
        triples = description.void(_here(request, graph.store.base))
        return replies.reply(request, replies.write(triples, form, graph.store.base), form, pages.tag)

    def dump(name: str) -> Response:
        """A file with the whole dataset, the view or the tables, as the description names it."""
        kind = next((kind for kind in KINDS if kind.name == name), None)
        found = dumps.get(name)
        if kind is None or found is None:
            names = ", ".join(kind.name for kind in dumps.kinds)
            raise UnknownThing(f"No dump is called {name[:200]!r}; there are {names}.")
        digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
        return FileResponse(
            dumps.place / name, media_type=content_type(kind.media), filename=name,
            headers={"ETag": f'"{found.sha256}"', "Repr-Digest": f"sha-256=:{digest}:",
                     "Cache-Control": "public, max-age=300"},
        )  # fmt: skip

    def all_dumps() -> Response:
        return RedirectResponse("/dataset#dumps", 303)

    rdf = {replies.MEDIA[form]: {} for form in _VOID}
    for place, endpoint, content in (
        ("/dataset", dataset, rdf | {"text/html": {}}),
        ("/.well-known/void", void, rdf),
        ("/dumps/{name}", dump, {kind.media.split(";")[0]: {} for kind in KINDS}),
    ):
        app.add_api_route(
            place, endpoint, methods=["GET"], response_model=None, tags=["dataset"],
            summary=endpoint.__doc__.partition(":")[0].partition(",")[0],
            responses={200: {"content": content}, **refusals.problems(404, 406, 503)},
        )  # fmt: skip
        app.add_api_route(place, endpoint, methods=["HEAD"], response_model=None, include_in_schema=False)
    hidden = {"methods": ["GET", "HEAD"], "include_in_schema": False, "response_model": None}
    app.add_api_route("/dataset.{form}", dataset_as, **hidden)
    app.add_api_route("/dumps", all_dumps, **hidden)


def _here(request: Request, base: str) -> str:
    """The address that the caller reaches this server by; the base where that is no address."""
    try:
        return NamedNode(str(request.base_url)).value
    except ValueError:
        return base
