"""What lets search engines find the pages: `/robots.txt`, `/sitemap.xml`, and the sign of the site."""

from functools import cached_property
from xml.sax.saxutils import escape

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from patgraph.graph import Graph
from patgraph.names import ID_KINDS
from patgraph.web.http import replies
from patgraph.web.http.addresses import local_address
from patgraph.web.server.routing import Routes

#: Addresses of one file, by the rules of sitemaps.org.
_MOST = 50_000
_ROBOTS = """User-agent: *
Disallow: /sparql?
Disallow: /search?
Disallow: /compare?
Disallow: /embed/
Sitemap: {here}sitemap.xml
"""
_PAGES = (
    "/", "/queries", "/things", "/compare", "/def", "/concept", "/dataset", "/tables", "/joins",
    "/conformance",
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
        routes.get("/favicon.ico", self.icon)

    def robots(self, request: Request) -> Response:
        """Which pages are worth listing, and where they all are."""
        return replies.reply(request, _ROBOTS.format(here=request.base_url), "text/plain")

    def sitemap(self, request: Request) -> Response:
        """The addresses of the pages: questions, concepts, things, passages last; as many as a file has."""
        here = escape(str(request.base_url).rstrip("/"))
        urls = "\n".join(f"<url><loc>{here}{escape(path)}</loc></url>" for path in self._paths)
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SPACE}">\n{urls}\n</urlset>\n'
        return replies.reply(request, text, "application/xml")

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
        return [*dict.fromkeys([*_PAGES, *asked, *pages])][:_MOST]
