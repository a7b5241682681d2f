"""The W3C's tests of SPARQL 1.1, over HTTP against served stores; writes what /conformance shows.

    PATGRAPH_RDF_TESTS=…/rdf-tests .venv/bin/python -m bench.conformance

Each set of data is served by a server of its own with its own workers. A test passes where status, media type
and content are right, numbers by value. `engine` is what pyoxigraph scores by itself on the same tests,
compared in the same way.
"""

import csv
import datetime
import http.client
import io
import json
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF

from patgraph import Graph
from patgraph.store.embedded import EmbeddedStore
from patgraph.web.routes.conformance import RESULTS

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
SD = "http://www.w3.org/ns/sparql-service-description#"
SPACE = "http://example.org/rdf-tests/"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
RESULTS_MEDIA = {
    ".srj": (JSON, ox.QueryResultsFormat.JSON), ".srx": (XML, ox.QueryResultsFormat.XML),
    ".tsv": ("text/tab-separated-values", ox.QueryResultsFormat.TSV), ".csv": ("text/csv", None),
}  # fmt: skip
_INTEGERS = {
    "integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger", "long",
    "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
}  # fmt: skip
RDF_MEDIA = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")


class Failed(Exception):
    """A test that did not pass; the message says why."""


@contextmanager
def served(engine: ox.Store):
    """The port of a server of its own on a store, as long as the block lasts."""
    from patgraph.web.app import app_for

    with socket.socket() as address:
        address.bind(("127.0.0.1", 0))
        address.listen(64)
        port = address.getsockname()[1]
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            import uvicorn

            try:
                app = app_for(Graph(EmbeddedStore(engine, "test"), {}))
                uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[address])
            finally:
                os._exit(0)
    try:
        yield port
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


