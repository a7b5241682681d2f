"""Federation both ways, with a second service on loopback that stands for ONS geography and for Wikidata.

What is asked is the text of the ready queries, with the address of the other service swapped. The stand-in's
data has the shape of the real services, made from the codes of our graph.
"""

import csv
import html
import io
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from patgraph.names import PREFIXES
from patgraph.sparql.screen import screen
from patgraph.web.routes.joins import FOLDER, joins
from tests.support.page import Page
from tests.support.paths import ROOT
from tests.support.remotes import oxigraph_server
from tests.support.service import serving

HERE = [join for join in joins().values() if join.runs == "here" and join.service]
THERE = [join for join in joins().values() if join.runs == "there"]
LOCAL = [join for join in joins().values() if not join.service]
GEOGRAPHY = "http://statistics.data.gov.uk"
SHAPES = f"""
@prefix skos: <{PREFIXES["skos"]}> . @prefix rdfs: <{PREFIXES["rdfs"]}> .
@prefix geography: <{GEOGRAPHY}/def/statistical-geography#> .
@prefix entity: <{GEOGRAPHY}/def/statistical-entity#> .
@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
"""


@pytest.fixture(scope="module")
def areas(graph):
    """GSS code -> name, of the areas of our councils."""
    text = """PREFIX pat: <https://w3id.org/patgraph/def#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT DISTINCT ?code ?name { ?council a pat:Council ; pat:area ?area .
          ?area pat:gssCode ?code ; rdfs:label ?name }"""
    return {code.value: name.value.removesuffix(" (area)") for code, name in graph.store.select(text)[1]}


@pytest.fixture(scope="module")
def data(areas, graph):
    """Turtle of the other side: an area at ONS and an item at Wikidata for each code, and some more: of
    districts and combined authorities, and of what we do not know."""
    parts, more = [SHAPES], {"E05000001": "A ward", "W06000001": "Anglesey"}
    more |= {code: code for code in known(graph) if code not in areas}
    for number, (code, name) in enumerate(sorted((areas | more).items())):
        parts.append(f"""<{GEOGRAPHY}/id/statistical-geography/{code}> rdfs:label "{code}" ;
    skos:notation "{code}"^^geography:gssCode ; geography:officialname "{name}" ; geography:status "live" ;
    entity:code <{GEOGRAPHY}/id/statistical-entity/{code[:3]}> .
wd:Q{number} rdfs:label "{name}"@en , "{name} (autre)"@fr ; wdt:P836 "{code}" ;
    wdt:P1082 {1000 + number} , {10 + number} ;
    wdt:P625 "Point(-1.5 {50 + number / 100})"^^geo:wktLiteral ; wdt:P1366 wd:Q{number + 1000} .""")
    return "\n".join(parts)


@pytest.fixture(scope="module")
def there(data):
    """The address of the other service: an Oxigraph server."""
    with oxigraph_server() as (address, _):
        store = address.query.replace("/query", "/store?default")
        httpx.put(store, content=data.encode(), headers={"Content-Type": "text/turtle"}).raise_for_status()
        yield address.query


@pytest.fixture(scope="module")
def ours(built, there):
    """A client of our service, which may call the other one and nobody else."""
    with (
        serving(built, "--allow-service", urlsplit(there).netloc) as service,
    ):
        yield service.client


def rows(response):
    """The rows of an answer in CSV."""
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def ask(client, text, address="/sparql"):
    return rows(client.post(address, data={"query": text}, headers={"Accept": "text/csv"}))


@pytest.mark.parametrize("join", HERE, ids=lambda join: join.name)
def test_ours_calls_theirs(join, ours, there, areas, graph):
    """Each ready query that is asked here gives a row for each of our councils that has a code, and what the
    other side says of that code.
    """
    found = ask(ours, join.sparql.replace(join.service, there))
    asked = """PREFIX pat: <https://w3id.org/patgraph/def#>
        SELECT ?c { ?c a pat:Council ; pat:area/pat:gssCode ?code }"""
    councils = {council.value for (council,) in graph.store.select(asked)[1]}
    assert {row["council"] for row in found} == councils and len(found) >= 150
    assert {row["gss"] for row in found} == set(areas)
    assert all(int(row["population"]) == 1000 + int(row["item"].rpartition("Q")[2]) for row in found)
    assert all(row["coordinates"].startswith("Point(") and row["successor"] for row in found)


def known(graph):
    """GSS code -> our interventions in that area."""
    text = """PREFIX pat: <https://w3id.org/patgraph/def#>
        SELECT ?code ?i { ?i a pat:Intervention ; pat:council/pat:area/pat:gssCode ?code }"""
    found: dict[str, set[str]] = {}
    for code, intervention in graph.store.select(text)[1]:
        found.setdefault(code.value, set()).add(intervention.value)
    return found


def same_as_known(found, graph):
    """Whether rows of the other side have our interventions by code, all of them."""
    told: dict[str, set[str] | int] = {}
    for row in found:
        if "interventions" in row:
            told[row["gss"]] = int(row["interventions"])
        else:
            told.setdefault(row["gss"], set()).add(row["intervention"])
    want = known(graph)
    return told == ({code: len(them) for code, them in want.items()} if "interventions" in found[0] else want)


