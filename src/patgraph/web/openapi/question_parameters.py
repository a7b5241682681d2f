"""What every question takes beside its own parameters, as OpenAPI has it."""

from patgraph.questions.arranging import HAS, WHERE
from patgraph.web.http import paging

#: `where.COLUMN` and `has.COLUMN`.
_CHOICE = rf"^({WHERE[:-1]}|{HAS[:-1]})\.\w+$"
#: Which rows of an answer, and how they are written.
PAGING = [
    {
        "name": "limit",
        "in": "query",
        "description": f"At most so many rows. Without it data is whole, a page has {paging.PAGE} rows, and "
        f"rows with citations come {paging.MOST_CITED} at a time, which is also the most of them at once.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    },
    {
        "name": "offset",
        "in": "query",
        "description": "How many rows to leave out first.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0},
    },
    {
        "name": "citations",
        "in": "query",
        "description": "Whether each row carries the passages that support it.",
        "schema": {"type": "boolean", "default": False},
    },
    {
        "name": "raw",
        "in": "query",
        "description": "Of CSV and TSV: what a spreadsheet would compute comes without an apostrophe.",
        "schema": {"type": "boolean", "default": False},
    },
    {
        "name": "bom",
        "in": "query",
        "description": "Of CSV and TSV: with a byte-order mark.",
        "schema": {"type": "boolean", "default": False},
    },
    {
        "name": "version",
        "in": "query",
        "description": "The SHA-256 of the dataset, or its first 12 digits or more: the address is then "
        "permanent, and answers 410 once another version is served.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{12,64}$"},
    },
]
#: In what order, and which of them, of a question whose answer is rows.
ARRANGING = [
    {
        "name": "sort",
        "in": "query",
        "description": "A column of the answer to sort by; with - before it the last first.",
        "schema": {"type": "string", "pattern": r"^-?\w+$"},
    },
    {
        "name": "arranged",
        "in": "query",
        "description": "Only rows whose cell has this value (`where.COLUMN`) or these letters "
        "(`has.COLUMN`); of the same given twice, either.",
        "schema": {
            "type": "object",
            "patternProperties": {_CHOICE: {"type": "array", "items": {"type": "string", "minLength": 1}}},
            "additionalProperties": False,
        },
        "style": "form",
        "explode": True,
    },
]
