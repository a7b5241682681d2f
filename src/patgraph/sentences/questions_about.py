"""The questions that can be asked about a thing."""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from patgraph.names import term
from patgraph.questions.question import Query
from patgraph.things.thing import TYPE, Things


def questions_about(
    queries: Mapping[str, Query], things: Things, node: NamedNode
) -> list[tuple[Query, str, str]]:
    """The questions that a thing can be given to: each with the parameter and the value."""
    types, schemes = (set(things.values(node, name)) for name in (TYPE, term("skos:inScheme")))
    found = []
    for query in queries.values():
        for parameter in query.parameters.values():
            others = [p for p in query.parameters.values() if p.required and p is not parameter]
            if parameter.kind == "datatype" or others:
                continue
            scheme = NamedNode(f"{things.store.base}concept/{parameter.of}")
            fits = (
                scheme in schemes
                if parameter.kind == "scheme"
                else parameter.of != "rdfs:Resource" and term(parameter.of) in types
            )
            # What the parameter's own page would not list has no answer.
            if fits and (not parameter.where or parameter.takes_node(node, things.store)):
                found.append((query, parameter.name, parameter.write(node, things.store)))
                break
    return found
