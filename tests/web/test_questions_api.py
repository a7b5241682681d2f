"""The questions over HTTP: one definition and its faces, formats, pages, permanent addresses, the cache."""

import ast
import asyncio
import gzip
import io
import json
import re

import brotli
import httpx
import jsonschema
import pytest
import rdflib
import zstandard
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import patgraph
from patgraph.errors import BadInput, BadValue, PatgraphError
from patgraph.questions import permalinks
from patgraph.questions.citing import citations, patterns
from patgraph.questions.formats import graphs
from patgraph.questions.question_file import read_question
from patgraph.store.embedded import EmbeddedStore
from patgraph.web.app import app_for
from patgraph.web.http import paging
from patgraph.web.server.cache import ReadyAnswers
from tests.support.examples import examples
from tests.support.parsed import parsed
from tests.support.paths import ROOT

NAMES = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
#: Format -> how a client that knows it tells it from others.
MEDIA = {
    "json": "application/json", "csv": "text/csv", "tsv": "text/tab-separated-values",
    "srj": "application/sparql-results+json", "srx": "application/sparql-results+xml",
    "md": "text/markdown", "html": "text/html", "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.file",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ttl": "text/turtle", "jsonld": "application/ld+json",
    "nt": "application/n-triples", "rdf": "application/rdf+xml", "trig": "application/trig",
    "rq": "application/sparql-query",
}  # fmt: skip


_FORMATS = jsonschema.FormatChecker()


@pytest.fixture(scope="module")
def client(served):
    with httpx.Client(base_url=served, timeout=60) as http:
        yield http


@pytest.fixture(scope="module")
def description(client):
    """What the service says of itself, in OpenAPI."""
    return client.get("/openapi.json").json()


def links(response):
    """The addresses of a `Link` header, by relation."""
    return {rel: entry["url"] for rel, entry in response.links.items()}


# One definition, every face.


@pytest.mark.engine
@pytest.mark.parametrize("name", NAMES)
def test_every_face_is_made_from_the_file(client, description, graph, name):
    """Parameters and columns of the description, the form, the table, the catalogue entry and the table's
    metadata are those of the header, and these are those of the text as another parser reads it."""
    query = graph.queries[name]
    algebra = parsed(query.sparql).algebra
    table = query.form == "select"
    if table:
        assert [str(variable) for variable in algebra["PV"]] == [column.name for column in query.columns]
    for parameter in query.parameters:
        assert rdflib.Variable(parameter) in patterns_of(algebra), f"{parameter} is not in the text"

    operation = description["paths"][f"/queries/{name}"]["get"]
    reserved = ["limit", "offset", "citations", "raw", "bom", "version", "format"]
    reserved = [*(["sort", "arranged"] if table else []), *reserved]
    described = {p["name"]: p for p in operation["parameters"]}
    assert [*described] == [*query.parameters, *reserved]
    content = operation["responses"]["200"]["content"]
    names = [column.name for column in query.columns]
    if table:
        assert content["application/json"]["schema"]["properties"]["rows"]["items"]["required"] == names
        bindings = content["application/sparql-results+json"]["schema"]["properties"]["results"]
        assert [*bindings["properties"]["bindings"]["items"]["properties"]] == names
        assert content["text/csv"]["schema"]["description"].endswith(": " + ",".join(names))
    assert {"406", "410", "422"} <= operation["responses"].keys()

    page = client.get(f"/queries/{name}.html", params=query.example).text
    assert_rows_are_there(client, query, page, query.ask(graph.store, query.example).total)
    for parameter in query.parameters.values():
        assert f'name="{parameter.name}"' in page
        options = parameter.options(graph.store)
        items = described[parameter.name]["schema"]["items"]
        answering = parameter.offered(graph.store)
        assert {*answering} <= {*options} and page.count("<option value=") >= len(answering)
        offered = re.search(rf'<select [^>]*name="{parameter.name}".*?</select>', page, re.S)
        labels = re.findall("<option value=[^>]*>(.*?)</option>", offered[0]) if offered else []
        assert len(labels) == len({*labels}), labels
        if options:
            shared = description["components"]["schemas"][items["$ref"].rpartition("/")[2]]
            assert shared["anyOf"][0]["enum"] == [parameter.write(node, graph.store) for node, _ in options]
        if parameter.default:
            assert str(described[parameter.name]["schema"]["default"][0]) in parameter.default
        if parameter.name in query.example:
            assert described[parameter.name]["example"]

    if not table:  # its Turtle is its answer
        return
    entry = rdflib.Graph().parse(data=client.get(f"/queries/{name}.ttl").text, format="turtle")
    sh, csvw = rdflib.Namespace("http://www.w3.org/ns/shacl#"), rdflib.Namespace("http://www.w3.org/ns/csvw#")
    assert {str(o) for o in entry.objects(None, sh.name)} == set(query.parameters)
    assert {str(o) for o in entry.objects(None, csvw.name)} == set(names)
    (text,) = entry.objects(None, sh.select)
    assert str(text) == query.sparql
    metadata = client.get(f"/queries/{name}.csv-metadata.json", params=query.example).json()
    columns = metadata["tableSchema"]["columns"]
    assert [column["name"] for column in columns if not column.get("virtual")] == names


