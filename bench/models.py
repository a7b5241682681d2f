"""What a model gets that asks in the researcher's words: the right rows, and at what price in tokens.

    python -m bench.models STORE

from the project (a store that `patgraph build` made). Each question of `tests/questions/research` that a
canned question answers is put to the tool `search` in its own words, as a client would that only matches
text; then the first of its offers, and each of its four, is asked with the values that it read. Rows are
right where every value that the reader wrote down stands in one row. Tokens are characters by four: of the
two answers together, beside those of the same answer as CSV.
"""

import json
import statistics
import sys
from pathlib import Path

import yaml

import patgraph
from patgraph.errors import PatgraphError
from patgraph.mcp.asking import ask
from patgraph.mcp.budget import PER_TOKEN, USUAL
from patgraph.mcp.finding import search
from patgraph.mcp.knowledge import Knowledge
from patgraph.questions.formats.writers import serialise

RESEARCH = Path("tests/questions/research")


def has_rows(answer, wanted: list[list]) -> bool:
    """Whether each row wanted, as texts, is part of one of the answer's."""
    have = [{str(value) for value in row.values()} for row in answer]
    return all(any({str(v) for v in row} <= found for found in have) for row in wanted)


def tokens(told: object) -> int:
    """About how many tokens a text, or data as JSON, has."""
    return len(told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)) // PER_TOKEN


def main() -> None:
    graph = patgraph.open(sys.argv[1])
    knowledge = Knowledge(graph)
    entries = [e for path in sorted(RESEARCH.glob("*.yaml")) for e in yaml.safe_load(path.read_text())]
    entries = [e for e in entries if "ask" in e]
    first, offered, ours, pasted = [], [], [], []
    for entry in entries:
        told = search(knowledge, entry["question"])
        offers = [r for r in told["results"] if r["kind"] == "question"]
        right = [_is_right(graph, offer, entry["rows"]) for offer in offers]
        first.append(right[:1] == [True])
        offered.append(any(right))
        if right[:1] == [True]:
            name = offers[0]["id"].removeprefix("query/")
            asked = ask(knowledge, name, offers[0]["values"], 20, 0, USUAL, False)
            ours.append(tokens(told) + tokens(asked.text))
            _, whole = serialise(graph.queries[name].ask(graph.store, offers[0]["values"]), "csv")
            pasted.append(tokens(whole))
    print(
        f"{len(entries)} questions: rows right by the first offer {sum(first)}, by one of four {sum(offered)}"
    )
    for name, costs in (("search and ask", ours), ("the same answer as CSV", pasted)):
        print(f"{name}: middle {statistics.median(costs):.0f} tokens, most {max(costs)}")


def _is_right(graph, offer: dict, wanted: list[list]) -> bool:
    try:
        answer = graph.queries[offer["id"].removeprefix("query/")].ask(graph.store, offer["values"])
    except PatgraphError:
        return False
    return has_rows(answer, wanted)


if __name__ == "__main__":
    main()
