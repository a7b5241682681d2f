"""Refusals: the problem documents (RFC 9457) that routes may answer with, as OpenAPI says it."""

from patgraph import errors as errors_tree

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "The parameter at fault."},
        "near": {"type": "array", "items": {"type": "string"}, "description": "What may have been meant."},
        "present": {
            "type": "string",
            "format": "uri-reference",
            "description": "The present version's address.",
        },
        "line": {"type": "integer", "description": "Where a query is wrong."},
        "column": {"type": "integer"},
        "expected": {"type": "array", "items": {"type": "string"}},
        "limit": {"type": "string", "description": "The limit that ended a query, and its `value`."},
        "value": {"type": ["number", "null"]},
    },
}
_TITLES = {
    400: "Malformed", 403: "Closed", 404: "Unknown question", 406: "No such format",
    410: "Another version is served", 413: "Too large", 415: "Another media type", 422: "Wrong value",
    429: "Too many requests", 503: "A limit was reached, or busy",
}  # fmt: skip
#: Which errors each status may be.
_KINDS = {404: [errors_tree.UnknownQuery, errors_tree.UnknownThing, errors_tree.UnknownCode],
          406: [errors_tree.UnknownFormat], 410: [errors_tree.NotServed],
          422: [errors_tree.BadValue, errors_tree.UnknownParameter, errors_tree.BadPage],
          429: [errors_tree.TooManyRequests], 503: [errors_tree.WorkerLost]}  # fmt: skip


def problems(*statuses: int) -> dict:
    """Responses that are problem documents (RFC 9457), each with the types it may have."""
    found = {}
    for status in statuses:
        types = [f"/docs#{kind.__name__}" for kind in _KINDS[status]]
        schema = {
            "allOf": [
                {"$ref": "#/components/schemas/Problem"},
                {"properties": {"type": {"enum": types}, "status": {"const": status}}},
            ]
        }
        found[str(status)] = {
            "description": _TITLES[status], "content": {"application/problem+json": {"schema": schema}}
        }  # fmt: skip
    return found


def some_problem(*statuses: int) -> dict:
    """Responses that are problem documents of whatever type."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": _TITLES[status], "content": content} for status in statuses}
