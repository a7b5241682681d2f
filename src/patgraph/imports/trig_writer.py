"""TriG: what an import comes to, as a file for people to read and for diffs."""

import re
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from patgraph.dataset.texts.sources import SourceText, digest
from patgraph.names import BASE, PREFIXES, pat, space, term

from .found import Import, Said
from .mapping import Mapping

#: How a file begins that `patgraph import` may write again.
WRITTEN = "# Written by `patgraph import`"
_PARTS = {"above": "Above the header", "header": "Header", "comment": "Comment"}
_LOCAL = re.compile(r"[a-z0-9][\w-]*", re.IGNORECASE)
_CONCEPT = re.compile(re.escape(BASE) + r"concept/([a-z0-9-]+)/")


class _Names:
    """Names as a file writes them; the prefixes that were used are noted."""

    def __init__(self, own: str = ""):
        self.used: dict[str, str] = {}
        self._own = f"{space('passage')}{own}/" if own else None

    def __call__(self, node) -> str:
        if isinstance(node, Literal):
            return self._literal(node)
        if node == term("rdf:type"):
            return "a"
        prefix, space = self._prefix(node.value)
        local = node.value[len(space) :]
        if prefix and _LOCAL.fullmatch(local):
            self.used[prefix] = space
            return f"{prefix}:{local}"
        return str(node)

    def _prefix(self, iri: str) -> tuple[str, str]:
        if self._own and iri.startswith(self._own):
            return "p", self._own
        concept = _CONCEPT.match(iri)
        if concept and concept[1] not in PREFIXES:
            return concept[1], concept[0]
        fitting = [(p, space) for p, space in PREFIXES.items() if iri.startswith(space)]
        return max(fitting, key=lambda pair: len(pair[1]), default=("", ""))

    def _literal(self, node: Literal) -> str:
        if node.datatype == term("xsd:integer"):
            return node.value
        if node.language or node.datatype == term("xsd:string"):
            return str(node)
        return f"{Literal(node.value)}^^{self(node.datatype)}"

    def head(self, comment: str) -> str:
        """The prefixes, and what the file is."""
        lines = [f"@prefix {prefix}: <{space}> .\n" for prefix, space in sorted(self.used.items())]
        return f"{WRITTEN} {comment}\n" + "".join(lines) + "\n"


def evidence(mapping: Mapping, text: SourceText, found: Import) -> str:
    """The document, its passages in the order of the table, and what we say of the things in them."""
    names = _Names(mapping.document.id)
    document = NamedNode(f"{PREFIXES['document']}{mapping.document.id}")
    section = NamedNode(f"{PREFIXES['section']}{mapping.document.id}/table")
    body = [
        _block(names, document, _document(mapping, text)),
        _block(
            names,
            section,
            [
                (term("rdf:type"), pat("Section")),
                (term("skos:prefLabel"), Literal("Table", language="en")),
                (term("dcterms:isPartOf"), document),
                (term("schema:position"), Literal(1)),
                (pat("startOffset"), Literal(0)),
                (pat("endOffset"), Literal(len(text.text))),
            ],
        ),
    ]
    body += [_passage(names, mapping, text, said) for said in found.passages]
    if found.ours:
        blocks = "\n".join(_block(names, *each, indent=1) for each in _ours(found))
        body.append(f"{names(NamedNode(BASE + 'graph/editorial'))} {{\n{blocks}}}\n")
    return names.head(f"from a table, by {_told(mapping)}: import again, do not edit.") + "\n".join(body)


def reference(mapping: Mapping, text: SourceText, found: Import) -> str:
    """What a register says, with where it comes from."""
    names = _Names()
    document = mapping.document
    about = [
        (term("dcterms:title"), Literal(document.title, language="en")),
        (term("dcterms:description"), Literal(document.description or document.label, language="en")),
        (term("dcterms:rights"), Literal(document.rights, language="en")),
        *([(term("dcterms:license"), NamedNode(document.license))] if document.license else []),
        *([(term("dcterms:source"), NamedNode(document.url))] if document.url else []),
        (term("schema:sha256"), Literal(text.sha256)),
    ]
    said: dict[NamedNode, list] = {}
    for triple in found.statements:
        said.setdefault(triple.subject, []).append((triple.predicate, triple.object))
    for subject, pairs in _ours(found):
        said.setdefault(subject, []).extend(pairs)
    body = [_block(names, NamedNode(f"{BASE}graph/reference/{document.id}"), about)]
    body += [_block(names, subject, pairs) for subject, pairs in said.items()]
    return names.head(f"from a table, by {_told(mapping)}: import again, do not edit.") + "\n".join(body)