def assert_rows_are_there(client, query, page, total):
    """The page of a question, or, where it cannot have all rows, what is printed instead, has each row of the
    answer with its passages below it, and the citation.
    """
    if total > paging.PAGE:
        page = client.get(f"/queries/{query.name}/print", params=query.example).text
    table = re.search(r'<table class="answer.*?</table>', page, re.S)[0]
    assert total <= paging.MOST_CITED and len(re.findall("<tr[ >]", table)) - 1 == 2 * total
    assert "patgraph editors (" in page


def patterns_of(node):
    """Every variable in an algebra."""
    if isinstance(node, rdflib.Variable):
        return {node}
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list | tuple | set) else ()
    return set().union(*map(patterns_of, parts))


@pytest.mark.slow
def test_nothing_about_a_question_is_written_twice(graph):
    """No module and no template names a question or a column of one; only their own files do."""
    long = {name for name in graph.queries if "-" in name}
    long |= {c.name for q in graph.queries.values() for c in q.columns if re.search(r"[a-z][A-Z]", c.name)}
    for path in (ROOT / "src/patgraph/web").rglob("*"):
        # The examples of joins name columns of tables; test_things_tables.py runs them as they stand.
        if path.suffix == ".html" and path.name != "tables.html":
            assert not long & set(re.findall(r"[\w-]+", path.read_text())), path
    for path in (ROOT / "src/patgraph").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in {n for n in long if "-" in n}, f"{path}: {node.value}"


# Values.


def test_dates_may_be_longer_than_a_day(graph):
    """Of a month, a year, a season or an interval `from` is the first day and `to` the last, in EDTF or as
    our slugs have it; a day that is asked for alone must be one."""
    read = graph.queries["engagements"].read
    for text, first, last in (
        ("2003-02", "2003-02-01", "2003-02-28"),
        ("2003", "2003-01-01", "2003-12-31"),
        ("2003-23", "2003-09-01", "2003-11-30"),
        ("2002-10/2003-03", "2002-10-01", "2003-03-31"),
        ("[2002-10-21..2002-10-31]", "2002-10-21", "2002-10-31"),
        ("2002-10-21--10-31", "2002-10-21", "2002-10-31"),
        ("2003-02-15", "2003-02-15", "2003-02-15"),
    ):
        terms = read({"from": text, "to": text}, graph.store)
        assert (terms["from"][0].value, terms["to"][0].value) == (first, last)
    with pytest.raises(BadValue, match=r"28 days, 2003-02-01 to 2003-02-28") as caught:
        graph.queries["active-on"].read({"on": "2003-02"}, graph.store)
    assert caught.value.near == ("2003-02-01", "2003-02-28")
    for text in ("2003-13", "2003-02-30", "2003/2002", "../2003", "soon", "2003-02/"):
        with pytest.raises(BadValue, match="EDTF"):
            read({"from": text}, graph.store)


def test_what_is_offered_instead_can_be_sent(graph):
    """Each near match is itself a value of the parameter: a thing has its type; a part of a name leads to the
    whole, and where few can be given and none is near all are named."""
    for name, asked, parameter, wanted in (
        ("why", {"subject": "engagement/haringy", "property": "started"}, "subject", "engagement/haringey"),
        ("why", {"subject": "haringey", "property": "started"}, "subject", "council/haringey"),
        ("why", {"subject": "engagement/haringey", "property": "startd"}, "property", "started"),
        ("engagements", {"consultancy": "deloitte"}, "consultancy", "deloitte-and-touche"),
        ("people-in-roles", {"role": "director"}, "role", "director-of-social-services"),
    ):
        query = graph.queries[name]
        with pytest.raises(BadValue, match="did you mean") as caught:
            query.read(asked, graph.store)
        assert caught.value.parameter == parameter and wanted in caught.value.near
        for near in caught.value.near:
            query.read(asked | {parameter: near}, graph.store)
    with pytest.raises(BadValue, match=r"there are .*could-be-improved"):
        graph.queries["lessons"].read({"verdict": "zzz"}, graph.store)


