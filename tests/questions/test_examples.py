"""Examples: each question can be asked with its own before anything is served."""

from dataclasses import replace

import pytest

from patgraph.errors import BadInput
from patgraph.exports.export import answers
from patgraph.graph import Graph
from patgraph.questions.examples import without_example
from patgraph.questions.question_file import read_question
from tests.support.paths import ROOT


def test_examples_that_cannot_be_asked_are_named(small_graph):
    """Each by its name, with the reason; the others' tables are made all the same."""
    query = small_graph.queries["why"]
    broken = replace(query, example=query.example | {"subject": "nowhere/nobody"})
    queries = small_graph.queries | {"why": broken}
    missed = without_example({"why": broken, "councils": queries["councils"]}, small_graph.store)
    assert list(missed) == ["why"] and "nowhere/nobody" in missed["why"]
    asked = Graph(small_graph.store, {"why": broken, "councils": queries["councils"]})
    told = {answer.query.name for answer in answers(asked)}
    assert told == {"councils"}


def test_a_required_value_needs_an_example(tmp_path):
    """A question whose page could not open is refused when it is read."""
    text = (ROOT / "queries" / "why.rq").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#+ example")]
    (tmp_path / "why.rq").write_text("\n".join(lines))
    with pytest.raises(BadInput, match="example gives no"):
        read_question(tmp_path / "why.rq")
