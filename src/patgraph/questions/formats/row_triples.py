"""What every row of an answer says in triples, read from the question's text: it asks the view for just that,
and has no row without.

    ?engagement pat:council ?council ; rdfs:label ?name . BIND(STR(?name) AS ?engagementLabel)

Outside `OPTIONAL` and `UNION`, between columns that hold things, the first is a triple of each row; the
second says what the column `engagementLabel` is. What is computed or counted, or met only now and then, is
none.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from patgraph.errors import BadInput
from patgraph.names import rebase, term
from patgraph.questions.citing.patterns import Fact, plan
from patgraph.questions.question import Query
from patgraph.tables.columns import Column, Said

_LABEL = term("rdfs:label")


def of_rows(query: Query, base: str) -> tuple[tuple[str, str, str], ...]:
    """The triples of each row: subject, property and value, as URI templates over the columns."""
    things = {f"?{column.name}" for column in query.columns if column.type == "iri"}
    found: list[tuple[str, str, str]] = []
    for fact in _required(query):
        if fact.subject in things and (fact.object in things or fact.object.startswith("<")):
            subject, iri, value = (
                _template(part, base) for part in (fact.subject, fact.property, fact.object)
            )
            found.append((subject, iri, value))
    return tuple(dict.fromkeys(found))


def of_labels(query: Query) -> tuple[Column, ...]:
    """The columns of a question, those that hold the label of a thing in another column with that triple."""
    names = {fact.object: fact.subject for fact in _required(query) if fact.property == str(_LABEL)}
    said = {}
    for name, alias in re.findall(r"(?i)\bSTR\(\s*(\?\w+)\s*\)\s+AS\s+\?(\w+)", query.sparql):
        if name in names:
            said[alias] = Said(names[name][1:], _LABEL.value, language="en")
    things = {column.name for column in query.columns if column.type == "iri"}
    return tuple(
        replace(column, said=found) if (found := said.get(column.name)) and found.about in things else column
        for column in query.columns
    )


def _required(query: Query) -> Iterator[Fact]:
    try:
        facts = plan(query.sparql).level.facts
    except BadInput:
        return  # It answers with a graph.
    for fact in facts:
        if fact.graph is None and fact.mark is None and not fact.path and fact.property.startswith("<"):
            yield fact


def _template(part: str, base: str) -> str:
    return f"{{+{part[1:]}}}" if part.startswith("?") else rebase(part[1:-1], base)
