"""What a stranger's query asks for is found, whatever it is dressed in."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.errors import Closed, MalformedQuery
from patgraph.sparql.screen import fault, screen


@pytest.mark.parametrize("escaped", ["\\u0053ERVICE", "S\\u0045RVICE", "\\U00000053ERVICE", "SERVIC\\u0045"])
def test_the_engine_reads_no_keyword_in_escapes(escaped):
    """The ground `screen` stands on: an escape never makes a keyword."""
    with pytest.raises(SyntaxError):
        ox.Store().query(f"ASK {{ {escaped} <http://127.0.0.1:9/> {{}} }}")


def test_disguises_do_not_fool_it():
    """SERVICE in strings, comments, names and variables is fine; a live one is refused, however written."""
    for fine in (
        "ASK { ?s ?p 'SERVICE <x>' }", "#service\nASK {}", 
        "PREFIX service: <http://s/> ASK { ?service service:from 1 }",
        "ASK { ?s ?p '\\u0027 SERVICE <http://x> {} #' }", "ASK { <http://service/> ?p ?from }",
    ):  # fmt: skip
        assert not screen(fine).dataset
    for live in (
        "ASK { ?s ?p '\\u0027' . SERVICE <http://x> {} ?a ?b '\\u0027' }",
        "ASK { SERVICE <http://x> {} }", "ASK{SeRvIcE<http://x>{}}", "ASK{SERVICE#c\n<http://x>{}}",
        "ASK{SERVICE ?x {}}",
        "ASK { FILTER(?a<1)SERVICE#>\n<http://x>{} }", "ASK { ?s ?p '\\u0027' . SERVICE <http://x> {} #'\n }",
        "ASK { ?s ?p \"\"\"\\u0022\"\"\" . SERVICE SILENT <http://x> {} #\"\"\"\n }",
    ):  # fmt: skip
        with pytest.raises(Closed):
            screen(live)
    assert screen("SELECT * FROM <http://x> {}").dataset


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT * { ?s foaf:name ?n }", "line 1, column 15: the prefix foaf: is not declared; begin with "
         "PREFIX foaf: <http://xmlns.com/foaf/0.1/>"),
        ("SELECT *\n{ ?c a pat:Council }", "line 2, column 8: the prefix pat: is not declared; begin with "
         "PREFIX pat: <https://w3id.org/patgraph/def#>"),
        ("SELECT * { ?s wdt:P31 ?n }", "PREFIX wdt: <http://www.wikidata.org/prop/direct/>"),
        ("SELECT * { ?s foa:name ?n }", "none of ours; begin with one of PREFIX foaf:"),
        ("SELECT * { ?s ex:name ?n }", "the prefix ex: is not declared, and is none of ours"),
    ],
)  # fmt: skip
def test_a_prefix_that_is_not_declared_is_named(text, told):
    """With its place, and the line that declares it where it is one that we know."""
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(text)
    assert told in str(fault(caught.value, text))


def test_what_the_engine_says_is_no_word_that_was_expected():
    """A rule that a query breaks is told as such, not among the words that may stand there."""
    text = "SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }"
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(text)
    error = fault(caught.value, text)
    assert "line 1, column 40: BIND is overriding" in str(error) and error.more["expected"] == []


def test_hosts_that_are_open_may_be_called_and_no_other():
    """A host is open with the usual ports, or with one port; a name of another kind is never open."""
    allowed = {"a.example", "b.example:8080"}
    for fine in (
        "http://a.example/x",
        "https://A.example",
        "http://a.example:443/",
        "http://b.example:8080/q",
    ):
        assert screen(f"ASK {{ SERVICE SILENT <{fine}> {{ ?s ?p ?o }} }}", allowed=allowed).service
    for closed in (
        "http://c.example/",
        "http://a.example:81/",
        "http://b.example/",
        "http://a.example@c.example/",
        "http://c.example#a.example",
        "ftp://a.example/",
        "//a.example/",
        "http://a.example.c.example/",
    ):
        with pytest.raises(Closed):
            screen(f"ASK {{ SERVICE <{closed}> {{ ?s ?p ?o }} }}", allowed=allowed)
    for hidden in ("?x", "p:x", "<x>"):
        with pytest.raises((Closed, MalformedQuery)):
            screen(f"BASE <http://a.example/> ASK {{ SERVICE {hidden} {{ ?s ?p ?o }} }}", allowed=allowed)


#: Patterns that hold the words as names, texts and comments, and characters that lead a reader astray.
DECOYS = st.lists(
    st.sampled_from(
        [
            "?from ?p 'FROM <http://f/>' .",
            "# SERVICE <http://x/> {} '",
            '?service from:service "\\u0022 } SERVICE <http://x/> {" .',
            "FILTER(?a<1)",
            "FILTER(?a <?b && ?c> ?d)",
            "?s ?p <http://x/#service> .",
            "?s ?p '''it's \" from''' .",
            "?s ?p '\\\\' .",
            "[ from:FROM 'x\\'service' ] .",
        ]
    ),
    max_size=5,
).map("\n".join)
CALLS = st.sampled_from(
    ["SERVICE <http://x/> {}", "service#'\n SILENT<http://x/>{}", "SERVICE ?x { ?s ?p ?o }"]
)


@given(DECOYS, DECOYS, st.none() | CALLS, st.booleans())
def test_exactly_the_live_words_are_found(before, after, call, dataset):
    """Among decoys of every kind: SERVICE is refused where it is live, FROM is found where it is live."""
    clause = "FROM #'\n<http://f/>" if dataset else ""
    text = f"PREFIX from: <http://f/> SELECT * {clause} {{ {before}\n{call or ''}\n{after}\n }}"
    if call:
        with pytest.raises(Closed):
            screen(text)
    else:
        assert screen(text).dataset is dataset
        ox.Store().query(text)