def test_a_generated_client_may_send_a_longer_date(description):
    """The description of a parameter that takes EDTF does not bind clients to a day; one for a day does."""

    def item(name, parameter):
        found = description["paths"][f"/queries/{name}"]["get"]["parameters"]
        return next(p for p in found if p["name"] == parameter)["schema"]["items"]

    jsonschema.validate("2002-10/2003-03", item("engagements", "from"), format_checker=_FORMATS)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate("2002-10/2003-03", item("active-on", "on"), format_checker=_FORMATS)


def test_of_two_values_none_is_dropped(client):
    """What limits an answer is given once; a second that says the same is harmless, another is a problem
    that names the parameter."""
    for name, first, second in (
        ("limit", "3", "5"), ("offset", "1", "2"), ("citations", "true", "false"),
        ("raw", "true", "false"), ("bom", "true", "false"),
        ("version", "0" * 64, "1" * 64), ("format", "csv", "json"),
    ):  # fmt: skip
        response = client.get(f"/queries/work-streams?{name}={first}&{name}={second}")
        assert response.status_code == 422 and response.json()["parameter"] == name
    kind = client.get("/queries/work-streams?limit=3&limit=5").json()["type"]
    assert kind == "/docs#BadPage"
    assert client.get("/queries/work-streams?limit=3&limit=3").status_code == 200


def test_a_header_may_say_which_day_is_meant(tmp_path):
    """`day: latest` in a header goes before the parameter's name; another word is refused."""
    text = (
        "#+ title: W?\n#+ description: d\n#+ parameters:\n"
        "#+   until: {{datatype: xsd:date, description: d, day: {}}}\n#+ columns:\n"
        "#+   x: {{type: string, meaning: m}}\nSELECT ?x {{\nVALUES ?until {{ UNDEF }}\n?x ?p ?until }}\n"
    )
    path = tmp_path / "q.rq"
    path.write_text(text.format("latest"))
    parameter = read_question(path).parameters["until"]
    assert parameter.read("2003-02", None).value == "2003-02-28"
    path.write_text(text.format("last"))
    with pytest.raises(BadInput, match="day is one of earliest, latest"):
        read_question(path)


def test_every_problem_has_a_type_that_is_explained(client):
    """Unknown question, parameter, format, page, version and a wrong value differ in type, and each type is
    the address of a part of a page; near matches are members of their own."""
    known = client.get("/docs").text
    found = {}
    for address, kind, status in (
        ("/queries/engagement", "UnknownQuery", 404),
        ("/queries/engagements.json?council=birmigham", "BadValue", 422),
        ("/queries/council-of-code.json?code=E09000099", "UnknownCode", 404),
        ("/queries/engagements.json?coucil=haringey", "UnknownParameter", 422),
        ("/queries/engagements.json?limit=many", "BadPage", 422),
        ("/queries/engagements.json?citations=true&limit=5000", "BadPage", 422),
        ("/queries/engagements.docx", "UnknownFormat", 406),
        ("/queries/engagements?format=docx", "UnknownFormat", 406),
        ("/queries/engagements.json?version=000000000000", "NotServed", 410),
        ("/queries/engagements.json?version=new", "BadValue", 422),
        ("/queries/engagements.json?citations=perhaps", "BadValue", 422),
        ("/queries/engagements/cite.docx", "UnknownFormat", 406),
        ("/nowhere", "http", 404),
    ):
        response = client.get(address, headers={"Accept": "application/json"})
        assert (response.status_code, response.headers["content-type"]) == (
            status,
            "application/problem+json",
        )
        body = found[address] = response.json()
        assert body["type"] == f"/docs#{kind}" and f'id="{kind}"' in known, address
    assert found["/queries/engagement"]["near"][0] == "engagements"
    assert found["/queries/engagements.json?council=birmigham"]["near"] == ["birmingham"]
    assert found["/queries/engagements.json?coucil=haringey"]["near"] == ["council"]

    # What is wrong with a version is said: its letters, or how many it has.
    for version, wrong in (
        ("0123456789AB", "lower-case hexadecimal"), ("0123456789xy", "lower-case hexadecimal"),
        ("0123456789", "10 digits; "), ("0" * 65, "65 digits; "),
    ):  # fmt: skip
        body = client.get(f"/queries/engagements.json?version={version}").json()
        assert body["type"] == "/docs#BadValue" and wrong in body["detail"], version

    def below(kind):
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    assert all(f'id="{kind.__name__}"' in known for kind in below(PatgraphError))


hostile = st.one_of(
    st.text(max_size=40),
    st.sampled_from([
        '"', "'", "\\", '" } #', "} UNION { ?s ?p ?o", "\\u0022 }", "\\u003E", "\n#", "# x", "'''", '""" }',
        "?x", "<>", "<a b>", "https://example.org/a b", "https://example.org/>}", "_:b", "\t", "\x00",
        "\ud800", "a" * 2**20, "council/haringey> } #", "pat:started } #", '2003-02-15"^^xsd:date }',
    ]),
)  # fmt: skip


