"""The scope of a query: its body inside the view, found by a parser, whatever stands around it."""

import re
import socket
from contextlib import suppress

import pyoxigraph
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat

from patgraph.errors import Closed, MalformedQuery, NestedTooDeep, PatgraphError, Unscoped
from patgraph.names import VIEW
from patgraph.questions.question_file import read_question
from patgraph.sparql import scope
from tests.support.examples import examples
from tests.support.paths import ROOT
from tests.support.questions import NAMES, calls

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
        "SELECT ?o WHERE { ?s ?p ?o FILTER(2 -1 < STR(?o) -1 || <urn:f>-1<?o||?s<?o&&?o>?s||?o<'#>') }",
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
    inside = scope.parse_query(text).inside(HERE)
    wanted = engine.query(text, default_graph=[HERE])
    found = engine.query(inside, use_default_graph_as_union=True)
    if isinstance(wanted, pyoxigraph.QueryBoolean):
        assert bool(found) == bool(wanted)
    else:
        assert sorted(map(str, found)) == sorted(map(str, wanted))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_question_answers_from_inside_the_view(graph, name):
    """With each of its examples, wrapped and asked of the union, a question has the same rows."""
    query = graph.queries[name]
    for values in calls(query):
        texts = {k: [v] if isinstance(v, str) else v for k, v in values.items()}
        bound = query.bind(
            {k: [query.parameters[k].read(t, graph.store) for t in v] for k, v in texts.items()}
        )
        inside = scope.parse_bound(bound).inside(graph.store.view)
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
        ("SELECT ?s { SERVICE <urn:x> { ?s ?p ?o } }", Closed, "SERVICE is closed"),
        ("SELECT ?s { { SELECT ?s { OPTIONAL { sErViCe SILENT ?x { ?s ?p ?o } } } } }", Closed, "SERVICE"),
        ("SELECT ?s { ?s ?p ?o FILTER EXISTS { SERVICE <urn:x> { ?s ?p ?o } } }", Closed, "SERVICE"),
        ("SELECT ?s { ?s ?p ?o } # \\u005cu000a SERVICE <urn:x> {}", Unscoped, "backslash before u"),
        ("SELECT ?s { ?s ?p '\\u005cu0027' }", Unscoped, "backslash before u"),
        ("ASK { # }}}\n" + "{ # }\n" * 50 + "}" * 51, NestedTooDeep, "nests more"),
        ("SELECT ?s { FILTER(" + "(" * 49 + "1" + ")" * 49 + ") }", NestedTooDeep, "nests more"),
        ("SELECT ?s {" + " ?s ?p ?o ." * 151 + "}", NestedTooDeep, "more than 150 parts"),
        ("SELECT ?s { ?s ?p '\ud800' }", MalformedQuery, "not Unicode"),
        ("", MalformedQuery, "line 1"),
    ],
)
def test_what_is_no_query_of_this_graph_is_refused(text, error, message):
    """Where it is wrong, what is closed, what is too deep: one of our errors, before anything is asked."""
    with pytest.raises(error, match=message):
        scope.parse_query(text)


NUMBER = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")


