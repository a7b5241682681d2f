"""Tables converted to RDF by their CSVW, as the standard says, are triples of the graph, and no others."""

import io
import json
import zipfile
from collections import Counter

import pytest
from pyoxigraph import Literal, NamedNode

from patgraph.exports.export import CSVW
from patgraph.names import BASE, pat, term
from patgraph.questions.formats import answer_table, writers
from patgraph.tables import csvw
from tests.support.csv2rdf import triples

HERE = "https://example.org/tables/"


@pytest.fixture(scope="module")
def view(graph):
    """The triples of the view."""
    return {quad.triple for quad in graph.store.quads(graph=graph.store.view)}


@pytest.fixture(scope="module")
def archive(site):
    """The archive of tables, as it is served."""
    return zipfile.ZipFile(io.BytesIO(site.get("/dumps/things-csv.zip").content))


@pytest.fixture(scope="module")
def converted(archive):
    """What it is converted to."""
    return set(triples(json.loads(archive.read(CSVW)), archive.read, HERE))


def test_tables_of_things_become_triples_of_the_graph_and_no_others(converted, view):
    """Each triple that a converter makes of any table is one of the view, to the letter and the datatype."""
    invented = converted - view
    assert not invented, sorted(map(str, invented))[:5]


def test_what_things_are_comes_out_of_their_tables(converted, view):
    """Of all that the view says of things, labels and links come out whole, and most of the rest."""
    named = (f"{BASE}id/", f"{BASE}concept/")
    said = {t for t in view if isinstance(t.subject, NamedNode) and t.subject.value.startswith(named)}
    links = {t for t in said if isinstance(t.object, NamedNode) and t.object.value.startswith(named)}
    labels = {t for t in said if t.predicate == term("rdfs:label")}
    missing = (links | labels) - converted
    assert not missing, Counter(str(t.predicate) for t in missing)
    assert len(said & converted) > 0.85 * len(said)
    council = NamedNode(f"{BASE}id/council/haringey")
    assert {t.object for t in converted if t.subject == council and t.predicate == term("rdf:type")} == {
        t.object for t in view if t.subject == council and t.predicate == term("rdf:type")
    }


def test_what_would_invent_a_triple_says_nothing(archive):
    """A list of things, a date as it is written, the council that a row only belongs to, and evidence, which
    the view need not take, are left out by the metadata's own word.
    """
    metadata = json.loads(archive.read(CSVW))
    columns = {
        (table["url"], column["name"]): column
        for table in metadata["tables"]
        for column in table["tableSchema"]["columns"]
    }
    for table, name in (("event", "about"), ("engagement", "started"), ("work-stream", "council")):
        assert columns[f"{table}.csv", name]["suppressOutput"] is True
    assert all(c["suppressOutput"] for (table, _), c in columns.items() if table == "statement.csv")


@pytest.mark.parametrize("name", ["engagements", "areas", "concerns", "views", "reorganisations"])
def test_an_answer_becomes_triples_of_the_graph_and_no_others(graph, view, name):
    """What a question asks of the view for each row comes out of its table; what it computes does not."""
    query = graph.queries[name]
    answer = query.ask(graph.store, {})
    metadata = csvw.one(answer_table.columns_of(query, False), f"{name}.csv")
    found = set(triples(metadata, lambda url: writers.write(answer, "csv"), HERE))
    assert found and found <= view, sorted(map(str, found - view))[:5]


def test_an_answer_says_of_each_row_what_was_asked(graph):
    """A row of `engagements` is an engagement with its name, and the council that it was in."""
    query = graph.queries["engagements"]
    answer = query.ask(graph.store, {"council": "haringey"})
    metadata = csvw.one(answer_table.columns_of(query, False), "engagements.csv")
    found = set(triples(metadata, lambda url: writers.write(answer, "csv"), HERE))
    team, council = (NamedNode(f"{BASE}id/{kind}/haringey") for kind in ("engagement", "council"))
    said = {(t.subject, t.predicate, t.object) for t in found}
    assert (team, term("rdf:type"), pat("Engagement")) in said and (team, pat("council"), council) in said
    name = Literal("London Borough of Haringey", language="en")
    assert (council, term("rdfs:label"), name) in said
