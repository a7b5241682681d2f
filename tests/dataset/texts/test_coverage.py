"""Reading: every sentence, cell and item of a source is met by a passage, and the count of it is right."""

import re
from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from patgraph.dataset.texts import coverage
from patgraph.dataset.texts.sources import SourceText
from patgraph.dataset.validation.validate import validate
from patgraph.names import pat, term
from patgraph.rdf import Dataset, Facts

TEXT = """\
Chapter One

Some inspectors doubted it, e.g. in London. Others did not. "Never again," said one.

Well\tLess well
<p>Trust</p> <p>Clear roles</p>\tMore time
<ul><li>• Training• Mentoring
"""


def stretch_texts(text):
    return [text[s.start : s.end] for s in coverage.stretches(text)]


def test_a_text_is_cut_into_sentences_cells_and_items():
    """Abbreviations end no sentence; markup belongs to nothing."""
    long = TEXT + "x" * 120 + "\n"  # a line too long for a wrapped text, so each line stands alone
    assert stretch_texts(long)[:-1] == [
        "Chapter One",
        "Some inspectors doubted it, e.g. in London.",
        "Others did not.",
        '"Never again," said one.',
        "Well", "Less well", "Trust", "Clear roles", "More time", "Training", "Mentoring",
    ]  # fmt: skip


def test_lines_of_a_wrapped_text_are_joined():
    """A sentence may go over the end of a line where lines are short."""
    assert stretch_texts("The team came\nin May. It left\nin June.\n\nNext\n") == [
        "The team came\nin May.", "It left\nin June.", "Next",
    ]  # fmt: skip


@example("<p\n\n>")  # no tag goes on in another line
@given(st.text(alphabet="aB .?!\n\t•<p>/e.g1", max_size=200))
def test_stretches_hold_every_word_once(text):
    """Whatever the text, stretches do not overlap, and no letter outside markup is left out."""
    found = list(coverage.stretches(text))
    assert all(one.end <= two.start for one, two in pairwise(found))
    held = "".join(text[s.start : s.end] for s in found)
    outside = re.sub(coverage._CELLS, "", text)
    assert re.sub(r"\W", "", held) == re.sub(r"\W", "", outside)


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted).map(tuple), max_size=8)


@given(spans)
def test_characters_are_counted_once(found):
    """However spans nest and overlap, the count is that of the characters in any of them."""
    assert coverage.covered(found) == len({at for start, end in found for at in range(start, end)})


@given(spans)
def test_what_no_span_meets_is_unaccounted_for(found):
    """A stretch is left over exactly where no span shares a character with it."""
    text = SourceText("small", "One sentence here. Another one there. And a third of them.\n")
    left = coverage.unaccounted(text, found)
    for stretch in coverage.stretches(text.text):
        met = any(max(stretch.start, a) < min(stretch.end, b) for a, b in found)
        assert (stretch not in left) == met


@pytest.mark.slow
def test_no_stretch_of_a_source_is_unread(read_whole):
    """Every sentence, cell and item of all five texts is met by a passage with a fact, or with a reason."""
    problems = [str(r) for r in read_whole if r.shape == "pats:Unread"]
    assert problems == []


@pytest.mark.slow
def test_an_unread_sentence_is_named_with_its_place(unruled, project, texts):
    """Without one of its passages a text is no longer read whole: the place is named, with the remedy."""
    facts = Facts(unruled.view())
    (passage,) = [
        p for p in facts.subjects(term("rdf:type"), pat("Passage"))
        if p.value.endswith("/dh-2004/date-title-page")
    ]  # fmt: skip
    kept = frozenset(q for q in unruled.quads if q.subject != passage)
    results = validate(Dataset(kept), project, texts).results
    unread = [r.message for r in results if r.shape == "pats:Unread"]
    assert len(unread) == 1 and "297 to 306" in unread[0] and "pat:silenceReason" in unread[0]


def test_coverage_adds_up(graph):
    """Sections are as long as their document together, and no more is read than there is."""
    rows = list(graph.query("coverage"))
    for whole in (row for row in rows if row["section"] is None):
        parts = [r for r in rows if r["section"] and r["document"] == whole["document"]]
        for column in ("length", "characters", "silent"):
            assert sum(r[column] for r in parts) == whole[column], whole["documentLabel"]
        for row in (whole, *parts):
            assert 0 <= row["characters"] + row["silent"] <= row["length"]
            assert abs(row["share"] - row["characters"] / row["length"]) <= 0.00005 + 1e-9


def test_coverage_counts_the_source_texts(graph, texts):
    """The length of a document is that of its text."""
    found = {
        r["document"].rsplit("/", 1)[-1]: r["length"] for r in graph.query("coverage") if not r["section"]
    }
    assert {name: found.get(name) for name in texts} == {name: len(text.text) for name, text in texts.items()}
    assert {"dh-2004", "cc-2002-05", "cc-2004-01", "cc-2004-11", "chamberlain-2014"} <= set(found)


def test_what_the_build_counts_of_a_source_is_what_its_passages_say(graph):
    """`pat:factCount` and `pat:councilCount` are the counts that a query over the passages gives."""
    prefix = "PREFIX pat: <https://w3id.org/patgraph/def#> "
    told = graph.store.select(
        prefix + "SELECT ?document (COUNT(?told) AS ?facts) { ?passage pat:inDocument ?document . "
        "GRAPH ?passage { ?told ?property ?value } } GROUP BY ?document"
    )[1]
    about = graph.store.select(
        prefix + "SELECT ?document (COUNT(DISTINCT ?council) AS ?councils) { "
        "{ SELECT DISTINCT ?document ?told { ?passage pat:inDocument ?document . "
        "GRAPH ?passage { ?told ?property ?value } } } "
        "OPTIONAL { ?told pat:about ?council } } GROUP BY ?document"
    )[1]
    _, counted = graph.store.select(
        prefix + "SELECT ?document ?facts ?councils { "
        "?document pat:factCount ?facts ; pat:councilCount ?councils }"
    )
    councils = {document: int(count.value) for document, count in about}
    assert {(d, int(f.value), int(c.value)) for d, f, c in counted} == {
        (document, int(count.value), councils[document]) for document, count in told
    }


def test_what_the_build_counts_of_a_section_is_what_its_passages_say(graph):
    """The passages and statements of each section, and the passages of each document, are those that a query
    finds, of a section those that begin in it.
    """
    prefix = "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX pat: <https://w3id.org/patgraph/def#> "
    _, passages = graph.store.select(
        prefix + "SELECT ?document ?at (COUNT(*) AS ?told) { ?passage pat:inDocument ?document ; "
        "pat:startOffset ?at . GRAPH ?passage { ?subject ?property ?value } } GROUP BY ?passage ?document ?at"
    )
    told = defaultdict(list)
    for document, at, count in passages:
        told[document].append((int(at.value), int(count.value)))
    _, counted = graph.store.select(
        prefix + "SELECT ?part ?document ?begin ?end ?passages ?facts { "
        "?part pat:passageCount ?passages ; pat:factCount ?facts . "
        "OPTIONAL { ?part dcterms:isPartOf ?document ; pat:startOffset ?begin ; pat:endOffset ?end } }"
    )
    assert any(begin for _, _, begin, *_ in counted) and any(begin is None for _, _, begin, *_ in counted)
    for part, document, begin, end, many, facts in counted:
        first, last = (int(begin.value), int(end.value)) if begin else (0, 10**9)
        held = [count for at, count in told[document or part] if first <= at < last]
        assert (int(many.value), int(facts.value)) == (len(held), sum(held)), part
