"""Two tables across all things: every link between two of them, every statement of a passage."""

from pyoxigraph import NamedNode

from patgraph.names import is_passage, pat, slug
from patgraph.tables.columns import Column
from patgraph.tables.table import Table

from .things_columns import of_council, text
from .view_facts import ViewFacts

#: What they are called.
ACROSS = ("link", "statement")


def links(facts: ViewFacts) -> Table:
    """Every link between things that the view takes, a row each."""
    found = sorted(
        (node.value, predicate.value, value.value)
        for node, said in facts.said.items()
        if facts.kind(node)
        for predicate, values in said.items()
        for value in values
        if facts.kind(value)
    )
    heads = (
        Column("subject", "iri", "The thing that the link starts from."),
        Column("subjectKind", "string", "The sheet it is a row of."),
        Column("subjectLabel", "string", "What it is called."),
        Column("property", "string", "The property that links, as the column of a sheet is called."),
        Column("propertyIri", "iri", "The property that links: a permanent address."),
        Column("value", "iri", "The thing that the link leads to."),
        Column("valueKind", "string", "The sheet that is a row of."),
        Column("valueLabel", "string", "What that is called."),
    )
    rows = []
    for subject, predicate, value in found:
        one, other = NamedNode(subject), NamedNode(value)
        rows.append((subject, facts.kind(one), facts.label(one), slug(NamedNode(predicate)),
                     predicate, value, facts.kind(other), facts.label(other)))  # fmt: skip
    meaning = "One row for each link between two things: for joins by what a cell lists."
    return Table(ACROSS[0], "Link", meaning, heads, rows)


def statements(facts: ViewFacts) -> Table:
    """What every passage says, a statement a row."""
    store = facts.store
    passages = sorted((graph for graph in store.sizes() if is_passage(graph, store.base)), key=str)
    found = [quad for passage in passages for quad in sorted(store.quads(graph=passage), key=str)]
    columns = [
        Column("passage", "iri", "The passage that says it."),
        Column("document", "iri", "The document it stands in."),
        Column("subject", "iri", "The thing that it is said of."),
        Column("subjectLabel", "string", "What that is called."),
        Column("property", "string", "What is said of it, as the column of a sheet is called."),
        Column("value", "string", "The value: an IRI, a number, a text."),
        Column("valueLabel", "string", "What the value is called, where it is a thing."),
        Column("taken", "boolean", "Whether the graph takes it: a column of a sheet then has the value."),
    ]
    cells: list[list] = [[] for _ in columns]
    for quad in found:
        document = facts.one(quad.graph_name, pat("inDocument"))
        thing = isinstance(quad.object, NamedNode)
        row = (
            quad.graph_name.value, document.value if document else None, text(quad.subject),
            facts.label(quad.subject), slug(quad.predicate), text(quad.object),
            facts.label(quad.object) if thing else None,
            quad.object in facts.said[quad.subject].get(quad.predicate, ()),
        )  # fmt: skip
        for cell, column in zip(row, cells, strict=True):
            column.append(cell)
    for column, values in of_council(facts, None, [quad.subject for quad in found]):
        columns.append(column)
        cells.append(values)
    meaning = (
        "One row for each statement of a passage: the evidence for each value, also for those that were "
        "not taken."
    )
    return Table(ACROSS[1], "Statement", meaning, tuple(columns), list(zip(*cells, strict=True)))
