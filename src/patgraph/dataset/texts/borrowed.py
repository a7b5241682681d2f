"""Borrowed words: texts of ours that have a stretch of a source's own words.

Every page promises that none of the sources' words are held here. Where the texts are at hand, each literal
is compared with them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.names import PREFIXES, pat, term

from .sources import SourceText

#: So many words in a row are nobody's by chance.
LEAST = 9
#: Titles and names are cited, not borrowed; what words a passage has is not written down.
_CITED = {term("dcterms:title"), term("foaf:name"), term("schema:url"), pat("quote"), pat("locator")}
#: A document is called by its title.
_NAMES = {term("skos:prefLabel"), term("skos:altLabel"), term("rdfs:label")}
_TEXTS = {PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"}


class Borrowed(NamedTuple):
    """A literal's subject and property, the document that has the same words, and the words."""

    subject: NamedNode
    property: NamedNode
    document: str
    words: str


def borrowed(quads: Iterable[Quad], texts: dict[str, SourceText]) -> Iterator[Borrowed]:
    """Each literal of which `LEAST` words in a row stand in a source's text; tables are facts, not words."""
    return (found for _, found in _found(quads, texts))


def borrows(quads: Iterable[Quad], texts: dict[str, SourceText]) -> Iterator[Quad]:
    """The quads that have such a literal."""
    return (quad for quad, _ in _found(quads, texts))


def _found(quads: Iterable[Quad], texts: dict[str, SourceText]) -> Iterator[tuple[Quad, Borrowed]]:
    known: dict[tuple[str, ...], str] = {}
    for name, text in texts.items():
        if not text.table:
            known |= dict.fromkeys(_runs(_words(text.text)), name)
    for quad in quads:
        told = quad.object
        if not isinstance(told, Literal) or told.datatype.value not in _TEXTS or quad.predicate in _CITED:
            continue
        if "/id/document/" in getattr(quad.subject, "value", "") and quad.predicate in _NAMES:
            continue
        for run in _runs(_words(told.value)):
            if run in known and isinstance(quad.subject, NamedNode):
                yield quad, Borrowed(quad.subject, quad.predicate, known[run], " ".join(run))
                break


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text.lower().replace("\u2019", "'"))


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + LEAST]) for at in range(len(words) - LEAST + 1))
