"""`/guides`: the documentation as pages, and its notebooks as files."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import Request, Response
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from patgraph import documentation
from patgraph.errors import UnknownDocument
from patgraph.similar import did_you_mean, near
from patgraph.web.http import replies
from patgraph.web.pages import Pages
from patgraph.web.server.routing import Routes

#: A link to another file of the documentation, and where in it.
_OTHER = re.compile(r"(?:\./)?([\w-]+)\.md(#.*)?")
_TABLE = '<div class="table" tabindex="0" role="region" aria-label="Table"><table>'
_NOTEBOOK = re.compile(r"notebooks/([\w-]+)\.ipynb")


@dataclass(frozen=True)
class Guide:
    """A file of the documentation as a page: `content` is markup, `headings` are its sections, each with
    the name that leads to it.
    """

    title: str
    lead: str
    content: Markup
    headings: tuple[tuple[str, str], ...]


@cache
def guide(path: Path) -> Guide:
    """A file of Markdown, rendered. What in it is HTML stays text; links lead to pages of this service."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(path.read_text(encoding="utf-8"))
    headings: list[tuple[str, str]] = []
    lead = ""
    for token, inline in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and token.tag == "h2" and inline:
            headings.append((_anchor(inline.content), _plain(inline)))
        if token.type == "heading_open" and inline:
            token.attrSet("id", _anchor(inline.content))
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "paragraph_open" and not lead and inline:
            lead = _plain(inline)
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _address(str(child.attrGet("href"))))
    # What is wider than the window scrolls by itself, with the keyboard too.
    for name in ("fence", "code_block"):
        markdown.add_render_rule(name, _code)
    markdown.add_render_rule("table_open", lambda *_: _TABLE)
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    first = next((at for at, token in enumerate(tokens) if token.type == "heading_close"), -1)
    content = Markup(markdown.renderer.render(tokens[first + 1 :], markdown.options, {}))
    return Guide(documentation.title(path), lead, content, tuple(headings))


def _code(self, tokens: list[Token], at: int, options: object, env: object) -> str:
    return f'<pre class="example" tabindex="0"><code>{Markup.escape(tokens[at].content)}</code></pre>\n'


def _plain(inline: Token) -> str:
    return "".join(" " if part.type == "softbreak" else part.content for part in inline.children or ())


def _anchor(heading: str) -> str:
    """As the places where such files are mostly read name a heading: small letters, hyphens for blanks."""
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def _address(link: str) -> str:
    if (other := _OTHER.fullmatch(link)) and other[1] in documentation.documents():
        return f"/guides/{other[1]}{other[2] or ''}"
    if notebook := _NOTEBOOK.fullmatch(link):
        return f"/guides/notebooks/{notebook[1]}.ipynb"
    return link


class GuideRoutes:
    """`/guides`, a page for each file of the documentation, and the notebooks."""

    def __init__(self, pages: Pages):
        self._pages = pages

    def add_to(self, routes: Routes):
        """Register the addresses."""
        routes.get("/guides", self.listing)
        routes.get("/guides/{name}", self.page)
        routes.get("/guides/notebooks/{name}.ipynb", self.notebook)

    def listing(self, request: Request) -> Response:
        """Every guide with what it is about."""
        guides = {name: guide(path) for name, path in documentation.documents().items()}
        return replies.reply(request, self._pages.text("guides.html", guides=guides), "html")

    def page(self, request: Request, name: str) -> Response:
        """One guide. Raises `UnknownDocument`."""
        known = documentation.documents()
        if name not in known:
            hint = did_you_mean(near(name, known)) or "/guides lists them."
            raise UnknownDocument(f"No guide is called {name[:80]!r}; {hint}")
        content = self._pages.text("guide.html", guide=guide(known[name]), name=name)
        return replies.reply(request, content, "html")

    def notebook(self, request: Request, name: str) -> Response:
        """A notebook as a file. Raises `UnknownDocument`."""
        known = {path.stem: path for path in (documentation.folder() / "notebooks").glob("*.ipynb")}
        if name not in known:
            hint = did_you_mean(near(name, known)) or "/guides/notebooks names them."
            raise UnknownDocument(f"No notebook is called {name[:80]!r}; {hint}")
        return replies.reply(request, known[name].read_bytes(), "application/x-ipynb+json")
