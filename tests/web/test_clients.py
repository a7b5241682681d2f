"""Clients that no one here wrote use the service as they find it described."""

import importlib
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError

import httpx
import pandas
import pyarrow.ipc
import pytest
import rdflib
from pyld import jsonld
from SPARQLWrapper import JSON, TURTLE, SPARQLWrapper

from tests.support.paths import BIN, ROOT
from tests.support.service import get

pytestmark = [pytest.mark.server, pytest.mark.slow]

#: Questions with a parameter of each kind: of a class, a scheme, a property, a text, a number, a day; asked
#: for or not, once or several times; rows and triples. All questions have one route.
KINDS = "active-on|engagement-graph|engagements|figures|find-words|why|work-streams"


@pytest.mark.parametrize(
    ("server", "options"),
    [
        ("served", ("--phases", "examples", "--exclude-path-regex", "^/sparql")),
        # What is read of a request and said of it does not depend on how much there is to find.
        ("small_served", ("--phases", "coverage,fuzzing", "--max-examples", "1",
                          "--include-path-regex", rf"^/(?!sparql)(?!queries/(?!({KINDS})$))")),
    ],
    ids=["the examples of every route", "what is allowed and what is not"],
)  # fmt: skip
def test_every_route_holds_against_its_own_description(request, tmp_path, server, options):
    """schemathesis asks every route its examples, and what its description allows and what it does not: no
    5xx, no body or media type that is not described, nothing wrong accepted, nothing right refused."""
    described = f"{request.getfixturevalue(server)}/openapi.json"
    done = subprocess.run(
        [
            BIN / "schemathesis", "--config-file", ROOT / "tests/schemathesis.toml", "run",
            described, *options, "--request-timeout", "300", "--workers", "2",
            "--suppress-health-check", "all", "--continue-on-failure", "--generation-deterministic",
            "--no-color",
        ],
        capture_output=True, text=True, timeout=1800, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
    assert " generated" in done.stdout


@pytest.fixture(scope="module")
def generated(served, tmp_path_factory):
    """The package that openapi-python-client makes of the description."""
    place = tmp_path_factory.mktemp("client")
    (place / "openapi.json").write_text(get(f"{served}/openapi.json").text)
    done = subprocess.run(
        [BIN / "openapi-python-client", "generate", "--path", "openapi.json", "--meta", "none",
         "--output-path", "patgraph_client"],
        capture_output=True, text=True, timeout=600, cwd=place,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(place))
    yield importlib.import_module("patgraph_client")
    sys.path.remove(str(place))


def test_a_generated_client_asks_a_question(generated, served, graph):
    """Made from the description alone, it has a function a question and typed rows."""
    functions = Path(generated.__file__).parent / "api" / "questions"
    made = {path.stem for path in functions.glob("*.py")}
    assert {name.replace("-", "_") for name in graph.queries} <= made
    ask = importlib.import_module("patgraph_client.api.questions.engagements")
    client = generated.Client(base_url=served, headers={"Accept": "application/json"})
    response = ask.sync_detailed(client=client, council=["haringey"])
    assert response.status_code == 200
    (row,) = response.parsed.rows
    assert row.council_label == "London Borough of Haringey" and row.requested is True
    assert str(row.start_earliest) == "2002-10-21"


def _when_there_is_room(client):
    """What a client gets that comes again when it is told to: on a busy machine all places may be taken."""
    for _ in range(20):
        try:
            return client.queryAndConvert()
        except HTTPError as error:
            again = error.headers.get("Retry-After")
            assert error.code == 503 and again, f"{error.code} {error.read().decode()}\n{client.queryString}"
            time.sleep(int(again))
    raise AssertionError("it was never told when there is room")


def test_sparqlwrapper_asks_what_the_catalogue_has(served, graph):
    """SPARQLWrapper finds every question in the catalogue over /sparql, runs each text as it stands, and
    gets the rows, or the graph, that /queries gives for the question's example.
    """
    client = SPARQLWrapper(f"{served}/sparql")
    client.setReturnFormat(JSON)
    client.setQuery("""
        PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?question ?text ?kind WHERE {
          ?question a sh:SPARQLExecutable ; ?kind ?text . FILTER(?kind IN (sh:select, sh:construct))
        }""")
    listed = _when_there_is_room(client)["results"]["bindings"]
    texts = {row["question"]["value"].rpartition("/")[2]: row for row in listed}
    assert set(texts) == set(graph.queries)
    for name, row in texts.items():
        query = graph.queries[name]
        needed = {k: v for k, v in query.example.items() if query.parameters[k].required}
        client.setQuery(row["text"]["value"])
        if row["kind"]["value"].endswith("construct"):
            client.setReturnFormat(TURTLE)
            found = rdflib.Graph().parse(data=_when_there_is_room(client), format="turtle")
            wanted = get(f"{served}/queries/{name}.ttl", params=needed).text
            assert set(found) == set(rdflib.Graph().parse(data=wanted, format="turtle")) and len(found)
            client.setReturnFormat(JSON)
        else:
            answer = _when_there_is_room(client)
            wanted = get(f"{served}/queries/{name}.srj", params=needed, timeout=60).json()
            assert answer["head"]["vars"] == wanted["head"]["vars"], name
            assert answer["results"]["bindings"] == wanted["results"]["bindings"] != [], name


def test_pandas_reads_csv_and_parquet(served, graph):
    """The same table from both, with dates, numbers and truth values as such in Parquet."""
    rows = graph.query("engagements")
    table = pandas.read_csv(f"{served}/queries/engagements.csv")
    typed = pandas.read_parquet(io.BytesIO(get(f"{served}/queries/engagements.parquet").content))
    names = [column.name for column in rows.columns]
    assert list(table.columns) == list(typed.columns) == names
    assert len(table) == len(typed) == rows.total
    assert list(table["councilLabel"]) == list(typed["councilLabel"])
    first = typed["startEarliest"].dropna().iloc[0]
    assert first.isoformat() == table["startEarliest"].dropna().iloc[0]
    assert set(typed["requested"].dropna()) <= {True, False}
    assert typed["contractDays"].dropna().sum() == table["contractDays"].dropna().sum()


def test_pyarrow_reads_arrow_with_citations(served):
    """Citations are a list of structs, and the file says what was asked, of which version."""
    address = f"{served}/queries/engagements.arrow"
    content = get(address, params={"citations": "true", "council": "haringey"}).content
    table = pyarrow.ipc.open_file(io.BytesIO(content)).read_all()
    (cited,) = table.column("citations").to_pylist()
    assert len(cited) > 3 and {"passage", "locator", "digest", "disputed"} <= cited[0].keys()
    about = {k.decode(): v.decode() for k, v in table.schema.metadata.items()}
    assert json.loads(about["values"]) == {"council": ["haringey"]} and about["total"] == "1"


def test_csvw_metadata_describes_the_csv_it_is_linked_from(served):
    """Following the CSV's describedby link gives metadata whose table is that very address, and whose
    columns and datatypes fit every cell."""
    csv = get(f"{served}/queries/star-history.csv", params={"council": "coventry"})
    link = csv.links["describedby"]
    assert link["type"] == "application/csvm+json"
    metadata = get(httpx.URL(str(csv.url)).join(link["url"]))
    assert metadata.headers["content-type"] == "application/csvm+json"
    table = metadata.json()
    assert str(metadata.url.join(table["url"])) == str(csv.url)
    frame = pandas.read_csv(io.StringIO(csv.text), dtype=str, keep_default_na=False)
    columns = table["tableSchema"]["columns"]
    columns = [column for column in columns if not column.get("virtual")]
    assert [column["name"] for column in columns] == list(frame.columns)
    readers = {"integer": int, "date": pandas.Timestamp, "anyURI": httpx.URL}
    for column in columns:
        for cell in frame[column["name"]]:
            if cell:
                readers.get(column["datatype"], str)(cell)


def test_a_json_ld_processor_reads_the_graph(served, graph):
    """pyld expands a question's catalogue entry, with the context in it, to the triples of the Turtle."""
    import rdflib
    from rdflib.compare import isomorphic

    document = get(f"{served}/queries/why.jsonld").json()
    nquads = jsonld.to_rdf(document, {"format": "application/n-quads"})
    turtle = rdflib.Graph().parse(data=get(f"{served}/queries/why.ttl").text, format="turtle")
    assert len(turtle) > 20
    assert isomorphic(rdflib.Graph().parse(data=nquads, format="nt"), turtle)
