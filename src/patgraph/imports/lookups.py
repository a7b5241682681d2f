"""Look-ups: from a code or a name in a cell to the one thing of the project that has it."""

import re

from pyoxigraph import NamedNode

from patgraph.names import BASE, pat, term
from patgraph.rdf import Facts

from .cells import NoFit

_GSS = pat("gssCode")


class Lookups:
    """What the project knows, led back from texts. `notes` has what a person should be told of those that led
    to a thing in a way that was not said: the reader empties it row by row.
    """

    def __init__(self, known: Facts):
        self._known = known
        self.notes: list[str] = []

    def slug(self, text: str, properties: tuple[str, ...]) -> str:
        """The slug of the one thing to which these properties lead back from a text, whatever language a name
        has; `pat:gssCode` leads back from former codes too. Raises `NoFit`.
        """
        first, *others = properties
        nodes = self._known.having(term(first), text)
        former = not nodes and term(first) == _GSS
        if former:
            nodes = self._formerly(text)
        for name in others:
            nodes = [subject for node in nodes for subject in self._known.subjects(term(name), node)]
        slugs = sorted({re.split(r"[/#]", node.value)[-1] for node in nodes if isinstance(node, NamedNode)})
        if len(slugs) != 1:
            way = ", then ".join(properties)
            found = f"more than one thing: {', '.join(slugs)}" if slugs else "nothing that the project has"
            raise NoFit(f"{text!r} leads (by {way}) to {found}.")
        if former:
            self.notes.append(f"{text} is a former code; {slugs[0]} is meant.")
        return slugs[0]

    def _formerly(self, code: str) -> list[NamedNode]:
        """The areas that had a GSS code before the one they have."""
        scheme = NamedNode(f"{BASE}concept/code-scheme/gss")
        codes = [
            node for node in self._known.having(term("skos:notation"), code)
            if scheme in self._known.all(node, pat("codeScheme"))
        ]  # fmt: skip
        return [area for node in codes for area in self._known.subjects(term("adms:identifier"), node)]
