"""The columns of a property: how what the graph says of things becomes cells."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pyoxigraph import BlankNode, Literal, NamedNode

from patgraph.names import PREFIXES, curie, pat, slug, term
from patgraph.tables.columns import Cell, Column

from .view_facts import COUNCIL, GSS, IDENTIFIER, ViewFacts, code_order

TYPE = term("rdf:type")
_EDTF = pat("edtf")
_SEPARATORS = ("|", "¦", "‖", " || ")
_NUMBERS = {"integer", "positiveInteger", "nonNegativeInteger", "int", "long", "gYear"}


def of_property(
    facts: ViewFacts, name: str, predicate: NamedNode, nodes: list
) -> Iterator[tuple[Column, list]]:
    """The columns of a property, each with its cells."""
    given = [_in_order(facts.said[node].get(predicate, ())) for node in nodes]
    if predicate == TYPE:
        given = [_in_order([*facts.narrowest(values)]) for values in given]
    every = [value for values in given for value in values]
    meaning = facts.meaning(predicate)
    iri = predicate.value
    if all(isinstance(value, Literal) for value in every):
        kind, read = _reader(every)
        values = [[read(value.value) for value in values] for values in given]
        column = listed(Column(name, kind, meaning, iri), values)
        yield column, folded(values)
    elif all(facts.one(value, _EDTF) is not None for value in every):
        for suffix, kind, part in (("", "edtf", "edtf"), ("Earliest", "date", "earliest"),
                                   ("Latest", "date", "latest")):  # fmt: skip
            read = str if kind == "edtf" else date.fromisoformat
            values = [
                [read(found.value) for value in values if (found := facts.one(value, pat(part)))]
                for values in given
            ]
            more = {"Earliest": " The first day it may be.", "Latest": " The last day it may be."}
            column = Column(name + suffix, kind, meaning + more.get(suffix, ""), None if suffix else iri)
            yield listed(column, values), folded(values)
    else:
        values = [[text(value) for value in values] for values in given]
        yield listed(Column(name, "iri", meaning, iri), values), folded(values)
        labels = [[facts.label(value) or text(value) for value in values] for values in given]
        if any(facts.label(value) for value in every):
            about = Column(f"{name}Label", "string", f"What {name} is called.")
            yield listed(about, labels), folded(labels)


def of_council(facts: ViewFacts, kind: str | None, nodes: list) -> Iterator[tuple[Column, list]]:
    """The council of each row, and its codes; nothing where no row has one."""
    if kind == "code":
        yield from _of_code(facts, nodes)
        return
    councils = [facts.council(node) for node in nodes]
    if not any(councils):
        return
    if kind != "council":
        meaning = "The one council that the row concerns: it names it, or what it belongs to does."
        yield (
            Column("council", "iri", meaning, COUNCIL.value),
            [getattr(council, "value", None) for council in councils],
        )
        yield (
            Column("councilLabel", "string", "What the council is called."),
            [facts.label(council) for council in councils],
        )
    for name in facts.schemes:
        if name == "gssCode" and any(GSS in facts.said.get(node, ()) for node in nodes):
            continue  # Areas have it themselves.
        whose = "the area that the council serves" if name == "gssCode" else "the council"
        values = [facts.codes.get(council, {}).get(name, []) for council in councils]
        column = Column(name, "string", f"{facts.registers[name]} of {whose}.")
        yield listed(column, values), folded(values)


def _of_code(facts: ViewFacts, nodes: list) -> Iterator[tuple[Column, list]]:
    """The councils that each code stands for."""
    given = [facts.councils(node) for node in nodes]
    if any(given):
        values = [[council.value for council in councils] for councils in given]
        meaning = "The councils that the code stands for: two where one handed it on to the other."
        yield listed(Column("council", "iri", meaning, COUNCIL.value), values), folded(values)
        labels = [[facts.label(council) for council in councils] for councils in given]
        yield listed(Column("councilLabel", "string", "What they are called."), labels), folded(labels)


def of_codes(facts: ViewFacts, nodes: list, taken: set[str]) -> Iterator[tuple[Column, list]]:
    """The codes that things have themselves, a column for each register."""
    found = [defaultdict(list) for _ in nodes]
    for node, codes in zip(nodes, found, strict=True):
        for name, value in sorted(facts.identifiers(node)):
            codes[name].append(value)
    for name in sorted({name for codes in found for name in codes} - taken, key=code_order):
        values = [codes[name] for codes in found]
        yield (
            listed(Column(name, "string", f"{facts.registers[name]} of the thing."), values),
            folded(values),
        )


def of_identified(facts: ViewFacts, nodes: list) -> Iterator[tuple[Column, list]]:
    """What each code identifies; nothing of things that identify none."""
    given = [[n for n in facts.owned.get(node, ()) if node in facts.said[n].get(IDENTIFIER, ())]
             for node in nodes]  # fmt: skip
    if any(given):
        given = [sorted(values, key=str) for values in given]
        values = [[value.value for value in values] for values in given]
        labels = [[facts.label(value) or value.value for value in values] for values in given]
        about = Column("identifies", "iri", "The things that the code identifies.")
        yield listed(about, values), folded(values)
        about = Column("identifiesLabel", "string", "What they are called.")
        yield listed(about, labels), folded(labels)


def names(properties: Iterable[NamedNode]) -> dict[NamedNode, str]:
    """Names of columns: the local name, with the prefix where two properties share it."""
    found = defaultdict(list)
    for predicate in properties:
        found["class" if predicate == TYPE else slug(predicate).replace("-", "_")].append(predicate)
    return {
        predicate: name if len(shared) == 1 and name not in ("id", "label", "council") else
        f"{curie(predicate.value).partition(':')[0]}_{name}"
        for name, shared in found.items() for predicate in shared
    }  # fmt: skip


def text(node) -> str:
    """A name or a literal as a cell has it."""
    return f"_:{node.value}" if isinstance(node, BlankNode) else node.value


def _in_order(values: Sequence) -> Sequence:
    """Sorted, where there is more than one: most cells have none."""
    return sorted(values, key=str) if len(values) > 1 else values


def _reader(values: list[Literal]):
    """The type of a column of literals, and what reads one."""
    kinds = {value.datatype.value.removeprefix(PREFIXES["xsd"]) for value in values}
    if kinds <= _NUMBERS:
        return "integer", int
    if kinds <= _NUMBERS | {"decimal"}:
        return "decimal", Decimal
    if kinds == {"boolean"}:
        return "boolean", lambda text: text in ("true", "1")
    if kinds == {"date"}:
        return "date", date.fromisoformat
    return "string", str


def listed(column: Column, values: list[list]) -> Column:
    """The column, with a separator that no value contains where a cell has several values."""
    if all(len(cell) <= 1 for cell in values):
        return column
    texts = [str(value) for cell in values for value in cell]
    free = (mark for mark in _SEPARATORS if not any(mark in text for text in texts))
    mark = next(free, None)
    if mark is None:
        raise ValueError(f"{column.name}: its values contain every separator there is")
    return replace(column, separator=mark)


def folded(values: list[list]) -> list[Cell]:
    """Cells: lists where any cell has several values, else the value or nothing."""
    if any(len(cell) > 1 for cell in values):
        return [cell or None for cell in values]
    return [cell[0] if cell else None for cell in values]
