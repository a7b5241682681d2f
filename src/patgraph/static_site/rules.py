"""What a static site holds of all that the service can be asked: the rules, each in one place."""

from dataclasses import dataclass

from patgraph.graph import Graph
from patgraph.media import CHARTS
from patgraph.questions.question import Query
from patgraph.web.http.replies import DOCUMENTS

from .file_addresses import SiteAddress

#: Formats of documents, of which a site has those asked for of things and concepts; of the others all.
FORMS = tuple(form for form in DOCUMENTS if form != "html")
#: What an answer to one value is had in; an answer to none is had in all formats there are.
_OF_A_VALUE = ("", "csv", "json", "svg")
_OF_MANY = ("doc", "concept", "def")
_WHOLE = ("dataset", "shapes", "graph", "dumps", "tables", ".well-known")
_PAGES = (
    "", "about", "conformance", "docs", "guides", "joins", "queries", "sources", "things",
    "openapi.json", "changes.atom",
)  # fmt: skip
#: Pages that a site has of its own, in the place of the service's.
OWN_PAGES = ("search", "sparql")


@dataclass(frozen=True)
class SiteSize:
    """How much a site holds: the formats of the documents about things and concepts, and the most values of
    a parameter of which each has its answer.
    """

    forms: tuple[str, ...] = ("ttl", "jsonld")
    values: int = 250


USUAL = SiteSize()


class SiteRules:
    """The rules for a site of a graph."""

    def __init__(self, graph: Graph, size: SiteSize = USUAL):
        self._queries, self._forms = graph.queries, frozenset(size.forms)
        store = graph.store
        self._small = {
            (query.name, name)
            for query in graph.queries.values()
            for name, parameter in query.parameters.items()
            if len(parameter.options(store)) <= size.values
        }

    def wants(self, address: SiteAddress) -> bool:
        """Whether the site has what an address answers, as far as the service answers it."""
        room, _, rest = address.path[1:].partition("/")
        room = room if room in ("openapi.json", "changes.atom") else room.partition(".")[0] or room
        if address.file is None:
            return False
        if room == "queries" and rest:
            return self._wants_answer(rest, address)
        if address.pairs:
            return False
        if room in _OF_MANY:
            # Of the ontology and of the vocabularies as a whole there is one document each.
            return not rest or not address.extension or address.extension in self._forms
        return room in _WHOLE or room in _PAGES

    def _wants_answer(self, rest: str, address: SiteAddress) -> bool:
        name, _, sheet = rest.partition("/")
        query = self._queries.get(name.partition(".")[0])
        if query is None:
            return False
        values = {pair for pair in address.pairs if pair[0] in query.parameters}
        others = dict(set(address.pairs) - values)
        if others.keys() - {"offset", "citations"}:
            return False
        page = not address.extension and not sheet
        if ("offset" in others and not page) or ("citations" in others and page):
            return False
        if not values or values == _example(query):
            return True
        (parameter, *more) = {pair[0] for pair in values}
        required = {name for name, p in query.parameters.items() if p.required}
        return (
            not more
            and len(values) == 1
            and not required - {parameter}
            and (name.partition(".")[0], parameter) in self._small
            and not sheet
            and "citations" not in others
            and address.extension in _OF_A_VALUE
        )


def _example(query: Query) -> set[tuple[str, str]]:
    """The values with which the page of a question begins that needs some."""
    found = set()
    for name, parameter in query.parameters.items():
        if parameter.required:
            given = query.example[name]
            found |= {(name, text) for text in ([given] if isinstance(given, str) else given)}
    return found


def what_is_left(address: SiteAddress) -> str:
    """What kind of thing a site leaves to the service, of an address that it does not hold, in words."""
    names = {name for name, _ in address.pairs}
    room, _, rest = address.path[1:].partition("/")
    if room == "queries":
        if any(name == "sort" or "." in name for name in names):
            return "answers sorted by a column, or with some of their rows"
        if "citations" in names:
            return "answers to a value with the passages behind each row, as data"
        if "/print" in rest:
            return "answers to a value, to print"
        if "/cite" in rest:
            return "how an answer to a value is cited"
        if address.extension in CHARTS:
            return "charts of an answer to a value as PNG, or for Vega-Lite"
        return (
            f"answers to a value as {address.extension}"
            if address.extension else "answers to several values, or to one of very many"
        )  # fmt: skip
    if room in ("doc", "concept", "def") and address.extension:
        return f"documents about things and concepts as {address.extension}"
    if room == "cite":
        return "how a thing is cited, as a file"
    if room == "embed":
        return "tables of answers, to embed"
    if room == "compare":
        return "things compared side by side"
    return "" if room in (*OWN_PAGES, "static", "about") else f"/{room}"
