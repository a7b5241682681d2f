"""Formats of an answer: the bytes that the command line and HTTP both give.

An answer with what supports its rows (see `citations`) has two columns more: the passages, and why there
is none; in JSON, Parquet and Arrow each row has its citations whole.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph
from pyoxigraph import Literal

from patgraph.characters import for_xml, is_xml, visible_lines
from patgraph.errors import UnknownFormat
from patgraph.media import FORMATS, SOLUTION_ENGINES, SOLUTIONS, TRIPLE_ENGINES, TRIPLES, named, spellings
from patgraph.names import PREFIXES
from patgraph.questions.answer import Answer, plain
from patgraph.questions.arranging import count_words
from patgraph.rdf import Result
from patgraph.tables import arrow, spreadsheets
from patgraph.tables.terminal import text_table

from . import answer_table, answer_workbook, graphs
from .answer_formats import GRAPH_FORMATS

if TYPE_CHECKING:
    from patgraph.questions.citing.citations import Support


def as_json(answer: Answer, supports: Sequence["Support"] | None = None) -> str:
    """Plain objects with what was asked, of which version, and whether the rows are all there are; with
    `supports` each row has its `citations`, its `others` (how many facts come from elsewhere, by source)
    and `uncited` (why no passage supports it, or null).
    """
    names = [column.name for column in answer.columns]
    head: dict[str, Any] = {
        "query": answer.query.name,
        "version": answer.version,
        "values": answer.values,
        "columns": [{"name": c.name, "type": c.type} for c in answer.columns],
    }
    if answer.arranged:
        kept = {name: list(texts) for name, texts in answer.arranged.kept.items()}
        head |= {"sort": answer.arranged.sort or None, "kept": kept, "found": answer.found}
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


def with_citations(answer: Answer, supports: Sequence["Support"], labels: bool = False) -> Answer:
    """An answer with two columns more: its passages (their IRIs, or labels), and why there is none."""

    def cells(support: "Support") -> tuple[Literal | None, Literal | None]:
        names = [c.passage.label if labels else c.passage.iri for c in support.citations]
        joint = "; " if labels else " "
        return (
            Literal(joint.join(names)) if names else None,
            Literal(support.reason) if support.reason else None,
        )

    rows = [(*row, *cells(support)) for row, support in zip(answer.rows, supports, strict=True)]
    return replace(answer, columns=(*answer.columns, *answer_table.CITED), rows=rows)


def as_markdown(answer: Answer) -> str:
    """A table in GitHub's Markdown, with its title and how many rows there are: labels instead of IRIs."""
    heads, rows = for_people(answer)
    lines = [
        f"# {answer.query.title}",
        "",
        f"| {' | '.join(map(_escape, heads))} |",
        f"|{' --- |' * len(heads)}",
    ]
    lines += [f"| {' | '.join(map(_escape, row))} |" for row in rows]
    return "\n".join([*lines, "", f"{count(answer)}. Dataset version `{answer.version}`."]) + "\n"


def _escape(text: str) -> str:
    return re.sub(r"([\\|`*_<>\[\]])", r"\\\1", " ".join(text.split()))


def count(answer: Answer) -> str:
    """How many rows there are, and why they are not all, where they are not."""
    return f"{count_words(answer)}{'' if answer.complete else f' ({answer.reason})'}"


def for_people(answer: Answer) -> tuple[list[str], list[list[str]]]:
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
    table = text_table(*for_people(answer))
    return visible_lines(f"{table}\n\n{count(answer)}\n")


def _cell(term: Any) -> str:
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
        return _bytes(solutions, FORMATS[name].media).decode()

    return write


#: Formats that are text -> their writers. The names are also the extensions of addresses.
_WRITERS: dict[str, Callable[[Answer], str]] = {
    "json": as_json,
    "csv": _engine("csv"),
    "tsv": _engine("tsv"),
    "srj": _engine("srj"),
    "srx": _engine("srx"),
    "md": as_markdown,
}
#: Formats that people open in a spreadsheet.
_FOR_SPREADSHEETS = ("csv", "tsv")


