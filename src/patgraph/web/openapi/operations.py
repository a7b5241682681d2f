"""OpenAPI for the questions, made from their own files: parameters, responses, examples."""

from collections.abc import Mapping, Sequence

from patgraph.errors import PatgraphError
from patgraph.media import types
from patgraph.questions.formats.answer_formats import GRAPH_FORMATS
from patgraph.questions.how_to_cite import CITATIONS
from patgraph.questions.parameters import Parameter
from patgraph.questions.question import Query
from patgraph.store import Store
from patgraph.tables.columns import TYPES
from patgraph.web.http.question_formats import answers

from . import sparql_protocol
from .question_parameters import ARRANGING, PAGING
from .refusals import PROBLEM, problems
from .schemas import CITATION, SHARED, TEXT
from .schemas import schema as answer_schema
from .tidying import ANSWER_HEADERS, tidy

#: Of a parameter that takes a longer date too: a client that is made from this can send one.
_EDTF = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "description": "a date in EDTF", "examples": ["2003", "2002-10/2003-03"]},
    ]
}
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
#: One or more texts.
_TEXTS = {"type": "array", "items": {"type": "string", "minLength": 1}}
_HEADER_NAMES = {name: {"$ref": f"#/components/headers/{name}"} for name in ANSWER_HEADERS}


def errors() -> list[type[PatgraphError]]:
    """Every kind of error that can reach a caller, in the order of the tree."""

    def below(kind):
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    return below(PatgraphError)


def complete(schema: dict, queries: Mapping[str, Query], store: Store) -> dict:
    """A description with each question at a path of its own, what the operations refer to, what the listing
    may say, and the faces of questions that ask nothing.
    """
    names = [name for name, query in queries.items() if query.form == "select"]
    offered = types(("rq", *GRAPH_FORMATS))
    listing = schema["paths"].pop("/queries")
    listing["get"]["responses"] |= problems(406)
    asked = {f"/queries/{name}": {"get": question(query, store)} for name, query in queries.items()}
    schema["paths"] = {"/queries": listing} | asked | schema["paths"]
    schema["paths"]["/queries/{name}.{form}"] = description(names, offered)
    schema["paths"]["/sparql"] = sparql_protocol.protocol()
    for path, methods in schema["paths"].items():
        for about in methods.values() if path not in ("/health", "/metrics") else ():
            if "responses" in about:
                about["responses"].setdefault("429", problems(429)["429"])
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    schemas |= {"Problem": PROBLEM, "Citation": CITATION} | SHARED
    schemas |= {
        _options_name(parameter): options
        for query in queries.values()
        for parameter in query.parameters.values()
        if (options := _options(parameter, store))
    }
    tidy(schema, store.base)
    return schema


def _options_name(parameter: Parameter) -> str:
    """What the values of a class, or of a vocabulary, are called: `CouncilName`, `RoleConcept`."""
    local = parameter.of.rpartition(":")[2]
    words = "".join(part[:1].upper() + part[1:] for part in local.split("-"))
    return f"{words}{'Concept' if parameter.kind == 'scheme' else 'Name'}"


def _options(parameter: Parameter, store: Store) -> dict | None:
    """The values that there are for a parameter; nothing where any may be."""
    slugs = [parameter.write(node, store) for node, _ in parameter.options(store)]
    return {"anyOf": [{"enum": slugs}, {"type": "string", "format": "iri"}]} if slugs else None


def question(query: Query, store: Store) -> dict:
    """What OpenAPI says of one question."""
    offered = answers(query)
    content = {media.split(";")[0]: {"schema": answer_schema(query, name)} for name, media in offered.items()}
    return {
        "tags": ["questions"],
        "summary": query.title,
        "description": query.description,
        "operationId": query.name,
        "responses": {
            "200": {"description": "The answer", "content": content, "headers": _HEADER_NAMES},
            "304": {"description": "The caller has it already (If-None-Match)"},
            **_with_page(problems(406, 410, 422)),
        },
        "parameters": [
            *(_parameter(p, query, store) for p in query.parameters.values()),
            *(ARRANGING if query.form == "select" else ()),
            *PAGING,
            {**FORMAT, "schema": {"type": "string", "enum": [*offered]}},
        ],
        "externalDocs": {"description": "The question", "url": query.iri.value},
    }


def _with_page(found: dict) -> dict:
    """These responses, where a wrong value may also be shown on the page that it was given on."""
    found["422"]["content"]["text/html"] = {"schema": TEXT}
    return found


def description(names: Sequence[str], offered: Mapping[str, str]) -> dict:
    """What OpenAPI says of a question's own text and of its entry in the catalogue."""
    content = {media.split(";")[0]: {"schema": TEXT} for media in offered.values()}
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
        "description": "CSVW metadata; the query string is that of the CSV.",
        "parameters": [_named(names)],
        "responses": {"200": {"description": "CSVW metadata", "content": content}, **problems(404, 410, 422)},
    }


def cite(names: Sequence[str]) -> dict:
    """What OpenAPI says of citations."""
    content = {media.split(";")[0]: {"schema": TEXT} for media in CITATIONS.values()}
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
        "description": "As text, BibTeX, CSL-JSON or RIS; the query string is that of the answer.",
        "parameters": [_named(names), form],
        "responses": {
            "200": {"description": "A citation", "content": content},
            **problems(404, 406, 410, 422),
        },
    }


def sheet(names: Sequence[str]) -> dict:
    """What OpenAPI says of an answer as a page of its own."""
    return {
        "description": "A page; the query string is that of the answer.",
        "parameters": [_named(names)],
        "responses": {
            "200": {"description": "A page", "content": {"text/html": {"schema": TEXT}}},
            **_with_page(problems(404, 410, 422)),
        },
    }


def redirect(names: Sequence[str]) -> dict:
    """What OpenAPI says of a question's permanent name."""
    return {
        "parameters": [_named(names)],
        "responses": {"303": {"description": "See the question"}, **problems(404)},
    }


def _parameter(parameter: Parameter, query: Query, store: Store) -> dict:
    if parameter.kind == "datatype":
        schema = dict(_EDTF if parameter.day else TYPES[parameter.of.removeprefix("xsd:")].json)
        if parameter.financial:
            schema["type"] = [schema["type"], "string"]
    else:
        named = {"$ref": f"#/components/schemas/{_options_name(parameter)}"}
        schema = named if parameter.options(store) else {"type": "string"}
    described = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.description}: {parameter.takes}",
        "schema": {"type": "array", "items": schema} | ({"minItems": 1} if parameter.required else {}),
    }
    if parameter.default:
        described["schema"]["default"] = [_typed(parameter, _default(parameter))]
    if parameter.name in query.example:
        example = query.example[parameter.name]
        given = [example] if isinstance(example, str) else list(example)
        described["example"] = [_typed(parameter, text) for text in given]
    return described


def _typed(parameter: Parameter, text: str) -> str | int | bool:
    """A value as JSON has it."""
    if parameter.kind == "datatype" and parameter.of == "xsd:integer":
        return int(text)
    return text == "true" if parameter.kind == "datatype" and parameter.of == "xsd:boolean" else text


def _default(parameter: Parameter) -> str:
    """What stands in the text's `VALUES` line, as a caller would write it."""
    default = parameter.default or ""
    return default.split('"')[1] if default.startswith('"') else default.strip("<>")