@given(st.sampled_from(NAMES), hostile)
@examples(150, suppress_health_check=[HealthCheck.too_slow])
def test_no_value_changes_what_is_asked(graph, name, text):
    """Whatever is given for any parameter of any question: it is refused, or the query that runs differs
    from the file only in terms inside its VALUES lines, each a single term that the engine reads back."""
    query = graph.queries[name]
    for parameter in query.parameters.values():
        example = {p.name: query.example[p.name] for p in query.parameters.values() if p.required}
        try:
            terms = query.read(example | {parameter.name: text}, graph.store)
        except BadValue as error:
            assert error.parameter == parameter.name and len(str(error)) < 2000
            continue
        bound = query.bind(terms, graph.store.base)
        slot = re.compile(rf"^[ \t]*VALUES \?({'|'.join(query.parameters)}) \{{ (.*) \}}[ \t]*$", re.M)
        assert slot.sub("", bound) == slot.sub("", query.bind(example_terms(query, terms)))
        for match in slot.finditer(bound):
            known, written = match.groups()
            if known in terms:
                solutions = graph.store.engine.query(f"SELECT ?v {{ VALUES ?v {{ {written} }} }}")
                assert [row["v"] for row in solutions] == terms[known]
        if query.form == "select":
            # What is asked for citations is bound in the same way.
            wide = patterns.plan(query.sparql).wide
            harmless = query.bind(example_terms(query, terms), text=wide)
            assert slot.sub("", query.bind(terms, text=wide)) == slot.sub("", harmless)


def example_terms(query, terms):
    """Terms for the same parameters, of harmless content."""
    return {name: [patgraph.names.pat("harmless")] for name in terms}


# Formats.


@pytest.mark.parametrize("form", MEDIA)
def test_a_format_is_had_by_extension_parameter_and_accept(client, form):
    """All three ways give the same bytes and the right media type; HEAD gives the same headers and none of
    the bytes; the answer varies by Accept and may be read from anywhere."""
    address = "/queries/star-history"
    ways = [
        client.get(f"{address}.{form}", params={"council": "swindon"}),
        client.get(address, params={"council": "swindon", "format": form}),
        client.get(address, params={"council": "swindon"}, headers={"Accept": f"{MEDIA[form]}, */*;q=0.1"}),
    ]
    for response in ways:
        assert response.status_code == 200
        assert response.headers["content-type"].split(";")[0] == MEDIA[form]
        assert "accept" in response.headers["vary"].lower()
        assert response.headers["access-control-allow-origin"] == "*"
    if form != "html":
        assert ways[0].content == ways[1].content == ways[2].content
    head = client.head(f"{address}.{form}", params={"council": "swindon"})
    assert head.status_code == 200 and head.content == b""
    same = ("content-type", "etag", "content-length", "vary")
    assert [head.headers.get(n) for n in same] == [ways[0].headers.get(n) for n in same]


def test_a_browser_and_a_script_get_what_they_like(client):
    """q-values decide; of two liked equally ours comes first; what nobody can have is 406."""
    for accept, media in (
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/csv;q=0.3, text/tab-separated-values;q=0.4", "text/tab-separated-values"),
        ("application/json;q=0, */*", "text/csv"),
        ("text/csv;charset=utf-8", "text/csv"),
        ("application/xml", "application/sparql-results+xml"),
        ("", "application/json"),
    ):
        response = client.get("/queries/councils", headers={"Accept": accept})
        assert response.headers["content-type"].split(";")[0] == media, accept
    assert (
        client.get("/queries/councils", headers={"Accept": "image/png, video/mp4;q=0.5"}).status_code == 406
    )


