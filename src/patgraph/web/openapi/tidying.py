"""A description of the service as strict tools want it."""

import json

from .schemas import TEXT

#: What the operations are about.
_TAGS = {
    "questions": "Canned questions, each with its parameters and columns.",
    "linked data": "Things, terms, vocabularies and graphs by their names.",
    "search": "Things found by name.",
    "sparql": "Free queries.",
    "operation": "Health and metrics.",
    "reconciliation": "Lists of names and codes, matched with things.",
    "dataset": "The dataset described, and whole as files.",
}
#: Headers of every answer.
ANSWER_HEADERS = {
    "ETag": {"description": "Changes where the answer or its format does.", "schema": TEXT},
    "Link": {"description": "first, prev, next, last; cite-as; describedby; license.", "schema": TEXT},
    "X-Total-Count": {
        "description": "All rows there are.",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
}


def tidy(schema: dict, base: str) -> None:
    """What strict tools ask of a description: a server, who to ask, that nothing is secured, tags that are
    known, each parameter once, a description everywhere, and what many operations answer said once.
    """
    schema["info"]["contact"] = {"name": "patgraph", "url": base}
    schema["servers"], schema["security"] = [{"url": "/", "description": "This service"}], []
    every = [about for methods in schema["paths"].values() for about in methods.values()]
    used = {tag for about in every for tag in about["tags"]}
    schema["tags"] = [{"name": name, "description": told} for name, told in _TAGS.items() if name in used]
    schema["tags"] += [{"name": name} for name in sorted(used - _TAGS.keys())]
    components = schema["components"]
    components["headers"] = ANSWER_HEADERS
    responses = components.setdefault("responses", {})
    names: dict[str, str] = {}
    for path, methods in schema["paths"].items():
        for method, about in methods.items():
            if not about.get("description"):
                about["description"] = f"{about.get('summary') or f'{method.upper()} {path}'}."
            if "parameters" in about:
                once = {(each["name"], each["in"]): {"schema": TEXT} | each for each in about["parameters"]}
                about["parameters"] = list(once.values())
            for status, found in about["responses"].items():
                if status < "400":
                    continue
                key = f"{status} {json.dumps(found, sort_keys=True)}"
                same = sum(name.startswith(f"Refused{status}") for name in responses)
                name = names.setdefault(key, f"Refused{status}{f'Case{same + 1}' if same else ''}")
                responses[name] = found
                about["responses"][status] = {"$ref": f"#/components/responses/{name}"}
