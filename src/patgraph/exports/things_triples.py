"""Which triples of the view the cells of a table of things are, for those who convert its CSV to RDF by its
CSVW.

A column says nothing where its conversion would give a triple that the view has not: a list of things (CSVW
makes one address of a cell; `link` has each of them), a date as it is written (a thing of its own, with a row
in `date`), what was read over two steps, values of several datatypes, or a cell that is marked as a text for
spreadsheets.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from patgraph.names import PREFIXES
from patgraph.tables import spreadsheets
from patgraph.tables.columns import Cell, Column, Said
from patgraph.tables.csv_text import cell_text
from patgraph.tables.table import Table

from .things_columns import TYPE
from .view_facts import LABEL, ViewFacts

_XSD = PREFIXES["xsd"]
#: Of XML Schema, what CSVW has as well and what this graph uses.
_DATATYPES = {"string", "integer", "decimal", "boolean", "date", "gYear", "anyURI"}
#: An address that a template keeps as it is.
_KEPT = re.compile(r"[a-z]+:[\w\-.~:/?#\[\]@!$&'()*+,;=%]+", re.A)
#: A thing, and a cell that says something of it.
Pair = tuple[NamedNode, Cell]


def with_triples(table: Table, facts: ViewFacts) -> Table:
    """The table of a kind of thing, its columns and rows with the triples that they say."""
    columns = tuple(_with_triple(table, number, facts) for number in range(len(table.columns)))
    types = [set(facts.said[NamedNode(str(row[0]))].get(TYPE, ())) for row in table.rows]
    shared = sorted(kind.value for kind in set.intersection(*types)) if types else []
    about = f"{{+{table.key}}}"
    return replace(table, columns=columns, triples=tuple((about, TYPE.value, kind) for kind in shared))


def links_with_triples(table: Table, facts: ViewFacts) -> Table:
    """The table of links: each row is the triple of its subject, property and value, whose names it has."""
    columns = [_with_triple(table, number, facts) for number in range(len(table.columns))]
    link = Said("subject", "{+propertyIri}")
    return replace(table, columns=tuple(replace(c, said=link) if c.name == "value" else c for c in columns))


def _with_triple(table: Table, number: int, facts: ViewFacts) -> Column:
    column = table.columns[number]
    places = {each.name: place for place, each in enumerate(table.columns) if each.separator is None}
    named = column.name.removesuffix("Label")
    properties, about = ([column.property] if column.property else []), 0
    if column.name == "label":
        properties.insert(0, LABEL.value)
    elif named != column.name and named in places:
        properties, about = [LABEL.value], places[named]
    if not properties:
        return column
    rows = [row for row in table.rows if row[number] is not None]
    if not all(_KEPT.fullmatch(str(row[about])) for row in rows):
        return column
    pairs = [(NamedNode(str(row[about])), row[number]) for row in rows]
    said = (_said(facts, table.columns[about].name, column, iri, pairs) for iri in properties)
    return replace(column, said=next(filter(None, said), None))


def _said(facts: ViewFacts, about: str, column: Column, iri: str, pairs: list[Pair]) -> Said | None:
    """What a column says with a property, where the view has all of it."""
    predicate = NamedNode(iri)

    def given(node: NamedNode) -> Iterable:
        return facts.said[node].get(predicate, ()) if node in facts.said else ()

    if column.type == "iri":
        fits = column.separator is None and all(
            _KEPT.fullmatch(str(cell)) and NamedNode(str(cell)) in given(node) for node, cell in pairs
        )
        return Said(about, iri) if fits else None
    kinds = [*_kinds(given, pairs)]
    shared = set.intersection(*kinds) if kinds else set()
    if len(shared) != 1:
        return None
    ((datatype, language),) = shared
    return Said(about, iri, None if language else datatype, language)


def _kinds(given: Callable, pairs: list[Pair]) -> Iterator[set[tuple[str, str | None]]]:
    """For each text of each cell the datatypes and languages in which the view says it."""
    for node, cell in pairs:
        for part in cell if isinstance(cell, list) else [cell]:
            text = cell_text(part, None)
            said = (value for value in given(node) if isinstance(value, Literal) and value.value == text)
            kinds = {(value.datatype.value.removeprefix(_XSD), value.language) for value in said}
            marked = spreadsheets.as_text(text) != text
            yield set() if marked else {kind for kind in kinds if kind[1] or kind[0] in _DATATYPES}
