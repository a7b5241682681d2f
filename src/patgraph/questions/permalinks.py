"""Permanent addresses: a question, its values and the version of the dataset, and how to cite that.

    /queries/engagements.csv?council=haringey&version=1f0c…

answers with the same bytes as long as that version is served (by the same release of patgraph, with or
without source texts); for another version it says where the present one is.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from patgraph.errors import BadValue, NotServed
from patgraph.store import Store

from .answer import Answer
from .arranging import AS_GIVEN, SORT, Arrangement
from .how_to_cite import CitedWork, year_of
from .question import Query

#: The shortest beginning of a version that may stand for it.
_SHORTEST = 12
#: The digits of a whole one.
_WHOLE = 64
#: Letters of the name of a file, without its extension.
_LONGEST_NAME = 100
#: What limits an answer, beside its values; these names are taken, and those with a dot (`where.council`).
RESERVED = ("limit", "offset", "citations", "raw", "bom", "format", "version", SORT)


@dataclass(frozen=True)
class QuestionRequest:
    """What is asked of a question: the shortest texts of its values, and which part of the answer."""

    query: Query
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    limit: int | None = None
    offset: int = 0
    citations: bool = False
    #: How many rows there are at most where no limit is asked for; `None` for all.
    most: int | None = None
    arranged: Arrangement = AS_GIVEN
    #: Of CSV and TSV: cells as they are, though a spreadsheet computes them; a byte-order mark.
    raw: bool = False
    bom: bool = False

    @property
    def size(self) -> int | None:
        """How many rows there are at most; `None` for all."""
        return self.most if self.limit is None else self.limit

    @property
    def why(self) -> str:
        """Why there may be fewer rows than all."""
        if self.limit is None and not self.offset:
            return f"{self.most} come at a time; the link to the next has more"
        return "limit or offset was given"

    def address(self, extension: str = "", version: str | None = None, **changes: int | None) -> str:
        """The path and query string; `changes` are other values of `limit` or `offset`."""
        pairs = self.pairs(version, **changes)
        path = f"/queries/{self.query.name}{f'.{extension}' if extension else ''}"
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def pairs(self, version: str | None = None, **changes: int | None) -> list[tuple[str, str]]:
        """The query string's pairs, always in the same order."""
        limit, offset = changes.get("limit", self.limit), changes.get("offset", self.offset)
        pairs = [(name, text) for name, texts in self.values.items() for text in texts]
        pairs += self.arranged.pairs
        pairs += [("limit", str(limit))] if limit is not None else []
        pairs += [("offset", str(offset))] if offset else []
        switches = {"citations": self.citations, "raw": self.raw, "bom": self.bom}
        pairs += [(name, "true") for name, on in switches.items() if on]
        return pairs + ([("version", version)] if version else [])

    def file_name(self, extension: str) -> str:
        """What a file with the answer is called: `patgraph-timeline-haringey.csv`."""
        words = [self.query.name, *(text for texts in self.values.values() for text in texts)]
        name = re.sub(r"[^A-Za-z0-9]+", "-", "-".join(words)).strip("-")[:_LONGEST_NAME].strip("-")
        return f"patgraph-{name}.{extension}"

    def tag(self, store: Store, form: str, version: str | None = None, *more: str) -> str:
        """An entity tag's text: the same for the same answer in the same format, and no other. One that was
        asked for by its `version` is another: its links name it, and caches keep it for good.
        """
        parts = [store.version, self.query.text, self.address(), self.size, form, version, *more]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]

    def permanent(self, store: Store) -> str:
        """The address to cite, under the dataset's base: independent of who serves it."""
        return self.permanent_under(store.base, store.version)

    def permanent_under(self, base: str, version: str) -> str:
        """The same, of a base and a version."""
        return f"{base}query/{self.query.name}?{urlencode(self.pairs(version))}"


def request_of(answer: Answer, citations: bool = False) -> QuestionRequest:
    """The request that an answer is the answer to."""
    limit = len(answer.rows) if len(answer.rows) < answer.total else None
    return QuestionRequest(
        answer.query, answer.values, limit, answer.offset, citations, arranged=answer.arranged
    )


def check_version(asked: str | None, store: Store, present: str) -> None:
    """Nothing where the version asked for is the one served. Raises `BadValue` for what is none, and
    `NotServed` for another; `present` is the address of the same question in the present version.
    """
    if asked is None:
        return
    if re.search(r"[^0-9a-f]", asked):
        raise BadValue(
            "version",
            "version: the dataset's SHA-256 is written in lower-case hexadecimal, 0 to 9 and a to f alone.",
        )
    if not _SHORTEST <= len(asked) <= _WHOLE:
        raise BadValue(
            "version",
            f"version: {len(asked)} digits; give the dataset's SHA-256, which has {_WHOLE}, or at least its"
            f" first {_SHORTEST}.",
        )
    if not store.version.startswith(asked):
        raise NotServed(
            f"Version {asked[:12]} of the dataset is not served here; {store.version[:12]} is.", present
        )


def cited(request: QuestionRequest, store: Store) -> CitedWork:
    """The answer to a request as a work that can be cited."""
    return cited_under(request, store.base, store.version, year_of(store))


def cited_under(request: QuestionRequest, base: str, version: str, year: str) -> CitedWork:
    """The same, of a base and a version, and the year of that."""
    query = request.query
    asked = ", ".join(f"{name} {' or '.join(texts)}" for name, texts in request.values.items())
    asked = "; ".join(part for part in (asked, request.arranged.in_words(query)) if part)
    title = f"{query.title.rstrip('?')}?{f' ({asked})' if asked else ''}"
    key = f"patgraph-{query.name}-{version[:12]}"
    return CitedWork(key, title, request.permanent_under(base, version), version, year)
