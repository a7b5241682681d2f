"""Pages: how a template becomes a page, and an error one."""

import re
from pathlib import Path

import jinja2
from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape
from webob.acceptparse import create_accept_header

from patgraph.about import __version__
from patgraph.graph import Graph
from patgraph.names import pat
from patgraph.things.thing import Things

from .http import addresses

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


class Pages:
    """The pages: plain HTML that works without a script."""

    def __init__(self, graph: Graph, things: Things):
        self._graph = graph
        self._words = any(things.store.quads(None, pat("quote")))
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["prose"] = _prose
        addresses.add(self._templates, things)

    @property
    def tag(self) -> str:
        """What a page depends on beyond its address: the version, and whether words are at hand."""
        return f"{self._graph.version[:15]}{'w' if self._words else '-'}"

    def text(self, template: str, **values) -> str:
        """A page as HTML."""
        page = self._templates.get_template(template)
        return page.render(version=self._graph.version, software=__version__, **values)

    def show(self, template: str, status: int = 200, **values) -> HTMLResponse:
        return HTMLResponse(self.text(template, **values), status, headers={"Vary": "Accept"})

    def error(self, request: Request, status: int, title: str, detail: str, near=()) -> Response | None:
        """An error as a page, for a caller who would rather have one than a problem document."""
        offers = ["application/problem+json", "application/json", "text/html"]
        liked = create_accept_header(request.headers.get("accept")).acceptable_offers(offers)
        if request.method not in ("GET", "HEAD") or not liked or liked[0][0] != "text/html":
            return None
        return self.show("error.html", status, heading=title, detail=detail, near=near)


def _prose(text: str) -> Markup:
    """A description with its `names` marked as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))
