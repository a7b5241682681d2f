"""Concepts by what they are called: a grade that several scales have is all of them."""

import re

from pyoxigraph import NamedNode

from patgraph.names import slug
from patgraph.store import Store

from .parameters import Parameter


def concepts_named(parameter: Parameter, text: str, store: Store) -> list[NamedNode]:
    """The concepts that have a text as their name, in one number or many and however it is spelt
    (`requires-improvement`, `minister`); none where the text is a slug or an IRI, or no concept's name.
    """
    if parameter.kind != "scheme":
        return []
    options = parameter.options(store)
    wanted = _plain(text)
    if not wanted or any(text in (slug(node), node.value) for node, _ in options):
        return []
    return [node for node, label in options if _plain(label) == wanted]


def _plain(text: str) -> str:
    """A name without capitals, marks between words, and the ending of many."""
    return re.sub(r"[\W_]+", " ", text.lower()).strip().removesuffix("s")
