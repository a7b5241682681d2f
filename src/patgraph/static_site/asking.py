"""The service, asked in this process: what it would send for an address, and where its pages lead."""

import asyncio
import html
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
from fastapi import FastAPI

from patgraph.errors import PatgraphError
from patgraph.graph import Graph
from patgraph.web.app import app_for

from .file_addresses import NAMED, SiteAddress

#: A start tag, and an attribute of it that leads somewhere. Templates escape what would look like one.
START_TAG = re.compile(r"<[a-z][^<>]*>")
LEADING = re.compile(r'(?<=\s)(href|src|action)="([^"]*)"')
_ASKED_AS = {file: address for address, file in NAMED.items()}


class Asked:
    """The service for a graph, as `root` (its address, with its path) is reached; `dumps` is where those are
    that have been made.
    """

    def __init__(self, graph: Graph, dumps: Path, root: str):
        self._app = app_for(graph, dumps=dumps, to_files=True)
        self._runner = asyncio.Runner()
        split = httpx.URL(root)
        # What stands before the framework is for callers from outside: queues, deadlines, what is kept ready.
        bare = partial(FastAPI.__call__, self._app)
        transport = httpx.ASGITransport(bare, root_path=split.path.rstrip("/"))
        self._client = httpx.AsyncClient(
            transport=transport, base_url=f"{split.scheme}://{split.netloc.decode()}", timeout=None
        )

    def answer(self, address: SiteAddress) -> httpx.Response:
        """What is answered: a page where there is one. Raises `PatgraphError` for a fault of ours."""
        place = address._replace(path=_ASKED_AS.get(address.path, address.path))
        accept = "*/*" if address.extension else "text/html"
        request = self._client.get(place.request, headers={"accept": accept, "accept-encoding": "identity"})
        try:
            reply = self._runner.run(request)
        except Exception as error:
            raise PatgraphError(f"{place.request} cannot be made, a fault of ours: {error!r}") from error
        if reply.status_code >= 500:
            raise PatgraphError(f"{place.request}: {reply.status_code}. {reply.text[:300]}")
        return reply

    def close(self):
        """End what the service started."""
        self._app.state.renderer.close()
        self._runner.run(self._client.aclose())
        self._runner.close()


def links_of(page: str, version: str) -> Iterator[SiteAddress]:
    """The addresses of the service that a page names."""
    for tag in START_TAG.finditer(page):
        for attribute in LEADING.finditer(tag[0]):
            link = html.unescape(attribute[2])
            if link.startswith("/") and not link.startswith("//") and attribute[1] != "action":
                yield SiteAddress.of(link, version)
