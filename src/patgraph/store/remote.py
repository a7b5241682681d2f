"""A remote store: any SPARQL 1.1 service that holds the graph, asked through SPARQLWrapper.

What patgraph fills (see `fill.py`) has a description in a graph of its own, outside the hashed quads:

<…/graph/store> { <…/graph/store> schema:version "…" ; void:uriSpace "…" ; void:triples … ;
                  schema:identifier "…" ; schema:creativeWorkStatus "whole" . }

Plain SPARQL has no transaction over several requests. So the description is replaced before anything
else changes (`changing`) and when all has changed (`whole`, with a new identifier), and a reader looks
at it after each answer: only an answer with the same whole description before and after is given.
A store without a description is served too, as `unversioned`.
"""

import json
import re
import threading
import time
import urllib.request
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from patgraph.errors import MalformedQuery, RemoteFault, RemoteUnavailable, Unscoped
from patgraph.names import BASE, PREFIXES, graph
from patgraph.rdf import Dataset, parse
from patgraph.sparql import scope
from patgraph.sparql.scope import Form

from . import retrieval
from .embedded import Row, Store
from .wire import Address, Wire

#: The description's graph and subject, whatever the base of the rest.
DESCRIPTION = graph("store")
UNVERSIONED = "unversioned"
_ROWS = ("application/sparql-results+json", "application/json")
_TRIPLES = ("application/n-triples", "text/turtle", "application/x-turtle", "text/plain")
#: Blank nodes are stored under names, so that no request ever makes two of one.
_GENID = "genid/"
_TO_NORMALISE = re.compile(rb"XMLSchema#boolean|/genid/|nodeID://")
#: Seconds that a reader waits for a change of versions to end.
_PATIENCE = 3.0


@dataclass(frozen=True)
class Description:
    """What a store says of itself. Two are equal only if nothing was written between them."""

    version: str
    base: str = BASE
    triples: int | None = None
    identifier: str = ""
    whole: bool = True
    view: bool = True


