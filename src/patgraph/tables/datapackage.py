"""Tables described as a Data Package (Frictionless Standards): types, keys, sizes, digests."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from .columns import Column
from .csvw import LICENCE
from .table import Table


def package(tables: Iterable[Table], made: Mapping[str, bytes], title: str, version: str) -> dict[str, Any]:
    """The Data Package of tables, whose CSV files are given by name."""
    return {
        "name": "patgraph",
        "title": title,
        "description": f"Made from the graph of version {version}.",
        "version": version,
        "profile": "tabular-data-package",
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "CC BY 4.0"}],
        "contributors": [{"title": "The patgraph editors", "role": "author"}],
        "resources": [_resource(table, made[f"{table.name}.csv"]) for table in tables],
    }


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    fields = [_field(column, table.key) for column in table.columns]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = [table.key]
    keys = [
        {"fields": [c.name], "reference": {"resource": "" if c.of == table.name else c.of, "fields": ["id"]}}
        for c in table.columns
        if c.of
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name, "path": f"{table.name}.csv", "profile": "tabular-data-resource",
        "title": table.title, "description": table.description, "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": len(table.rows), "schema": schema,
    }  # fmt: skip


def _field(column: Column, key: str | None) -> dict[str, Any]:
    several = f" Several values are joined by “{column.separator}”." if column.separator else ""
    # A cell that holds a list is text to Table Schema 1, which knows no lists but JSON's.
    kind = "string" if several else column.kind.field_type
    field = {"name": column.name, "type": kind, "description": column.meaning + several}
    field |= {"rdfType": column.property} if column.property else {}
    return field | ({"constraints": {"required": True, "unique": True}} if column.name == key else {})
