"""`/joins`: ready queries that join this graph with others by official codes, and where each can be asked.

Each is a file of SPARQL in `federated/` that any tool runs as it stands, under a header of `#+` lines:
title, description, `runs` (here, or there: at the other service), `service` (whom it calls), and columns.
They are no questions: those never call another machine.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import Request, Response

from patgraph.errors import UnknownQuery
from patgraph.questions.header import JoinHeader, read_header
from patgraph.questions.question import without_header
from patgraph.sparql.screen import is_allowed
from patgraph.web.pages import Pages
from patgraph.web.server.routing import Routes

FOLDER = Path(__file__).parent.parent / "federated"


@dataclass(frozen=True)
class Join:
    """A ready query: `text` is its file, `sparql` what is sent; `runs`: here or there; `service`: the address
    that it calls, `None` for none; `columns`: name -> meaning.
    """

    name: str
    title: str
    description: str
    runs: str
    service: str | None
    columns: dict[str, str]
    text: str

    @property
    def sparql(self) -> str:
        """The query without its header."""
        return without_header(self.text)

    def is_open(self, allowed: Collection[str]) -> bool:
        """Whether this service can be asked it, calling only hosts that are allowed."""
        return self.runs == "here" and (self.service is None or is_allowed(self.service, allowed))


@cache
def joins() -> dict[str, Join]:
    """The ready queries by name: those that run here first. Raises `BadInput` where a file is broken."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.rq"))]
    return {join.name: join for join in sorted(found, key=lambda j: (j.runs, j.service is None, j.name))}


def _read(path: Path) -> Join:
    text = path.read_text(encoding="utf-8")
    header = read_header(path, text, JoinHeader)
    return Join(
        path.stem, header.title, header.description, header.runs, header.service, header.columns, text
    )


class JoinRoutes:
    """`/joins`, and each query as a file. `allowed` are the hosts that SERVICE may call here."""

    def __init__(self, pages: Pages, allowed: Collection[str]):
        self._pages, self._allowed = pages, allowed

    def add_to(self, routes: Routes):
        """Register the addresses."""
        routes.get("/joins", self.listing)
        routes.get("/joins/{name}.rq", self.text)

    def listing(self, request: Request) -> Response:
        """The page."""
        return self._pages.show("joins.html", joins=joins().values(), allowed=sorted(self._allowed))

    def text(self, request: Request, name: str) -> Response:
        """A query. Raises `UnknownQuery`."""
        if name not in joins():
            raise UnknownQuery(f"No ready query is called {name[:80]!r}; /joins lists them.")
        return Response(joins()[name].text, media_type="application/sparql-query")
