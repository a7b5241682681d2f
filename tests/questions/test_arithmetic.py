"""Texts that every engine reads alike: nothing depends on how one of them groups."""

import re

import pytest

from patgraph.web.routes.joins import joins
from tests.support.parsed import parsed
from tests.support.paths import ROOT

TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "queries").glob("*.rq"))}


@pytest.mark.engine
@pytest.mark.parametrize("name", TEXTS)
def test_no_text_leaves_open_how_it_is_grouped(name):
    """`a - b - c` is grouped from the left, and engines before Oxigraph 0.5.12, those in browsers among them,
    group it from the right: brackets say which is meant.
    """
    # rdflib's parser is slow: texts without such a sign need none.
    if re.search(r"[\w)] [-/] ", TEXTS[name]):
        assert not parsed(TEXTS[name]).ungrouped, name


#: A filter that compares a day of a pattern as a date, and what the variables of days end with.
_DAYS = re.compile(r"(?<!STR\()\?\w*(?:[dD]ay|[eE]arliest|[lL]atest|[hH]eld) [<>]=? ")


@pytest.mark.parametrize("name", TEXTS)
def test_filters_compare_days_as_texts(name):
    """A range of dates loses rows on Virtuoso with some of its plans; days are all written alike, so that
    their texts are in the same order.
    """
    lines = [line for line in TEXTS[name].splitlines() if not line.startswith("#")]
    assert not [line for line in lines if "FILTER" in line and _DAYS.search(line)], name


def test_ready_joins_leave_nothing_open_either():
    """Those of `/joins` too."""
    for name, join in joins().items():
        if re.search(r"[\w)] [-/] ", join.text):
            assert not parsed(join.text).ungrouped, name


@pytest.mark.parametrize(
    ("expression", "open_"),
    [("?a - ?b - ?c", True), ("?a / ?b / ?c", True), ("?a - ?b + ?c", True), ("?a - (?b - ?c)", False),
     ("(?a - ?b) - ?c", False), ("?a - ?b", False), ("?a + ?b + ?c", False), ("IF(?a, ?b - ?c - 1, 2)", True),
     ("SUM(?a - ?b - ?c)", True)],
)  # fmt: skip
def test_the_kind_is_found_wherever_it_stands(expression, open_):
    """In a projection, a filter, a bind, a function and an aggregate, and only without brackets."""
    texts = [f"SELECT ({expression} AS ?x) {{ ?s ?p ?a, ?b, ?c }}"]
    if "SUM" not in expression:
        texts += [f"SELECT * {{ ?s ?p ?a, ?b, ?c FILTER({expression} > 1) }}",
                  f"SELECT * {{ OPTIONAL {{ ?s ?p ?a, ?b, ?c BIND({expression} AS ?x) }} }}"]  # fmt: skip
    for text in texts:
        assert bool(parsed(text).ungrouped) is open_, text
