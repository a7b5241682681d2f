"""The graph as Python and a notebook have it: short to look at, indexed, cut, searched."""

import datetime
import sys
from html.parser import HTMLParser

import pytest

from patgraph.errors import BadValue, MissingLibrary, UnknownThing


class Cells(HTMLParser):
    """The texts of a table's cells, heads and captions, and where its links lead."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.links = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.texts.append(data)


def test_what_is_looked_at_is_short(graph):
    """A graph, a question and an answer say themselves in one line, and never all they hold."""
    answer = graph.query("engagements", council="haringey")
    for thing in (graph, answer, answer.query, graph.search("haringay"), graph.thing("council/haringey")):
        assert len(repr(thing)) < 300 and "\n" not in repr(thing)
    assert repr(answer) == "<Answer engagements council=haringey: 1 rows, 25 columns>"
    assert str(len(graph.queries)) in repr(graph) and graph.version[:12] in repr(graph)


def test_a_notebook_shows_tables(graph):
    """An answer shows labels that lead to things, dates in words, twenty rows, and how many there are."""
    answer = graph.query("engagements")
    shown = Cells(answer._repr_html_())
    assert answer.query.title in shown.texts and "councilLabel" not in shown.texts
    assert {"London Borough of Haringey", "end of October 2002"} <= set(shown.texts)
    assert "https://w3id.org/patgraph/id/council/haringey" in shown.links
    assert f"{len(answer)} rows. Version {graph.version[:12]}." in shown.texts
    assert Cells(graph.query("star-history")._repr_html_()).tags.count("tr") == 21
    assert {*graph.queries} <= set(Cells(graph._repr_html_()).texts)
    assert {*answer.query.parameters} <= set(Cells(answer.query._repr_html_()).texts)


def test_what_is_shown_is_escaped(graph):
    """No text of a caller or a source becomes markup, and no address leads to a script."""
    from patgraph.tables.html import as_html

    text = "<script>alert(1)</script>"
    for shown in (
        graph.search(text)._repr_html_(),
        as_html(text, [text], [[text, (text, "javascript:x")]], text),
    ):
        found = Cells(shown)
        assert "script" not in found.tags and text in " ".join(found.texts)
        assert all(link.startswith("https://") for link in found.links)


def test_an_answer_is_indexed_and_cut(graph):
    """A number gives a row, a name a column, a slice an answer that says which rows it has."""
    answer = graph.query("councils")
    rows = list(answer)
    assert answer[0] == rows[0] and answer[-1] == rows[-1]
    assert answer["councilLabel"] == [row["councilLabel"] for row in rows]
    some = answer[2:5]
    assert list(some) == rows[2:5] and some.total == answer.total and not some.complete
    assert some.reason == f"rows 3 to 5 of {answer.total}: a slice was taken" and some.offset == 2
    assert list(some[1:]) == rows[3:5] and some[1:].offset == 3
    assert answer[:] is answer
    with pytest.raises(KeyError, match="did you mean councilLabel"):
        answer["counciLabel"]
    with pytest.raises(ValueError, match="list\\(answer\\)"):
        answer[::2]
    with pytest.raises(IndexError):
        answer[len(answer)]


def test_frames_have_the_rows(graph):
    """pandas and polars have the same cells as the answer; polars types days and numbers."""
    import datetime

    answer = graph.query("engagements")
    rows, pandas, polars = list(answer), answer.to_pandas(), answer.to_polars()
    assert list(pandas.columns) == polars.columns == [column.name for column in answer.columns]
    assert polars["councilLabel"].to_list() == list(pandas["councilLabel"]) == answer["councilLabel"]
    days = [row["startEarliest"] and datetime.date.fromisoformat(row["startEarliest"]) for row in rows]
    assert polars["startEarliest"].to_list() == days
    assert polars["contractDays"].to_list() == [row["contractDays"] for row in rows]


@pytest.mark.slow
def test_every_answer_is_a_frame(graph):
    """No column of any question has values that its type does not take."""
    for name, query in graph.queries.items():
        answer = graph.query(name, **query.example)
        assert len(answer.to_polars()) == len(answer), name


@pytest.mark.parametrize("library, extra", [("pandas", "tables"), ("polars", "polars")])
def test_a_missing_library_is_named_with_its_extra(graph, monkeypatch, library, extra):
    """Where a library is not there, the error says what to install, and is an ImportError too."""
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingLibrary, match=rf"pip install 'patgraph\[{extra}\]'") as told:
        getattr(graph.query("councils"), f"to_{library}")()
    assert isinstance(told.value, ImportError)


def test_things_are_searched_from_python(graph):
    """A mistyped name finds its thing first, a kind keeps to it, and what was found can be opened."""
    found = graph.search("haringay")
    assert found[0].id == "council/haringey" and len(found) <= found.total
    assert {each.kind for each in graph.search("walsall", kind="document")} <= {"document"}
    assert graph.thing(found[0].iri).thing == graph.thing("id/council/haringey").thing == found[0]
    assert len(graph.search("haringey", limit=3)) == 3
    with pytest.raises(BadValue):
        graph.search("x" * 600)


def test_a_thing_is_told_with_who_says_so(graph):
    """Values taken and not taken are told apart, with passages; an unknown name has near ones."""
    team = graph.thing("engagement/haringey")
    started = [fact for fact in team if fact.property == "started"]
    assert len(started) > 1 and sum(fact.taken for fact in started) == 1
    assert all(fact.disputed and fact.passages for fact in started)
    assert team["started"] == [fact.value for fact in started if fact.taken]
    with pytest.raises(KeyError, match="did you mean started"):
        team["startd"]
    with pytest.raises(UnknownThing, match="did you mean council/haringey"):
        graph.thing("council/haringay")
    with pytest.raises(UnknownThing, match="kind/slug"):
        graph.thing("a <b>")


def test_values_may_be_those_of_python(graph):
    """A number, a day, yes or no, nothing: each is the text that a caller of HTTP writes."""
    for name, value, text in (
        ("repeat-interventions", {"atLeast": 5}, {"atLeast": "5"}),
        ("under-intervention", {"on": datetime.date(2024, 1, 15)}, {"on": "2024-01-15"}),
        ("councils", {"named": True}, {"named": "true"}),
        ("star-history", {"year": (2002, 2003)}, {"year": ["2002", "2003"]}),
        ("engagements", {"council": None}, {}),
    ):
        answer = graph.query(name, **value)
        assert answer.rows and answer.rows == graph.query(name, **text).rows
        assert answer.values == graph.query(name, **text).values


@pytest.mark.parametrize("value", [2.5, ["haringey", 2.5], b"haringey", object()])
def test_what_is_no_value_is_refused_by_name(graph, value):
    """What stands for nothing that a question takes is an error of ours, with the parameter's name."""
    with pytest.raises(BadValue, match=r"council: .* is no text, whole number or day"):
        graph.query("engagements", council=value)


def test_numbers_of_rows_and_kinds_are_checked(graph):
    """Fewer rows than none, and a kind that there is not, are told by name; 0 rows are none."""
    for ask in (
        lambda: graph.query("engagements", limit=-1),
        lambda: graph.search("haringey", limit=-1),
        lambda: graph.ask("who advised Walsall", limit=-1),
    ):
        with pytest.raises(BadValue, match="limit: -1 is less than 0"):
            ask()
    with pytest.raises(BadValue, match="offset: -2 is less than 0"):
        graph.query("engagements", offset=-2)
    with pytest.raises(BadValue, match="'counsil'; did you mean council"):
        graph.search("haringey", kind="counsil")
    assert (len(graph.query("engagements", limit=0)), graph.query("engagements", limit=0).total) == (0, 13)
