"""What a policy researcher asks: questions written from the texts before the graph could answer them.

`tests/questions/research/*.yaml` holds them, each with the full answer that a careful reader finds, put to
the graph as one canned question (`ask: engagements council=haringey`) or one short SPARQL query. `rows` are
compared with the named `columns`, in any order; with `complete: false` they only have to be among the
rows. `cites` are the places of the sources (document@start-end) that prove the answer.
"""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from patgraph.names import PREFIXES, VIEW
from patgraph.questions.formats.writers import plain
from patgraph.questions.header import LOADER

FILES = sorted((Path(__file__).parent / "research").glob("*.yaml"))
ENTRIES = [entry for path in FILES for entry in yaml.load(path.read_text(encoding="utf-8"), LOADER)]
KINDS = {
    "lookup", "comparison", "count", "lesson", "framework", "time", "disagreement", "provenance", "silence",
}  # fmt: skip
#: More than this is no short query.
SHORT = 25
by_id = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])


def answer(graph, entry) -> list[list]:
    """The rows of an entry's columns: plain values, IRIs by their CURIE-less last part where asked so."""
    if "ask" in entry:
        name, *pairs = entry["ask"].split(" ")
        values: dict[str, list[str]] = {}
        for key, _, value in (pair.partition("=") for pair in pairs):
            values.setdefault(key, []).append(value.replace("_", " ") if key == "words" else value)
        rows = list(graph.query(name, **{"from_" if k == "from" else k: v for k, v in values.items()}))
        return [[row[column] for column in entry["columns"]] for row in rows]
    names, rows = graph.store.select(_prefixes() + entry["sparql"])
    places = [names.index(column) for column in entry["columns"]]
    return [[plain(row[place]) for place in places] for row in rows]


@cache
def _prefixes() -> str:
    return "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in PREFIXES.items())


def test_there_are_sixty_of_every_kind():
    """More than sixty questions, of all nine kinds, each once, and a quarter of them canned."""
    assert len(ENTRIES) >= 60
    assert {entry["kind"] for entry in ENTRIES} == KINDS
    assert len({entry["id"] for entry in ENTRIES}) == len(ENTRIES)
    assert sum("ask" in entry for entry in ENTRIES) >= len(ENTRIES) / 4


@pytest.mark.slow
@by_id
def test_the_answer_is_the_readers(graph, entry):
    """The graph's rows are those that the reader of the texts wrote down: none more, none less."""
    found = sorted({tuple(map(str, row)) for row in answer(graph, entry)})
    wanted = sorted({tuple(map(str, row)) for row in entry["rows"]})
    if entry.get("complete", True):
        assert found == wanted, entry["question"]
    else:
        assert set(wanted) <= set(found), entry["question"]


def test_each_question_is_short():
    """One canned question, or a query that a person would write by hand."""
    for entry in ENTRIES:
        assert ("ask" in entry) != ("sparql" in entry), entry["question"]
        assert len(entry.get("sparql", "").splitlines()) <= SHORT, entry["question"]


@pytest.mark.slow
@by_id
def test_the_answer_is_proved(graph, entry):
    """Each place that a reader would cite is met by a passage of the graph that says something."""
    for cite in entry["cites"]:
        document, start, end = re.fullmatch(r"([a-z0-9-]+)@(\d+)-(\d+)", cite).groups()
        assert graph.store.query(
            f"""{_prefixes()} ASK {{ GRAPH <{VIEW}> {{
                ?p pat:inDocument document:{document} ; pat:startOffset ?a ; pat:endOffset ?b .
                FILTER(?a < {end} && ?b > {start}) FILTER NOT EXISTS {{ ?p pat:silenceReason ?r }} }}
                GRAPH ?p {{ ?s ?o ?v }} }}"""
        ), cite
