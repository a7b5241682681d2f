"""Tables described in Croissant 1.0 (schema.org's Dataset with files, columns and types), which catalogues of
datasets and loaders of machine learning read.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from .columns import Column
from .csvw import LICENCE
from .table import Table

_CR, _SC = "http://mlcommons.org/croissant/", "https://schema.org/"
#: The context as the standard has it: readers compare.
_CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": _SC, "cr": _CR, "dct": "http://purl.org/dc/terms/",
    "rai": f"{_CR}RAI/", "sc": _SC, "conformsTo": "dct:conformsTo",
    **{name: f"cr:{name}" for name in (
        "citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty", "fileSet",
        "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet",
        "references", "regex", "repeated", "replace", "samplingRate", "separator", "source", "subField",
        "transform",
    )},
    "data": {"@id": "cr:data", "@type": "@json"}, "examples": {"@id": "cr:examples", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
}  # fmt: skip


def dataset(tables: Iterable[Table], made: Mapping[str, bytes], title: str, version: str) -> dict[str, Any]:
    """The Croissant of tables, whose CSV files are given by name and lie beside it. Their metadata may have
    the `url` of the dataset and the day on which it was `modified`.
    """
    held = [*tables]
    about = held[0].metadata if held else {}
    url = about.get("url", "")
    said: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": f"{_CR}1.0",
        "name": "patgraph",
        "description": f"{title}. Made from the graph of version {version}. In CSV an apostrophe stands "
        "before what a spreadsheet would compute.",
        "url": url,
        "version": version,
        "license": LICENCE,
        "creator": {"@type": "Organization", "name": "patgraph editors"},
        "publisher": {"@type": "Organization", "name": "patgraph"},
        "citeAs": f"patgraph editors. “{title}”. Dataset version {version[:12]}. CC BY 4.0. {url}",
        "inLanguage": "en",
    }
    if "modified" in about:
        said["datePublished"] = about["modified"]
    said["distribution"] = [_file(table, made[f"{table.name}.csv"]) for table in held]
    said["recordSet"] = [_records(table) for table in held]
    return said


def served_from(metadata: dict[str, Any], place: str) -> dict[str, Any]:
    """The same with the addresses of its files at a place, which ends in a slash."""
    files = [each | {"contentUrl": place + each["contentUrl"]} for each in metadata["distribution"]]
    return metadata | {"distribution": files}


def _file(table: Table, content: bytes) -> dict[str, Any]:
    name = f"{table.name}.csv"
    return {
        "@type": "cr:FileObject", "@id": name, "name": name, "description": table.description,
        "contentUrl": name, "encodingFormat": "text/csv", "contentSize": f"{len(content)} B",
        "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


def _records(table: Table) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@type": "cr:RecordSet", "@id": table.name, "name": table.title, "description": table.description,
        "field": [_field(table, column) for column in table.columns],
    }  # fmt: skip
    return said | ({"key": {"@id": f"{table.name}/{table.key}"}} if table.key else {})


def _field(table: Table, column: Column) -> dict[str, Any]:
    source: dict[str, Any] = {"fileObject": {"@id": f"{table.name}.csv"}, "extract": {"column": column.name}}
    said: dict[str, Any] = {
        "@type": "cr:Field", "@id": f"{table.name}/{column.name}", "name": column.name,
        "description": column.meaning, "dataType": f"sc:{column.kind.schema_org}", "source": source,
    }  # fmt: skip
    if column.separator:
        said["repeated"] = True
        source["transform"] = {"separator": column.separator}
    if column.property:
        said["equivalentProperty"] = column.property
    # No `references`: tables refer to each other in circles, which MLCommons' own mlcroissant 1.1 finds
    # valid, and then cannot read. The Data Package and CSVW have them.
    return said
