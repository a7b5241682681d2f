"""What a change of the files touches: the things of which the build may make something else now.

What hangs together with all the rest (most of what is said of words and documents) is not followed: that
raises `NotUnderstood`, and everything is to be built.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad

from patgraph import dates
from patgraph.names import BASE, graph, is_passage, pat, slug, space, term
from patgraph.sparql.reach import NotUnderstood

from . import changed_words as vocabulary
from .before_and_after import Said, is_ours

TYPE, LABEL, ROUND = term("rdf:type"), term("skos:prefLabel"), term("prov:wasGeneratedBy")
SUBJECT, SIDE, COUNCIL, SOURCE = pat("subject"), pat("side"), pat("council"), term("prov:hadPrimarySource")
WITHIN, BEGINS, ENDS, SILENT = map(pat, ("inDocument", "startOffset", "endOffset", "silenceReason"))
PART = term("dcterms:isPartOf")
DISAGREEMENT, GAP, PASSAGE, SECTION = map(pat, ("Disagreement", "Gap", "Passage", "Section"))
ASSESSMENTS = (pat("Judgement"), pat("StarRating"))
#: What only counts: of documents, sections and pairs of documents.
COUNTED = {
    pat(name)
    for name in (
        "passageCount", "factCount", "councilCount", "factCharacters", "silentCharacters",
        "sameCount", "compatibleCount", "clashCount", "comparedDocument", "firstPassage",
    )
}  # fmt: skip
#: What is read of things of any kind.
_OF_ALL = COUNTED | {
    term(name)
    for name in (
        "rdfs:subClassOf", "rdfs:subPropertyOf", "skos:inScheme", "skos:closeMatch", "skos:broadMatch",
        "skos:broader", "skos:definition", "schema:position",
    )
} | {pat("singleValued")}  # fmt: skip
_KINDS = {
    SECTION, pat("SourceDocument"), pat("SourceAgreement"), term("owl:FunctionalProperty"),
    term("qb:MeasureProperty"), term("qb:AttributeProperty"),
}  # fmt: skip
#: The graphs of data in which we speak.
_OF_DATA = tuple(graph(name).value for name in ("document/", "editorial", "reference/"))
#: Those in which words are described, and questions.
_OF_WORDS_ALONE = {vocabulary.WORDS, vocabulary.QUESTIONS}
#: What names of things and of graphs begin with.
_OF_THINGS = (f"{BASE}id/", f"{BASE}graph/")
#: What a document or a section may be when it comes.
_NEW = {SECTION, pat("SourceDocument")}
#: What is read of documents.
_OF_DOCUMENTS = {LABEL, TYPE, pat("authority"), term("dcterms:publisher")}
#: What no description of a document or a section is.
_OF_WORDS = COUNTED | {
    term("rdfs:subClassOf"), term("rdfs:subPropertyOf"), term("skos:inScheme"), pat("singleValued")
}  # fmt: skip
_DESCRIBED = (space("document"), space("section"))
#: Of more things than this everything is built.
_MOST = 800


@dataclass
class Touched:
    """What a change touches: `subjects` that are to be resolved again; `councils` whose assessments are to be
    compared again; `passages` that state something else, or are described otherwise; `nodes` of which the
    view may say something else.
    """

    subjects: set[Any] = field(default_factory=set)
    councils: set[Any] = field(default_factory=set)
    passages: set[Any] = field(default_factory=set)
    nodes: set[Any] = field(default_factory=set)
    #: Things that are called something else.
    renamed: set[Any] = field(default_factory=set)
    #: Documents and sections of which nothing was said, nor with them, before.
    unseen: set[Any] = field(default_factory=set)
    #: Concepts, terms and questions, of which nothing is read in the making of other things but what they are
    #: called.
    concepts: set[Any] = field(default_factory=set)


def touched(before: Said, after: Said, change: Iterable[Quad]) -> Touched:
    """What quads that come or go touch. Raises `NotUnderstood`."""
    found = Touched()
    found.unseen = {node for node in _described(change) if _is_unseen(before, node)}
    if any(True for n in found.unseen for _ in before.quads(None, None, None, graph(f"document/{slug(n)}"))):
        raise NotUnderstood("a document that had passages is described")
    for quad in change:
        _require_followed(quad, found.unseen)
        subject, predicate, object_, place = quad
        if place in _OF_WORDS_ALONE:
            for said in (before, after):
                vocabulary.require_followed(quad, said)
            found.concepts.add(subject)
        found.nodes.add(subject)
        if predicate == LABEL and not (_is_named_everywhere(subject) and _is_unseen(before, subject)):
            found.renamed.add(subject)
        if is_passage(place):
            found.passages.add(place)
            found.subjects.add(subject)
        elif is_passage(subject):
            found.passages.add(subject)
        else:
            found.subjects.add(subject)
        found.nodes.update(
            node for node in (subject, object_)
            if isinstance(node, NamedNode) and node.value.startswith(dates.SPACE)
        )  # fmt: skip
        for said in (before, after):
            for node in (subject, object_):
                found.nodes.update(_about(said, node, GAP))
    for said in (before, after):
        _described_otherwise(said, change, found)
        _renamed(said, found)
    for said in (before, after):
        _decided(said, found)
    for said in (before, after):
        _judged(said, found)
    found.subjects |= {n for said in (before, after) for n in found.nodes if said.of(n).stated}
    if max(len(found.subjects), len(found.nodes), len(found.councils) * 40) > _MOST:
        raise NotUnderstood("it touches too much")
    found.nodes |= found.subjects
    return found


def _described(change: Iterable[Quad]) -> set[Any]:
    """The documents and sections that quads describe."""
    subjects: set[Any] = {quad.subject for quad in change if isinstance(quad.subject, NamedNode)}
    return {node for node in subjects if node.value.startswith(_DESCRIBED)}


def _is_unseen(said: Said, node: Any) -> bool:
    ways = ((node,), (None, None, node))
    return not any(True for way in ways for _ in said.quads(*way))


def _is_named_everywhere(node: Any) -> bool:
    """Whether a thing is named in more sentences than those of what states it."""
    return bool(node.value.startswith((dates.SPACE, space("document"))))


def _require_followed(quad: Quad, unseen: set[Any]) -> None:
    place: Any
    subject, predicate, object_, place = quad
    if BlankNode in (type(subject), type(object_)) or not isinstance(subject, NamedNode):
        raise NotUnderstood("a node without a name")
    is_word = place in _OF_WORDS_ALONE
    if not is_word and not is_passage(place) and not place.value.startswith(_OF_DATA):
        raise NotUnderstood("rules")
    if subject in unseen and not is_passage(place):
        if predicate in _OF_WORDS or (predicate == TYPE and object_ in _KINDS - _NEW):
            raise NotUnderstood(f"{predicate} {object_}")
        return
    of_thing = subject.value.startswith(_OF_THINGS)
    if not (of_thing or is_word) or subject.value.startswith(space("section")):
        raise NotUnderstood(f"{subject}")
    read = predicate in _OF_ALL and not (is_word and predicate in vocabulary.FOLLOWED)
    if read or (predicate == TYPE and object_ in _KINDS):
        raise NotUnderstood(f"{predicate} {object_}")
    if subject.value.startswith(space("document")) and predicate in _OF_DOCUMENTS:
        raise NotUnderstood("a document")
    if is_passage(place):
        if predicate in (WITHIN, BEGINS, ENDS, PART, LABEL) or is_passage(subject):
            raise NotUnderstood("a passage states what is read of passages")
    elif not is_passage(subject) and predicate in (pat("authority"), term("dcterms:publisher"), WITHIN):
        raise NotUnderstood("what is read of documents")


def _about(said: Said, node: Any, kind: NamedNode) -> Iterator[Any]:
    """What is of a kind and about a thing."""
    if isinstance(node, NamedNode):
        for quad in [*said.quads(None, SUBJECT, node)]:
            if any(is_ours(q.graph_name) for q in said.quads(quad.subject, TYPE, kind)):
                yield quad.subject


def _described_otherwise(said: Said, change: Iterable[Quad], found: Touched) -> None:
    """Of a passage that is described otherwise all that it states is to be resolved again."""
    for passage in {q.subject for q in change if is_passage(q.subject) and is_ours(q.graph_name)}:
        found.subjects.update(quad.subject for quad in said.quads(None, None, None, passage))


def _renamed(said: Said, found: Touched) -> None:
    """Sentences name things: what states a thing that has another name is to be written again."""
    for node in found.renamed:
        if _is_named_everywhere(node):
            raise NotUnderstood("a date or a document with another name")
        for ways in ((pat("conductedBy"), node), (term("prov:wasAttributedTo"), node), (SOURCE, node)):
            if any(True for _ in said.quads(None, *ways)):
                raise NotUnderstood("a judge, or a source, with another name")
        for quad in said.quads(None, None, node):
            if is_passage(quad.graph_name):
                found.subjects.add(quad.subject)
            if quad.predicate == COUNCIL:
                found.councils.add(node)


def _decided(said: Said, found: Touched) -> None:
    """What an editor wrote of a disagreement decides about what it is about."""
    for node in [*found.nodes]:
        if any(True for _ in said.quads(node, TYPE, DISAGREEMENT)):
            for quad in said.quads(node, SUBJECT):
                found.subjects.add(quad.object)
                found.councils.add(quad.object)


def _judged(said: Said, found: Touched) -> None:
    """Assessments are compared with all others of their council; and all those of a round."""
    assessments = {s for s in found.subjects if not {*ASSESSMENTS}.isdisjoint(said.of(s).ours.get(TYPE, ()))}
    for node in found.subjects:
        assessments.update(quad.subject for quad in said.quads(None, ROUND, node))
    for node in assessments:
        found.councils.update(quad.object for quad in said.quads(node, COUNCIL))


def read_of_all(quad: Quad, about: Touched) -> bool:
    """Whether a quad of the view is read in the making of other things than those that are touched."""
    subject, predicate, object_, _ = quad
    if subject in about.passages or subject in about.unseen:
        return False
    if subject in about.concepts and predicate in vocabulary.FOLLOWED:
        return False
    if predicate == LABEL:
        made = subject.value.startswith((dates.SPACE, space("disagreement")))
        return not made and subject not in about.renamed
    own = {WITHIN, BEGINS, ENDS, PART}
    return predicate in (_OF_ALL | own) - {pat("firstPassage")} or (predicate == TYPE and object_ in _KINDS)
