"""What a request for a question asks for, and what caches and links the reply has."""

from functools import cached_property
from importlib import metadata
from typing import NamedTuple

from fastapi import Request as HttpRequest
from fastapi import Response

from patgraph.about import __version__
from patgraph.graph import Graph
from patgraph.names import PREFIXES
from patgraph.questions import permalinks
from patgraph.questions.arranging import Arrangement, is_of_arrangement, read_arrangement
from patgraph.questions.question import Query
from patgraph.web.http import paging, replies
from patgraph.web.http.replies import file_named


def _release(name: str) -> str:
    """Which release of a package is installed; nothing where none is."""
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return ""


#: Who writes an answer: another release of them may write other bytes.
_WRITERS = (
    __version__,
    _release("pyoxigraph"),
    _release("pyarrow"),
    _release("xlsxwriter"),
    _release("vl-convert-python"),
)
#: Of a page: the name of a parameter whose field is to take several values.
SEVERAL = "several"
_VARY = {"Vary": "Accept"}
_PRESENT, _PERMANENT = "public, no-cache", "public, max-age=31536000, immutable"


class AskedQuestion(NamedTuple):
    """What a request asks for: as an address, as terms, and which version it names."""

    address: permalinks.QuestionRequest
    terms: dict
    version: str | None


class QuestionReplies:
    """Reads the requests for questions, and makes the headers of the replies."""

    def __init__(self, graph: Graph):
        self._graph = graph

    @cached_property
    def _words(self) -> str:
        """Whether the words of passages are at hand: answers with them are others."""
        return str(bool(self._graph.store.query(f"ASK {{ ?p <{PREFIXES['pat']}quote> ?words }}")))

    def read(self, query: Query, request: HttpRequest, form: str) -> AskedQuestion:
        """What a request asks for. Raises `BadValue`, `NotServed`."""
        given = request.query_params
        values = fields_given(request) if form == "html" else values_given(request)
        cited = paging.flag(given, "citations")
        limit, offset, most = paging.part_asked(given, form == "html", cited)
        terms = query.read(values, self._graph.store)
        written = query.write(terms, self._graph.store)
        arranged = arrangement_given(query, request, form)
        citations = cited and form != "html"
        address = permalinks.QuestionRequest(
            query, written, limit, offset, citations, most, arranged,
            raw=paging.flag(given, "raw"), bom=paging.flag(given, "bom"),
        )  # fmt: skip
        present = address.address(form, self._graph.version)
        permalinks.check_version(given.get("version"), self._graph.store, present)
        return AskedQuestion(address, terms, given.get("version"))

    def caching(self, version: str | None) -> str:
        """What caches may do: keep a permanent address for good, ask again about another, and keep neither
        where the store has no version; behind a remote store the version may change at any time.
        """
        if len(self._graph.version) != 64:
            return "no-store"
        return _PERMANENT if version else _PRESENT if self._graph.store.is_embedded else "no-cache"

    def unchanged(
        self, address: permalinks.QuestionRequest, form: str, version: str | None, request: HttpRequest
    ) -> tuple[str, Response | None]:
        """The entity tag, and the response where the caller has that already."""
        tag = f'"{address.tag(self._graph.store, form, version, *_WRITERS, self._words)}"'
        if len(self._graph.version) == 64 and replies.has(request, tag):
            caching = {"Cache-Control": self.caching(version), "ETag": tag}
            return tag, Response(status_code=304, headers=_VARY | caching)
        return tag, None

    def plain_headers(self, tag: str, version: str | None) -> dict[str, str]:
        """The headers of what stands beside an answer: its citation, its metadata, the question's text."""
        return _VARY | {"ETag": tag, "Cache-Control": self.caching(version)}

    def headers(self, asked: AskedQuestion, form: str, total: int, extension: str | None) -> dict[str, str]:
        """The headers of an answer of so many rows, but its entity tag."""
        address, version = asked.address, asked.version
        parts = paging.part_addresses(address, total, extension or form, self._graph.version)
        entries = paging.link_entries(parts)
        entries.append(f'<{address.permanent(self._graph.store)}>; rel="cite-as"')
        if form in ("csv", "tsv"):
            about = address.address("csv-metadata.json", version)
            entries.append(f'<{about}>; rel="describedby"; type="application/csvm+json"')
        named = {} if form == "html" else file_named(address.file_name(form))
        entries.append('<https://creativecommons.org/licenses/by/4.0/>; rel="license"')
        return (
            _VARY
            | named
            | {
                "Cache-Control": self.caching(version),
                "Link": ", ".join(entries),
                "X-Total-Count": str(total),
            }
        )


def values_given(request: HttpRequest) -> dict[str, list[str]]:
    """What a request gives for the parameters of a question."""
    found: dict[str, list[str]] = {}
    for key, text in request.query_params.multi_items():
        if key not in permalinks.RESERVED and not is_of_arrangement(key):
            found.setdefault(key, []).append(text)
    return found


def fields_given(request: HttpRequest) -> dict[str, list[str]]:
    """The same of a form, which sends its empty fields too, that say nothing, and for which of them several
    values are to be chosen.
    """
    values = {k: kept for k, texts in values_given(request).items() if (kept := [t for t in texts if t])}
    values.pop(SEVERAL, None)
    return values


def arrangement_given(query: Query, request: HttpRequest, form: str) -> Arrangement:
    """How the rows are to be sorted and which kept. Raises `BadValue`."""
    pairs = request.query_params.multi_items()
    if form == "html":
        # A form sends its empty fields too, which say nothing.
        pairs = [(name, text) for name, text in pairs if text.strip()]
    return read_arrangement(query, pairs)