@given(st.text(max_size=40) | st.text(alphabet="\\uU01aF\x1f\x7f\n\r\t\"'{}", max_size=30))
@example("\\\x1f")
@example("\\u0041")
@example("\\\\U00000041")
@examples(60)
def test_values_stay_values(words):
    """Whatever words are asked for, what is sent holds them as one literal inside the body, and none else,
    for engines that resolve escapes by number before all else and for those that read from the left."""
    query = read_question(ROOT / "queries" / "find-words.rq")
    if not words:
        return
    other = scope.parse_bound(query.bind({"words": [Literal("x")]})).inside(HERE)
    inside = scope.parse_bound(query.bind({"words": [Literal(words)]})).inside(HERE)
    begin, places = other.index('"x"'), other.count('"x"')
    sent = inside[begin : begin + 3 + (len(inside) - len(other)) // places]
    assert inside == other.replace('"x"', sent)
    for read in (sent, NUMBER.sub(lambda m: chr(int(m[1] or m[2], 16)), sent)):
        ((found,),) = pyoxigraph.Store().query(f"SELECT ?x {{ VALUES ?x {{ {read} }} }}")
        assert found == Literal(words)
    pyoxigraph.Store().query(inside)


@given(st.text(alphabet="SELECT?s{}WHERE()<>:\"'#\\\n .;ASKu0", max_size=60))
@examples(100)
def test_nothing_but_our_errors_escapes(text):
    """Any text is a query or one of our errors."""
    with suppress(PatgraphError):
        scope.parse_query(text).inside(HERE)


#: Terms with brackets, quotes and the mark of a comment in them.
SUBJECTS, VERBS = (
    ("?s", "?g", "<urn:a>", "x:a", "[ ?p ?o ]"),
    ("?p", "<urn:b>", "a", "<urn:b>*", "^<urn:#>?", "!a"),
)
OBJECTS = (
    "?o",
    "'}'",
    '"\\"{#"',
    "'''{'#'''",
    '"""#"\n}"""',
    "'x'@en",
    "1",
    "-1",
    "<urn:#>",
    "( 1 ?o )",
    "[]",
)
VALUES = ("?s", "?o", "1", "-1", "'#)'", "STR(?o)", "<urn:#>", "COALESCE(?s, 1)", "?o IN (?s, '}')")
COMPARING = ("=", "!=", "<", ">", "<=", "+", "-", "&&", "||")
GAPS = (" ", "\n", "\t", " #{\n", " #}'\r\n", "")


def groups():
    """Texts of groups of the grammar, as lists of words."""
    pattern = st.tuples(*map(st.sampled_from, (SUBJECTS, VERBS, OBJECTS))).map(list)
    compared = st.tuples(*map(st.sampled_from, (VALUES, COMPARING, VALUES))).map(list)
    test = compared.map(lambda words: ["FILTER", "(", *words, ")"])
    bind = compared.map(lambda words: ["BIND", "(", *words, "AS", "?n", ")"])
    leaf = pattern | test | bind | st.just(["VALUES", "?s", "{", "<urn:a>", "UNDEF", "}"])

    def deeper(inner):
        kinds = ["OPTIONAL"], ["MINUS"], ["GRAPH", "?g"], ["GRAPH", "<urn:p>"], ["FILTER", "NOT EXISTS"], []
        one = st.builds(lambda kind, group: [*kind, *group], st.sampled_from(kinds), inner)
        either = st.builds(lambda a, b: [*a, "UNION", *b], inner, inner)
        select = inner.map(lambda group: ["{", "SELECT", "*", *group, "}"])
        return grouped(leaf | one | either | select)

    def grouped(parts):
        return st.lists(parts, max_size=3).map(lambda ps: ["{", *(w for p in ps for w in [*p, "."]), "}"])

    return st.recursive(grouped(leaf), deeper, max_leaves=4)


HEADS = (
    ["ASK"], ["ASK", "WHERE"], ["SELECT", "*"], ["SELECT", "DISTINCT", "?s", "?o"],
    ["SELECT", "(", "COUNT(*)", "AS", "?all", ")", "WHERE"],
    ["CONSTRUCT", "{", "?s", "?p", "'{'", "}", "WHERE"],
)  # fmt: skip
TAILS = ([], ["ORDER BY", "?s"], ["VALUES", "?o", "{", "'}'", "}"], ["HAVING", "(", "?s", "<", "?o", ")"])


@given(groups(), st.sampled_from(HEADS), st.sampled_from(TAILS), st.data())
@examples(300)
def test_what_the_engine_takes_is_taken_and_answers_alike(engine, group, head, tail, data):
    """Whatever stands in a query and between its words: what the engine's own parser takes, this one takes
    too, and puts inside the view without another row."""
    words = ["PREFIX", "x:", "<urn:>", *head, *group, *tail]
    gaps = data.draw(st.lists(st.sampled_from(GAPS), min_size=len(words), max_size=len(words)))
    text = words[0]
    for gap, word in zip(gaps, words[1:], strict=False):
        joined = text[-1].isalnum() and word[0].isalnum()
        text += (gap or " " if joined else gap) + word
    try:
        wanted = engine.query(text, default_graph=[HERE])
    except SyntaxError:
        with suppress(PatgraphError):
            scope.parse_query(text)
        return
    found = engine.query(scope.parse_query(text).inside(HERE), use_default_graph_as_union=True)
    if isinstance(wanted, pyoxigraph.QueryBoolean):
        assert bool(found) == bool(wanted)
    else:
        assert sorted(map(unnamed, found)) == sorted(map(unnamed, wanted))


def unnamed(row):
    """A row or triple as a text; blank nodes have other names each time."""
    return re.sub(r"_:\w+", "_:x", str(row))


@pytest.mark.parametrize(
    "body",
    [
        " ?s ?p ?o ." * 140,
        "{}" + " UNION {}" * 70,
        " OPTIONAL { ?s ?p ?o }" * 70,
        " FILTER(1" + " + 1" * 140 + ")",
        " ?s <urn:a>" + "/<urn:a>" * 140 + " ?o",
        " VALUES (?s ?o) {" + " (1 '}')" * 3000 + "}",
    ],
)
def test_long_queries_are_read_whole(body):
    """As many parts of each kind as there may be, and any number of rows of values: the body is found."""
    text = "SELECT * WHERE {" + body + "}"
    assert scope.parse_query(text).inside(HERE) == f"SELECT * WHERE {{ GRAPH {HERE} {{{body}}} }}"


def test_a_service_in_what_is_not_read_calls_nobody():
    """Newer SPARQL than ours is shown to the engine for its words; a SERVICE in it stays unasked."""
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        there.listen()
        there.settimeout(0.2)
        url = f"http://127.0.0.1:{there.getsockname()[1]}/"
        with pytest.raises(PatgraphError):
            scope.parse_query(f"ASK {{ SERVICE <{url}> {{ ?s ?p <<( ?a ?b ?c )>> }} }}")
        with pytest.raises(TimeoutError):
            there.accept()
