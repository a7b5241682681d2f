"""OpenAPI for `/sparql`."""

from patgraph.web.http.negotiation import GRAPHS, PAGE, ROWS

from .refusals import some_problem


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
