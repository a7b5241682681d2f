"""OpenAPI of `/reconcile` and what stands around it."""

from patgraph.names import RECONCILED
from patgraph.things.reconcile.matcher import HIGHEST, LOWEST
from patgraph.things.search_index import LONGEST
from patgraph.web.openapi import refusals

from .requests import BATCH

_TEXT = {"type": "string"}
_TEXT_OF = {"type": "string", "contentMediaType": "application/json"}
_ID_AND_NAME = {"type": "object", "required": ["id", "name"], "properties": {"id": _TEXT, "name": _TEXT}}
_COLUMN = {"type": "object", "required": ["id", "name"],
           "properties": {"id": _TEXT, "name": _TEXT, "type": _ID_AND_NAME}}  # fmt: skip
_VALUE = {"anyOf": [
    _TEXT, {"type": "number"}, {"type": "boolean"},
    {"type": "object", "required": ["id"], "properties": {"id": _TEXT, "name": _TEXT}},
]}  # fmt: skip
_CONDITION = {
    "type": "object", "required": ["pid", "v"],
    "properties": {"pid": _TEXT, "v": {"anyOf": [_VALUE, {"type": "array", "items": _VALUE}]}},
}  # fmt: skip
_QUERY = {
    "type": "object", "additionalProperties": False, "required": ["query"],
    "properties": {
        "query": {"type": "string", "maxLength": LONGEST}, "limit": {"type": "integer", "minimum": 1},
        "type": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
        "type_strict": {"enum": ["any", "should", "all"]},
        "properties": {"type": "array", "items": _CONDITION},
    },
}  # fmt: skip
_BATCH = {"type": "object", "additionalProperties": _QUERY,
          "description": "Queries by keys", "example": {"q0": {"query": "LB Haringey"}}}  # fmt: skip
_EXTENSION = {
    "type": "object", "required": ["ids", "properties"],
    "properties": {
        "ids": {"type": "array", "items": _TEXT},
        "properties": {"type": "array", "items": {"type": "object", "required": ["id"], "properties": {
            "id": _TEXT, "settings": {"type": "object", "properties": {
                "limit": {"type": "integer"}, "content": {"enum": ["thing", "label", "iri"]},
            }},
        }}},
    },
    "example": {"ids": ["id/council/haringey"], "properties": [{"id": "gss"}]},
}  # fmt: skip
_NOTES = {"type": "array", "items": _TEXT, "description": "What of the request means nothing here."}
_CANDIDATE = {
    "type": "object", "required": ["id", "name", "score", "match", "type", "features"],
    "properties": {
        "id": _TEXT, "name": _TEXT, "description": _TEXT, "match": {"type": "boolean"},
        "score": {"type": "number", "minimum": LOWEST, "maximum": HIGHEST},
        "type": {"type": "array", "items": _ID_AND_NAME},
        "features": {"type": "array", "items": {"type": "object", "required": ["id", "value"], "properties": {
            "id": _TEXT, "value": {"type": ["number", "boolean"]},
        }}},
    },
}  # fmt: skip
_RESULT = {"type": "object", "required": ["result"], "properties": {
    "result": {"type": "array", "items": _CANDIDATE}, "notes": _NOTES,
}}  # fmt: skip
_CANDIDATES = {
    "type": "object", "additionalProperties": _RESULT,
    "description": "The candidates of each query of a batch, best first.",
}  # fmt: skip
_TABLE = {
    "type": "object", "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": _COLUMN}, "notes": _NOTES,
        "rows": {"type": "object", "additionalProperties": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "object"}},
        }},
    },
}  # fmt: skip
_MANIFEST = {
    "type": "object", "required": ["versions", "name", "identifierSpace", "schemaSpace", "score"],
    "properties": {"versions": {"type": "array", "items": _TEXT}, "name": _TEXT, "identifierSpace": _TEXT,
                   "schemaSpace": _TEXT, "batchSize": {"type": "integer"}},
}  # fmt: skip


def _json(schema: dict) -> dict:
    return {"application/json": {"schema": schema}}


def _operation(parameters: list, schema: dict, *statuses: int, content: dict | None = None) -> dict:
    answer = {"description": "The answer", "content": content or _json(schema)}
    return {
        "parameters": parameters, "responses": {"200": answer, **refusals.some_problem(*statuses)},
    }  # fmt: skip


def _given(name: str, schema: dict, description: str, required: bool = False) -> dict:
    return {"name": name, "in": "query", "required": required, "schema": schema, "description": description}


_ABOUT = (
    "The Reconciliation Service API 0.2. Without a parameter the manifest; `queries` is a batch of names to "
    "be matched, `extend` asks for values of properties. A JSON text either way; give one of them."
)
GET = _operation(
    [{"name": name, "in": "query", "content": _json(schema)}
     for name, schema in (("queries", _BATCH), ("extend", _EXTENSION))],
    {"anyOf": [_MANIFEST, _CANDIDATES, _TABLE]}, 400, 413, 422, 429,
) | {"description": _ABOUT}  # fmt: skip
POST = _operation([], {"anyOf": [_CANDIDATES, _TABLE]}, 400, 413, 415, 422, 429) | {
    "description": _ABOUT,
    "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {
        "schema": {
            "type": "object",
            "oneOf": [{"required": ["queries"]}, {"required": ["extend"]}],
            "properties": {"queries": _TEXT_OF | {"contentSchema": _BATCH | {"maxProperties": BATCH}},
                           "extend": _TEXT_OF | {"contentSchema": _EXTENSION}},
        },
        "example": {"queries": '{"q0": {"query": "LB Haringey", "type": "council"}}'},
    }}},
}  # fmt: skip
_PREFIX = [
    _given("prefix", {"type": "string", "maxLength": LONGEST}, "What has been typed so far."),
    _given("cursor", {"type": "integer", "minimum": 0, "maximum": 1000}, "How many to leave out first."),
    _given("limit", {"type": "integer", "minimum": 0, "maximum": 100}, "How many at most."),
]
_SUGGESTIONS = {"type": "object", "required": ["result"], "properties": {
    "result": {"type": "array", "items": _ID_AND_NAME}
}}  # fmt: skip
_KIND = {"enum": [*RECONCILED]}
SUGGEST = _operation(_PREFIX, _SUGGESTIONS, 422)
SUGGEST_ENTITY = _operation([*_PREFIX, _given("type", _KIND, "Only things of a type.")], _SUGGESTIONS, 422)
_HTML = {"type": "object", "required": ["id", "html"], "properties": {"id": _TEXT, "html": _TEXT}}
FLYOUT = _operation([_given("id", _TEXT, "What is to be explained.", True)], _HTML, 404)
FLYOUT_TYPE = _operation([_given("id", _KIND, "The type.", True)], _HTML, 422)
PREVIEW = _operation(
    [_given("id", _TEXT, "A thing, as candidates have it.", True)], {}, 404,
    content={"text/html": {"schema": _TEXT}},
)  # fmt: skip
PROPERTIES = _operation(
    [_given("type", _KIND, "The type; without one, all."),
     _given("limit", {"type": "integer", "minimum": 0, "maximum": 1000}, "How many at most; 0 for all.")],
    {"type": "object", "required": ["properties"], "properties": {
        "properties": {"type": "array", "items": _ID_AND_NAME}, "type": _TEXT, "limit": {"type": "integer"},
    }}, 422,
)  # fmt: skip