def write(
    answer: Answer,
    name: str,
    supports: Sequence["Support"] | None = None,
    raw: bool = False,
    bom: bool = False,
) -> bytes:
    """An answer in a format of any of its names, with what supports its rows if that is given. A graph format
    gives a graph that was constructed, or, for rows, the question's entry in the catalogue. CSV and TSV mark
    as text what a spreadsheet would compute, unless `raw`, and begin with a byte-order mark if `bom`. Raises
    `UnknownFormat`, `BadValue` for more than a workbook holds.
    """
    known = named(name, (*_WRITERS, answer_workbook.FORMAT, *arrow.FORMATS, *GRAPH_FORMATS))
    name = known.name if known else name
    if name == "json":
        return as_json(answer, supports).encode()
    if name in arrow.FORMATS:
        return arrow.write(answer_table.table(answer, supports), name)
    if name in GRAPH_FORMATS:
        return graphs.write(answer, name, supports)
    if supports is not None:
        answer = with_citations(answer, supports, labels=name == "md")
    if name == answer_workbook.FORMAT:
        return answer_workbook.write(answer, supports is not None)
    mark = spreadsheets.BYTE_ORDER_MARK if bom and name in _FOR_SPREADSHEETS else b""
    return mark + serialise(answer, name, raw)[1].encode()


def serialise(answer: Answer, name: str, raw: bool = False) -> tuple[str, str]:
    """An answer in a format that is text: (media type, text); `raw` as in `write`. Raises `UnknownFormat`."""
    if name not in _WRITERS:
        raise UnknownFormat(f"No format is called {name!r}; there are {', '.join(_WRITERS)}.")
    if name in _FOR_SPREADSHEETS and not raw:
        answer = replace(answer, rows=[tuple(map(_as_text, row)) for row in answer.rows])
    return FORMATS[name].content_type, _WRITERS[name](answer)


def _as_text(term: Any) -> Any:
    """A term whose text no spreadsheet computes."""
    if not isinstance(term, Literal) or (text := spreadsheets.as_text(term.value)) == term.value:
        return term
    return Literal(text, language=term.language) if term.language else Literal(text, datatype=term.datatype)


def media(name: str | None) -> dict[str, str | None]:
    """The media types of a free query's results by their kind (see `worker`), in a format of this name.

    Without a name rows are TSV, triples Turtle, and a yes or no is a word. Raises `UnknownFormat`.
    """
    rows, triples = named(name or "tsv", SOLUTIONS), named(name or "ttl", TRIPLES)
    if rows is None and triples is None:
        known = ", ".join(spellings((*SOLUTIONS, *TRIPLES)))
        raise UnknownFormat(f"No format {name!r}; there are {known}.")
    row_type, graph_type = (form.media if form else None for form in (rows, triples))
    return {"boolean": row_type, "solutions": row_type, "triples": graph_type}


def free(result: Result, name: str | None) -> bytes:
    """What a free query gave, in a format; without one tsv for rows, turtle for triples.

    Raises `UnknownFormat` where the format is not one for such a result.
    """
    graph = isinstance(result, pyoxigraph.QueryTriples)
    if isinstance(result, pyoxigraph.QueryBoolean) and name is None:
        return f"{str(bool(result)).lower()}\n".encode()
    offered = TRIPLES if graph else SOLUTIONS
    form = named(name or ("ttl" if graph else "tsv"), offered)
    if form is None:
        raise UnknownFormat(f"No format {name!r} for this result; there are {', '.join(spellings(offered))}.")
    return _bytes(result, form.media)


def _bytes(result: Result, media: str) -> bytes:
    """What the engine writes of a result in a media type."""
    if isinstance(result, pyoxigraph.QueryTriples):
        written = pyoxigraph.serialize(result, format=TRIPLE_ENGINES[media], prefixes=PREFIXES)
    else:
        written = result.serialize(format=SOLUTION_ENGINES[media])
    content = cast(bytes, written)  # It has no file to write to.
    return for_xml(content) if is_xml(media) else content
