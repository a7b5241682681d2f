"""A new document, as the file to begin with: its description, and each paragraph as a passage still to read.

What is not known of the document is left out, and `patgraph validate` asks for it; a paragraph has the
reason *unread* until its passages are cut, and `validate` lists those that have it.
"""

import re
from collections.abc import Mapping

from pyoxigraph import NamedNode

from patgraph.dataset.project import Project
from patgraph.errors import BadValue
from patgraph.names import BASE, PREFIXES, space, term
from patgraph.similar import did_you_mean, near

from .coverage import Stretch, paragraphs
from .sources import SourceText, block

#: Prefixes of what a document and its passages are described with, and of what they are often about.
_FOREIGN = ("dcterms", "org", "schema", "skos")
_IDS = (
    "council", "date", "document", "engagement", "event", "intervention", "organisation", "person", "review",
    "star-rating",
)  # fmt: skip
_SCHEMES = ("document-type", "intervention-type", "modality", "silence-reason", "verdict")

#: How each property of the description is written, in its order; what has no value is left out.
_WRITTEN = {
    "label": 'skos:prefLabel "{}"@en',
    "title": 'dcterms:title "{}"@en',
    "publisher": "dcterms:publisher organisation:{}",
    "issued": "pat:issued date:{}",
    "type": "dcterms:type document-type:{}",
    "authority": "pat:authority {}",
    "sha256": 'schema:sha256 "{}"',
    "rights": 'dcterms:rights "{}"@en',
    "url": "schema:url <{}>",
}
#: What has to be described before: how its name begins, what it is called, and where it is described.
_NAMED = {
    "publisher": (space("organisation"), "organisation", "data/editorial/organisations.ttl"),
    "type": (
        f"{BASE}concept/document-type/", "type of document", "ontology/vocabularies/document-type.ttl"
    ),
}  # fmt: skip


def refuse_unknown(project: Project, about: Mapping[str, str]) -> None:
    """Raises `BadValue` for a type or a publisher that no file of a project describes."""
    for name, (start, what, place) in _NAMED.items():
        slug, known = about.get(name), set[str]()
        # Of what a table's import says of new things the most is evidence: it is read last.
        for part in sorted(project.parts(), key=lambda part: part.graph is None) if slug else ():
            if slug not in known:
                about_these = (q.subject.value for q in part.read() if q.predicate == term("rdf:type")
                               and isinstance(q.subject, NamedNode))  # fmt: skip
                known |= {iri.removeprefix(start) for iri in about_these if iri.startswith(start)}
        if slug and slug not in known:
            alike = near(slug, sorted(known))
            hint = f"{did_you_mean(alike)} If not, d" if alike else "d"
            raise BadValue(
                name, f"--{name}: no {what} is called {slug!r}; {hint}escribe it in {place} first.", alike
            )


def skeleton(text: SourceText, about: Mapping[str, str]) -> str:
    """The evidence file of a text, in TriG; `about` has what is known of the document, by the words above."""
    known = {"sha256": text.sha256, **about}
    described = [form.format(known[name]) for name, form in _WRITTEN.items() if known.get(name)]
    description = " ;\n    ".join(["a pat:SourceDocument", *described])
    unread = "\n".join(_unread(text, at, count) for count, at in enumerate(paragraphs(text.text), 1))
    return f"""\
{_prefixes(text.id)}

# What {text.id} says, passage by passage, in the order of its text.

document:{text.id} {description} .

<{space("section")}{text.id}/whole> a pat:Section ;
    skos:prefLabel "Whole text"@en ;
    dcterms:isPartOf document:{text.id} ;
    schema:position 1 ;
    pat:startOffset 0 ;
    pat:endOffset {len(text.text)} .

# Still to read. `patgraph locate {text.id} "words"` cuts the passages of a paragraph: paste them in its
# place. A paragraph that says nothing gets the reason why (ontology/vocabularies/silence-reason.ttl).

{unread}"""


def _prefixes(document: str) -> str:
    names = {name: PREFIXES[name] for name in _FOREIGN}
    names |= {name: space(name) for name in _IDS}
    names |= {name: f"{BASE}concept/{name}/" for name in _SCHEMES}
    names |= {"p": f"{space('passage')}{document}/", "pat": PREFIXES["pat"]}
    return "\n".join(f"@prefix {name}: <{iri}> ." for name, iri in sorted(names.items()))


def _unread(text: SourceText, at: Stretch, count: int) -> str:
    """The description of a passage that nobody has read; it has no braces, for it says nothing yet."""
    described = block(text, at.start, at.end, f"unread-{count}").partition("\n\n")[0]
    return re.sub(
        r"^( +)(pat:modality )", r"\1pat:silenceReason silence-reason:unread ;\n\1\2", described, flags=re.M
    ) + "\n"  # fmt: skip
