"""Schemas: what an answer holds in each of its formats, as JSON Schema says it."""

from patgraph.media import FORMATS, TABLE
from patgraph.questions.question import Query

TEXT, _TEXT_OR_NULL = {"type": "string"}, {"type": ["string", "null"]}
_TEXTS = {"type": "array", "items": TEXT}
CITATION = {
    "type": "object",
    "description": "A passage that says something a row rests on.",
    "properties": {
        **{
            name: TEXT
            for name in ("passage", "passageLabel", "document", "documentLabel", "locator", "modality")
        },
        "start": {"type": "integer", "description": "Offset of its first character, in code points."},
        "end": {"type": "integer", "description": "Offset behind its last."},
        "digest": {"type": "string", "description": "SHA-256 of its words in UTF-8."},
        "quote": {**_TEXT_OR_NULL, "description": "Its words, where the source text is at hand."},
        "stance": {"enum": ["supports", "denies"]},
        "disputed": {"type": "boolean", "description": "Whether another passage gives another value."},
        "disputedBy": _TEXTS,
        "disagreements": {**_TEXTS, "description": "The disagreements on record, refinements included."},
        "facts": {
            "type": "array",
            "items": {"type": "object", "properties": {n: TEXT for n in ("subject", "property", "value")}},
        },
    },
}
_TERM = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode"]},
        "value": TEXT,
        "datatype": TEXT,
        "xml:lang": TEXT,
    },
}

_REF = "#/components/schemas/"
#: What answers of all questions have, said once.
SHARED = {
    "Term": _TERM,
    "Values": {
        "type": "object",
        "description": "The values that it was asked with.",
        "additionalProperties": _TEXTS,
    },
    "ColumnOfAnswer": {"type": "object", "properties": {"name": TEXT, "type": TEXT}},
}


def schema(query: Query, form: str) -> dict:
    """The schema of an answer in one format."""
    names = [column.name for column in query.columns]
    if form == "json":
        return _answer(query)
    if form == "srj":
        binding = {"type": "object", "properties": {name: {"$ref": f"{_REF}Term"} for name in names}}
        return {
            "type": "object",
            "required": ["head", "results"],
            "properties": {
                "head": {"type": "object", "properties": {"vars": _TEXTS}},
                "results": {
                    "type": "object",
                    "required": ["bindings"],
                    "properties": {"bindings": {"type": "array", "items": binding}},
                },
            },
        }
    if form == "jsonld":
        return {"type": "object", "required": ["@context"]}
    if form == "csv":
        return {"type": "string", "description": f"The first line is: {','.join(names)}"}
    if form == "tsv":
        return {"type": "string", "description": "The columns of the CSV, each name after a `?`"}
    if FORMATS[form].holds == TABLE:
        return {"type": "string", "format": "binary", "description": "The columns of the CSV"}
    return {"type": "string"}


def _answer(query: Query) -> dict:
    rows, before = {}, ""
    for column in query.columns:
        # A label and the bounds of a date mean what stands before them, which is said once.
        said = {} if column.meaning == before else {"description": column.meaning}
        rows[column.name], before = {**column.kind.json_or_null, **said}, column.meaning
    cited = {
        "citations": {"type": "array", "items": {"$ref": "#/components/schemas/Citation"}},
        "others": {"type": "object", "additionalProperties": {"type": "integer"}},
        "uncited": {"type": ["string", "null"]},
    }
    return {
        "type": "object",
        "required": ["query", "version", "values", "columns", "rows", "total", "complete", "reason"],
        "properties": {
            "query": {"const": query.name},
            "version": {"type": "string"},
            "values": {"$ref": f"{_REF}Values"},
            "columns": {"type": "array", "items": {"$ref": f"{_REF}ColumnOfAnswer"}},
            "rows": {
                "type": "array",
                "items": {"type": "object", "properties": rows | cited, "required": [*rows]},
            },
            "total": {"type": "integer"},
            "complete": {"type": "boolean"},
            "reason": {"type": ["string", "null"]},
        },
    }
