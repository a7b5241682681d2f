"""OpenAPI for the questions, made from their own files: parameters, responses, examples."""

from collections.abc import Mapping, Sequence

from .. import errors as errors_tree
from .. import graphs
from ..errors import PatgraphError
from ..permalinks import CITATIONS
from ..queries import Query
from ..store import Store
from ..values import Parameter
from . import paging
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
#: Of a parameter that takes a longer date too: a client that is made from this can send one.
_EDTF = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "description": "a date in EDTF", "examples": ["2003", "2002-10/2003-03"]},
    ]
}
_PAGING = [
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
        "name": "version",
        "in": "query",
        "description": "The SHA-256 of the dataset, or its first 12 digits or more: the address is then "
        "permanent, and answers 410 once another version is served.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{12,64}$"},
    },
]
FORMAT = {
    "name": "format",
    "in": "query",
    "description": "The format; it goes before Accept, and an extension of the path before both.",
}
LISTING = {
    "parameters": [{**FORMAT, "schema": {"type": "string", "enum": ["json", "html"]}}],
    "responses": {
        "200": {
            "description": "The questions",
            "content": {
                "application/json": {"schema": {"type": "object", "required": ["version", "queries"]}},
                "text/html": {"schema": {"type": "string"}},
            },
        }
    },
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
_TEXT, _TEXT_OR_NULL = {"type": "string"}, {"type": ["string", "null"]}
_TEXTS = {"type": "array", "items": _TEXT}
CITATION = {
    "type": "object",
    "description": "A passage that says something a row rests on.",
    "properties": {
        **{
            name: _TEXT
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
            "items": {"type": "object", "properties": {n: _TEXT for n in ("subject", "property", "value")}},
        },
    },
}
_TERM = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode"]},
        "value": _TEXT,
        "datatype": _TEXT,
        "xml:lang": _TEXT,
    },
}
_TITLES = {
    400: "Malformed", 403: "Closed", 404: "Unknown question", 406: "No such format",
    410: "Another version is served", 413: "Too large", 415: "Another media type", 422: "Wrong value",
    429: "Too many requests", 503: "A limit was reached, or busy",
}  # fmt: skip
#: Which errors each status may be.
_KINDS = {404: [errors_tree.UnknownQuery, errors_tree.UnknownThing],
          406: [errors_tree.UnknownFormat], 410: [errors_tree.NotServed],
          422: [errors_tree.BadValue, errors_tree.UnknownParameter, errors_tree.BadPage],
          503: [errors_tree.WorkerLost]}  # fmt: skip
#: Headers of every answer.
_ANSWER_HEADERS = {
    "ETag": {"description": "Changes where the answer or its format does.", "schema": _TEXT},
    "Link": {"description": "first, prev, next, last; cite-as; describedby; license.", "schema": _TEXT},
    "X-Total-Count": {
        "description": "All rows there are.",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
}


def errors() -> list[type[PatgraphError]]:
    """Every kind of error that can reach a caller, in the order of the tree."""

    def below(kind):
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    return below(PatgraphError)


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


def complete(schema: dict, queries: Mapping[str, Query]):
    """Put into a description what the operations refer to, what the listing may say, and the faces of
    questions that ask nothing.
    """
    names = [name for name, query in queries.items() if query.form == "select"]
    offered = {"rq": "application/sparql-query"} | graphs.MEDIA
    schema["paths"]["/queries/{name}.{form}"] = description(names, offered)
    schema["paths"]["/sparql"] = protocol()
    schema["paths"]["/queries"]["get"]["responses"] |= problems(406)
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"], schemas["Citation"] = PROBLEM, CITATION


def operation(query: Query, store: Store, offered: Mapping[str, str]) -> dict:
    """What OpenAPI says of one question, beyond its path; `offered` has its formats and media types."""
    content = {media.split(";")[0]: {"schema": _schema(query, name)} for name, media in offered.items()}
    return {
        "parameters": [
            *(_parameter(p, query, store) for p in query.parameters.values()),
            *_PAGING,
            {**FORMAT, "schema": {"type": "string", "enum": [*offered]}},
        ],
        "responses": {
            "200": {"description": "The answer", "content": content, "headers": _ANSWER_HEADERS},
            "304": {"description": "The caller has it already (If-None-Match)"},
            **_with_page(problems(406, 410, 422)),
        },
        "externalDocs": {"description": "The question's page", "url": f"/queries/{query.name}.html"},
    }


def _with_page(found: dict) -> dict:
    """These responses, where a wrong value may also be shown on the page that it was given on."""
    found["422"]["content"]["text/html"] = {"schema": _TEXT}
    return found


def description(names: Sequence[str], offered: Mapping[str, str]) -> dict:
    """What OpenAPI says of a question's own text and of its entry in the catalogue."""
    content = {media.split(";")[0]: {"schema": _TEXT} for media in offered.values()}
    content["application/ld+json"] = {"schema": {"type": "object", "required": ["@context"]}}
    form = {"name": "form", "in": "path", "required": True, "schema": {"type": "string", "enum": [*offered]}}
    return {
        "get": {
            "operationId": "describe-question",
            "tags": ["questions"],
            "summary": "What is a question made of?",
            "description": "Its SPARQL text with the header that all else is made from (`rq`), or its entry "
            "in the catalogue as RDF.",
            "parameters": [_named(names), form],
            "responses": {
                "200": {"description": "The question", "content": content},
                **problems(404, 406, 410, 422),
            },
        }
    }


def _named(names: Sequence[str]) -> dict:
    return {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "enum": [*names]}}