def request(port: int, method: str, path: str, body: bytes | None = None, headers=None):
    """Status, media type and body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        content = response.read()
        return response.status, (response.getheader("content-type") or "").split(";")[0], content
    finally:
        connection.close()


def run(directory: Path) -> dict:
    """Run all groups on a copy of w3c/rdf-tests."""
    sparql = directory / "sparql" / "sparql11"
    groups = [protocol(sparql / "protocol"), description(sparql / "service-description")]
    names = includes(sparql / "manifest-sparql11-results.ttl") + includes(
        sparql / "manifest-sparql11-query.ttl"
    )
    groups += [evaluation(sparql / name) for name in names]
    told = subprocess.run(["git", "rev-parse", "HEAD"], cwd=directory, capture_output=True, text=True)
    return {
        "date": datetime.date.today().isoformat(),
        "tests": {"repository": "w3c/rdf-tests", "commit": told.stdout.strip() or "unknown"},
        "versions": {name: version(name) for name in ("patgraph", "pyoxigraph", "uvicorn")}
        | {"python": platform.python_version()},
        "groups": groups,
    }


def group(name: str, outcomes: dict[str, str | None], engine: int | None = None) -> dict:
    """What is written down of a group; an outcome is `None` where a test passed, else why it did not."""
    failed = [{"name": test, "reason": reason} for test, reason in outcomes.items() if reason]
    passed = len(outcomes) - len(failed)
    return {"name": name, "passed": passed, "total": len(outcomes), "engine": engine, "failed": failed}


def includes(manifest: Path) -> list[str]:
    """The directories that a manifest includes."""
    graph = rdflib.Graph().parse(manifest, format="turtle", publicID=SPACE)
    (first,) = graph.objects(rdflib.URIRef(SPACE), MF.include)
    return [str(each).removeprefix(SPACE).split("/")[0] for each in Collection(graph, first)]


def entries(directory: Path):
    """The graph of a manifest and its tests, in order; IRIs of files begin with SPACE."""
    base = f"{SPACE}{directory.name}/manifest.ttl"
    graph = rdflib.Graph().parse(directory / "manifest.ttl", format="turtle", publicID=base)
    (first,) = graph.objects(rdflib.URIRef(base), MF.entries)
    return graph, list(Collection(graph, first))


def local(directory: Path, iri) -> Path:
    """The file of an IRI."""
    return directory / str(iri).removeprefix(f"{SPACE}{directory.name}/")


# --- protocol


def protocol(directory: Path) -> dict:
    """The protocol tests, as their manifest has the requests."""
    graph, tests = entries(directory)
    engine = ox.Store()
    for node in graph.subjects(UT.graph):
        name = ox.NamedNode(str(next(graph.objects(node, rdflib.RDFS.label))))
        content = local(directory, next(graph.objects(node, UT.graph))).read_bytes()
        engine.load(content, format=ox.RdfFormat.N_TRIPLES, to_graph=name)
    outcomes = {}
    with served(engine) as port:
        for test in tests:
            name = str(test).rpartition("#")[2]
            action = next(graph.objects(test, MF.action))
            requests = Collection(graph, next(graph.objects(action, HT.requests)))
            outcomes[name] = attempt(lambda each=requests: [exchange(graph, port, one) for one in each])
    return group("protocol", outcomes)


def exchange(graph, port: int, node):
    """One request of a protocol test."""
    path = str(next(graph.objects(node, HT.absolutePath))).replace("/sparql/", "/sparql", 1)
    method = str(next(graph.objects(node, HT.methodName)))
    headers = {}
    for listed in graph.objects(node, HT.headers):
        for header in Collection(graph, listed):
            headers[str(next(graph.objects(header, HT.fieldName)))] = str(
                next(graph.objects(header, HT.fieldValue))
            )
    body = None
    for content in graph.objects(node, HT.body):
        encoding = str(next(graph.objects(content, CNT.characterEncoding)))
        body = str(next(graph.objects(content, CNT.chars))).encode(encoding)
    status, media, content = request(port, method, path, body, headers)
    response = next(graph.objects(node, HT.resp))
    wanted = [str(each)[-3] for each in graph.objects(response, MF.expectedStatus)]
    if str(status)[0] not in wanted:
        raise Failed(f"{method} gave {status} {media}: {content[:120].decode(errors='replace')}")
    for kind in map(str, graph.objects(response, MF.expectedFormat)):
        known = RDF_MEDIA if kind == "RDF" else [each for each, _ in RESULTS_MEDIA.values()]
        if media not in known:
            raise Failed(f"{media} is no format for {kind}")
    for truth in graph.objects(response, MF.expectedBoolean):
        if json.loads(content)["boolean"] is not truth.toPython():
            raise Failed(f"the answer is not {truth}")


# --- service description


def description(directory: Path) -> dict:
    """The service description: RDF, with the endpoint, in the shape its vocabulary has."""
    _, tests = entries(directory)
    engine = ox.Store()
    engine.add(ox.Quad(*[ox.NamedNode("http://example.org/x")] * 4))
    checks = {"returns-rdf": is_rdf, "has-endpoint-triple": has_endpoint, "conforms-to-schema": fits_schema}
    with served(engine) as port:
        names = [str(test).rpartition("#")[2] for test in tests]
        return group("service-description", {name: attempt(lambda n=name: checks[n](port)) for name in names})


def described(port: int, media: str | None = None) -> rdflib.Graph:
    """The description, parsed."""
    status, given, content = request(port, "GET", "/sparql", headers={"Accept": media} if media else {})
    if status != 200 or given not in RDF_MEDIA or (media and given != media):
        raise Failed(f"{status} {given}")
    form = {"application/ld+json": "json-ld", "application/n-triples": "nt"}.get(given, given)
    return rdflib.Graph().parse(data=content, format=form)


def is_rdf(port: int):
    """RDF without asking for it, and in each format."""
    from rdflib.compare import isomorphic

    first = described(port)
    for media in RDF_MEDIA:
        if not isomorphic(first, described(port, media)):
            raise Failed(f"{media} says something else")


def has_endpoint(port: int):
    """The endpoint is the address that was asked."""
    if not list(described(port).triples((None, rdflib.URIRef(SD + "endpoint"), endpoint(port)))):
        raise Failed("no sd:endpoint with the address")


def fits_schema(port: int):
    """Each property has a subject and values of the classes that the vocabulary gives them."""
    domains = {
        "endpoint": "Service", "supportedLanguage": "Service", "resultFormat": "Service",
        "feature": "Service", "defaultDataset": "Service", "defaultEntailmentRegime": "Service",
        "defaultGraph": "Dataset", "namedGraph": "Dataset", "name": "NamedGraph", "graph": "NamedGraph",
    }  # fmt: skip
    ranges = {
        "defaultDataset": "Dataset",
        "defaultGraph": "Graph",
        "namedGraph": "NamedGraph",
        "graph": "Graph",
    }
    graph = described(port)
    is_a = lambda node, kind: (node, RDF.type, rdflib.URIRef(SD + kind)) in graph  # noqa: E731
    for subject, predicate, value in graph:
        term = str(predicate).removeprefix(SD)
        if not str(predicate).startswith(SD):
            continue
        if term not in domains or not is_a(subject, domains[term]):
            raise Failed(f"sd:{term} of what is no sd:{domains.get(term)}")
        if term in ranges and not is_a(value, ranges[term]):
            raise Failed(f"a value of sd:{term} is no sd:{ranges[term]}")
        if term not in ranges and not isinstance(value, rdflib.URIRef):
            raise Failed(f"a value of sd:{term} is no IRI")
    for kind, needs in (("Service", "endpoint"), ("Dataset", "defaultGraph"), ("NamedGraph", "name")):
        for node in graph.subjects(RDF.type, rdflib.URIRef(SD + kind)):
            if len(list(graph.objects(node, rdflib.URIRef(SD + needs)))) != 1:
                raise Failed(f"an sd:{kind} without one sd:{needs}")


def endpoint(port: int) -> rdflib.URIRef:
    """The address of the service."""
    return rdflib.URIRef(f"http://127.0.0.1:{port}/sparql")


# --- evaluation, result formats, syntax


def evaluation(directory: Path) -> dict:
    """A directory of tests that ask a query of data, or only whether a query is one."""
    graph, tests = entries(directory)
    groups: dict[tuple, list] = {}
    for test in tests:
        action = next(graph.objects(test, MF.action))
        query = next(graph.objects(action, QT.query), action)
        text = local(directory, query).read_text(encoding="utf-8")
        named = {str(each) for each in graph.objects(action, QT.graphData)}
        base = str(query)
        named |= {
            str(rdflib.URIRef(iri, base=base)) for iri in re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]+)>", text)
        }
        key = tuple(sorted(map(str, graph.objects(action, QT.data)))), tuple(sorted(named))
        groups.setdefault(key, []).append((test, base, text))
    outcomes, engine_score = {}, 0
    for (data, named), members in groups.items():
        engine = ox.Store()
        for iri in data:
            load(engine, local(directory, iri), iri, None)
        for iri in named:
            if local(directory, iri).exists():
                load(engine, local(directory, iri), iri, ox.NamedNode(iri))
        with served(engine) as port:
            for test, base, text in members:
                kind = str(next(graph.objects(test, RDF.type))).rpartition("#")[2]
                result = next(graph.objects(test, MF.result), None)
                expected = local(directory, result) if result else None
                name = str(test).rpartition("#")[2]
                outcomes[name] = attempt(lambda *a: over_http(*a), port, base, text, kind, expected)
                engine_score += attempt(lambda *a: by_engine(*a), engine, base, text, kind, expected) is None
    return group(directory.name, outcomes, engine_score)


def load(engine: ox.Store, path: Path, base: str, to: ox.NamedNode | None):
    """Load a file into a graph."""
    form = ox.RdfFormat.from_extension(path.suffix[1:])
    engine.load(path.read_bytes(), format=form, base_iri=base, to_graph=to)


def over_http(port: int, base: str, text: str, kind: str, expected: Path | None):
    """Ask the query of the service and compare."""
    suffix = expected.suffix if expected else ".srj"
    asked = f"BASE <{base}>\n{text}".encode()
    wanted = RESULTS_MEDIA[suffix][0] if expected and suffix in RESULTS_MEDIA else f"{JSON}, text/turtle"
    headers = {"Content-Type": "application/sparql-query", "Accept": wanted}
    status, media, content = request(port, "POST", "/sparql", asked, headers)
    if kind.startswith("Negative"):
        if status != 400:
            raise Failed(f"{status} for what is no query")
        return
    if status != 200:
        raise Failed(f"{status}: {content[:200].decode(errors='replace')}")
    if kind.startswith("Positive"):
        return
    if media == "text/turtle" and suffix not in RESULTS_MEDIA:
        if canonical(graph_of(content, ox.RdfFormat.TURTLE, base)) != canonical(
            graph_of_file(expected, base)
        ):
            raise Failed("another graph")
        return
    if suffix in RESULTS_MEDIA and media != RESULTS_MEDIA[suffix][0]:
        raise Failed(f"{media} for {RESULTS_MEDIA[suffix][0]}")
    if suffix == ".csv":
        return compare_csv(content.decode(), expected.read_text(encoding="utf-8"))
    form = RESULTS_MEDIA[suffix if suffix in RESULTS_MEDIA else ".srj"][1]
    compare(solutions(ox.parse_query_results(content, format=form)), expected_results(expected, base))


def by_engine(engine: ox.Store, base: str, text: str, kind: str, expected: Path | None):
    """Ask the query of the engine itself and compare."""
    try:
        result = engine.query(text, base_iri=base)
    except SyntaxError as error:
        if kind.startswith("Negative"):
            return
        raise Failed(str(error)) from error
    if kind.startswith("Negative"):
        raise Failed("it parses")
    if kind.startswith("Positive"):
        return
    if isinstance(result, ox.QueryTriples):
        if canonical(ox.Quad(*triple) for triple in result) != canonical(graph_of_file(expected, base)):
            raise Failed("another graph")
    elif expected.suffix == ".csv":
        text = result.serialize(format=ox.QueryResultsFormat.CSV).decode()
        compare_csv(text, expected.read_text(encoding="utf-8"))
    else:
        compare(solutions(result), expected_results(expected, base))


def solutions(result):
    """A boolean, or the variables and rows of a result."""
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    names = [variable.value for variable in result.variables]
    return set(names), [{n: term for n in names if (term := row[n]) is not None} for row in result]


def expected_results(path: Path, base: str):
    """What a file of expected results has, in any of the forms that there are."""
    if path.suffix in RESULTS_MEDIA:
        return solutions(ox.parse_query_results(path.read_bytes(), format=RESULTS_MEDIA[path.suffix][1]))
    quads = list(graph_of_file(path, base))
    values: dict = {}
    for quad in quads:
        values.setdefault((quad.subject, quad.predicate.value), []).append(quad.object)
    for (_, predicate), found in values.items():
        if predicate == RS + "boolean":
            return found[0].value == "true"
    names = {v.value for (_, p), found in values.items() if p == RS + "resultVariable" for v in found}
    rows = []
    for node in [v for (_, p), found in values.items() if p == RS + "solution" for v in found]:
        bindings = values.get((node, RS + "binding"), [])
        rows.append({values[b, RS + "variable"][0].value: values[b, RS + "value"][0] for b in bindings})
    return names, rows


def compare(got, wanted):
    """Raises `Failed` where two results differ; rows are compared as a bag, blank nodes up to their names."""
    if isinstance(got, bool) or isinstance(wanted, bool):
        if got is not wanted:
            raise Failed(f"{got} for {wanted}")
        return
    if got[0] != wanted[0]:
        raise Failed(f"variables {sorted(got[0])} for {sorted(wanted[0])}")
    if canonical(rows_as_quads(got[1])) != canonical(rows_as_quads(wanted[1])):
        raise Failed(f"{len(got[1])} rows for {len(wanted[1])}, or other values")


def rows_as_quads(rows):
    """Rows as triples: equal rows are one with a count, so that a bag becomes a graph."""
    counts = Counter(frozenset((n, value_of(term)) for n, term in row.items()) for row in rows)
    for number, (row, count) in enumerate(counts.items()):
        node = ox.BlankNode(f"row{number}")
        yield ox.Quad(node, ox.NamedNode("urn:count"), ox.Literal(count))
        for name, term in row:
            yield ox.Quad(node, ox.NamedNode(f"urn:{name}"), term)


def value_of(term):
    """A number or boolean in one spelling: a type derived from xsd:integer has the same values."""
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.rpartition("#")[2]
        try:
            if kind in _INTEGERS:
                return ox.Literal(int(term.value))
            if kind == "decimal":
                return ox.Literal(format(Decimal(term.value).normalize(), "f"), datatype=term.datatype)
            if kind == "boolean":
                return ox.Literal(term.value in ("true", "1"))
            if kind in ("double", "float"):
                return ox.Literal(repr(float(term.value)), datatype=term.datatype)
        except ArithmeticError:
            return term
    return term


def canonical(quads) -> set:
    """Quads with blank nodes named by what they say."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def graph_of(content: bytes, form, base: str):
    """The quads of a text."""
    return (
        ox.Quad(q.subject, q.predicate, value_of(q.object)) for q in ox.parse(content, form, base_iri=base)
    )