class RemoteStore:
    """The interface of `store.Store`, over SPARQL 1.1. Every method can raise `RemoteFault` and
    `RemoteUnavailable`.
    """

    def __init__(self, address: Address):
        self.address = address
        self.wire = Wire(address)
        self._seen: Description | None = None
        self._answered = threading.local()
        self._members: dict[tuple, list] = {}

    @property
    def version(self) -> str:
        """The SHA-256 of the dataset that this thread's last answer came from; `unversioned` where the
        store does not know.
        """
        return self._known().version

    @property
    def base(self) -> str:
        """The base of the store's names."""
        return self._known().base

    @property
    def view(self) -> NamedNode:
        """The graph a query sees as its default graph."""
        return NamedNode(f"{self.base}graph/view")

    @property
    def has_our_engine(self) -> bool:
        """Whether the store said, as it last answered, that it is an Oxigraph server: what our engine plans
        for long, that one does too, and nobody can stop it.
        """
        return "oxigraph" in self.wire.server.lower()

    def query(self, text: str):
        """Ask a query of ours; pyoxigraph's solutions, triples or boolean. Raises `MalformedQuery`,
        `Unscoped` (its body cannot be put inside the view).
        """
        return self._steady(lambda: self._ask(scope.bound(text)))

    def free(self, text: str):
        """Ask a query that a stranger wrote. Raises `MalformedQuery`; `Unscoped`; `Refused` for
        `SERVICE`. `FROM` can name the graphs of this dataset, and nothing that a store would load.
        """
        return self.answer(scope.read(text))

    def answer(self, form: Form):
        """As `free`, of a query that has been read."""

        def ask():
            for name in form.dataset:
                if not name.startswith(self.base):
                    raise Unscoped(f"FROM <{name}>: no graph of this dataset; leave FROM out.")
            return self._ask(form)

        try:
            return self._steady(ask)
        except RemoteFault as fault:
            if fault.code == 400:
                raise MalformedQuery(f"The remote store does not take it: {fault}") from fault
            raise

    def select(self, text: str) -> tuple[list[str], list[Row]]:
        """The variables and rows of a SELECT, `None` where a variable is unbound."""
        solutions = self.query(text)
        return [v.value for v in solutions.variables], [tuple(solution) for solution in solutions]

    def members(self, pattern: str) -> list[tuple[NamedNode, str]]:
        """Things `?value` that match a pattern, each with its label, by label."""
        key = (self._known(), pattern)
        if key not in self._members:
            found = Store.members(self, pattern)
            self._members = {k: v for k, v in self._members.items() if k[0] == self._known()}
            self._members[self._known(), pattern] = found
            return found
        return self._members[key]

    def knows(self, node: NamedNode) -> bool:
        """Whether the view, or any passage, speaks of a thing."""
        return Store.knows(self, node)

    def names(self, space: str) -> list[str]:
        """The IRIs of the view's subjects that begin with a text."""
        text = f"SELECT DISTINCT ?s WHERE {{ ?s ?p ?o . FILTER(STRSTARTS(STR(?s), {Literal(space)})) }}"
        return sorted(row[0].value for row in self.select(text)[1] if isinstance(row[0], NamedNode))

    def copy(self) -> Store:
        """All of it, in memory. Raises `RemoteFault` where the store gives less than it should hold."""
        about, counts, quads = self._steady(self._all)
        wanted = about.triples if about.triples is not None else sum(counts.values())
        if len(quads) != wanted:
            raise RemoteFault(
                f"{self.address}: gave {len(quads)} statements of {wanted}; it cuts answers short, or not "
                "all was written by patgraph: fill an empty store with `patgraph build`."
            )
        engine = pyoxigraph.Store()
        engine.bulk_extend(quads)
        return Store(engine, about.version, about.base)

    def dataset(self) -> Dataset:
        """All of it as a dataset again, under the original base. Raises `RemoteFault`, as `copy`."""
        held = self.copy()
        text = "".join(f"{quad} .\n" for quad in held.engine).replace(held.base, BASE)
        return Dataset(frozenset(parse(text.encode())), held.base)

    def describe(self) -> Description | None:
        """What the store says of itself at this moment; `None` where it says nothing."""
        values: dict[str, list[str]] = {}
        for predicate, term in self.said():
            values.setdefault(predicate.value, []).append(term.value)
        if not values:
            return None
        # More than one value: the old description is about to go.
        said, settled = {p: v[-1] for p, v in values.items()}, all(len(v) == 1 for v in values.values())
        schema, void = PREFIXES["schema"], PREFIXES["void"]
        try:
            return Description(
                said[f"{schema}version"],
                said[f"{void}uriSpace"],
                int(said[f"{void}triples"]),
                said[f"{schema}identifier"],
                settled and said[f"{schema}creativeWorkStatus"] == "whole",
            )
        except (KeyError, ValueError):
            raise RemoteFault(f"{self.address}: {DESCRIPTION} describes no version; build again.") from None

    def said(self) -> list[Row]:
        """Properties and values of the description, as they stand."""
        node = DESCRIPTION
        return [*map(tuple, self.ask(f"SELECT ?p ?o WHERE {{ GRAPH {node} {{ {node} ?p ?o }} }}", "SELECT"))]

    def ask(self, text: str, kind: str, genids: str = ""):
        """Send a query as it stands, and read the answer; names under `genids` become blank nodes."""
        triples = kind in ("CONSTRUCT", "DESCRIBE")
        accept = _TRIPLES if triples else _ROWS
        request = self._request(text, kind, ", ".join(accept[:2]))
        reply = self.wire.send(
            request.get_method(), request.full_url, request.data, dict(request.header_items()), accept
        )
        try:
            return self._triples(reply, genids) if triples else _solutions(reply.content, genids)
        except (SyntaxError, ValueError) as error:
            raise RemoteFault(
                f"{self.address}: half an answer, or none that can be read ({error}); ask again."
            ) from error

    def _request(self, text: str, kind: str, accept: str) -> urllib.request.Request:
        form = TURTLE if kind in ("CONSTRUCT", "DESCRIBE") else JSON
        wrapper = SPARQLWrapper(self.address.query, returnFormat=form, agent="patgraph")
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        wrapper.addCustomHttpHeader("Accept", accept)
        # It would guess the kind with a pattern; a parser has told us.
        wrapper.queryString, wrapper.queryType = text, kind
        return wrapper._createRequest()

    def _triples(self, reply, genids: str):
        plain = reply.media in ("application/n-triples", "text/plain")
        form = RdfFormat.N_TRIPLES if plain else RdfFormat.TURTLE
        found = list(pyoxigraph.parse(reply.content, format=form))
        if len(found) >= 1000 and "virtuoso" in reply.headers.get("server", "").lower():
            # Virtuoso says so when it cuts rows (the wire looks), but not when it cuts triples.
            self.ask(f"SELECT ?s WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {len(found) + 1}", "SELECT")
        engine = pyoxigraph.Store()
        engine.bulk_extend(_unskolem(quad, genids) for quad in found)
        return engine.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")

    def _ask(self, form: Form):
        about = self._known()
        text = form.inside(self.view) if about.view and not form.dataset else form.text
        return self.ask(text, form.kind, about.base + _GENID)

    def _known(self) -> Description:
        seen = getattr(self._answered, "description", None) or self._seen
        if seen is None:
            seen = self._look()
            self._seen = self._answered.description = seen
        return seen

    def _look(self) -> Description:
        """The description, waiting a little where versions are being changed."""
        until = time.monotonic() + _PATIENCE
        while True:
            found = self.describe()
            if found is None and not (self._seen and self._seen.identifier):
                view = NamedNode(f"{BASE}graph/view")
                holds = bool(self.ask(f"ASK {{ GRAPH {view} {{ ?s ?p ?o }} }}", "ASK"))
                return Description(UNVERSIONED, view=holds)
            if found is not None and found.whole:
                return found
            if time.monotonic() > until:
                raise RemoteUnavailable(
                    f"{self.address}: is being filled just now; ask again in a while. If no build runs, one "
                    "was killed: run it again, and it will resume."
                )
            time.sleep(0.1)

    def _steady(self, ask):
        """An answer during which nothing changed; asked again where something did."""
        # What another thread saw last is newer than what this one did.
        before = self._answered.description = self._seen or self._known()
        for _ in range(4):
            found = ask()
            after = self._look()
            self._seen = self._answered.description = after
            if after == before:
                return found
            before = after
        raise RemoteUnavailable(f"{self.address}: changes faster than it can be read; ask again in a while.")

    def _all(self) -> tuple[Description, dict[str, int], list[Quad]]:
        base, out = self.base, DESCRIPTION.value
        counts = {name: n for name, n in self.graphs().items() if name.startswith(base) and name != out}
        # Names stay names while subjects are listed; in statements they are blank nodes again.
        found = retrieval.quads(lambda text: [*map(tuple, self.ask(text, "SELECT"))], counts)
        return self._known(), counts, [_unskolem(quad, base + _GENID) for quad in found]

    def graphs(self) -> dict[str, int]:
        """Every named graph with the number of its statements."""
        return retrieval.graphs(lambda text: [*map(tuple, self.ask(text, "SELECT"))])


