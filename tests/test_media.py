"""One table of formats: it agrees with the engine's own, and every door takes every natural name."""

import subprocess
import sys

import pytest
from click.testing import CliRunner
from pyoxigraph import QueryResultsFormat, RdfFormat

from patgraph import media
from patgraph.errors import UnknownFormat
from patgraph.media import FORMATS, SOLUTIONS, TRIPLES


@pytest.mark.parametrize(
    "form", [form for form in FORMATS.values() if form.engine], ids=lambda form: form.name
)
def test_the_engine_knows_each_format_by_what_the_table_says(form):
    """Media type and extension are those that the engine has for the format."""
    kind = RdfFormat if isinstance(form.engine, RdfFormat) else QueryResultsFormat
    assert kind.from_media_type(form.media.partition(";")[0]) == form.engine
    assert kind.from_extension(form.extension) == form.engine


@pytest.mark.parametrize(
    "name, offered, found",
    [
        ("turtle", TRIPLES, "ttl"), ("ttl", TRIPLES, "ttl"), ("ntriples", TRIPLES, "nt"),
        ("nt", TRIPLES, "nt"), ("rdfxml", TRIPLES, "rdf"), ("rdf", TRIPLES, "rdf"),
        ("nquads", TRIPLES, "nq"), ("nq", TRIPLES, "nq"), ("json", TRIPLES, "jsonld"),
        ("json", SOLUTIONS, "srj"), ("srj", SOLUTIONS, "srj"), ("xml", SOLUTIONS, "srx"),
        ("json", ("srj", "json"), "json"), ("turtle12", ("ttl", "ttl12"), "ttl12"), ("ttl", SOLUTIONS, None),
    ],
)  # fmt: skip
def test_a_name_means_one_of_what_is_offered(name, offered, found):
    """Our own names and others' lead to the same format; a name that fits two is our own's."""
    form = media.named(name, offered)
    assert (form and form.name) == found


def test_no_two_formats_share_a_name_of_their_own():
    """A name is a format's own or another name of others, and a door that offers both is told which."""
    for offered in (SOLUTIONS, TRIPLES):
        found = [media.named(name, offered).name for name in media.spellings(offered)]
        assert {*found} == {*offered}
        assert len({*media.spellings(offered)}) == len(media.spellings(offered))


def test_commands_take_both_names(small_graph):
    """`sparql`, `export` and `query` give the same bytes for `ttl` and `turtle`, `nt` and `ntriples` …"""
    from patgraph.exports import export, export_formats
    from patgraph.questions.formats import writers

    answer = small_graph.query("engagements", council="haringey")
    for one, other in (("ttl", "turtle"), ("nt", "ntriples"), ("rdf", "rdfxml"), ("srx", "xml")):
        assert writers.write(answer, one) == writers.write(answer, other)
    select, construct = "SELECT * { ?s ?p ?o } LIMIT 3", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3"
    for one, other, text in (
        ("ttl", "turtle", construct),
        ("nq", "nquads", construct),
        ("srj", "json", select),
    ):
        assert writers.free(small_graph.sparql(text), one) == writers.free(small_graph.sparql(text), other)
        assert writers.media(one) | {"triples": None} == writers.media(other) | {"triples": None}
    with pytest.raises(UnknownFormat, match="turtle"):
        writers.media("xlsx")
    for one, other in (("nq", "nquads"), ("ttl", "turtle")):
        assert {one, other} <= {*export_formats.FORMATS}
        assert export.rdf(small_graph, one) == export.rdf(small_graph, other)


@pytest.mark.parametrize("command", ["query", "export", "validate"])
def test_help_names_the_formats(command):
    """What a command takes is said in its help."""
    from patgraph.cli import main

    assert "ttl" in CliRunner().invoke(main, [command, "--help"]).output


def test_what_evaluates_a_query_reads_the_table_and_little_else():
    """The worker and the process it is forked from load no HTTP, no rdflib and no framework with it."""
    code = (
        "import patgraph.sparql.worker, patgraph.sparql.zygote; from sys import modules as loaded;"
        "print([m for m in ('httpx', 'rdflib', 'fastapi') if m in loaded], 'patgraph.media' in loaded)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] True"


def test_doors_of_http_take_both_names(small_graph):
    """`/sparql` by `as` and by `format`, a question and a document by `format`: one body for all names. A
    name that only other services know is passed over where it is `format`, and refused where it is `as`.
    """
    from fastapi.testclient import TestClient

    from patgraph.web.app import app_for

    triples = {"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3"}
    rows = {"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3"}
    with TestClient(app_for(small_graph)) as client:

        def got(path, **values):
            response = client.get(path, params=values)
            assert response.status_code == 200, response.text
            return response.headers["content-type"], response.content

        for key in ("as", "format"):
            assert got("/sparql", **triples, **{key: "ttl"}) == got("/sparql", **triples, **{"as": "turtle"})
            assert got("/sparql", **rows, **{key: "srj"}) == got("/sparql", **rows, **{"as": "json"})
            # A client that always says json or xml means what fits the result.
            assert got("/sparql", **triples, **{key: "json"})[0] == "application/ld+json"
        assert got("/sparql", **rows, format="nonsense") == got("/sparql", **rows)
        assert client.get("/sparql", params=rows | {"as": "nonsense"}).status_code == 406
        assert got("/queries/engagements", format="turtle") == got("/queries/engagements.ttl")
        assert got("/queries/engagements", format="json")[0] == "application/json"
        assert got("/doc/council/haringey", format="turtle") == got("/doc/council/haringey.ttl")
        # As an extension each format has one name, so that a document has one address.
        assert client.get("/def.turtle").status_code == 406
