"""The words: terms, vocabularies, rules and graphs, readable and counted."""

import re
from collections import Counter

import pyoxigraph
import pytest
import rdflib
from fastapi.testclient import TestClient
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from patgraph.names import BASE, DEF, SHAPES, pat, term
from patgraph.things.terms import Vocabulary
from tests.support.page import Page


@pytest.fixture(scope="module")
def words(graph):
    """The vocabulary of the real graph."""
    return Vocabulary(graph.things, graph.queries)


def test_every_term_is_readable(site, words):
    """Each term stands on `/def` under its own anchor and has a page with definition, uses and questions."""
    whole = Page(site.get("/def.html").text)
    assert len(words.classes) >= 29 and len(words.properties) >= 60
    for node in [*words.classes, *words.properties]:
        local = node.value.removeprefix(DEF)
        assert local in whole.ids
        page = Page(site.get(f"/def/{local}.html").text)
        definition = words.things.value(node, term("skos:definition")).value
        assert " ".join(definition.split()) in page.text and " ".join(definition.split()) in whole.text
        assert f"{words.uses[node]} in the view" in page.text
        for query in words.asked.get(node.value, ()):
            assert f"/queries/{query.name}" in page.links


def test_the_ontology_is_served_as_it_was_written(site, graph, words):
    """`/def` and `/def/{version}` give every statement of the ontology's graph but those of concepts."""
    for place in ("/def.nt", f"/def/{words.version}.nt"):
        served = rdflib.Graph().parse(data=site.get(place).content, format="nt")
        assert (rdflib.URIRef(DEF[:-1]), rdflib.OWL.versionInfo, rdflib.Literal(words.version)) in served
        terms = {s for s in served.subjects(rdflib.RDFS.isDefinedBy) if str(s).startswith(DEF)}
        assert {str(t) for t in terms} == {n.value for n in [*words.classes, *words.properties]}
        in_schemes = [s for s in served.subjects(rdflib.SKOS.inScheme)]
        assert not in_schemes
    assert site.get("/def", headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")
    wrong = site.get("/def/Engagment")
    assert wrong.status_code == 404 and "Engagement" in wrong.json()["detail"]
    assert site.get("/def/9.9.9").status_code == 404


def test_uses_are_those_that_there_are(small_graph):
    """Uses of classes and properties are those in the view, statement by statement, and in passages."""
    words, held = Vocabulary(small_graph.things, small_graph.queries), [*small_graph.store.quads()]
    kind = term("rdf:type")
    view = [quad for quad in held if quad.graph_name == small_graph.store.view]
    assert words.uses == Counter(q.object if q.predicate == kind else q.predicate for q in view)
    passages = [quad for quad in held if quad.graph_name.value.startswith(f"{BASE}id/passage/")]
    assert words.stated == Counter(quad.predicate for quad in passages)
    assert words.uses[pat("Council")] == 3 and words.stated[pat("started")]


def test_every_concept_is_in_its_tree_and_readable(site, graph, words):
    """Each scheme lists all its concepts once, narrower ones below; each has a page with its definition."""
    assert len(words.schemes) >= 20
    index = Page(site.get("/concept.html").text)
    for scheme in words.schemes:
        slug = scheme.value.removeprefix(f"{BASE}concept/")
        assert f"/concept/{slug}" in index.links
        tree = [concept for _, concept in words.tree(scheme)]
        _, rows = graph.store.select(f"SELECT ?c {{ ?c <{term('skos:inScheme').value}> {scheme} }}")
        assert sorted(tree, key=str) == sorted((row[0] for row in rows), key=str)
        page = Page(site.get(f"/concept/{slug}.html").text)
        for depth, concept in words.tree(scheme):
            assert f"/concept/{concept.value.removeprefix(f'{BASE}concept/')}" in page.links
            assert bool(depth) == any(b in tree for b in words.things.values(concept, term("skos:broader")))
        concept = tree[-1]
        definition = words.things.value(concept, term("skos:definition")).value
        shown = Page(site.get(f"/concept/{concept.value.removeprefix(f'{BASE}concept/')}.html").text)
        assert " ".join(definition.split()) in shown.text and f"/concept/{slug}" in shown.links
        served = rdflib.Graph().parse(data=site.get(f"/concept/{slug}.ttl").content, format="turtle")
        assert {str(s) for s in served.subjects(rdflib.SKOS.inScheme)} == {c.value for c in tree}
    assert site.get("/concept/rolle").status_code == 404


def test_findings_stand_under_their_concept(site, graph):
    """The page of a concept lists what is placed under it."""
    _, rows = graph.store.select(
        f"SELECT ?c (SAMPLE(?f) AS ?one) {{ ?f <{DEF}category> ?c }} GROUP BY ?c ORDER BY ?c LIMIT 5"
    )
    assert rows
    for concept, finding in rows:
        page = Page(site.get(f"/concept/{concept.value.removeprefix(f'{BASE}concept/')}.html").text)
        assert f"/doc/{finding.value.removeprefix(f'{BASE}id/')}" in page.links


def test_rules_are_readable(site, graph):
    """`/shapes` has each named shape under its anchor, and gives them all as RDF."""
    page = Page(site.get("/shapes.html").text)
    shapes = NamedNode(f"{BASE}graph/shapes")
    for quad in graph.store.quads(None, term("sh:name"), None, shapes):
        if isinstance(quad.subject, NamedNode):
            assert quad.subject.value.removeprefix(SHAPES) in page.ids
    served = list(pyoxigraph.parse(site.get("/shapes.nt").content, format=RdfFormat.N_TRIPLES))
    assert len(served) == len(set(graph.store.quads(graph=shapes)))


def test_any_graph_by_name(small_app, small_graph):
    """`/graph/{name}` gives just the statements of that graph, in its own graph where a format has graphs."""
    site, graph = TestClient(small_app), small_graph
    names = Page(site.get("/graph").text).links
    for name in ("editorial", "reference/councils", "document/note-2004", "catalogue"):
        assert f"/graph/{name}" in names
        node = NamedNode(f"{BASE}graph/{name}")
        trig = site.get(f"/graph/{name}")
        assert trig.headers["content-type"] == "application/trig"
        quads = set(pyoxigraph.parse(trig.content, format=RdfFormat.TRIG, rename_blank_nodes=False))
        assert {q.graph_name for q in quads} == {node} and len(quads) == len(
            set(graph.store.quads(graph=node))
        )
        assert site.get(f"/graph/{name}.html").status_code == 200
    assert "editorial" in site.get("/graph/editoral").json()["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/doc/council/haringey",
        "/def",
        "/def/Council",
        "/concept/rule",
        "/concept/rule/precision",
        "/shapes",
        pytest.param("/graph/view", marks=pytest.mark.slow),
    ],
)
def test_documents_with_graphs_have_their_triples_in_the_default_graph_too(small_app, address):
    """Clients that ask for quads first read the default graph: there stands all that Turtle would have, and
    each statement in its graph beside it."""
    client = TestClient(small_app)
    triples = set(pyoxigraph.parse(client.get(f"{address}.nt").content, format=RdfFormat.N_TRIPLES,
                                   rename_blank_nodes=False))  # fmt: skip
    for form, engine in (("nq", RdfFormat.N_QUADS), ("trig", RdfFormat.TRIG)):
        quads = list(pyoxigraph.parse(client.get(f"{address}.{form}").content, format=engine,
                                      rename_blank_nodes=False))  # fmt: skip
        plain = {quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph)}
        assert plain >= {each.triple for each in triples}
        assert {quad.triple for quad in quads if not isinstance(quad.graph_name, DefaultGraph)} >= plain


@pytest.mark.slow
def test_turtle_has_no_escaped_names(small_app):
    """Names with further parts are whole IRIs: `concept:` with a slash behind it is too much for many."""
    client = TestClient(small_app)
    for address in ("/concept/rule", "/doc/council/haringey", "/graph/view"):
        text = re.sub(r'"(?:[^"\\]|\\.)*"', '""', client.get(f"{address}.ttl").text)
        assert "\\" not in text and "@prefix graph:" not in text


def test_questions_have_names_too(site):
    """`/query/{name}` is 303 to the question; an unknown one is 404."""
    response = site.get("/query/why")
    assert (response.status_code, response.headers["location"]) == (303, "/queries/why")
    assert site.get("/query/wy").status_code == 404
