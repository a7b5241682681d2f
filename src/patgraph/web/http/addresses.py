"""Links: the local address of whatever has a name, and what templates say with it."""

from urllib.parse import quote

import jinja2
from pyoxigraph import BlankNode, Literal, NamedNode

from patgraph.names import BASE, DEF, PREFIXES, SHAPES, curie, pat, plural, term
from patgraph.questions.themes import themes
from patgraph.things.thing import Things

_PLACES = {"id/": "/doc/", "query/": "/queries/"}
_SAFE = "/:@!$&'()*+,;=~-._"


def address(iri: str, base: str = BASE) -> str:
    """Where an IRI is answered here: a path of this server; a foreign IRI stays as it is."""
    if iri.startswith(DEF):
        return f"/def/{quote(iri[len(DEF) :], safe=_SAFE)}"
    if iri.startswith(SHAPES):
        return f"/shapes#{quote(iri[len(SHAPES) :], safe=_SAFE)}"
    if iri in (DEF[:-1], SHAPES[:-1]) or iri.startswith(f"{DEF[:-1]}/"):
        return f"/{iri.removeprefix(BASE)}"
    if not iri.startswith(base) or iri == base:
        return iri
    rest = iri[len(base) :]
    start = next((start for start in _PLACES if rest.startswith(start)), "")
    return _PLACES.get(start, "/") + quote(rest[len(start) :], safe=_SAFE)


def add(templates: jinja2.Environment, things: Things):
    """Give templates `href(node)`, `label(node)`, `title(kind)`, `short(node)`, and tests for terms."""
    base = things.store.base
    templates.globals |= {
        "href": lambda node: address(getattr(node, "value", node), base),
        "label": things.label,
        "title": plural,
        "short": lambda node: curie(getattr(node, "value", node)),
        "things": things,
        "themes": themes,
        "node": NamedNode,
        "pat": pat,
        "term": term,
    }
    templates.tests |= {
        "iri": lambda node: isinstance(node, NamedNode),
        "literal": lambda node: isinstance(node, Literal),
        "blank": lambda node: isinstance(node, BlankNode),
        "web": lambda node: getattr(node, "value", "").startswith(("http://", "https://")),
        "flag": lambda node: isinstance(node, Literal) and node.datatype.value == f"{PREFIXES['xsd']}boolean",
    }
