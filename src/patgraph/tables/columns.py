"""Columns: what a table is made of. The one list of their types; what each format calls them stands here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Cell = str | int | bool | Decimal | date | list[Any] | dict[str, Any] | None


@dataclass(frozen=True)
class ColumnType:
    """A type of column: its `name`; its `datatype` in CSVW and XML Schema; its type in Table Schema
    (`field_type`); the JSON Schema of a value; what pyarrow and schema.org call it; how a `str` of it is
    `read`.
    """

    name: str
    datatype: str
    field_type: str = "string"
    json: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    arrow: str = "string"
    read: Callable[[str], object] = str
    schema_org: str = "Text"

    @property
    def json_or_null(self) -> dict[str, Any]:
        """The JSON Schema of a value that may be missing."""
        kinds = self.json["type"]
        return {**self.json, "type": [*([kinds] if isinstance(kinds, str) else kinds), "null"]}


#: Every type, by name. `term` may be anything; `edtf` is a date as the source gives it.
TYPES = {
    kind.name: kind
    for kind in (
        ColumnType("iri", "anyURI", json={"type": "string", "format": "iri"}, schema_org="URL"),
        ColumnType("term", "string", json={"type": ["string", "number", "boolean"]}),
        ColumnType("string", "string"),
        ColumnType("edtf", "string", json={"type": "string", "description": "a date in EDTF"}),
        ColumnType("date", "date", "date", {"type": "string", "format": "date"}, "date32",
                   date.fromisoformat, "Date"),
        ColumnType("integer", "integer", "integer", {"type": "integer"}, "int64", int, "Integer"),
        ColumnType("decimal", "decimal", "number", {"type": "number"}, "float64", float, "Float"),
        ColumnType("boolean", "boolean", "boolean", {"type": "boolean"}, "bool_",
                   lambda text: text in ("true", "1"), "Boolean"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """The triple that a cell is: of the thing in the column `about`, with a property (an IRI, or a URI
    template). Its value is a thing where neither a datatype of XML Schema nor a language is named.
    """

    about: str
    property: str
    datatype: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Column:
    """A column: its type (one of `TYPES`) and its meaning; the `property` it comes from; the `separator` of
    its lists; the table whose `id` each of its values is; the `parts` of its cells, where they are records;
    what its head says to people, where that is not its name in words; the triple that each cell is, where it
    is just one of the graph; of a column of `pounds` what other columns say in the rows that have them, if
    not all do.
    """

    @property
    def kind(self) -> ColumnType:
        """What is known of its type."""
        return TYPES[self.type]

    @property
    def words(self) -> str:
        """Its head for people: `monthsAtLeast` is "months at least"."""
        parts = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", self.name)
        return self.label or " ".join(part if part.isupper() else part.lower() for part in parts)

    name: str
    type: str
    meaning: str
    property: str | None = None
    separator: str | None = None
    of: str | None = None
    parts: tuple["Column", ...] = ()
    label: str | None = None
    said: Said | None = None
    pounds: Mapping[str, str] | None = None
