"""Pages: how a template becomes a page, and an error one."""

import re
from collections.abc import Container
from functools import partial
from pathlib import Path

import jinja2
from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape
from pyoxigraph import BlankNode, Literal, NamedNode

from patgraph.about import __version__
from patgraph.errors import BadRequest
from patgraph.graph import Graph
from patgraph.names import FOREIGN, PREFIXES, curie, filed, pat, plural, slug, term
from patgraph.questions.amounts import in_figures, in_pounds
from patgraph.questions.how_to_cite import CITATION_NAMES
from patgraph.questions.themes import themes
from patgraph.things.thing import Term, Things

from .http import negotiation
from .http.addresses import is_followed, local_address
from .page_heads import PageHeads

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
#: A term of others, as it is called where it has no name.
_CURIE = re.compile(rf"(?:{'|'.join(FOREIGN)}):(\w+)")

#: What has its number in the unit of its subject.
_AMOUNTS = tuple(map(pat, ("value", "atLeast", "atMost")))
#: A link that may take two lines on a phone, and the sign behind it.
_LONG_LINK = re.compile(r"(<a [^>]*>[^<]{28,}</a>[:,;.)])")


class Pages:
    """The pages: plain HTML that works without a script."""

    def __init__(self, graph: Graph, things: Things, *also: Path):
        """`also` are directories with further templates."""
        self._graph = graph
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader([_HERE / "templates", *also]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["prose"] = partial(_prose, graph.queries)
        self._templates.filters["held"] = _held
        _add_words(self._templates, things)
        self._templates.globals["page_head"] = PageHeads(things, graph.version).of

    def text(self, template: str, **values) -> str:
        """A page as HTML."""
        page = self._templates.get_template(template)
        return page.render(version=self._graph.version, software=__version__, **values)

    def show(self, template: str, status: int = 200, **values) -> HTMLResponse:
        return HTMLResponse(self.text(template, **values), status, headers={"Vary": "Accept"})

    def are_liked(self, request: Request) -> bool:
        """Whether a caller would rather have a page than a problem document."""
        offers = ["application/problem+json", "application/json", "text/html"]
        try:
            liked = negotiation.choose(negotiation.accepted(request), offers)
        except BadRequest:
            return False
        return request.method in ("GET", "HEAD") and liked == negotiation.PAGE

    def error(self, request: Request, status: int, title: str, detail: str, near=()) -> Response | None:
        """An error as a page, for a caller who would rather have one than a problem document."""
        if not self.are_liked(request):
            return None
        place = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return self.show("error.html", status, heading=title, detail=detail, near=near, place=place)


def _prose(questions: Container[str], text: str) -> Markup:
    """A description with the questions that it `names` as links, and other `names` marked as code; of a name
    that an excerpt cuts in two, its mark is left out.
    """

    def marked(found: re.Match) -> str:
        name = found[1]
        if name in questions:
            return f'<a href="/queries/{name}">{name.replace("-", " ")}</a>'
        return f"<code>{name}</code>"

    return Markup(re.sub(r"`([^`]+)`", marked, str(escape(text))).replace("`", ""))


def _in_words(label: str) -> str:
    """A label for a reader: a term of others that has none is named by its own words, not by `prov:used`."""
    found = _CURIE.fullmatch(label)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", found[1]).lower() if found else label


def _held(words: Markup) -> Markup:
    """Words of a list in which no line begins with the sign behind a long link: a link is a block there."""
    return Markup(_LONG_LINK.sub(r"<span>\1</span>", str(words)))


def _literal(node: Literal) -> str:
    """A literal for a reader: a long number has separators."""
    number = node.datatype.value in (f"{PREFIXES['xsd']}integer", f"{PREFIXES['xsd']}decimal")
    return in_figures(node.value) if number else node.value


def _pounds(things: Things, subject: NamedNode, property_: NamedNode, value: Term) -> str:
    """A value of something that is counted in pounds: `£490,000,000`; nothing of others."""
    if property_ not in _AMOUNTS or not isinstance(value, Literal):
        return ""
    unit = things.value(subject, pat("unit"))
    return in_pounds(value.value) if unit is not None and slug(unit) == "pound" else ""


def _worth(things: Things, node: NamedNode) -> str:
    """What an observation or a judgement comes to, in words: `value: £490,000,000`; nothing of others."""
    found = things.worth(node)
    if found is None:
        return ""
    property_, value = found
    unit = things.value(node, pat("unit"))
    if not isinstance(value, Literal):
        text = things.label(value).lower()
    elif not (text := _pounds(things, node, property_, value)):
        text = f"{_literal(value)} ({things.label(unit).lower()})" if unit is not None else _literal(value)
    return f"{_in_words(things.label(property_))}: {text}"


def _add_words(templates: jinja2.Environment, things: Things):
    """Give templates `href(node)`, `label(node)`, `title(kind)`, `short(node)`, and tests for terms."""
    base = things.store.base
    templates.globals |= {
        "href": lambda node: local_address(getattr(node, "value", node), base),
        "label": lambda node: _in_words(things.label(node)),
        "literal_words": _literal,
        "worth_words": partial(_worth, things),
        "pounds_words": partial(_pounds, things),
        "filed": filed,
        "title": plural,
        "short": lambda node: curie(getattr(node, "value", node)),
        "things": things,
        "quotes": any(things.store.quads(None, pat("quote"))),
        "themes": themes,
        # Where everybody finds a page of ours, whoever serves it: pages are the same whatever host is asked.
        "everywhere": lambda address: base + address.removeprefix("/"),
        "citation_names": CITATION_NAMES,
        "node": NamedNode,
        "pat": pat,
        "term": term,
    }
    templates.tests |= {
        "iri": lambda node: isinstance(node, NamedNode),
        "followed": lambda node: isinstance(node, NamedNode) and is_followed(node.value),
        "literal": lambda node: isinstance(node, Literal),
        "blank": lambda node: isinstance(node, BlankNode),
        "web": lambda node: getattr(node, "value", "").startswith(("http://", "https://")),
        "flag": lambda node: isinstance(node, Literal) and node.datatype.value == f"{PREFIXES['xsd']}boolean",
    }
