"""Cited documents: those that the rows of a table name as theirs."""

import re

from pyoxigraph import Literal, NamedNode

from patgraph.dataset.texts.sources import digest
from patgraph.names import BASE, PREFIXES, pat, term
from patgraph.rdf import Facts

from .cells import NoFit
from .cells import iri as as_iri
from .mapping import CitedDocument, Mapping

#: An address may have commas and brackets in it; what only ends or encloses it is taken off by `_address`.
_ADDRESS = re.compile(r"https?://(?:(?!,https?://)[^\s;\]\"<>])+")
#: Longer names of pages are cut, and told apart by a digest.
_LONGEST = 80


class CitedDocuments:
    """The pages that cells name: those that a mapping spells, and whatever has an address.

    A page whose address (`schema:url`) a document of the project has is that document. `ours` is called with
    what we say of a page that the project does not have.
    """

    def __init__(self, mapping: Mapping, known: Facts, ours):
        self._known, self._ours = known, ours
        self._spelt = sorted(
            ((spelling, page) for page in mapping.pages for spelling in page.spellings),
            key=lambda pair: -len(pair[0]),
        )
        self._addresses = {
            _plain(url.value): document.value.rsplit("/", 1)[-1]
            for kind in ("SourceDocument", "Document")
            for document in known.subjects(term("rdf:type"), pat(kind))
            for url in known.all(document, term("schema:url"))
        }
        #: Pages that the mapping spells, by their address: a cell may name one of them by that, too.
        self._paged = {_plain(page.url): page for page in mapping.pages if page.url}

    def cited(self, text: str) -> tuple[str, ...]:
        """The documents that a cell names, in its order, each once. Raises `NoFit`."""
        places = []
        for spelling, page in self._spelt:
            while (at := text.find(spelling)) >= 0:
                places.append((at, self._page(page)))
                text = text[:at] + " " * len(spelling) + text[at + len(spelling) :]
        for match in _ADDRESS.finditer(text):
            address = _address(match[0])
            plain = _plain(address)
            name = self._addresses.get(plain)
            if name is None and plain in self._paged:
                name = self._page(self._paged[plain])
            if name is None:
                name = as_slug(plain)
                if len(name) > _LONGEST:
                    name = f"{name[:_LONGEST].rstrip('-')}-{digest(plain)[:8]}"
                self._page(CitedDocument(id=name, spellings=(), label=plain, url=address))
            places.append((match.start(), name))
        return tuple(dict.fromkeys(name for _, name in sorted(places)))

    def _page(self, page: CitedDocument) -> str:
        """A page as a document of ours, unless the project has it."""
        document = NamedNode(f"{PREFIXES['document']}{page.id}")
        if not self._known.all(document, term("rdf:type")):
            self._ours(document, term("rdf:type"), pat("Document"))
            self._ours(document, term("skos:prefLabel"), Literal(page.label or page.id, language="en"))
            if page.type:
                kind = NamedNode(f"{BASE}concept/document-type/{page.type}")
                self._ours(document, term("dcterms:type"), kind)
            if page.issued:
                self._ours(document, pat("issued"), NamedNode(f"{PREFIXES['date']}{page.issued}"))
            if page.publisher:
                body = NamedNode(f"{PREFIXES['organisation']}{page.publisher}")
                self._ours(document, term("dcterms:publisher"), body)
            if page.url:
                self._ours(document, term("schema:url"), as_iri(page.url))
        return page.id


def as_slug(text: str) -> str:
    """A text as part of a name: lower-case letters, digits and hyphens. Raises `NoFit`."""
    found = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if not found:
        raise NoFit(f"{text!r} has no letter and no digit to make a name of.")
    return found


def _address(text: str) -> str:
    """An address without the comma, full stop or bracket that follows it in a sentence."""
    while text[-1] in ",.)":
        if text[-1] == ")" and text.count("(") >= text.count(")"):
            break
        text = text[:-1]
    return text


def _plain(url: str) -> str:
    """An address without what differs between spellings of the same."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
