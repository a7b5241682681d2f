"""Formats of an answer: the bytes that the command line and HTTP both give."""

import json
from collections.abc import Callable

import pyoxigraph
from pyoxigraph import Literal, QueryResultsFormat, RdfFormat
from tabulate import tabulate

from .errors import UnknownFormat
from .names import PREFIXES
from .queries import Answer

_XSD = PREFIXES["xsd"]
_SOLUTIONS = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "srj": QueryResultsFormat.JSON,
    "srx": QueryResultsFormat.XML,
}
_TRIPLES = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}

_FREE_ROWS = {name: value.media_type for name, value in _SOLUTIONS.items()}
_FREE_GRAPHS = {name: value.media_type for name, value in _TRIPLES.items()}


def plain(term):
    """A term as a plain Python value: IRIs, dates and texts as `str`, numbers and booleans as such."""
    if not isinstance(term, Literal):
        return None if term is None else getattr(term, "value", str(term))
    kind = term.datatype.value.removeprefix(_XSD)
    if kind == "boolean":
        return term.value in ("true", "1")
    if kind == "integer":
        return int(term.value)
    if kind in ("decimal", "double", "float"):
        number = float(term.value)
        if number != number or number in (float("inf"), float("-inf")):
            return term.value
        return int(number) if kind == "decimal" and number.is_integer() else number
    return term.value


def as_json(answer: Answer) -> str:
    """Plain objects with what was asked, of which version, and whether the rows are all there are."""
    names = [column.name for column in answer.columns]
    body = {
        "query": answer.query.name,
        "version": answer.version,
        "values": answer.values,
        "columns": [{"name": c.name, "type": c.type} for c in answer.columns],
        "rows": [dict(zip(names, map(plain, row), strict=True)) for row in answer.rows],
        "total": answer.total,
        "complete": answer.complete,
        "reason": answer.reason,
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def as_table(answer: Answer) -> str:
    """A table for a terminal: labels instead of IRIs, dates without their bounds."""
    names = {column.name for column in answer.columns}
    shown = [
        index
        for index, column in enumerate(answer.columns)
        if f"{column.name}Label" not in names and column.type != "date"
    ]
    heads = [answer.columns[index].name.removesuffix("Label") for index in shown]
    rows = [[_cell(row[index]) for index in shown] for row in answer.rows]
    table = tabulate(rows, heads, "simple", disable_numparse=True, maxcolwidths=32)
    count = f"{answer.total} row{'' if answer.total == 1 else 's'}"
    return f"{table}\n\n{count}{'' if answer.complete else f' ({answer.reason})'}\n"


def _cell(term) -> str:
    value = plain(term)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _engine(name: str) -> Callable[[Answer], str]:
    """The engine's own serialiser: the rows go through it as a VALUES block."""

    def write(answer: Answer) -> str:
        heads = " ".join(f"?{column.name}" for column in answer.columns)
        rows = "\n".join(
            f"({' '.join('UNDEF' if term is None else str(term) for term in row)})" for row in answer.rows
        )
        solutions = pyoxigraph.Store().query(f"SELECT {heads} {{ VALUES ({heads}) {{ {rows} }} }}")
        return solutions.serialize(format=_SOLUTIONS[name]).decode()

    return write


#: Format name -> (media type, writer). The names are also the extensions of addresses.
FORMATS: dict[str, tuple[str, Callable[[Answer], str]]] = {
    "json": ("application/json", as_json),
    "csv": ("text/csv; charset=utf-8", _engine("csv")),
    "tsv": ("text/tab-separated-values; charset=utf-8", _engine("tsv")),
    "srj": ("application/sparql-results+json", _engine("srj")),
    "srx": ("application/sparql-results+xml", _engine("srx")),
}


def serialise(answer: Answer, name: str) -> tuple[str, str]:
    """An answer in a format: (media type, text). Raises `UnknownFormat`."""
    if name not in FORMATS:
        raise UnknownFormat(f"No format is called {name!r}; there are {', '.join(FORMATS)}.")
    media, write = FORMATS[name]
    return media, write(answer)


def media(name: str | None) -> dict[str, str | None]:
    """The media types of a free query's results by their kind (see `worker`), in a format of this name.

    Without a name rows are TSV, triples Turtle, and a yes or no is a word. Raises `UnknownFormat`.
    """
    if name is None:
        rows, graphs = "text/tab-separated-values", "text/turtle"
    else:
        rows, graphs = _FREE_ROWS.get(name), _FREE_GRAPHS.get(name)
        if rows is None and graphs is None:
            raise UnknownFormat(f"No format {name!r}; there are {', '.join(_FREE_ROWS | _FREE_GRAPHS)}.")
    return {"boolean": rows, "solutions": rows, "triples": graphs}


def free(result, name: str | None) -> bytes:
    """What a free query gave, in a format; without one tsv for rows, turtle for triples.

    Raises `UnknownFormat` where the format is not one for such a result.
    """
    triples = isinstance(result, pyoxigraph.QueryTriples)
    known = _TRIPLES if triples else _SOLUTIONS
    if isinstance(result, pyoxigraph.QueryBoolean) and name is None:
        return f"{str(bool(result)).lower()}\n".encode()
    name = name or ("turtle" if triples else "tsv")
    if name not in known:
        raise UnknownFormat(f"No format {name!r} for this result; there are {', '.join(known)}.")
    if triples:
        return pyoxigraph.serialize(result, format=known[name], prefixes=PREFIXES)
    return result.serialize(format=known[name])
