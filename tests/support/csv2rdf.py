"""CSV to RDF as the W3C's recommendation has it ("Generating RDF from Tabular Data on the Web", minimal
mode), as far as our metadata go: it reads `csv-metadata.json` and its tables and knows nothing else of them.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, urljoin

from pyoxigraph import Literal, NamedNode, Triple

_XSD = "http://www.w3.org/2001/XMLSchema#"
#: What `{+name}` leaves as it is (RFC 6570, reserved expansion).
_RESERVED = ":/?#[]@!$&'()*+,;=%-._~"


def triples(metadata: dict, read: Callable[[str], bytes], place: str) -> Iterator[Triple]:
    """The triples of a table or a group of tables; `read` gives the content of a file, `place` is the address
    that all are relative to.
    """
    for table in metadata.get("tables", [metadata]):
        schema = table["tableSchema"]
        rows = csv.reader(io.StringIO(read(table["url"]).decode(), newline=""), strict=True)
        columns = schema["columns"]
        real = [column for column in columns if not column.get("virtual")]
        assert next(rows) == [column["titles"] for column in real]
        told = [column for column in columns if not column.get("suppressOutput")]
        for row in rows if told else ():
            cells = dict(zip((column["name"] for column in real), row, strict=True))
            for column in told:
                yield from _of_cell(column, schema, cells, urljoin(place, table["url"]))


def _of_cell(column: dict, schema: dict, cells: dict[str, str], url: str) -> Iterator[Triple]:
    text = cells.get(column["name"])
    if text == column.get("null", "") and not column.get("virtual"):
        return
    about = column.get("aboutUrl", schema.get("aboutUrl"))
    assert about, "a row without an address is a blank node, which the graph has not"
    subject = NamedNode(_expanded(about, cells, url))
    iri = column.get("propertyUrl", f"#{quote(column['name'], safe='')}")
    predicate = NamedNode(_expanded(iri, cells, url))
    if "valueUrl" in column:
        yield Triple(subject, predicate, NamedNode(_expanded(column["valueUrl"], cells, url)))
        return
    mark = column.get("separator")
    for part in text.split(mark) if mark else [text]:
        yield Triple(subject, predicate, _literal(part, column))


def _literal(text: str, column: dict) -> Literal:
    kind = column.get("datatype", "string")
    if kind == "string":
        return Literal(text, language=column["lang"]) if "lang" in column else Literal(text)
    return Literal(" ".join(text.split()), datatype=NamedNode(_XSD + kind))


def _expanded(template: str, cells: dict[str, str], url: str) -> str:
    def value(match: re.Match) -> str:
        return quote(cells[match[2]], safe=_RESERVED if match[1] else "-._~")

    return urljoin(url, re.sub(r"\{(\+?)(\w+)\}", value, template))
