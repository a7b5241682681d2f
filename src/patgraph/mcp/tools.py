"""The tools: their names, what they take and give, as a client of the Model Context Protocol lists them."""

from collections.abc import Iterable
from typing import Any

from mcp_types import Tool, ToolAnnotations

from .budget import LEAST, MOST, USUAL

#: The most rows of one answer.
ROWS = 200
_HINTS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_TOKENS = {
    "type": "integer", "minimum": LEAST, "maximum": MOST, "default": USUAL,
    "description": "About how many tokens the answer may have.",
}  # fmt: skip
_NUMBER = {"type": ["integer", "null"]}
_TEXT = {"type": "string"}


def tools(questions: Iterable[str]) -> list[Tool]:
    """The four tools, over questions of these names."""
    return [_search(), _fetch(), _ask(questions), _sparql()]


def _search() -> Tool:
    return Tool(
        name="search",
        title="Find questions and things",
        description=(
            "Start here. From words, finds canned questions that may answer them, with the values "
            "already read from the words, what of the words those do not use (`unused`: tell it), and what "
            "else each takes, and things (councils, people, "
            "documents) by name, code or mistyped name. Then call `ask` with a question, or `fetch` with "
            "an id."
        ),
        input_schema=_object({"query": _TEXT | {"maxLength": 500}}, "query"),
        output_schema=_object(
            {
                "results": {
                    "type": "array",
                    "items": _open(
                        {"id": _TEXT, "title": _TEXT, "url": _TEXT, "kind": _TEXT}, "id", "title", "url"
                    ),
                }
            },
            "results",
        ),
        annotations=_HINTS,
    )


def _fetch() -> Tool:
    return Tool(
        name="fetch",
        title="What is known of one thing",
        description=(
            "All that is said of one thing, with numbered passages, values that passages give and the "
            "graph does not take, and what points at it. `query/NAME` tells what a question takes and "
            "gives; `schema` the classes and properties for `sparql`."
        ),
        input_schema=_object(
            {
                "id": _TEXT
                | {"maxLength": 500, "description": "council/haringey, query/why, schema, or an IRI"},
                "max_tokens": _TOKENS,
            },
            "id",
        ),
        output_schema=_object(
            {"id": _TEXT, "title": _TEXT, "text": _TEXT, "url": _TEXT, "metadata": {"type": "object"}},
            "id",
            "title",
            "text",
            "url",
            "metadata",
        ),
        annotations=_HINTS,
    )


def _ask(questions: Iterable[str]) -> Tool:
    return Tool(
        name="ask",
        title="Ask a canned question",
        description=(
            "Asks a question and gives its rows with numbered footnotes: document, place, passage. `!` "
            "marks rows that passages dispute. An answer that is cut says NOT COMPLETE and where to go "
            "on. Give values as slugs, names or codes (council: haringey), dates as 2003-02 or "
            "2002/2004. `why` (subject, property) proves one fact; `disagreements` lists where sources "
            "differ; `timeline` (council) tells one council's history."
        ),
        input_schema=_object(
            {
                "question": {"type": "string", "enum": sorted(questions)},
                "values": {
                    "type": "object",
                    "description": "A text, or a list of texts, by the name of what the question takes.",
                    "additionalProperties": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
                },
                "rows": {"type": "integer", "minimum": 1, "maximum": ROWS, "default": 20},
                "offset": {"type": "integer", "minimum": 0, "default": 0},
                "max_tokens": _TOKENS,
                "data": {
                    "type": "boolean",
                    "default": False,
                    "description": "Also give rows as data, with identifiers; costs as much again.",
                },
            },
            "question",
        ),
        output_schema=_open(
            {
                "question": _TEXT,
                "values": {"type": "object"},
                "total": {"type": "integer"},
                "offset": {"type": "integer"},
                "shown": {"type": "integer"},
                "complete": {"type": "boolean"},
                "next_offset": _NUMBER,
                "version": _TEXT,
                "cite": _TEXT,
                "columns": {"type": "array", "items": _TEXT},
                "rows": {"type": "array", "items": {"type": "object"}},
            },
            "question",
            "values",
            "total",
            "offset",
            "shown",
            "complete",
            "next_offset",
            "version",
            "cite",
        ),
        annotations=_HINTS,
    )


def _sparql() -> Tool:
    return Tool(
        name="sparql",
        title="Free SPARQL",
        description=(
            "Where no question fits: a SPARQL 1.1 query (SELECT, ASK, CONSTRUCT). Fetch `schema` first. "
            "The default graph is the resolved view; prefixes of ours need no declaration; no SERVICE; a "
            "deadline of seconds. Rows of a query have no footnotes: prove them with `ask why`."
        ),
        input_schema=_object(
            {
                "query": _TEXT | {"maxLength": 20_000},
                "rows": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50},
                "max_tokens": _TOKENS,
            },
            "query",
        ),
        output_schema=_open(
            {
                "total": _NUMBER,
                "shown": {"type": "integer"},
                "complete": {"type": "boolean"},
                "columns": {"type": "array", "items": _TEXT},
            },
            "total",
            "shown",
            "complete",
        ),
        annotations=_HINTS,
    )


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return _open(properties, *required) | {"additionalProperties": False}


def _open(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}
