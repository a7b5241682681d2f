"""`sparql`: a free query of a model's, in a worker like a stranger's, its rows in a budget of tokens."""

import json
import re
from dataclasses import dataclass
from typing import Any

from patgraph.media import FORMATS
from patgraph.names import PREFIXES, curie, rebase
from patgraph.sparql.free_queries import FreeQueries

from .budget import PER_TOKEN, one_line, shortened

_CELL = 400
#: More than this is never read of an answer.
_BYTES = 8 << 20
_DECLARED = re.compile(r"\bPREFIX\s+([\w-]*):", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """Rows for a model: their text, and how many there are."""

    text: str
    data: dict[str, Any]


async def sparql(free: FreeQueries, base: str, text: str, rows: int, tokens: int) -> Found:
    """Ask a query, with the prefixes of ours that it uses and does not declare.

    Raises what `FreeQueries.ask` raises.
    """
    rows_media, graph_media = FORMATS["srj"].media, FORMATS["nt"].media
    media = {"boolean": rows_media, "solutions": rows_media, "triples": graph_media}
    question = {
        "query": _with_prefixes(text, base), "base": base, "media": media, "default": None, "named": None,
    }  # fmt: skip
    held, cut = bytearray(), False
    async with free.ask(question) as answer:
        async for piece in answer:
            held += piece
            if len(held) > _BYTES:
                cut = True
                break
    if answer.kind == "triples":
        return _lines(held.decode("utf-8", "ignore").splitlines(), "triples", rows, tokens, cut)
    if cut:
        note = "The answer is larger than 8 MiB; add a LIMIT."
        return Found(note, {"total": None, "shown": 0, "complete": False, "columns": []})
    told = json.loads(held)
    if "boolean" in told:
        word = "yes" if told["boolean"] else "no"
        about = {"total": 1, "shown": 1, "complete": True, "columns": [], "boolean": told["boolean"]}
        return Found(word, about)
    names = told["head"]["vars"]
    lines = [
        " | ".join(_cell(row[name]) if name in row else "–" for name in names)
        for row in told["results"]["bindings"]
    ]
    found = _lines(lines, "rows", rows, tokens, False)
    return Found(f"{' | '.join(names)}\n{found.text}", found.data | {"columns": names})


def _with_prefixes(text: str, base: str) -> str:
    declared = set(_DECLARED.findall(text))
    used = {name for name in PREFIXES if name not in declared and f"{name}:" in text}
    # On one line, so that the lines of an error are those of the text.
    given = [f"PREFIX {name}: <{rebase(PREFIXES[name], base)}> " for name in sorted(used)]
    return "".join(given) + text


def _cell(value: dict[str, str]) -> str:
    text = value["value"]
    return shortened(one_line(curie(text) if value["type"] == "uri" else text), _CELL)


def _lines(lines: list[str], what: str, rows: int, tokens: int, cut: bool) -> Found:
    shown: list[str] = []
    room = tokens * PER_TOKEN - 150
    for line in lines[:rows]:
        room -= len(line) + 1
        if shown and room < 0:
            break
        shown.append(shortened(one_line(line), max(room + len(line), _CELL)))
    complete = len(shown) == len(lines) and not cut
    note = f"{len(shown)} of {len(lines)}{' or more' if cut else ''} {what}."
    note += "" if complete else " NOT COMPLETE: narrow the query, or use LIMIT and OFFSET."
    data = {"total": None if cut else len(lines), "shown": len(shown), "complete": complete, "columns": []}
    return Found("\n".join([*shown, note]), data)