def _told(mapping: Mapping) -> str:
    return f"data/mappings/{mapping.path.name}"


def _ours(found: Import):
    for subject, properties in sorted(found.ours.items(), key=lambda item: item[0].value):
        first = [name for name in (term("rdf:type"), term("skos:prefLabel")) if name in properties]
        names = [*first, *(name for name in properties if name not in first)]
        yield subject, [(name, value) for name in names for value in properties[name]]


def _document(mapping: Mapping, text: SourceText) -> list[tuple]:
    about = mapping.document
    pairs = [
        (term("rdf:type"), pat("SourceDocument")),
        (term("skos:prefLabel"), Literal(about.label, language="en")),
        (term("dcterms:title"), Literal(about.title)),
        (pat("issued"), NamedNode(f"{PREFIXES['date']}{about.issued}")),
        (pat("authority"), Literal(about.authority)),
        (term("schema:sha256"), Literal(text.sha256)),
        (term("dcterms:rights"), Literal(about.rights, language="en")),
    ]
    if about.type:
        pairs.insert(4, (term("dcterms:type"), NamedNode(f"{BASE}concept/document-type/{about.type}")))
    if about.description:
        pairs.append((term("dcterms:description"), Literal(about.description, language="en")))
    if about.license:
        pairs.append((term("dcterms:license"), NamedNode(about.license)))
    if about.url:
        pairs.append((term("schema:url"), NamedNode(about.url)))
    return pairs


def _passage(names: _Names, mapping: Mapping, text: SourceText, said: Said) -> str:
    node = NamedNode(f"{space('passage')}{mapping.document.id}/{said.name}")
    row = said.row
    kind = f"Row {said.number}" if said.number else _PARTS[said.part]
    place = f"{kind}, line {row.line}"
    pairs = [
        (term("rdf:type"), pat("Passage")),
        (pat("inDocument"), NamedNode(f"{PREFIXES['document']}{mapping.document.id}")),
        (pat("startOffset"), Literal(row.start)),
        (pat("endOffset"), Literal(row.end)),
        (pat("digest"), Literal(digest(text.text[row.start : row.end]))),
        (pat("locator"), Literal(place)),
        *((term("prov:hadPrimarySource"), NamedNode(f"{PREFIXES['document']}{p}")) for p in said.pages),
    ]
    if said.silence:
        pairs.append((pat("silenceReason"), NamedNode(f"{BASE}concept/silence-reason/{said.silence}")))
    if said.repeats:
        pairs.append((pat("repeats"), NamedNode(space("passage") + said.repeats)))
    if said.note:
        pairs.append((term("skos:editorialNote"), Literal(said.note, language="en")))
    if said.authority:
        pairs.append((pat("authority"), Literal(said.authority)))
    pairs.append((pat("modality"), NamedNode(f"{BASE}concept/modality/{said.modality}")))
    block = _block(names, node, pairs)
    if not said.statements:
        return block
    told = [f"    {names(t.subject)} {names(t.predicate)} {names(t.object)} .\n" for t in said.statements]
    lines = "".join(told)
    return f"{block}\n{names(node)} {{\n{lines}}}\n"


def _block(names: _Names, subject: NamedNode, pairs: Iterable[tuple], indent=0) -> str:
    """A subject, a line a property; several values of one stand on its line."""
    values: dict = {}
    for predicate, value in pairs:
        values.setdefault(predicate, {})[value] = None
    margin = "    " * indent
    told = [f"{names(predicate)} {' , '.join(map(names, given))}" for predicate, given in values.items()]
    return f"{margin}{names(subject)} " + f" ;\n{margin}    ".join(told) + " .\n"