def test_compression_is_what_the_caller_likes(client):
    """br, zstd and gzip by q-value, each with a tag of its own and the same content; identity where none
    is wanted; compressed is smaller."""
    address = "/queries/engagements.json"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    tags = {plain.headers["etag"]}
    readers = {"br": brotli.decompress, "gzip": gzip.decompress,
               "zstd": lambda b: zstandard.ZstdDecompressor().decompressobj().decompress(b)}  # fmt: skip
    for name, read in readers.items():
        for _ in range(2):
            with client.stream(
                "GET", address, headers={"Accept-Encoding": f"{name}, identity;q=0.1"}
            ) as response:
                body = b"".join(response.iter_raw())
            assert response.headers["content-encoding"] == name
            assert read(body) == plain.content and len(body) < len(plain.content) / 3
            assert int(response.headers["content-length"]) == len(body)
        tags.add(response.headers["etag"])
    assert len(tags) == 4
    other = client.get("/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert other.headers["content-encoding"] == "gzip"


def test_rows_with_citations_have_them_in_every_format(client):
    """JSON has citations whole; tables have a column of passages and one that says why there is none."""
    asked = {"council": "haringey", "citations": "true"}
    address = "/queries/engagements"
    (row,) = client.get(f"{address}.json", params=asked).json()["rows"]
    assert row["uncited"] is None and {c["stance"] for c in row["citations"]} == {"supports"}
    first = row["citations"][0]
    assert re.fullmatch("[0-9a-f]{64}", first["digest"]) and first["end"] > first["start"] and first["facts"]
    assert any(c["disputed"] and c["disputedBy"] for c in row["citations"])
    names = " ".join(c["passage"] for c in row["citations"])
    assert names in client.get(f"{address}.csv", params=asked).text
    assert names in client.get(f"{address}.tsv", params=asked).text
    (binding,) = client.get(f"{address}.srj", params=asked).json()["results"]["bindings"]
    assert binding["citations"]["value"] == names
    assert first["locator"] in client.get(f"{address}.md", params=asked).text.replace("\\", "")
    page = client.get(f"{address}.html", params={"council": "haringey"}).text
    assert f"{len(row['citations'])} passages" in page and "disputed" in page
    gaps = client.get("/queries/gaps.json", params={"citations": "true"}).json()["rows"]
    assert {bool(gap["citations"]) for gap in gaps} == {True, False}
    assert all(bool(gap["citations"]) != bool(gap["uncited"]) for gap in gaps)


@pytest.mark.slow
def test_the_command_gives_the_same_cited_bytes(client, run, built):
    """`--citations` on the command line is `citations=true` over HTTP."""
    for form in ("json", "csv"):
        asked = {"council": "swindon", "citations": "true", "limit": "3"}
        over_http = client.get(f"/queries/star-history.{form}", params=asked).text
        options = ("--citations", "--limit", "3", "--format", form, "--store", built)
        done = run("query", "star-history", "council=swindon", *options)
        assert done.returncode == 0 and done.stdout == over_http.replace("\r\n", "\n")


@pytest.mark.slow
def test_words_are_shown_where_source_texts_are_at_hand(dataset, texts):
    """With source texts a citation has the exact words, whose digest is the passage's."""
    from hashlib import sha256

    from patgraph.dataset.texts.sources import quotes
    from patgraph.store.embedded import in_memory

    also = quotes(dataset.quads, texts)
    graph = patgraph.Graph(
        in_memory(dataset.nquads, dataset.version, also=also),
        {"engagements": read_question(ROOT / "queries/engagements.rq")},
    )
    answer = graph.query("engagements", council="haringey")
    (support,) = citations.cite(answer, graph.store)
    for citation in support.citations:
        about = citation.passage
        assert sha256(about.quote.encode()).hexdigest() == about.digest


# Graphs.


@pytest.fixture(scope="module")
def constructed(app):
    """The application; the answer of its question `engagement-graph` is a graph."""
    return app


async def ask(app, address, **headers):
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        return await http.get(address, headers=headers)


def run(coroutine):
    return asyncio.run(coroutine)


@pytest.mark.engine
def test_a_constructed_graph_is_the_same_in_every_format(constructed):
    """Turtle, JSON-LD, N-Triples, RDF/XML and TriG hold the same triples, JSON and CSV one a row; Turtle is
    what anyone gets; pages of it are slices in a total order."""
    found = {}
    for form, name in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")):
        response = run(ask(constructed, f"/queries/engagement-graph.{form}?engagement=haringey"))
        assert response.headers["content-type"].split(";")[0] == MEDIA[form]
        found[form] = set(rdflib.Graph().parse(data=response.text, format=name))
    trig = run(ask(constructed, "/queries/engagement-graph.trig?engagement=haringey")).text
    found["trig"] = {q[:3] for q in rdflib.Dataset().parse(data=trig, format="trig").quads()}
    assert len(found["ttl"]) > 20 and all(triples == found["ttl"] for triples in found.values())
    assert "@context" in run(ask(constructed, "/queries/engagement-graph.jsonld?engagement=haringey")).json()
    anyone = run(ask(constructed, "/queries/engagement-graph?engagement=haringey", accept="*/*"))
    assert anyone.headers["content-type"].startswith("text/turtle")
    rows = run(ask(constructed, "/queries/engagement-graph.json?engagement=haringey")).json()
    assert rows["total"] == len(found["ttl"])
    part = run(ask(constructed, "/queries/engagement-graph.nt?engagement=haringey&limit=5&offset=5"))
    assert part.text.count(" .\n") == 5 and 'rel="next"' in part.headers["link"]
    page = run(ask(constructed, "/queries/engagement-graph?engagement=haringey", accept="text/html"))
    assert page.status_code == 200 and '<table class="answer">' in page.text
    wrong = run(ask(constructed, "/queries/engagement-graph.ttl?engagement=haringey&citations=true"))
    assert wrong.status_code == 406


@pytest.mark.engine
def test_trig_with_citations_keeps_each_passage_apart(constructed, graph):
    """Every named graph of it is a passage, and says of the answer what that passage says."""
    address = "/queries/engagement-graph.trig?engagement=haringey&citations=true"
    dataset = rdflib.Dataset().parse(data=run(ask(constructed, address)).text, format="trig")
    named = [g for g in dataset.graphs() if "/id/passage/" in str(g.identifier) and len(g)]
    assert named
    for part in named:
        for s, p, o in part:
            text = f"ASK {{ GRAPH <{part.identifier}> {{ {s.n3()} {p.n3()} {o.n3()} }} }}"
            assert bool(graph.store.query(text))


# Paging.


def test_all_from_a_row_on_leads_to_what_is_left_out(client):
    """`offset` alone is not the whole, so links lead to the rest, past the end too."""
    whole = client.get("/queries/work-streams.json").json()
    rest = client.get("/queries/work-streams.json?offset=10")
    body = rest.json()
    assert body["complete"] is False and body["rows"] == whole["rows"][10:]
    before = client.get(links(rest)["prev"]).json()
    assert [*before["rows"], *body["rows"]] == whole["rows"]
    beyond = client.get("/queries/work-streams.json?offset=100000")
    assert client.get(links(beyond)["first"]).json()["rows"] == whole["rows"]


@pytest.mark.parametrize("form", ["json", "csv", "html"])
def test_following_next_gives_everything_once(client, form):
    """From the first part to the last by their links: all rows, in order, none twice; the links name the
    version, so that two versions are never mixed."""
    whole = client.get("/queries/work-streams.json").json()
    address, seen, parts = f"/queries/work-streams.{form}?limit=8", 0, []
    while address:
        response = client.get(address)
        found = links(response)
        assert int(response.headers["x-total-count"]) == whole["total"]
        if form == "json":
            body = response.json()
            assert body["complete"] is False and body["reason"]
            parts += body["rows"]
        elif form == "csv":
            parts += response.text.splitlines()[1:]
        else:
            seen += response.text.count("<tr>") - 1
        assert "first" in found and "last" in found and ("prev" in found) == ("offset" in address)
        address = found.get("next")
        assert address is None or f"version={whole['version']}" in address
    if form == "json":
        assert parts == whole["rows"]
    elif form == "csv":
        assert parts == client.get("/queries/work-streams.csv").text.splitlines()[1:]
    else:
        assert seen == whole["total"]


@given(st.integers(0, 60), st.integers(0, 80))
@examples(25)
def test_a_part_is_a_slice(graph, limit, offset):
    """Any limit and offset give that slice of the whole, its total, and whether it is all."""
    query = graph.queries["star-history"]
    whole = query.ask(graph.store)
    part = query.ask(graph.store, {}, limit, offset)
    assert part.rows == whole.rows[offset : offset + limit] and part.total == len(whole.rows)
    assert part.complete == (part.rows == whole.rows) and bool(part.reason) != part.complete


# Permanent addresses.


def test_a_permanent_address_answers_with_the_same_bytes(client, dataset):
    """It holds question, values and version, however they were spelt; anyone may keep it for good."""
    spelt = client.get("/queries/engagements.csv", params={"council": "council:haringey", "from": "2002"})
    cited = links(spelt)["cite-as"]
    assert cited.startswith("https://w3id.org/patgraph/query/engagements?")
    assert f"version={dataset.version}" in cited and "council=haringey&from=2002-01-01" in cited
    redirect = client.get(cited.removeprefix("https://w3id.org/patgraph"), headers={"Accept": "text/csv"})
    assert redirect.status_code == 303
    there = client.get(redirect.headers["location"], headers={"Accept": "text/csv"})
    assert there.content == spelt.content
    assert "immutable" in there.headers["cache-control"] and "no-cache" in spelt.headers["cache-control"]
    gone = client.get("/queries/engagements.csv", params={"council": "haringey", "version": "0" * 64})
    assert gone.status_code == 410
    assert client.get(gone.json()["present"]).status_code == 200
    assert links(gone)["latest-version"] == gone.json()["present"]


def test_what_one_has_is_not_sent_again(client):
    """If-None-Match with the tag, in any encoding, with others or weak, is answered 304 without a body,
    from the cache and before it; another answer, format or encoding has another tag."""
    tags = set()
    for params in ({}, {"council": "swindon"}, {"limit": "3"}, {"citations": "true"}):
        for form in ("json", "csv"):
            for encoding in ("gzip", "identity"):
                address, accept = f"/queries/star-history.{form}", {"Accept-Encoding": encoding}
                first = client.get(address, params=params, headers=accept)
                tag = first.headers["etag"]
                assert tag not in tags
                tags.add(tag)
                for condition in (tag, f'"other", W/{tag}', "*"):
                    again = client.get(address, params=params, headers=accept | {"If-None-Match": condition})
                    assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == tag
                other = client.get(address, params=params, headers=accept | {"If-None-Match": '"other"'})
                assert other.status_code == 200 and other.content == first.content


def test_a_tag_is_of_one_version(graph):
    """The same question of another version of the dataset has another tag: nobody keeps what is old."""
    other = EmbeddedStore(graph.store.engine, "0" * 64)
    asked = permalinks.QuestionRequest(graph.queries["star-history"])
    assert asked.tag(graph.store, "json") == asked.tag(graph.store, "json") != asked.tag(other, "json")


@pytest.mark.parametrize(
    "address", ["/queries/star-history", "/queries/star-history?limit=x", "/doc/council/haringey", "/def"]
)
def test_what_depends_on_accept_says_so(client, address):
    """An answer and a problem that were negotiated name `Accept` in `Vary`, or caches mix them up."""
    for accept in ("*/*", "text/html", "text/turtle"):
        found = client.get(address, headers={"Accept": accept}).headers["vary"]
        assert "accept" in {name.strip().lower() for name in found.split(",")}


def test_an_unchanged_answer_is_not_even_asked_for(small_app, small_graph):
    """A caller whose tag is right gets 304 although nothing is in the cache and the question would fail."""
    tag = run(ask(small_app, "/queries/star-history.json")).headers["etag"]

    class Closing(EmbeddedStore):
        closed = False

        def select(self, text):
            assert not Closing.closed, "the question was asked"
            return super().select(text)

    fresh = app_for(
        patgraph.Graph(Closing(small_graph.store.engine, small_graph.version), small_graph.queries)
    )
    Closing.closed = True
    response = run(ask(fresh, "/queries/star-history.json", **{"if-none-match": tag}))
    assert response.status_code == 304


def test_an_answer_can_be_cited(client, dataset):
    """As text, BibTeX and CSL-JSON, each with the title, the version and the permanent address."""
    address, asked = "/queries/engagements/cite", {"council": "haringey"}
    for form, media in (("txt", "text/plain"), ("bib", "application/x-bibtex"),
                        ("json", "application/vnd.citationstyles.csl+json")):  # fmt: skip
        response = client.get(f"{address}.{form}", params=asked)
        assert response.headers["content-type"].split(";")[0] == media
        assert f"version={dataset.version}" in response.text and "council=haringey" in response.text
    (item,) = client.get(f"{address}.json", params=asked).json()
    assert item["type"] == "dataset" and item["version"] == dataset.version
    entry = client.get(f"{address}.bib", params=asked).text
    assert entry.startswith("@dataset{") and entry.count("{") == entry.count("}")


@pytest.mark.parametrize("part", ["/cite.txt", "/cite.bib", "/cite.json", ".csv-metadata.json"])
def test_what_goes_with_an_answer_is_not_sent_again_either(client, dataset, part):
    """A citation and a table's metadata have a tag of their own, and are kept for good under a version."""
    address = f"/queries/engagements{part}"
    response = client.get(address, params={"council": "haringey"})
    tag = response.headers["etag"]
    assert client.get(address, params={"council": "swindon"}).headers["etag"] != tag
    again = client.get(address, params={"council": "haringey"}, headers={"If-None-Match": tag})
    assert again.status_code == 304 and again.content == b""
    permanent = client.get(address, params={"council": "haringey", "version": dataset.version})
    assert "immutable" in permanent.headers["cache-control"]


@pytest.mark.parametrize("address", ["/queries/engagements", "/queries", "/id/council/haringey", "/search"])
def test_a_405_names_all_that_is_allowed(client, address):
    """Every method that an address answers stands in `Allow`, and `HEAD` has no body."""
    response = client.delete(address)
    assert response.status_code == 405
    assert {m.strip() for m in response.headers["allow"].split(",")} >= {"GET", "HEAD"}
    head = client.head(address)
    assert head.content == b"" and head.status_code == client.get(address).status_code


# The cache.


def _counted(body=b"x" * 1000, **headers):
    """An application that counts how often it is asked."""
    calls = []

    async def app(scope, receive, send):
        calls.append(scope["path"])
        tag = f'"{scope["path"]}"'
        own = {"etag": tag, "cache_control": "public", "content_type": "text/plain"} | headers
        listed = [(k.replace("_", "-").encode(), v.encode()) for k, v in own.items() if v]
        await send({"type": "http.response.start", "status": 200, "headers": listed})
        await send({"type": "http.response.body", "body": body})

    return app, calls


def test_the_cache_keeps_within_its_bytes():
    """However many answers there are, no more bytes are kept than were allowed; what was asked last stays."""
    import os

    app, calls = _counted(os.urandom(1000))
    layer = ReadyAnswers(app, size=50_000)
    for number in range(200):
        assert run(ask(layer, f"/queries/{number}")).status_code == 200
        assert layer.used <= 50_000
    run(ask(layer, "/queries/199"))
    assert len(calls) == 200
    run(ask(layer, "/queries/0"))
    assert len(calls) == 201


def test_what_many_ask_for_at_once_is_worked_out_once():
    """Twenty who ask the same at one moment get one answer that was made once, though the first of them
    leaves; what is not kept is worked out for each."""

    async def ask_many(**headers):
        app, calls = _counted(**headers)
        go = asyncio.Event()

        async def slow(scope, receive, send):
            await go.wait()
            await app(scope, receive, send)

        layer = ReadyAnswers(slow)
        asking = [asyncio.create_task(ask(layer, "/queries/x")) for _ in range(20)]
        await asyncio.sleep(0)
        asking[0].cancel()
        await asyncio.sleep(0)
        go.set()
        answers = await asyncio.gather(*asking[1:])
        assert {answer.content for answer in answers} == {b"x" * 1000} and not layer._making
        return len(calls)

    assert run(ask_many()) == 1
    assert run(ask_many(cache_control="no-store")) == 19


def test_a_large_answer_is_not_held():
    """What says beforehand that it is longer than the cache keeps passes as it comes."""
    app, calls = _counted(b"x" * 50_000, content_length="50000")
    layer = ReadyAnswers(app, size=100_000)
    for _ in range(2):
        assert len(run(ask(layer, "/queries/x")).content) == 50_000
    assert len(calls) == 2 and not layer.used


@pytest.mark.parametrize(
    "headers", [{"cache_control": "no-store"}, {"cache_control": ""}, {"etag": ""}, {"set_cookie": "a=b"}]
)
def test_only_what_may_be_kept_is_kept(headers):
    """Without a tag, or without `public`, every request reaches the application."""
    app, calls = _counted(**headers)
    layer = ReadyAnswers(app)
    for _ in range(3):
        assert run(ask(layer, "/queries/x")).content == b"x" * 1000
    assert len(calls) == 3


def test_spellings_of_one_answer_share_its_bytes(app):
    """Two ways to write a question's values are one answer in the cache."""
    layer = app.front._ready
    first = run(ask(app, "/queries/engagements.json?council=haringey"))
    used = layer.used
    for text in ("council/haringey", "council:haringey", "https://w3id.org/patgraph/id/council/haringey"):
        response = run(ask(app, f"/queries/engagements.json?council={text}"))
        assert response.content == first.content and response.headers["etag"] == first.headers["etag"]
    assert layer.used == used


def test_json_ld_is_the_same_bytes_each_time(graph):
    """Blank nodes keep their names, so that a tag holds what it promises."""
    query = graph.queries["engagements"]
    once, again = (graphs.serialise(graphs.entry(query), "jsonld", graph.store.base) for _ in range(2))
    assert once == again and json.load(io.BytesIO(once))


def test_spreadsheets_get_a_byte_order_mark_on_request(small_served):
    """`bom=true` is the same CSV behind a mark, under a tag of its own; JSON has none; `raw` is a switch."""
    client = httpx.Client(base_url=small_served, timeout=60)
    plain, marked = (client.get("/queries/councils.csv", params=p) for p in ({}, {"bom": "true"}))
    assert marked.content == b"\xef\xbb\xbf" + plain.content
    assert marked.headers["etag"] != plain.headers["etag"] and "bom=true" in marked.headers["link"]
    assert client.get("/queries/councils.json", params={"bom": "true"}).content[:1] == b"{"
    assert client.get("/queries/councils.csv", params={"raw": "true"}).content == plain.content
    for address in ("/queries/councils.csv", "/queries/councils.ttl", "/tables/council.csv"):
        refused = client.get(address, params={"raw": "maybe"})
        assert refused.status_code == 422 and "neither true nor false" in refused.text
    table = client.get("/tables/council.csv").content
    assert client.get("/tables/council.csv?bom=true&raw=true").content == b"\xef\xbb\xbf" + table
