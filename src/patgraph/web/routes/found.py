"""What lets search engines find the pages: `/robots.txt`, `/sitemap.xml`, and the sign of the site."""

from functools import cached_property
from xml.sax.saxutils import escape

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from patgraph.errors import UnknownThing
from patgraph.graph import Graph
from patgraph.names import ID_KINDS
from patgraph.web.http import replies
from patgraph.web.http.addresses import local_address
from patgraph.web.server.routing import Routes

#: Addresses of one part of the map: a fifth of what sitemaps.org allows, so that a part is soon written.
_MOST = 10_000
_ROBOTS = """User-agent: *
Disallow: /sparql?
Disallow: /search?
Disallow: /compare?
Disallow: /embed/
Sitemap: {here}sitemap.xml
"""
_PAGES = (
    "/", "/queries", "/things", "/sources", "/compare", "/def", "/concept", "/dataset", "/tables", "/joins",
    "/guides", "/conformance",
)  # fmt: skip
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class FindingRoutes:
    """`/robots.txt`, `/sitemap.xml` and its parts, `/favicon.ico`."""

    def __init__(self, graph: Graph):
        self._graph = graph

    def add_to(self, routes: Routes):
        """Register the addresses."""
        routes.get("/robots.txt", self.robots)
        routes.get("/sitemap.xml", self.sitemap)
        routes.get("/sitemap-{part:int}.xml", self.part)
        routes.get("/favicon.ico", self.icon)

    def robots(self, request: Request) -> Response:
        """Which pages are worth listing, and where they all are."""
        return replies.reply(request, _ROBOTS.format(here=request.base_url), "text/plain")

    def sitemap(self, request: Request) -> Response:
        """The parts of the map, which together have the address of every page."""
        parts = range(1, -(-len(self._paths) // _MOST) + 1)
        return _listed(request, "sitemapindex", "sitemap", [f"/sitemap-{part}.xml" for part in parts])

    def part(self, request: Request, part: int) -> Response:
        """A part of the map: questions and concepts come first, then things by kind, passages last."""
        paths = self._paths[(part - 1) * _MOST : part * _MOST] if part > 0 else []
        if not paths:
            raise UnknownThing(
                f"/sitemap-{part}.xml: the map has no such part; /sitemap.xml names those it has."
            )
        return _listed(request, "urlset", "url", paths)

    def icon(self, request: Request) -> Response:
        """Where the sign of the site is, for those who do not read pages."""
        return RedirectResponse("/static/icon.svg", 308, {"Cache-Control": "public, max-age=86400"})

    @cached_property
    def _paths(self) -> list[str]:
        store = self._graph.store
        # All at once: each time the whole store is looked through.
        space, of_kind = f"{store.base}id/", {kind: [] for kind in ID_KINDS}
        for iri in store.names(space):
            of_kind.get(iri.removeprefix(space).partition("/")[0], []).append(iri)
        last = of_kind.pop("passage")
        names = [*(iri for found in of_kind.values() for iri in found), *last]
        asked = [f"/queries/{name}" for name in self._graph.queries]
        pages = [local_address(iri, store.base) for iri in [*store.names(f"{store.base}concept/"), *names]]
        return [*dict.fromkeys([*_PAGES, *asked, *pages])]


def _listed(request: Request, root: str, item: str, paths: list[str]) -> Response:
    here = escape(str(request.base_url).rstrip("/"))
    lines = "\n".join(f"<{item}><loc>{here}{escape(path)}</loc></{item}>" for path in paths)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SPACE}">\n{lines}\n</{root}>\n'
    return replies.reply(request, text, "application/xml")
