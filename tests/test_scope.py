"""The scope of a query: its body inside the view, found by a parser, whatever stands around it."""

import re
from contextlib import suppress

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat

from patgraph import queries, scope
from patgraph.errors import MalformedQuery, PatgraphError, Refused, Unscoped
from patgraph.names import VIEW

from .conftest import ROOT
from .test_questions import NAMES, calls

HERE = NamedNode(VIEW)
DATA = f"""
<urn:a> <urn:b> "only in the view" <{VIEW}> .
<urn:p> <urn:is> "a passage" <{VIEW}> .
<urn:a> <urn:b> "said there" <urn:p> .
<urn:a> <urn:b> "elsewhere" <urn:other> .
<urn:a> <urn:b> "in no graph" .
"""


@pytest.fixture(scope="module")
def engine():
    """A few statements in several graphs."""
    store = pyoxigraph.Store()
    store.load(DATA.encode(), format=RdfFormat.N_QUADS)
    return store


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?o { ?s ?p ?o }",
        "# { a comment }\nSELECT ?o # WHERE {\nWHERE # {\n{ ?s ?p ?o } # }",
        "BASE <urn:x/> PREFIX s: <urn:s#> SELECT ?o WHERE{?s ?p ?o}LIMIT 9",
        'SELECT ?o WHERE { ?s ?p ?o FILTER(?o != "}\t{ \\" }") }',
        "SELECT ?o WHERE { ?s ?p ?o FILTER(STR(?o) != '''} \n {''') } ORDER BY ?o",
        "SELECT (STR(?o) AS ?x) WHERE { { SELECT ?o WHERE { ?s ?p ?o } } }",
        "SELECT ?o WHERE { SELECT ?o WHERE { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 0) ORDER BY ?s",
        "SELECT ?o WHERE { ?g <urn:is> ?x . GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?o WHERE { ?s ?p ?o FILTER EXISTS { ?g <urn:is> ?x . GRAPH ?g { ?s ?p ?y } } }",
        "SELECT ?o WHERE { ?s ?p ?o } VALUES ?s { <urn:a> }",
        "ASK { ?s ?p 'elsewhere' }",
        "ASK WHERE { }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT { } WHERE { ?s ?p ?o }",
        "SELECT ?o WHERE { ?s ?p ?o } # the end without a line",
        "\ufeff SELECT ?o WHERE { ?s ?p ?o }".removeprefix("\ufeff"),
        "SELECT ?o WHERE { ?s <urn:\\u0062> ?o }",
    ],
)
def test_a_wrapped_query_sees_the_view_as_its_default_graph(engine, text):
    """Asked of a store whose default graph is the union of all, the wrapped text answers as the plain one
    does of the view."""
    inside = scope.read(text).inside(HERE)
    wanted = engine.query(text, default_graph=[HERE])
    found = engine.query(inside, use_default_graph_as_union=True)
    if isinstance(wanted, pyoxigraph.QueryBoolean):
        assert bool(found) == bool(wanted)
    else:
        assert sorted(map(str, found)) == sorted(map(str, wanted))


@pytest.mark.parametrize("name", NAMES)
def test_every_question_answers_from_inside_the_view(graph, name):
    """With each of its examples, wrapped and asked of the union, a question has the same rows."""
    query = graph.queries[name]
    for values in calls(query):
        texts = {k: [v] if isinstance(v, str) else v for k, v in values.items()}
        bound = query.bind(
            {k: [query.parameters[k].read(t, graph.store) for t in v] for k, v in texts.items()}
        )
        inside = scope.bound(bound).inside(graph.store.view)
        engine = graph.store.engine
        wanted = engine.query(bound, default_graph=[graph.store.view])
        found = engine.query(inside, use_default_graph_as_union=True)
        found, wanted = [*map(str, found)], [*map(str, wanted)]
        if query.form == "construct":
            found, wanted = sorted(found), sorted(wanted)  # A graph has no order.
        assert found == wanted, values


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("SELECT ?s WHERE { ?s ?p", MalformedQuery, "line 1, column"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", MalformedQuery, "line 1"),
        ("SELECT ?s { SERVICE <urn:x> { ?s ?p ?o } }", Refused, "SERVICE is closed"),
        ("SELECT ?s { { SELECT ?s { OPTIONAL { sErViCe SILENT ?x { ?s ?p ?o } } } } }", Refused, "SERVICE"),
        ("SELECT ?s { ?s ?p ?o FILTER EXISTS { SERVICE <urn:x> { ?s ?p ?o } } }", Refused, "SERVICE"),
        ("SELECT ?s { ?s ?p ?o } # \\u005cu000a SERVICE <urn:x> {}", Unscoped, "backslash before u"),
        ("SELECT ?s { ?s ?p '\\u005cu0027' }", Unscoped, "backslash before u"),
        ("SELECT ?s { " + "{ " * 3000 + "} " * 3000 + "}", MalformedQuery, "nests more"),
        ("SELECT ?s { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", MalformedQuery, "nests more"),
        ("SELECT ?s { ?s ?p '\ud800' }", MalformedQuery, "not Unicode"),
        ("", MalformedQuery, "line 1"),
    ],
)
def test_what_is_no_query_of_this_graph_is_refused(text, error, message):
    """Where it is wrong, what is closed, what is too deep: one of our errors, before anything is asked."""
    with pytest.raises(error, match=message):
        scope.read(text)


@given(st.text(max_size=40))
@settings(max_examples=40, deadline=None)
def test_values_stay_values(words):
    """Whatever words are asked for, what is sent holds them as one literal inside the body, or is refused."""
    query = queries.parse(ROOT / "queries" / "find-words.rq")
    if not words or re.search(r"[\ud800-\udfff]", words):
        return
    bound = query.bind({"words": [Literal(words)]})
    try:
        form = scope.bound(bound)
    except Unscoped:
        assert re.search(r"\\[uU]", words)
        return
    plain = scope.bound(query.bind({"words": [Literal("x")]}))
    inside, other = form.inside(HERE), plain.inside(HERE)
    assert inside.replace(str(Literal(words)), str(Literal("x"))) == other
    pyoxigraph.Store().query(inside)


@given(st.text(alphabet="SELECT?s{}WHERE()<>:\"'#\\\n .;ASKu0", max_size=60))
@settings(max_examples=100, deadline=None)
def test_nothing_but_our_errors_escapes(text):
    """Any text is a query or one of our errors."""
    with suppress(PatgraphError):
        scope.read(text).inside(HERE)
