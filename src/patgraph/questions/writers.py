"""Formats of an answer: the bytes that the command line and HTTP both give.

An answer with what supports its rows (see `citations`) has two columns more: the passages, and why there
is none; in JSON, Parquet and Arrow each row has its citations whole.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pyoxigraph
from pyoxigraph import Literal, QueryResultsFormat, RdfFormat
from tabulate import tabulate

from patgraph.errors import UnknownFormat
from patgraph.names import PREFIXES

from .answer import Answer, Column, plain
from .citations import Support

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

_FREE_ROWS = {name: value.media_type.partition(";")[0] for name, value in _SOLUTIONS.items()}
_FREE_GRAPHS = {name: value.media_type for name, value in _TRIPLES.items()}
#: The columns that an answer with citations has besides its own.
CITED = (
    Column("citations", "string", "the passages that support the row, joined by spaces"),
    Column("uncited", "string", "why no passage supports the row"),
)


def as_json(answer: Answer, supports: Sequence[Support] | None = None) -> str:
    """Plain objects with what was asked, of which version, and whether the rows are all there are; with
    `supports` each row has its `citations`, its `others` (how many facts come from elsewhere, by source)
    and `uncited` (why no passage supports it, or null).
    """
    names = [column.name for column in answer.columns]
    head = {
        "query": answer.query.name,
        "version": answer.version,
        "values": answer.values,
        "columns": [{"name": c.name, "type": c.type} for c in answer.columns],
    }
    tail = {"total": answer.total, "complete": answer.complete, "reason": answer.reason}
    rows = [dict(zip(names, map(plain, row), strict=True)) for row in answer.rows]
    for row, support in zip(rows, supports or (), strict=bool(supports)):
        row["citations"] = [citation.plain() for citation in support.citations]
        row["others"], row["uncited"] = support.others, support.reason
    # One line a row: for eyes, for diffs, and because the encoder is fast where it need not indent.
    lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows)
    before = json.dumps(head, ensure_ascii=False)[1:-1]
    after = json.dumps(tail, ensure_ascii=False)[1:-1]
    return f'{{{before}, "rows": [{lines and f"{chr(10)}  {lines}{chr(10)} "}],\n {after}}}\n'


def with_citations(answer: Answer, supports: Sequence[Support], labels: bool = False) -> Answer:
    """An answer with two columns more: its passages (their IRIs, or labels), and why there is none."""

    def cells(support: Support):
        names = [c.passage.label if labels else c.passage.iri for c in support.citations]
        joint = "; " if labels else " "
        return (
            Literal(joint.join(names)) if names else None,
            Literal(support.reason) if support.reason else None,
        )

    rows = [(*row, *cells(support)) for row, support in zip(answer.rows, supports, strict=True)]
    return replace(answer, columns=(*answer.columns, *CITED), rows=rows)


def as_markdown(answer: Answer) -> str:
    """A table in GitHub's Markdown, with its title and how many rows there are: labels instead of IRIs."""
    heads, rows = _shown(answer)
    lines = [
        f"# {answer.query.title}",
        "",
        f"| {' | '.join(map(_escape, heads))} |",
        f"|{' --- |' * len(heads)}",
    ]
    lines += [f"| {' | '.join(map(_escape, row))} |" for row in rows]
    return "\n".join([*lines, "", f"{_count(answer)}. Dataset version `{answer.version}`."]) + "\n"


def _escape(text: str) -> str:
    return re.sub(r"([\\|`*_<>\[\]])", r"\\\1", " ".join(text.split()))


def _count(answer: Answer) -> str:
    count = f"{answer.total} row{'' if answer.total == 1 else 's'}"
    return f"{count}{'' if answer.complete else f' ({answer.reason})'}"


def _shown(answer: Answer) -> tuple[list[str], list[list[str]]]:
    """Heads and cells for people: labels instead of IRIs, dates in words and without their bounds."""
    answer = answer.in_words()
    names = {column.name for column in answer.columns}
    shown = [
        index
        for index, column in enumerate(answer.columns)
        if f"{column.name}Label" not in names and column.type != "date"
    ]
    heads = [answer.columns[index].name.removesuffix("Label") for index in shown]
    return heads, [[_cell(row[index]) for index in shown] for row in answer.rows]


def as_table(answer: Answer) -> str:
    """A table for a terminal: labels instead of IRIs, dates in words."""
    heads, rows = _shown(answer)
    table = tabulate(rows, heads, "simple", disable_numparse=True, maxcolwidths=32)
    return f"{table}\n\n{_count(answer)}\n"


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
    "md": ("text/markdown; charset=utf-8", as_markdown),
}


def media_types(graph: bool = False) -> dict[str, str]:
    """The media type of each format that an answer can have here; `graph` for one that is a graph."""
    from . import arrow, graphs

    found = {name: media for name, (media, _) in FORMATS.items()}
    found |= arrow.MEDIA if arrow.available() else {}
    return (graphs.MEDIA | found) if graph else (found | graphs.MEDIA)


def write(answer: Answer, name: str, supports: Sequence[Support] | None = None) -> bytes:
    """An answer in a format, with what supports its rows if that is given. A graph format gives a graph
    that was constructed, or, for rows, the question's entry in the catalogue. Raises `UnknownFormat`.
    """
    from . import arrow, graphs

    if name == "json":
        return as_json(answer, supports).encode()
    if name in arrow.MEDIA:
        return arrow.write(answer, name, supports)
    if name in graphs.MEDIA:
        return graphs.write(answer, name, supports)
    if supports is not None:
        answer = with_citations(answer, supports, labels=name == "md")
    return serialise(answer, name)[1].encode()


def serialise(answer: Answer, name: str) -> tuple[str, str]:
    """An answer in a format that is text: (media type, text). Raises `UnknownFormat`."""
    if name not in FORMATS:
        raise UnknownFormat(f"No format is called {name!r}; there are {', '.join(FORMATS)}.")
    media, writer = FORMATS[name]
    return media, writer(answer)


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