def skolem(text: str, base: str) -> str:
    """A line of N-Quads with names instead of its blank nodes, as they are stored."""
    return re.sub(r"(?<=^)_:(\w+)(?= )|(?<= )_:(\w+)(?= )", lambda m: f"<{base}{_GENID}{m[1] or m[2]}>", text)


def _unskolem(quad: Quad, genids: str) -> Quad:
    subject, value = _blank(quad.subject, genids), _blank(quad.object, genids)
    return Quad(subject, quad.predicate, value, quad.graph_name)


def _blank(term, genids: str):
    if genids and isinstance(term, NamedNode) and term.value.startswith(genids):
        return BlankNode(term.value.removeprefix(genids))
    return term


def _solutions(content: bytes, genids: str):
    """Solutions or a boolean, of SPARQL JSON. Raises `ValueError` or `SyntaxError` for half of one.

    What a store may write otherwise is written one way: `1` and `true` are one boolean, and names that
    stand for blank nodes are blank nodes.
    """
    body = json.loads(content)
    if not isinstance(body, dict):
        raise ValueError("no JSON object")
    if _TO_NORMALISE.search(content):
        for row in body.get("results", {}).get("bindings", ()):
            for cell in row.values():
                if cell.get("datatype") == PREFIXES["xsd"] + "boolean":
                    cell["value"] = {"1": "true", "0": "false"}.get(cell["value"], cell["value"])
                elif cell["type"] == "bnode":
                    cell["value"] = re.sub(r"\W", "", cell["value"].removeprefix("nodeID://"))
                elif genids and cell["type"] == "uri" and cell["value"].startswith(genids):
                    cell["type"], cell["value"] = "bnode", cell["value"].removeprefix(genids)
        content = json.dumps(body).encode()
    form = QueryResultsFormat.JSON
    # Read to its end once, since solutions are read as they are asked for and the last may be broken.
    if "results" in body:
        for _ in pyoxigraph.parse_query_results(content, format=form):
            pass
    return pyoxigraph.parse_query_results(content, format=form)