def metadata(names: Sequence[str]) -> dict:
    """What OpenAPI says of the metadata of tables."""
    content = {
        "application/csvm+json": {
            "schema": {"type": "object", "required": ["@context", "url", "tableSchema"]}
        }
    }
    return {
        "summary": "What do the columns of a question's CSV hold?",
        "description": "CSVW metadata; the query string is that of the CSV.",
        "parameters": [_named(names)],
        "responses": {"200": {"description": "CSVW metadata", "content": content}, **problems(404, 410, 422)},
    }


def cite(names: Sequence[str]) -> dict:
    """What OpenAPI says of citations."""
    content = {media.split(";")[0]: {"schema": _TEXT} for media in CITATIONS.values()}
    content["application/vnd.citationstyles.csl+json"] = {
        "schema": {"type": "array", "items": {"type": "object"}}
    }
    form = {
        "name": "form",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": [*CITATIONS]},
    }
    return {
        "summary": "How is an answer cited?",
        "description": "As text, BibTeX or CSL-JSON; the query string is that of the answer.",
        "parameters": [_named(names), form],
        "responses": {
            "200": {"description": "A citation", "content": content},
            **problems(404, 406, 410, 422),
        },
    }


def redirect(names: Sequence[str]) -> dict:
    """What OpenAPI says of a question's permanent name."""
    return {
        "summary": "Where is a question, by its permanent name?",
        "parameters": [_named(names)],
        "responses": {"303": {"description": "See the question"}, **problems(404)},
        "status": 303,
    }


def _schema(query: Query, form: str) -> dict:
    """The schema of an answer in one format."""
    names = [column.name for column in query.columns]
    if form == "json":
        return _answer(query)
    if form == "srj":
        binding = {"type": "object", "properties": {name: _TERM for name in names}}
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
    if form in ("csv", "tsv"):
        joint = "," if form == "csv" else "\t?"
        head = joint.join(names) if form == "csv" else f"?{joint.join(names)}"
        return {"type": "string", "description": f"The first line is: {head}"}
    if form in ("parquet", "arrow"):
        return {"type": "string", "format": "binary", "description": f"Columns: {', '.join(names)}"}
    return {"type": "string"}


def _parameter(parameter: Parameter, query: Query, store: Store) -> dict:
    if parameter.kind == "datatype":
        schema = dict(_EDTF if parameter.day else _DATATYPES[parameter.of])
    else:
        slugs = [parameter.write(node, store) for node, _ in parameter.options(store)]
        schema = (
            {"anyOf": [{"enum": slugs}, {"type": "string", "format": "iri"}]} if slugs else {"type": "string"}
        )
    described = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.description}: {parameter.takes}",
        "schema": {"type": "array", "items": schema} | ({"minItems": 1} if parameter.required else {}),
    }
    if parameter.default:
        described["schema"]["default"] = [_default(parameter)]
    if parameter.name in query.example:
        example = query.example[parameter.name]
        described["example"] = [example] if isinstance(example, str) else list(example)
    return described


def _default(parameter: Parameter) -> str:
    """What stands in the text's `VALUES` line, as a caller would write it."""
    default = parameter.default or ""
    return default.split('"')[1] if default.startswith('"') else default.strip("<>")


def _answer(query: Query) -> dict:
    rows = {
        column.name: {**_JSON_TYPES[column.type], "description": column.meaning} for column in query.columns
    }
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
            "values": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
            "columns": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "type": {"type": "string"}},
                },
            },
            "rows": {
                "type": "array",
                "items": {"type": "object", "properties": rows | cited, "required": [*rows]},
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
        **some_problem(400, 403, 406, 413, 415, 429, 503),
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
