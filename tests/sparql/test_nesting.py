"""The shape of a query: counted before an engine sees it, and refused beyond a limit with the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.errors import MalformedQuery, NestedTooDeep
from patgraph.sparql.nesting import LIMITS, NestingLimits, check_nesting
from patgraph.sparql.screen import screen
from tests.support.examples import examples
from tests.support.paths import ROOT

SMALL = NestingLimits(depth=4, parts=6)
NESTED = [("{", "}"), ("(", ")"), ("[", "]"), ("OPTIONAL {", "}"), ("IF(1,1,", ")"), ("{ SELECT * {", "} }")]
CHAINS = ["?s ?p ?o . ", "; ?p ?o ", "/<urn:p>", "| a ", "UNION {} ", "OPTIONAL {} ", "+1", "!", "|| ?x ",
          "BIND(1 AS ?x) ", "FILTER(?x) ", "{} ", "[] ", "^<urn:p>"]  # fmt: skip


def refused(text, most=SMALL):
    """What is said of a query that is refused."""
    with pytest.raises(NestedTooDeep) as caught:
        check_nesting(text, most)
    return caught.value.more


@pytest.mark.parametrize(("opening", "closing"), NESTED)
def test_what_nests_is_counted(opening, closing):
    """As many brackets as there may be are read, one more is refused, and where that stands is said."""
    for most in (3, 4):
        size = sum(opening.count(bracket) for bracket in "({[")
        limits = NestingLimits(depth=most * size, parts=99)
        check_nesting(opening * most + closing * most, limits)
        more = refused("\n" + opening * (most + 1) + closing * (most + 1), limits)
        assert (more["limit"], more["value"], more["line"]) == ("depth", most * size, 2)


@pytest.mark.parametrize("part", CHAINS)
def test_parts_of_a_group_are_counted(part):
    """Patterns, clauses, steps and operators: seven of any are more than six."""
    assert refused("{ " + part * 7 + "}")["limit"] == "parts"
    check_nesting("{ " + part + "}", SMALL)


def test_parts_around_a_place_count_together():
    """A group in a group adds to its depth of parts; one beside it does not."""
    inner = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . }"
    check_nesting(f"{inner} {inner}", SMALL)
    assert refused("{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . " + inner + "}")["limit"] == "parts"
    assert refused("{" + inner + " ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . }")["limit"] == "parts"


@pytest.mark.parametrize(
    "text",
    [
        "{ # {{{{{{{{\n ?s ?p ?o }",
        "{ ?s ?p '{{{{{{', \"((((((\" }",
        '{ ?s ?p \'\'\'{{{\'{{{\'\'\' , """(("(((\\"""" }',
        "{ ?s ?p 'it\\'s {{{{{{' }",
        "{ <urn:((((((> <urn:a/b/c/d/e/f/g> ex:a-b-c-d-e-f-g }",
        "{ ex:a\\(\\(\\(\\(\\(\\( ?p ?o }",
        "{ VALUES ?x { " + "-1 <urn:a/b> " * 50 + "} }",
        "{ VALUES (?x ?y) { " + "(1 'a') " * 50 + "} }",
        "{ FILTER(?x IN (" + "1," * 50 + "1)) }",
    ],
)
def test_what_is_no_bracket_and_no_part_is_not_counted(text):
    """Comments, texts, names, rows of values and members of a list are as many and as odd as they like."""
    check_nesting(text, SMALL)


@pytest.mark.parametrize(
    "text",
    [
        "{ ?s ex:VALUES ?x { { { { } } } } }",
        "{ ?s ?p '#' . { { { { } } } } }",
        "{ FILTER(?a<1#\n && (((1>0))) ) { { { { } } } } }",
        "{ ex:a\\# { { { { } } } } }",
        "{ FILTER(?a<((((((1))))))>0) }",
        "{ FILTER(?a<?b*1*1*1*1*1>0) }",
    ],
)
def test_nothing_is_hidden(text):
    """What only looks like a comment, a name or values is counted."""
    refused(text)


def test_a_text_that_does_not_end_is_refused():
    """Where a reader could take it for two short ones, neither is guessed."""
    with pytest.raises(MalformedQuery, match=r"line 2, column 3.*does not end"):
        check_nesting('ASK {\n  """{ }')


@examples(200)
@given(
    st.lists(st.sampled_from([*"(){}[]<>#'\"\\.;,!+-*/|&^=?: \n", "a", "1", "?x", "VALUES", "'''", '"""']))
)
def test_any_text_is_counted_or_refused(words):
    """Whatever comes: nothing, or an error of ours."""
    try:
        check_nesting("".join(words), SMALL)
    except MalformedQuery as error:
        assert "line " in str(error)


def test_what_the_project_asks_is_within_the_limits():
    """Every question of the project, and every ready join, could be asked here as it stands."""
    for folder in ("queries", "src/patgraph/web/federated"):
        for path in (ROOT / folder).glob("*.rq"):
            check_nesting(path.read_text(encoding="utf-8"), NestingLimits(LIMITS.depth // 3, LIMITS.parts))


def test_a_query_is_counted_before_the_engine_sees_it(monkeypatch):
    """Beyond the limits the engine is not asked."""
    monkeypatch.setattr("patgraph.sparql.screen.pyoxigraph", None)
    for text in ("ASK " + "{" * 51 + "}" * 51, "ASK { FROM " + "?s ?p ?o . " * 151 + "}"):
        with pytest.raises(NestedTooDeep):
            screen(text)
