"""Questions kept by content: what was read of the same file before, in the user's cache directory.

CACHE/questions/{key}     a question, behind a digest of the rest of the file

To read and check a header takes a hundredth of a second, and to load what reads it a tenth, before anything
is asked; what was checked once by this program need not be again. A key is as in `kept_quads`.
"""

import json
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from patgraph.errors import BadInput, in_words
from patgraph.questions.parameters import Parameter
from patgraph.questions.question import Query
from patgraph.questions.question_file import read_question
from patgraph.tables.columns import Column

from . import cache

#: So many bytes are kept, unless one project needs more.
_MOST = 8 << 20


def kept_questions(paths: Iterable[Path]) -> dict[str, Query]:
    """The questions of these files, by name, as `read_questions` gives them. Raises `BadInput`."""
    kept = cache.Kept("questions", _MOST)
    found = {path.stem: _question(path, kept) for path in paths}
    kept.tidy()
    return found


def _question(path: Path, kept: cache.Kept) -> Query:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(in_words(error)) from error
    key = cache.key(["question", path.name, content])
    told = kept.find(key)
    if told is not None:
        return _told(told)
    query = read_question(path, content)
    kept.keep(key, _telling(query))
    return query


def _telling(query: Query) -> bytes:
    parts = {field.name: getattr(query, field.name) for field in fields(query)}
    parts["parameters"] = {name: vars(about) for name, about in query.parameters.items()}
    parts["columns"] = [_told_of(column) for column in query.columns]
    chart = query.chart
    parts["drawn"] = chart and chart.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return json.dumps(parts, ensure_ascii=False).encode()


def _told_of(column: Column) -> dict[str, Any]:
    """A column, without what no question's has."""
    return {name: value for name, value in vars(column).items() if name not in ("parts", "said")}


def _told(content: bytes) -> Query:
    parts = json.loads(content)
    parts["parameters"] = {name: Parameter(**about) for name, about in parts["parameters"].items()}
    parts["columns"] = tuple(Column(**column) for column in parts["columns"])
    return Query(**{**parts, "keywords": tuple(parts["keywords"]), "asks": tuple(parts["asks"])})
