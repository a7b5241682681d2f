"""The sheets as files: CSV or Parquet, described as a Data Package and in CSVW, packed as one archive.

council.csv … statement.csv   the sheets
datapackage.json              Data Package (Frictionless Standards): types, keys, sizes, digests
csv-metadata.json             CSVW: the same for tools of the W3C's standard
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date

from patgraph.errors import UnknownFormat
from patgraph.questions import arrow

from .table import Cell, Column, Sheet

PACKAGE, CSVW = "datapackage.json", "csv-metadata.json"
_TITLE = "patgraph: tables of what central government did about failing councils in England"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: Type of a column -> its datatype in CSVW, and in Table Schema.
_TYPES = {
    "iri": ("anyURI", "string"),
    "edtf": ("string", "string"),
    "decimal": ("decimal", "number"),
}


def files(sheets: Iterable[Sheet], form: str, version: str) -> dict[str, bytes]:
    """File name -> content: the sheets in `csv`, with both descriptions, or in `parquet`. Raises
    `UnknownFormat` where pyarrow is missing.
    """
    sheets = list(sheets)
    if form == "parquet":
        return {f"{sheet.name}.parquet": as_parquet(sheet, version) for sheet in sheets}
    made = {f"{sheet.name}.csv": as_csv(sheet) for sheet in sheets}
    return made | {PACKAGE: _json(package(sheets, made, version)), CSVW: _json(csvw(sheets, version))}


def packed(made: dict[str, bytes]) -> bytes:
    """Files as a ZIP archive; the same files give the same bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            # One moment for all, for the day of packing says nothing.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """A sheet as RFC 4180 has it: UTF-8, no byte-order mark, a head, nothing for what is not known."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink)
    writer.writerow([column.name for column in sheet.columns])
    marks = [column.separator for column in sheet.columns]
    writer.writerows([_text(cell, mark) for cell, mark in zip(row, marks, strict=True)] for row in sheet.rows)
    return sink.getvalue().encode()


def _text(cell: Cell, mark: str | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list):
        return mark.join(_text(part, None) for part in cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def as_parquet(sheet: Sheet, version: str) -> bytes:
    """A sheet with typed columns; what may have several values is a list. Raises `UnknownFormat` where
    pyarrow is missing.
    """
    if not arrow.available():
        raise UnknownFormat("parquet needs pyarrow, which is not installed: pip install 'patgraph[tables]'.")
    import pyarrow
    import pyarrow.parquet

    kinds = {"integer": pyarrow.int64(), "decimal": pyarrow.float64(), "boolean": pyarrow.bool_(),
             "date": pyarrow.date32()}  # fmt: skip
    arrays, fields = [], []
    for index, column in enumerate(sheet.columns):
        kind = kinds.get(column.type, pyarrow.string())
        read = float if column.type == "decimal" else lambda cell: cell
        cells = [row[index] for row in sheet.rows]
        if column.separator is not None:
            kind = pyarrow.list_(kind)
            cells = [None if cell is None else [read(part) for part in cell] for cell in cells]
        else:
            cells = [None if cell is None else read(cell) for cell in cells]
        arrays.append(pyarrow.array(cells, kind))
        fields.append(pyarrow.field(column.name, kind, metadata={"description": column.meaning}))
    about = {"title": sheet.title, "description": sheet.meaning, "version": version}
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.table(arrays, schema=pyarrow.schema(fields, metadata=about)), sink)
    return sink.getvalue().to_pybytes()


def package(sheets: Iterable[Sheet], made: dict[str, bytes], version: str) -> dict:
    """The Data Package of sheets, whose CSV files are given by name."""
    return {
        "name": "patgraph",
        "title": _TITLE,
        "description": f"Made from the graph of version {version}.",
        "version": version,
        "profile": "tabular-data-package",
        "licenses": [{"name": "CC-BY-4.0", "path": _LICENCE, "title": "CC BY 4.0"}],
        "contributors": [{"title": "The patgraph editors", "role": "author"}],
        "resources": [_resource(sheet, made[f"{sheet.name}.csv"]) for sheet in sheets],
    }


def _resource(sheet: Sheet, content: bytes) -> dict:
    schema: dict = {"fields": [_field(column) for column in sheet.columns], "missingValues": [""]}
    if sheet.key:
        schema["primaryKey"] = [sheet.key]
    keys = [
        {"fields": [c.name], "reference": {"resource": "" if c.of == sheet.name else c.of, "fields": ["id"]}}
        for c in sheet.columns
        if c.of
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": sheet.name, "path": f"{sheet.name}.csv", "profile": "tabular-data-resource",
        "title": sheet.title, "description": sheet.meaning, "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": len(sheet.rows), "schema": schema,
    }  # fmt: skip


def _field(column: Column) -> dict:
    several = f" Several values are joined by “{column.separator}”." if column.separator else ""
    # A cell that holds a list is text to Table Schema 1, which knows no lists but JSON's.
    kind = "string" if several else _TYPES.get(column.type, (column.type, column.type))[1]
    constraints = {"required": True, "unique": True} if column.name == "id" else None
    field = {"name": column.name, "type": kind, "description": column.meaning + several}
    field |= {"rdfType": column.property} if column.property else {}
    return field | ({"constraints": constraints} if constraints else {})


def csvw(sheets: Iterable[Sheet], version: str) -> dict:
    """The sheets' CSV files in CSVW, as a group of tables."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": _TITLE,
        "dc:identifier": version,
        "dc:license": {"@id": _LICENCE},
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n", "\n"]},
        "tables": [_table(sheet) for sheet in sheets],
    }


def _table(sheet: Sheet) -> dict:
    schema: dict = {"columns": [_csvw_column(column) for column in sheet.columns]}
    if sheet.key:
        schema |= {"primaryKey": sheet.key, "aboutUrl": "{+id}"}
    keys = [
        {"columnReference": c.name, "reference": {"resource": f"{c.of}.csv", "columnReference": "id"}}
        for c in sheet.columns
        if c.of
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {"url": f"{sheet.name}.csv", "dc:title": sheet.title, "dc:description": sheet.meaning,
            "tableSchema": schema}  # fmt: skip


def _csvw_column(column: Column) -> dict:
    said = {
        "name": column.name, "titles": column.name, "dc:description": column.meaning,
        "datatype": _TYPES.get(column.type, (column.type,))[0], "required": column.name == "id", "null": "",
    }  # fmt: skip
    said |= {"propertyUrl": column.property} if column.property else {}
    return said | ({"separator": column.separator} if column.separator else {})


def _json(value: dict) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
