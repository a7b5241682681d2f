"""The catalogue: the questions as RDF, so that SPARQL editors show them and they can be asked for.

SIB's pattern (`sh:SPARQLSelectExecutable`) with `sh:parameter` of SHACL-AF and the columns of CSVW. All has
names, after the question's, so that a change of one question is seen to be one.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from patgraph.names import BASE, graph, term

from .question import Query
from .question_file import read_questions

_GRAPH = graph("catalogue")
_Say = Callable[[NamedNode, str, NamedNode | Literal], Quad]


def quads(paths: Iterable[Path]) -> Iterator[Quad]:
    """The catalogue of the questions in these files. Raises `BadInput` where a question is broken."""
    for query in read_questions(paths).values():
        yield from entry(query)


def entry(query: Query) -> Iterator[Quad]:
    """What the catalogue says of one question."""

    def say(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Quad:
        return Quad(subject, term(predicate), value, _GRAPH)

    node = query.iri
    yield say(node, "rdf:type", term("sh:SPARQLExecutable"))
    yield say(node, "rdf:type", term(f"sh:SPARQL{query.form.capitalize()}Executable"))
    yield say(node, "skos:prefLabel", Literal(query.title, language="en"))
    yield say(node, "skos:definition", Literal(query.description, language="en"))
    yield say(node, f"sh:{query.form}", Literal(query.sparql))
    yield say(node, "schema:target", NamedNode(f"{BASE}sparql"))
    for keyword in query.keywords:
        yield say(node, "schema:keywords", Literal(keyword, language="en"))
    for parameter in query.parameters.values():
        part = _part(node, "parameter", parameter.name)
        yield say(node, "sh:parameter", part)
        yield say(part, "sh:path", NamedNode(f"{BASE}query/param/{parameter.name}"))
        yield say(part, "sh:name", Literal(parameter.name, language="en"))
        yield say(part, "sh:description", Literal(parameter.description, language="en"))
        yield say(part, "sh:optional", Literal(not parameter.required))
        if parameter.kind == "datatype":
            yield say(part, "sh:datatype", term(parameter.of))
        else:
            kind = term(parameter.of if parameter.kind == "class" else "skos:Concept")
            yield say(part, "sh:class", kind)
    if query.form == "select":
        yield from _columns(query, node, say)


def _columns(query: Query, node: NamedNode, say: _Say) -> Iterator[Quad]:
    schema = NamedNode(f"{node.value}#columns")
    yield say(node, "csvw:tableSchema", schema)
    cells = [_part(node, "cell", column.name) for column in query.columns]
    yield say(schema, "csvw:column", cells[0])
    for column, cell, rest in zip(query.columns, cells, [*cells[1:], None], strict=True):
        part = _part(node, "column", column.name)
        yield say(cell, "rdf:first", part)
        yield say(cell, "rdf:rest", rest or term("rdf:nil"))
        yield say(part, "csvw:name", Literal(column.name))
        yield say(part, "csvw:datatype", Literal(column.kind.datatype))
        yield say(part, "dcterms:description", Literal(column.meaning, language="en"))


def _part(question: NamedNode, kind: str, name: str) -> NamedNode:
    return NamedNode(f"{question.value}#{kind}-{name}")
