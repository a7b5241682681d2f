"""The catalogue: the questions as RDF, so that SPARQL editors show them and they can be asked for.

SIB's pattern (`sh:SPARQLSelectExecutable`) with `sh:parameter` of SHACL-AF and the columns of CSVW.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from patgraph.names import BASE, graph, term

from .question import Query
from .question_file import read_questions

_GRAPH = graph("catalogue")
_Subject = NamedNode | BlankNode
_Value = NamedNode | BlankNode | Literal
_Say = Callable[[_Subject, str, _Value], Quad]


def quads(paths: Iterable[Path]) -> Iterator[Quad]:
    """The catalogue of the questions in these files. Raises `BadInput` where a question is broken."""
    for query in read_questions(paths).values():
        yield from entry(query)


def entry(query: Query) -> Iterator[Quad]:
    """What the catalogue says of one question."""

    def say(subject: _Subject, predicate: str, value: _Value) -> Quad:
        return Quad(subject, term(predicate), value, _GRAPH)

    node, name = query.iri, f"q{query.name.encode().hex()}x"
    yield say(node, "rdf:type", term("sh:SPARQLExecutable"))
    yield say(node, "rdf:type", term(f"sh:SPARQL{query.form.capitalize()}Executable"))
    yield say(node, "skos:prefLabel", Literal(query.title, language="en"))
    yield say(node, "skos:definition", Literal(query.description, language="en"))
    yield say(node, f"sh:{query.form}", Literal(query.sparql))
    yield say(node, "schema:target", NamedNode(f"{BASE}sparql"))
    for keyword in query.keywords:
        yield say(node, "schema:keywords", Literal(keyword, language="en"))
    for parameter in query.parameters.values():
        blank = BlankNode(f"{name}P{parameter.name}")
        yield say(node, "sh:parameter", blank)
        yield say(blank, "sh:path", NamedNode(f"{BASE}query/param/{parameter.name}"))
        yield say(blank, "sh:name", Literal(parameter.name, language="en"))
        yield say(blank, "sh:description", Literal(parameter.description, language="en"))
        yield say(blank, "sh:optional", Literal(not parameter.required))
        if parameter.kind == "datatype":
            yield say(blank, "sh:datatype", term(parameter.of))
        else:
            kind = term(parameter.of if parameter.kind == "class" else "skos:Concept")
            yield say(blank, "sh:class", kind)
    if query.form == "select":
        yield from _columns(query, node, name, say)


def _columns(query: Query, node: NamedNode, name: str, say: _Say) -> Iterator[Quad]:
    schema = BlankNode(f"{name}S")
    yield say(node, "csvw:tableSchema", schema)
    cells = [BlankNode(f"{name}L{column.name}") for column in query.columns]
    yield say(schema, "csvw:column", cells[0])
    for column, cell, rest in zip(query.columns, cells, [*cells[1:], None], strict=True):
        blank = BlankNode(f"{name}C{column.name}")
        yield say(cell, "rdf:first", blank)
        yield say(cell, "rdf:rest", rest or term("rdf:nil"))
        yield say(blank, "csvw:name", Literal(column.name))
        yield say(blank, "csvw:datatype", Literal(column.kind.datatype))
        yield say(blank, "dcterms:description", Literal(column.meaning, language="en"))
