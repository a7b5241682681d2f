"""CSVW: what the columns of CSV files hold, as metadata that tools read beside them, and by which they are
converted to RDF: to triples that the graph has, and to no other (`suppressOutput` is said of all the rest).
"""

import json
from collections.abc import Iterable
from typing import Any

from .columns import Column
from .table import Table

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
_DIALECT = {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n", "\n"]}


def one(table: Table, url: str) -> dict[str, Any]:
    """The metadata of a table whose CSV is at a relative address."""
    said = _table(table, url)
    return {
        "@context": _CONTEXT,
        "url": said.pop("url"),
        "dc:title": said.pop("dc:title"),
        "dc:description": said.pop("dc:description"),
        "dc:license": {"@id": LICENCE},
        "dialect": _DIALECT,
        **said,
    }


def group(tables: Iterable[Table], title: str, version: str) -> dict[str, Any]:
    """The metadata of tables that belong together, whose CSV files lie beside it."""
    return {
        "@context": _CONTEXT,
        "dc:title": title,
        "dc:identifier": version,
        "dc:license": {"@id": LICENCE},
        "dialect": _DIALECT,
        "tables": [_table(table, f"{table.name}.csv") for table in tables],
    }


def _table(table: Table, url: str) -> dict[str, Any]:
    columns = [_column(column, table.key) for column in table.columns]
    # What a row says beside its cells: columns that no file has, after those that it has.
    columns += [
        {"name": f"triple{number}", "virtual": True, "aboutUrl": about, "propertyUrl": iri, "valueUrl": value}
        for number, (about, iri, value) in enumerate(table.triples, 1)
    ]
    schema: dict[str, Any] = {"columns": columns}
    if table.key:
        schema |= {"primaryKey": table.key, "aboutUrl": f"{{+{table.key}}}"}
    keys = [
        {"columnReference": c.name, "reference": {"resource": f"{c.of}.csv", "columnReference": "id"}}
        for c in table.columns
        if c.of
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {"url": url, "dc:title": table.title, "dc:description": table.description, "tableSchema": schema}


def _column(column: Column, key: str | None) -> dict[str, Any]:
    said = {
        "name": column.name, "titles": column.name, "datatype": column.kind.datatype,
        "dc:description": column.meaning, "required": column.name == key, "null": "",
    }  # fmt: skip
    said |= {"separator": column.separator} if column.separator else {}
    triple = column.said
    if triple is None:
        said |= {"propertyUrl": column.property} if column.property else {}
        return said | {"suppressOutput": True}
    said["propertyUrl"] = triple.property
    said |= {"aboutUrl": f"{{+{triple.about}}}"} if triple.about != key else {}
    if triple.language:
        return said | {"datatype": "string", "lang": triple.language}
    return said | ({"datatype": triple.datatype} if triple.datatype else {"valueUrl": f"{{+{column.name}}}"})


def text(metadata: dict[str, Any]) -> str:
    """Metadata as a file has it."""
    return json.dumps(metadata, ensure_ascii=False, indent=1) + "\n"
