"""CSV to RDF as the W3C's recommendation has it ("Generating RDF from Tabular Data on the Web", minimal
mode), as far as our metadata go: it reads `csv-metadata.json` and its tables and knows nothing else of them.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import quote, urljoin

from pyoxigraph import Literal, NamedNode, Triple

_XSD = "http://www.w3.org/2001/XMLSchema#"
#: What `{+name}` leaves as it is (RFC 6570, reserved expansion).
_RESERVED = ":/?#[]@!$&'()*+,;=%-._~"
_VARIABLE = re.compile(r"\{(\+?)(\w+)\}")


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
        url = urljoin(place, table["url"])
        told = [_said(column, schema, url) for column in columns if not column.get("suppressOutput")]
        names = [column["name"] for column in real]
        for row in rows if told else ():
            cells = dict(zip(names, row, strict=True))
            for said in told:
                yield from said(cells)


def _said(column: dict, schema: dict, url: str) -> Callable[[dict[str, str]], Iterator[Triple]]:
    """What a column says of each row, given its cells by name."""
    name, null, mark = column["name"], column.get("null", ""), column.get("separator")
    written = column.get("aboutUrl", schema.get("aboutUrl"))
    assert written, "a row without an address is a blank node, which the graph has not"
    about = _address(written, url)
    property_ = _address(column.get("propertyUrl", f"#{quote(name, safe='')}"), url)
    value = _address(column["valueUrl"], url) if "valueUrl" in column else None
    literal = lru_cache(10_000)(lambda part: _literal(part, column))

    def said(cells: dict[str, str]) -> Iterator[Triple]:
        text = cells.get(name)
        if text == null and not column.get("virtual"):
            return
        subject, predicate = about(cells), property_(cells)
        if value:
            yield Triple(subject, predicate, value(cells))
            return
        for part in text.split(mark) if mark else [text]:
            yield Triple(subject, predicate, literal(part))

    return said


def _literal(text: str, column: dict) -> Literal:
    kind = column.get("datatype", "string")
    if kind == "string":
        return Literal(text, language=column["lang"]) if "lang" in column else Literal(text)
    return Literal(" ".join(text.split()), datatype=NamedNode(_XSD + kind))


def _address(template: str, url: str) -> Callable[[dict[str, str]], NamedNode]:
    """What a template gives for the cells of a row; for the same ones it is worked out once."""
    variables = _VARIABLE.findall(template)

    @lru_cache(50_000)
    def expanded(*values: str) -> NamedNode:
        left = iter(values)
        filled = _VARIABLE.sub(lambda m: quote(next(left), safe=_RESERVED if m[1] else "-._~"), template)
        return NamedNode(urljoin(url, filled))

    return lambda cells: expanded(*(cells[name] for _, name in variables))
