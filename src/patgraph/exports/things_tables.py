"""A table for each kind of thing, for people who have no RDF.

Nothing is listed twice. The rows are the things `…/id/{kind}/…` that the view speaks of (and the
concepts, `…/concept/…`), the columns the properties that they have there: so whatever the graph learns to
say has a column on the day it is said. What each column means is read from the ontology.

- A thing or concept is its IRI, with `{column}Label` beside it; a date its EDTF, with `{column}Earliest` and
  `{column}Latest`.
- Of a property that has several values in a row the cell holds a list; in CSV its parts are joined by the
  column's `separator`.
- A row that concerns one council has `council`, `councilLabel` and a column for each register that has a
  code for councils; `code` has every code there is, with what it identifies.
- `link` has every link between things, one a row; `statement` everything that every passage says.
"""

from collections import Counter, defaultdict
from dataclasses import replace

from pyoxigraph import NamedNode

from patgraph.names import ID_KINDS, PREFIXES
from patgraph.questions.how_to_cite import modified
from patgraph.store import Store
from patgraph.tables.columns import Column
from patgraph.tables.table import Table

from . import linking_tables
from .things_columns import TYPE, names, of_codes, of_council, of_identified, of_property
from .things_triples import links_with_triples, with_triples
from .view_facts import ABOUT, COMMENT, COUNCIL, DEFINITION, IDENTIFIER, LABEL, NAME, ViewFacts


def tables(store: Store) -> list[Table]:
    """The tables of a graph, in a settled order, each with its rows by IRI."""
    facts = ViewFacts(store)
    kinds = defaultdict(list)
    for node in facts.said:
        if kind := facts.kind(node):
            kinds[kind].append(node)
    made = [_of_kind(facts, kind, sorted(kinds[kind], key=str)) for kind in sorted(kinds, key=_order)]
    made = [with_triples(table, facts) for table in made]
    made += [links_with_triples(linking_tables.links(facts), facts), linking_tables.statements(facts)]
    ids = {table.name: {row[0] for row in table.rows} for table in made if table.key}
    return [replace(_referring(table, ids), metadata=_metadata(table, store)) for table in made]


def row_counts(store: Store) -> dict[str, int]:
    """How many rows the table of each kind has, in the order of `tables`, counted without making them."""
    things = f"{store.base}id/"
    found = Counter(name.removeprefix(things).partition("/")[0] for name in store.names(things))
    found["concept"] = len(store.names(f"{store.base}concept/"))
    return {kind: found[kind] for kind in sorted(+found, key=_order)}


def _order(kind: str) -> tuple[int, str]:
    return (ID_KINDS.index(kind) if kind in ID_KINDS else len(ID_KINDS)), kind


def _metadata(table: Table, store: Store) -> dict[str, str]:
    said = {
        "title": table.title,
        "description": table.description,
        "version": store.version,
        "url": f"{store.base}dataset",
    }
    return said | ({"modified": day} if (day := modified(store)) else {})


def _of_kind(facts: ViewFacts, kind: str, nodes: list[NamedNode]) -> Table:
    properties = {p for node in nodes for p in facts.said[node]} - {LABEL, NAME, COUNCIL, IDENTIFIER}
    if not any(COMMENT in facts.said[n] and DEFINITION not in facts.said[n] for n in nodes):
        properties.discard(COMMENT)  # It says again what skos:definition says.
    if all(set(facts.said[n].get(ABOUT, ())) == set(facts.said[n].get(COUNCIL, ())) for n in nodes):
        properties.discard(ABOUT)  # It only follows from pat:council.
    called = names(properties)
    found = [
        (Column("id", "iri", "The name of the thing: a permanent address."), [node.value for node in nodes]),
        (Column("label", "string", "What it is called.", NAME.value), [facts.label(node) for node in nodes]),
        *of_council(facts, kind, nodes),
    ]
    taken = {column.name for column, _ in found} | set(called.values())
    found += [*of_codes(facts, nodes, taken), *of_identified(facts, nodes)]
    for predicate in sorted(properties, key=lambda p: called[p]):
        for column, values in of_property(facts, called[predicate], predicate, nodes):
            # A class that all have is told by the table itself.
            if predicate != TYPE or len({str(value) for value in values}) > 1:
                found.append((column, values))
    columns, cells = zip(*found, strict=True)
    return Table(kind, *_about(facts, kind, nodes), columns, list(zip(*cells, strict=True)), "id")


def _about(facts: ViewFacts, kind: str, nodes: list[NamedNode]) -> tuple[str, str]:
    """The title and the description of a table: one row is one thing, and what that is."""
    shared = set.intersection(*(set(facts.said[node].get(TYPE, ())) for node in nodes))
    known = sorted(facts.narrowest(shared), key=lambda c: (not c.value.startswith(PREFIXES["pat"]), str(c)))
    found = facts.one(known[0], DEFINITION) if known and kind != "concept" else None
    title = kind.replace("-", " ").capitalize()
    row = f"One row for each {title.lower()}."
    return title, f"{row} {found.value}" if found else row


def _referring(table: Table, ids: dict[str, set]) -> Table:
    """The table, each column of it that holds the `id`s of one table saying which."""
    columns = list(table.columns)
    for index, column in enumerate(columns):
        values = {row[index] for row in table.rows} - {None} if column.separator is None else set()
        if column.type == "iri" and column.name != table.key and values:
            of = next((name for name, known in ids.items() if values <= known), None)
            columns[index] = replace(column, of=of)
    return replace(table, columns=tuple(columns))