@pytest.mark.parametrize("join", THERE, ids=lambda join: join.name)
def test_theirs_calls_ours(join, ours, there, graph):
    """Each ready query that is asked elsewhere finds every intervention of ours from an Oxigraph server."""
    text = join.sparql.replace(join.service, f"{ours.base_url}/sparql")
    found = ask(httpx, text, there)
    assert same_as_known(found, graph)
    assert list(found[0]) == list(join.columns)


@pytest.mark.parametrize("join", THERE, ids=lambda join: join.name)
def test_rdflib_calls_ours(join, ours, data, graph):
    """The same from rdflib, which sends SERVICE in another way."""
    theirs = rdflib.Graph().parse(data=data, format="turtle")
    answer = theirs.query(join.sparql.replace(join.service, f"{ours.base_url}/sparql"))
    found = [{str(v): str(row[v]) for v in answer.vars if row[v] is not None} for row in answer]
    assert same_as_known(found, graph)


@pytest.mark.parametrize("join", LOCAL, ids=lambda join: join.name)
def test_a_local_join_needs_nobody(join, ours):
    """A table of every council with its codes; and a list of one's own that comes back with what happened."""
    found = ask(ours, join.sparql)
    assert list(found[0]) == list(join.columns)
    if join.name == "codes":
        councils = [row["council"] for row in found]
        assert len(councils) == len(set(councils)) >= 150
        (haringey,) = [row for row in found if row["council"].endswith("/haringey")]
        assert haringey["gss"] == "E09000014" and haringey["snac"] == "00AP" and haringey["dfe"] == "309"
        assert haringey["cassr"] == "724"
    else:
        assert {row["code"] for row in found} == {"E09000014", "E06000056"}
        assert any(row["intervention"].endswith("/engagement/haringey") for row in found)
        # Central Bedfordshire is of 2009: what is found happened in the county before it.
        assert any(row["before"].endswith("/bedfordshire") and row["intervention"] for row in found)


def test_no_ready_query_calls_a_closed_service(graph):
    """Of no service that a ready query calls, or that the document names for one, the graph says that it is
    closed."""
    closed = {row["registerLabel"] for row in graph.query("outside-links") if row["status"] == "closed"}
    assert closed == {"statistics.data.gov.uk"}
    assert not closed & {urlsplit(join.service).netloc for join in joins().values() if join.service}
    document = (ROOT / "docs" / "federation.md").read_text()
    assert not closed & {*re.findall(r"--allow-service ([\w.-]+)", document)}


def test_no_other_host_is_called(ours, site):
    """The ready queries as they stand name hosts that this service may not call: 403, and nothing is sent."""
    for join in HERE:
        for client in (ours, site):
            assert client.post("/sparql", data={"query": join.sparql}).status_code == 403


@pytest.mark.engine
@pytest.mark.parametrize("join", joins().values(), ids=lambda join: join.name)
def test_a_header_says_what_the_query_does(join):
    """Columns are those of the text, as another parser reads it; the service is the one that it calls."""
    columns = [str(variable) for variable in prepareQuery(join.sparql).algebra["PV"]]
    assert columns == list(join.columns)
    called = re.findall(r"SERVICE <([^>]+)>", join.sparql)
    assert called == ([join.service] if join.service else [])
    hosts = [urlsplit(join.service).netloc] if join.service else []
    assert screen(join.sparql, allowed=hosts).service == bool(join.service)


def test_the_document_has_the_very_queries():
    """docs/federation.md shows each file that calls another service or is called, word for word."""
    document = (ROOT / "docs" / "federation.md").read_text()
    blocks = re.findall(r"^```sparql\n(.*?)^```", document, re.M | re.S)
    assert sorted(blocks) == sorted(join.sparql for join in joins().values() if join.service)
    assert all(f"`{name}`" in document for name in joins())


def test_the_page_has_the_very_queries_and_opens_them(ours, site, there):
    """Each query's text, what it returns, whom it needs; the editor opens with it; a link asks it only where
    this service may call whom it needs.
    """
    read = site.get("/joins").text
    texts = [html.unescape(text) for text in re.findall(r"<pre[^>]*>(.*?)</pre>", read, re.S)]
    assert texts == [join.sparql for join in joins().values()]
    links = Page(read).links
    for join in joins().values():
        assert (FOLDER / f"{join.name}.rq").read_text() == site.get(f"/joins/{join.name}.rq").text
        assert join.name in Page(read).ids and (join.service or "no other service") in read
        assert all(f"<code>{name}</code>" in read for name in join.columns)
        if join.runs == "here":
            assert f"/sparql?example={join.name}" in links
            editor = site.get("/sparql", params={"example": join.name}, headers={"Accept": "text/html"}).text
            assert (
                html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", editor, re.S)[1]) == join.sparql
            )
    asked = [parse_qs(urlsplit(link).query)["query"][0] for link in links if "query=" in link]
    assert set(asked) == {join.sparql for join in LOCAL}
    assert urlsplit(there).netloc in ours.get("/joins").text
    assert site.get("/joins/nothing.rq").status_code == 404
    assert "/joins" in Page(site.get("/sparql", headers={"Accept": "text/html"}).text).links


def test_a_query_is_offered_where_its_host_is_open():
    """Where Wikidata may be called its query can be asked, that of ONS cannot; those that need nobody always
    can; those of elsewhere never.
    """
    offered = {join.name for join in joins().values() if join.is_open({"query.wikidata.org"})}
    assert offered == {"population-at-wikidata", *(join.name for join in LOCAL)}
    assert {join.name for join in joins().values() if join.is_open(())} == {join.name for join in LOCAL}
