"""Which changes of words can be followed: of concepts that the build names or describes, but does not reckon
with, of what is noted of terms, and of questions.
"""

from typing import Any

from pyoxigraph import Quad

from patgraph.names import BASE, graph, term
from patgraph.sparql.reach import NotUnderstood

from .before_and_after import Said

#: The graphs of vocabularies and of questions; what names of concepts, terms and questions begin with.
WORDS, QUESTIONS = graph("ontology"), graph("catalogue")
_CONCEPTS, _TERMS, _ASKED = f"{BASE}concept/", f"{BASE}def#", f"{BASE}query/"
#: The vocabularies of which the build reads the order, the steps or the names, whatever it makes.
_RECKONED = {"rule", "modality", "service-area", "question", "answer", "step"}
_DEFINITION, _MEMBER = term("skos:definition"), term("skos:inScheme")
_MATCHES = (term("skos:closeMatch"), term("skos:broadMatch"))
#: What is said for people and machines beside the build, of a concept of any vocabulary.
_NOTES = {
    term(f"skos:{name}")
    for name in ("altLabel", "hiddenLabel", "scopeNote", "example", "note", "historyNote", "changeNote")
} | {_DEFINITION, term("dcterms:source"), term("rdfs:seeAlso")}  # fmt: skip
#: What is read of things of other kinds, or in the vocabularies that are reckoned with.
FOLLOWED = {_DEFINITION, _MEMBER, term("skos:broader"), term("schema:position")}


def require_followed(quad: Quad, said: Said) -> None:
    """Raises `NotUnderstood` where more may rest on a statement of these graphs that comes or goes."""
    subject, predicate, object_ = _value(quad.subject), quad.predicate, _value(quad.object)
    if quad.graph_name == QUESTIONS and subject.startswith(_ASKED):
        return  # Evidence names no question.
    if subject.startswith(_TERMS) and predicate in _NOTES:
        return
    if not subject.startswith(_CONCEPTS):
        raise NotUnderstood("the ontology")
    reckoned = _scheme(subject) in _RECKONED
    if predicate in _NOTES and not (predicate == _DEFINITION and _scheme(subject) == "question"):
        return
    if reckoned or (predicate == _MEMBER and _scheme(object_) in _RECKONED):
        raise NotUnderstood("a vocabulary that is reckoned with")
    if predicate in _MATCHES or any(
        True for way in _MATCHES for ends in ((quad.subject, way), (None, way, quad.subject))
        for _ in said.quads(*ends)
    ):  # fmt: skip
        raise NotUnderstood("a concept that is matched with another")


def _scheme(iri: str) -> str:
    """The vocabulary of a concept, by its name; that of a vocabulary is its own."""
    return iri.removeprefix(_CONCEPTS).split("/")[0] if iri.startswith(_CONCEPTS) else ""


def _value(node: Any) -> str:
    return str(getattr(node, "value", ""))
