"""`/reconcile`: the Reconciliation Service API 0.2, for OpenRefine and its like."""

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from patgraph.errors import BadRequest
from patgraph.web.server.fair_places import FairPlaces
from patgraph.web.server.rate_limit import RateLimit, identity
from patgraph.web.server.routing import Routes

from . import openapi, requests
from .service import Reconciliation

#: Batches are worked on three at a time, two of a client; so many wait in all and of a client, and so long.
_PLACES, _PATIENCE = (3, 2, 64, 8), 30.0
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class ReconcileRoutes:
    """`/reconcile`, by whatever method."""

    def __init__(self, service: Reconciliation, rate: RateLimit):
        self._service, self._rate = service, rate
        self._places = FairPlaces(*_PLACES)

    def add_to(self, routes: Routes):
        """Register the address."""
        routes.every_method("/reconcile", self.reconcile)
        for method, extra in (("GET", openapi.GET), ("POST", openapi.POST)):
            routes.describe(
                method, "/reconcile", self.reconcile, "Which things do these names mean?",
                tags=["reconciliation"], openapi_extra=extra, operation_id=f"reconcile-{method.lower()}",
            )  # fmt: skip

    async def reconcile(self, request: Request) -> Response:
        """The manifest; or the candidates of a batch (`queries`), or a table (`extend`)."""
        if request.method not in ("GET", "HEAD", "POST"):
            return _refuse(request)
        found = await requests.read_request(request)
        service = self._service
        if found is None:
            body = service.manifest(str(request.base_url).rstrip("/"))
            return JSONResponse(body, headers={"Cache-Control": "public, max-age=300"})
        name, text = found
        headers = {"Cache-Control": "no-store"} if request.method == "POST" else {}
        client = identity(request.client and request.client.host)
        with self._rate.admit(client):
            async with self._places.place(client, _PATIENCE):
                # Also written outside the event loop: a batch may be large.
                return await run_in_threadpool(
                    lambda: JSONResponse(self._answer(name, text), headers=headers)
                )

    def _answer(self, name: str, text: str) -> dict:
        if name == "queries":
            return self._service.answer(requests.queries(text))
        return self._service.extended(requests.extension(text))


def _refuse(request: Request) -> Response:
    """Which methods there are. Raises `BadRequest` for others."""
    headers = {"Allow": ", ".join(_METHODS)}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    raise BadRequest(f"{request.method} is no operation of the API; use GET or POST.", 405, headers)
