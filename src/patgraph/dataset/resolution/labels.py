"""What things are called in sentences, and passages in lists."""

from collections.abc import Callable, Iterable
from typing import Any

from pyoxigraph import Literal, NamedNode

from patgraph.names import pat, space, term
from patgraph.rdf import Facts, QuadTerms, Term


def namer(labels: Iterable[tuple[Any, Any]]) -> Callable[[Term], str]:
    """What gives the name of a thing: its label, else the end of its IRI. Takes things and labels."""
    names: dict[Any, str] = {subject: label.value for subject, label in labels}
    return lambda node: names.get(node) or end_of_name(node)


def end_of_name(node: Any) -> str:
    """The last part of an IRI; a text as it is."""
    return str(getattr(node, "value", str(node)).rsplit("/", 1)[-1])


def passage_labels(facts: Facts, name: Callable[[Term], str], graph: NamedNode) -> set[QuadTerms]:
    """Passages are named by what their document is called, and their locator; as quads of a graph."""
    label, described = term("rdfs:label"), pat("locator")
    return {
        (node, label, Literal(f"{name(_document(node))}, {locator.value}", language="en"), graph)
        for node in facts.subjects(term("rdf:type"), pat("Passage"))
        if (locator := facts.one(node, described))
    }


def _document(passage: NamedNode) -> NamedNode:
    return NamedNode(space("document") + passage.value.removeprefix(space("passage")).split("/")[0])
