"""OpenAPI for the questions, made from their own files: parameters, responses, examples."""

from ..formats import FORMATS
from ..queries import Query
from ..store import Store
from ..values import Parameter
from .negotiation import GRAPHS, PAGE, ROWS

_JSON_TYPES = {
    "iri": {"type": ["string", "null"], "format": "iri"},
    "term": {"type": ["string", "number", "boolean", "null"]},
    "string": {"type": ["string", "null"]},
    "edtf": {"type": ["string", "null"], "description": "a date in EDTF"},
    "date": {"type": ["string", "null"], "format": "date"},
    "integer": {"type": ["integer", "null"]},
    "decimal": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
}
_DATATYPES = {
    "xsd:date": {"type": "string", "format": "date"},
    "xsd:integer": {"type": "integer"},
    "xsd:boolean": {"type": "boolean"},
    "xsd:string": {"type": "string"},
}
_PAGING = [
    {
        "name": "limit",
        "in": "query",
        "description": "At most so many rows; without it all of them.",
        "schema": {"type": "integer", "minimum": 0},
    },
    {
        "name": "offset",
        "in": "query",
        "description": "How many rows to leave out first.",
        "schema": {"type": "integer", "minimum": 0, "default": 0},
    },
]
FORMAT = {
    "name": "format",
    "in": "query",
    "description": "The format; it goes before the Accept header.",
    "schema": {"type": "string", "enum": [*FORMATS, "html"]},
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "The parameter at fault."},
        "line": {"type": "integer", "description": "Where a query is wrong."},
        "column": {"type": "integer"},
        "expected": {"type": "array", "items": {"type": "string"}},
        "limit": {"type": "string", "description": "The limit that ended a query, and its `value`."},
        "value": {"type": ["number", "null"]},
    },
}


def problems(*statuses: int) -> dict:
    """Responses that are problem documents (RFC 9457)."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    titles = {
        400: "Malformed", 403: "Closed", 404: "Unknown", 406: "No such format", 413: "Too large",
        415: "Another media type", 422: "Wrong value", 429: "Too many requests",
        503: "A limit was reached, or busy",
    }  # fmt: skip
    return {str(status): {"description": titles[status], "content": content} for status in statuses}


def operation(query: Query, store: Store) -> dict:
    """What OpenAPI says of one question, beyond its path."""
    media = {write[0].split(";")[0]: {"schema": {"type": "string"}} for write in FORMATS.values()}
    media["application/json"] = {"schema": _answer(query)}
    media["text/html"] = {"schema": {"type": "string"}}
    return {
        "parameters": [
            *(_parameter(p, query, store) for p in query.parameters.values()), *_PAGING, FORMAT
        ],
        "responses": {
            "200": {"description": "The rows that answer the question", "content": media},
            **problems(404, 406, 422),
        },
    }  # fmt: skip


def _parameter(parameter: Parameter, query: Query, store: Store) -> dict:
    if parameter.kind == "datatype":
        schema = dict(_DATATYPES[parameter.of])
    else:
        slugs = [node.value.rsplit("/", 1)[-1] for node, _ in parameter.options(store)]
        item = (
            {"anyOf": [{"enum": slugs}, {"type": "string", "format": "iri"}]} if slugs else {"type": "string"}
        )
        schema = {"type": "array", "items": item}
    described = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.description}: {parameter.takes}",
        "schema": schema,
    }
    if parameter.name in query.example:
        example = query.example[parameter.name]
        described["example"] = (
            [example] if schema["type"] == "array" and isinstance(example, str) else example
        )
    return described


def _answer(query: Query) -> dict:
    rows = {
        column.name: {**_JSON_TYPES[column.type], "description": column.meaning} for column in query.columns
    }
    return {
        "type": "object",
        "required": ["query", "version", "values", "columns", "rows", "total", "complete", "reason"],
        "properties": {
            "query": {"const": query.name},
            "version": {"type": "string"},
            "values": {"type": "object"},
            "columns": {"type": "array", "items": {"type": "object"}},
            "rows": {
                "type": "array",
                "items": {"type": "object", "properties": rows, "required": [*rows]},
            },
            "total": {"type": "integer"},
            "complete": {"type": "boolean"},
            "reason": {"type": ["string", "null"]},
        },
    }


def protocol() -> dict:
    """What OpenAPI says of `/sparql`."""
    known = [*dict.fromkeys([*ROWS, *GRAPHS, PAGE])]
    graphs = {"type": "array", "items": {"type": "string", "format": "iri"}}
    shared = [
        {"name": "default-graph-uri", "in": "query", "schema": graphs,
         "description": "Graphs that make up the default graph; without any, the resolved view."},
        {"name": "named-graph-uri", "in": "query", "schema": graphs,
         "description": "Graphs that `GRAPH` reads; without any, all."},
        {"name": "timeout", "in": "query", "schema": {"type": "number", "exclusiveMinimum": 0},
         "description": "Seconds after which the query is ended, if fewer than the service allows."},
    ]  # fmt: skip
    text = {"type": "string", "description": "A query in SPARQL 1.1"}
    form = {"type": "object", "required": ["query"], "properties": {"query": text}}
    responses = {
        "200": {
            "description": "The answer",
            "content": {media: {"schema": {"type": "string"}} for media in known},
        },
        **problems(400, 403, 406, 413, 415, 429, 503),
    }
    said = (
        "The SPARQL 1.1 Protocol, query side. Without a query its service description is given. A query is "
        "ended at its deadline and at a memory limit (503); SERVICE and updates are refused (403)."
    )
    about = {"tags": ["sparql"], "summary": "Ask a free query", "description": said, "responses": responses}
    asked = {"name": "query", "in": "query", "schema": text, "description": "The query."}
    body = {"content": {"application/x-www-form-urlencoded": {"schema": form},
                        "application/sparql-query": {"schema": text}}}  # fmt: skip
    return {
        "get": about | {"operationId": "sparql", "parameters": [asked, *shared]},
        "post": about | {"operationId": "sparql-post", "parameters": shared, "requestBody": body},
    }
