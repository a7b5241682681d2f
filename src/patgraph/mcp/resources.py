"""Resources: what a client may read without asking: the questions, the ontology, the sources, the
documentation.
"""

from mcp_types import Resource, ResourceTemplate

from patgraph import documentation
from patgraph.errors import UnknownThing
from patgraph.questions.formats import writers
from patgraph.questions.question import find_question

from .fetching import schema
from .knowledge import Knowledge

SPACE = "patgraph://"
_LISTED = {
    "questions": ("Questions", "Every canned question, by name, with what it asks.", "text/markdown"),
    "ontology": ("Ontology", "Classes and properties, with how often they are used.", "text/plain"),
    "sources": ("Sources", "The documents behind the graph: title, date, type, passages.", "text/csv"),
}
TEMPLATE = ResourceTemplate(
    name="query", title="The text of a question", uri_template=f"{SPACE}query/{{name}}",
    description="Its header and its SPARQL.", mime_type="application/sparql-query",
)  # fmt: skip


def listed() -> list[Resource]:
    """All that can be read but the texts of questions, for which there is a template."""
    found = [
        Resource(name=name, title=title, uri=f"{SPACE}{name}", description=told, mime_type=media)
        for name, (title, told, media) in _LISTED.items()
    ]
    for name, path in documentation.documents().items():
        uri, title = f"{SPACE}docs/{name}", documentation.title(path)
        found.append(Resource(name=f"docs-{name}", title=title, uri=uri, mime_type="text/markdown"))
    return found


def read(knowledge: Knowledge, uri: str) -> tuple[str, str]:
    """The text of a resource, and its media type. Raises `UnknownThing`, `UnknownQuery`."""
    kind, _, name = uri.removeprefix(SPACE).partition("/")
    if not uri.startswith(SPACE):
        kind = ""
    if kind == "query":
        return find_question(knowledge.graph.queries, name).text, "application/sparql-query"
    if kind == "docs" and name in documentation.documents():
        return documentation.documents()[name].read_text(encoding="utf-8"), "text/markdown"
    if kind in _LISTED and not name:
        return _read(knowledge, kind), _LISTED[kind][2]
    known = ", ".join(resource.uri for resource in listed())
    raise UnknownThing(f"No resource is called {uri[:80]!r}; there are {known}, {TEMPLATE.uri_template}.")


def _read(knowledge: Knowledge, name: str) -> str:
    if name == "ontology":
        return schema(knowledge)
    if name == "questions":
        queries = knowledge.graph.queries.values()
        return "".join(f"- `{query.name}`: {query.title}\n" for query in queries)
    answer = find_question(knowledge.graph.queries, "sources").ask(knowledge.store)
    # For a model, that computes nothing.
    return writers.write(answer, "csv", raw=True).decode()