def graph_of_file(path: Path, base: str):
    """The quads of a file."""
    return graph_of(path.read_bytes(), ox.RdfFormat.from_extension(path.suffix[1:]), base)


def compare_csv(got: str, wanted: str):
    """CSV has no types: its cells are compared by column, blank nodes only as such, numbers by value."""

    def table(text):
        rows = csv.DictReader(io.StringIO(text))
        return Counter(frozenset((name, cell_of(cell)) for name, cell in row.items()) for row in rows)

    if table(got) != table(wanted):
        raise Failed("other cells")


def cell_of(cell: str):
    """A cell of CSV in one spelling."""
    if cell.startswith("_:"):
        return "_:"
    return float(cell) if re.fullmatch(r"[+-]?[\d.]+([eE][+-]?\d+)?", cell) else cell


def attempt(test, *arguments) -> str | None:
    """Why a test does not pass; `None` where it does."""
    try:
        test(*arguments)
    except Failed as failure:
        return str(failure)
    except Exception as error:
        return repr(error)
    return None


if __name__ == "__main__":
    given = os.environ.get("PATGRAPH_RDF_TESTS")
    if not given:
        sys.exit("PATGRAPH_RDF_TESTS is not set: give the directory of a copy of w3c/rdf-tests.")
    began = time.monotonic()
    found = run(Path(given))
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    for each in found["groups"]:
        print(f"{each['name']:22} {each['passed']:4} of {each['total']:4}  engine {each['engine']}")
        for test in each["failed"]:
            print(f"    {test['name']}: {test['reason'][:150]}")
    print(f"{time.monotonic() - began:.0f} s")
