"""Cells: what the cells of a row, read as their columns say, state in RDF."""

import re
from collections.abc import Mapping as Named
from datetime import date, datetime
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from patgraph.names import PREFIXES, term

from .mapping import Mapping, Reading, Variable


class NoFit(ValueError):
    """Something of a row does not fit; the message says what."""


def statements(mapping: Mapping, reading: Reading, values: Named, cells: Named) -> tuple[Triple, ...]:
    """What the columns of a reading state of a row.

    `cells` are the printed columns as csvw read them, `values` the texts that templates are filled with. A
    virtual column states nothing where something that its templates name is unknown. Raises `NoFit`.
    """
    found = []
    for name in reading.columns:
        column = mapping.columns[name]
        value = _computed(column, values) if column.virtual else cells.get(name)
        if not column.virtual and value in (None, []):
            continue
        template = column.inherit("valueUrl")
        whole = [column.inherit("aboutUrl"), column.inherit("propertyUrl")]
        lacking = {n for t in (*whole, template) if t for n in t.variable_names if not values.get(n)}
        if lacking and not column.virtual:
            raise NoFit(f"{name}: nothing is known for {', '.join(sorted(lacking))}.")
        if lacking or (value is None and not template):
            continue
        if template:
            for filled in _parts(column, values):
                found.append(Triple(*(_expand(part, filled) for part in (*whole, template))))
        else:
            subject, predicate = (_expand(part, values) for part in whole)
            items = value if isinstance(value, list) else [value]
            given = [_literal(item, column) for item in items if item is not None]
            found += [Triple(subject, predicate, each) for each in given]
    return tuple(dict.fromkeys(found))


def _computed(column, values: Named):
    """The value of a virtual column: of the variable of its name, else its default."""
    given = values.get(column.name) or column.inherit("default")
    try:
        return column.read(given) if given else None
    except ValueError as error:
        raise NoFit(f"{column.name}: {error}.") from error


def _parts(column, values: Named) -> list[Named]:
    """The values that a template is filled with, once for each part of a cell that has a separator."""
    separator = column.inherit("separator")
    if not separator or column.name not in values:
        return [values]
    return [{**values, column.name: part.strip()} for part in values[column.name].split(separator)]


def text_of(variable: Variable, values: Named) -> str | None:
    """The text that a variable makes of its source, where its source has one that it matches, before a thing
    is looked up by it. Raises `NoFit`.
    """
    text = next((values[name] for name in variable.source if values.get(name)), None)
    if text is None or not all(values.get(name) for name in variable.needs):
        return None
    if variable.match:
        match = re.search(variable.match, text)
        if not match:
            return None
        text = match[1] if match.re.groups else match[0]
    if variable.written:
        try:
            text = datetime.strptime(text, variable.written).date().isoformat()
        except ValueError as error:
            raise NoFit(f"{text!r} is no day written as {variable.written}.") from error
    if variable.translate is not None:
        if text not in variable.translate:
            raise NoFit(f"{text!r} is none of {', '.join(map(repr, variable.translate))}.")
        text = variable.translate[text]
    return text


def iri(text: str) -> NamedNode:
    """An IRI, or a CURIE with a prefix of ours. Raises `NoFit`."""
    prefix, colon, _ = text.partition(":")
    try:
        if colon and prefix in PREFIXES:
            return term(text)
        if re.match(r"https?://", text):
            return NamedNode(text)
    except ValueError as error:
        raise NoFit(f"{text!r}: {error}.") from error
    raise NoFit(f"{text!r} is neither an http(s) address nor a name with a prefix of ours.")


def value(text: str) -> NamedNode | Literal:
    """What a thing is said to have: a name where it is one, else words."""
    prefix, colon, _ = text.partition(":")
    if " " not in text and colon and prefix in (*PREFIXES, "http", "https"):
        return iri(text)
    return Literal(text, language="en")


def _expand(template, values: Named) -> NamedNode:
    return iri(template.expand({name: text for name, text in values.items() if text}))


def _literal(item, column) -> Literal:
    """A value as csvw read it, in the lexical form of XML Schema."""
    datatype = column.inherit("datatype")
    base = datatype.base if datatype else "string"
    if isinstance(item, bool):
        return Literal("true" if item else "false", datatype=term("xsd:boolean"))
    if isinstance(item, (int, float, Decimal)):
        whole = isinstance(item, Decimal) and base not in ("decimal", "number")
        text = str(int(item)) if whole else f"{item:f}" if isinstance(item, Decimal) else str(item)
        return Literal(text, datatype=term("xsd:decimal" if base == "number" else f"xsd:{base}"))
    if isinstance(item, date) and base == "date":
        # csvw reads a day as its midnight.
        return Literal(f"{item:%Y-%m-%d}", datatype=term("xsd:date"))
    if isinstance(item, date) and base in ("datetime", "dateTime"):
        return Literal(item.isoformat(), datatype=term("xsd:dateTime"))
    if isinstance(item, str):
        language = column.inherit("lang")
        return Literal(item, language=language) if language not in (None, "", "und") else Literal(item)
    raise NoFit(
        f"{column.name}: values of the datatype {base} are not written; use string, date or a number."
    )
