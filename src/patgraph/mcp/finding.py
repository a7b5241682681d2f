"""`search`: the questions that a text may be asking, with the values already read from it, and things by
name.
"""

from typing import Any

from patgraph.names import ID_KINDS
from patgraph.sentences.question_finder import Suggestion

from .knowledge import Knowledge

#: How many questions and things are offered.
QUESTIONS, THINGS = 4, 8


def search(knowledge: Knowledge, text: str) -> dict[str, Any]:
    """Questions and things, as the tool gives them. Raises `BadValue` for an overlong text."""
    base = knowledge.store.base
    asked = knowledge.finder.find(text, QUESTIONS)
    questions, results = [_question(knowledge, each) for each in asked], []
    for hit in knowledge.search.find(text, None, THINGS).hits:
        if hit.entry.kind in ID_KINDS or hit.entry.kind in ("concept", "term"):
            iri = hit.entry.node.value
            name = iri.removeprefix(f"{base}id/").removeprefix(base)
            results.append({"id": name, "title": hit.entry.label, "url": iri, "kind": hit.entry.kind})
    # Of a name alone the thing is looked for; else the question.
    of_name = any(each.is_of_name for each in asked)
    return {"results": [*results, *questions] if of_name else [*questions, *results]}


def _question(knowledge: Knowledge, suggestion: Suggestion) -> dict[str, Any]:
    query = knowledge.graph.queries[suggestion.question]
    takes = {p.name: f"{p.takes}{' (required)' if p.required else ''}" for p in query.parameters.values()}
    return {
        "id": f"query/{query.name}", "title": query.title, "url": query.iri.value, "kind": "question",
        "values": suggestion.values, "takes": takes, "unused": [each.plain() for each in suggestion.unused],
    }  # fmt: skip
