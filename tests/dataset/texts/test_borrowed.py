"""Borrowed words: a source's own words are found among ours, and ours are left alone."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from patgraph.dataset.texts.borrowed import borrowed
from patgraph.dataset.texts.sources import SourceText
from patgraph.dataset.validation import validate as validation
from patgraph.names import BASE, graph, term
from patgraph.rdf import Dataset

WORDS = "The team left in the spring, some weeks after the board had met for the last time."
TEXTS = {
    "a": SourceText("a", WORDS),
    "t": SourceText("t", "one two three four five six seven eight nine", True),
}


def said(text, subject="event/x", property="dcterms:description"):
    """A statement of ours."""
    return Quad(
        NamedNode(f"{BASE}id/{subject}"), term(property), Literal(text, language="en"), graph("editorial")
    )


def test_words_of_a_source_are_found():
    """Nine words in a row are found, whatever stands around them and however they are spaced."""
    pasted = "We are told: some weeks  AFTER the board\nhad met for the last time, it left."
    (found,) = borrowed([said(pasted)], TEXTS)
    assert (found.document, found.subject.value) == ("a", f"{BASE}id/event/x")
    assert found.words.startswith("some weeks after the board")


def test_our_own_words_titles_and_tables_are_left_alone():
    """Other words, few words, a document's title and what a table has are nobody's."""
    assert not list(borrowed([said("The team went away in spring, when the board's work was over.")], TEXTS))
    assert not list(borrowed([said("after the board had met")], TEXTS))
    assert not list(borrowed([said(WORDS, "document/x", "skos:prefLabel")], TEXTS))
    assert not list(borrowed([said(WORDS, property="dcterms:title")], TEXTS))
    assert not list(borrowed([said("one two three four five six seven eight nine")], TEXTS))


@pytest.mark.slow
def test_validation_tells_what_was_pasted(small_dataset):
    """With the texts at hand a pasted sentence is a violation that names thing, property and text."""
    pasted = Dataset(small_dataset.quads | {said(WORDS)})
    told = [r for r in validation.validate(pasted, texts=TEXTS).results if r.shape == "pats:Borrowed"]
    assert [r.severity for r in told] == ["Violation"] and told[0].focus == f"{BASE}id/event/x"
    assert "dcterms:description has words of a" in told[0].message
