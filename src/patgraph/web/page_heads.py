"""What the head of a page says to those who list and share it: a description, and schema.org's words."""

import re
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from patgraph.names import term
from patgraph.questions.question import Query
from patgraph.things.thing import DEFINITION, Things

_SITE = (
    "The open knowledge graph of what central government did about failing councils in England, and what "
    "came of it: each fact traced to the passage that says it."
)
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: Letters of a description; lists of results cut longer ones.
_LONGEST = 160
#: Kind of thing -> its class in schema.org, where there is one.
_CLASSES = {
    "council": "GovernmentOrganization", "organisation": "Organization", "person": "Person",
    "document": "CreativeWork", "concept": "DefinedTerm", "area": "AdministrativeArea",
}  # fmt: skip


class PageHead(NamedTuple):
    """Title and description of a page, and what it says in schema.org's words, if anything."""

    title: str
    description: str
    said: dict[str, Any] | None


class PageHeads:
    """Makes the heads of pages from what they are about."""

    def __init__(self, things: Things, version: str):
        self._things, self._version = things, version

    def of(self, title: str, query: Query | None, node, dataset) -> PageHead:
        """The head of a page about a question, a thing, the dataset, or none of these."""
        title = " ".join(title.split())
        if isinstance(query, Query):
            text = re.sub(r"`", "", query.description)
            return PageHead(title, _short(text), self._dataset(query.iri.value, query.title, text))
        if isinstance(dataset, NamedNode):
            return PageHead(title, _SITE, self._dataset(dataset.value, "patgraph", _SITE))
        if isinstance(node, NamedNode):
            return self._thing(title, node)
        return PageHead(title, _SITE, None)

    def _dataset(self, iri: str, name: str, text: str) -> dict[str, Any]:
        editors = {"@type": "Organization", "name": "patgraph editors"}
        return {
            "@context": "https://schema.org", "@type": "Dataset", "@id": iri, "url": iri, "name": name,
            "description": text, "version": self._version, "license": _LICENCE, "creator": editors,
            "isAccessibleForFree": True,
        }  # fmt: skip

    def _thing(self, title: str, node: NamedNode) -> PageHead:
        things = self._things
        name = things.label(node)
        definition = things.value(node, DEFINITION)
        kind = things.kind(node)
        told = f"{name}, {kind.replace('-', ' ')}: what the sources say of it, passage by passage."
        text = told if definition is None else definition.value
        if kind not in _CLASSES:
            return PageHead(title, _short(text), None)
        said = {
            "@context": "https://schema.org",
            "@type": _CLASSES[kind],
            "@id": node.value,
            "url": node.value,
            "name": name,
        }
        same = [
            other.value for other in things.values(node, term("owl:sameAs")) if isinstance(other, NamedNode)
        ]
        return PageHead(title, _short(text), said | ({"sameAs": same} if same else {}))


def _short(text: str) -> str:
    """As much of a text as a description holds."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rsplit(' ', 1)[0]}…"
