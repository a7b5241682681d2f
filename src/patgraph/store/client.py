"""A client of a SPARQL service: sends a query as it stands, through SPARQLWrapper, and reads its answer."""

import json
import re
import urllib.request
from typing import cast

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from patgraph.errors import RemoteFault
from patgraph.names import PREFIXES
from patgraph.rdf import Result

from . import genids as blank_nodes
from .address import Address
from .protocol import Row
from .wire import StoreReply, Wire

_ROWS = ("application/sparql-results+json", "application/json")
_TRIPLES = ("application/n-triples", "text/turtle", "application/x-turtle", "text/plain")
_TO_NORMALISE = re.compile(rb"XMLSchema#(?:boolean|decimal)|/genid/|nodeID://")
_DECIMAL = re.compile(r"\+?(-?)0*([0-9]*)(?:\.([0-9]*?)0*)?")


class SparqlClient:
    """Asks the service at an address. Every method can raise `RemoteFault` and its kinds."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.wire = Wire(address)

    def ask(self, text: str, kind: str, genids: str = "") -> Result:
        """Send a query of a kind (`SELECT` …) as it stands, and read the answer; names under `genids` become
        blank nodes.
        """
        triples = kind in ("CONSTRUCT", "DESCRIBE")
        accept = _TRIPLES if triples else _ROWS
        request = self._request(text, kind, ", ".join(accept[:2]))
        reply = self.wire.send(
            request.get_method(),
            request.full_url,
            cast(bytes | None, request.data),
            dict(request.header_items()),
            accept,
        )
        try:
            return self._triples(reply, genids) if triples else _solutions(reply.content, genids)
        except (SyntaxError, ValueError) as error:
            raise RemoteFault(
                f"{self.address}: half an answer, or none that can be read ({error}); ask again."
            ) from error

    def rows(self, text: str) -> list[Row]:
        """The rows of a SELECT that is sent as it stands."""
        return [*map(tuple, cast(QuerySolutions, self.ask(text, "SELECT")))]

    def _request(self, text: str, kind: str, accept: str) -> urllib.request.Request:
        form = TURTLE if kind in ("CONSTRUCT", "DESCRIBE") else JSON
        wrapper = SPARQLWrapper(self.address.query, returnFormat=form, agent="patgraph")
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        wrapper.addCustomHttpHeader("Accept", accept)
        # It would guess the kind with a pattern; a parser has told us.
        wrapper.queryString, wrapper.queryType = text, kind
        return wrapper._createRequest()

    def _triples(self, reply: StoreReply, genids: str) -> QueryTriples:
        plain = reply.media in ("application/n-triples", "text/plain")
        form = RdfFormat.N_TRIPLES if plain else RdfFormat.TURTLE
        found = list(pyoxigraph.parse(reply.content, format=form))
        if len(found) >= 1000 and "virtuoso" in reply.headers.get("server", "").lower():
            # Virtuoso says so when it cuts rows (the wire looks), but not when it cuts triples.
            self.ask(f"SELECT ?s WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {len(found) + 1}", "SELECT")
        engine = pyoxigraph.Store()
        engine.bulk_extend(blank_nodes.blank_quad(quad, genids) for quad in found)
        return cast(QueryTriples, engine.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))


def _solutions(content: bytes, genids: str) -> QuerySolutions | QueryBoolean:
    """Solutions or a boolean, of SPARQL JSON. Raises `ValueError` or `SyntaxError` for half of one.

    What a store may write otherwise is written one way: `1` and `true` are one boolean, `0.50` and `.5` one
    decimal, and names that stand for blank nodes are blank nodes.
    """
    body = json.loads(content)
    if not isinstance(body, dict):
        raise ValueError("no JSON object")
    if _TO_NORMALISE.search(content):
        for row in body.get("results", {}).get("bindings", ()):
            for cell in row.values():
                if cell.get("datatype") == PREFIXES["xsd"] + "boolean":
                    cell["value"] = {"1": "true", "0": "false"}.get(cell["value"], cell["value"])
                elif cell.get("datatype") == PREFIXES["xsd"] + "decimal":
                    cell["value"] = _shortest(cell["value"])
                elif cell["type"] == "bnode":
                    cell["value"] = re.sub(r"\W", "", cell["value"].removeprefix("nodeID://"))
                elif genids and cell["type"] == "uri" and cell["value"].startswith(genids):
                    cell["type"], cell["value"] = "bnode", cell["value"].removeprefix(genids)
        content = json.dumps(body).encode()
    form = QueryResultsFormat.JSON
    # Read to its end once, since solutions are read as they are asked for and the last may be broken.
    if "results" in body:
        for _ in cast(QuerySolutions, pyoxigraph.parse_query_results(content, format=form)):
            pass
    return pyoxigraph.parse_query_results(content, format=form)


def _shortest(decimal: str) -> str:
    """A decimal as our engine writes it: no sign but a minus, no zeros that say nothing; else as it is."""
    parts = _DECIMAL.fullmatch(decimal)
    if parts is None or not (parts[2] or parts[3] or "0" in decimal):
        return decimal
    whole, rest = parts[2] or "0", parts[3]
    found = f"{whole}.{rest}" if rest else whole
    return found if found == "0" else parts[1] + found
