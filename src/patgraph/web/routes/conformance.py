"""`/conformance`: what the W3C's tests found, as `bench/conformance.py` wrote it down when it ran."""

import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from patgraph.web.http import negotiation
from patgraph.web.pages import Pages
from patgraph.web.server.routing import Routes

RESULTS = Path(__file__).parent.parent / "conformance.json"
#: What `bench/hostile.py` found when it ran.
HOSTILE = RESULTS.with_name("hostile.json")


def hostile() -> dict | None:
    """What an innocent caller felt beside hostile ones, as it was measured last; `None` where it was not."""
    return json.loads(HOSTILE.read_text(encoding="utf-8")) if HOSTILE.exists() else None


def results() -> dict | None:
    """What the last run found: when, of which versions, and for each group of tests how many passed and which
    did not; `None` where none was made.
    """
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else None


class ConformanceRoutes:
    """`/conformance`, a page, which is JSON for who asks for that."""

    def __init__(self, pages: Pages):
        self._pages = pages

    def add_to(self, routes: Routes):
        """Register the address."""
        routes.get("/conformance", self.conformance)

    def conformance(self, request: Request) -> Response:
        """What was found."""
        accept = negotiation.accepted(request)
        found = results()
        if negotiation.require(accept, ["application/json", negotiation.PAGE]) == negotiation.PAGE:
            return self._pages.show("conformance.html", found=found, hostile=hostile())
        return JSONResponse(found and found | {"hostile": hostile()}, headers={"Vary": "Accept"})
