"""Refreshing: new versions of imported tables, against what the project has of them.

A row is known by its words and by what it says. Of the rows that are not as one was before, one that shares
the name of a passage with a former row is *altered*, any other is *new*; a former row of which neither words
nor names are left is *gone*. A table of reference data has no passages: there each thing stands for a row.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, RdfFormat

from patgraph.dataset.project import Project
from patgraph.errors import BadInput
from patgraph.names import curie, is_passage, pat

from .found import Import
from .mapping import Mapping, read_mapping
from .reader import prepare
from .table_text import WORKBOOKS

_SUFFIXES = (".csv", *WORKBOOKS)


@dataclass(frozen=True)
class Change:
    """A row that is `new`, `gone` or `altered`: its first passage, or its thing, and its place."""

    kind: str
    name: str
    place: str = ""


@dataclass(frozen=True)
class Refreshed:
    """A table whose new version was read: what its import comes to, and what is other than before."""

    table: Path
    mapping: Mapping
    found: Import
    changes: tuple[Change, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, gone and altered."""
        counted = Counter(change.kind for change in self.changes)
        return {kind: counted[kind] for kind in ("new", "gone", "altered")}


@dataclass(frozen=True)
class _Row:
    """The digest of its words and what it says, its passages (of reference data: its thing), its place."""

    content: tuple[str, frozenset[Any]]
    names: frozenset[str]
    place: str


def refreshed(directory: Path, project: Project) -> Iterator[Refreshed]:
    """Each table of the project of which a new version lies in a directory, by the name that its mapping
    gives it (`url`) or that of its document. Nothing is written.

    Raises `BadInput` where the directory has none of them, and what `prepare` raises.
    """
    tables = {path.name: path for path in sorted(directory.rglob("*")) if path.suffix.lower() in _SUFFIXES}
    met = False
    for path in sorted((project.root / "data" / "mappings").glob("*.json")):
        mapping = read_mapping(path)
        names = [str(mapping.table.url), *(f"{mapping.document.id}{suffix}" for suffix in _SUFFIXES)]
        table = next((tables[name] for name in names if name in tables), None)
        if table is not None:
            met = True
            found = prepare(table, mapping, project)
            before = found.path.read_bytes() if found.path.exists() else b""
            yield Refreshed(table, mapping, found, tuple(_changes(before, found.content, mapping.target)))
    if not met:
        raise BadInput(
            f"{directory}: none of the tables that data/mappings/ tells of is here; a table has the name "
            "that its mapping gives as url, or that of its document."
        )


def _changes(before: bytes, after: bytes, target: str) -> Iterator[Change]:
    rows = _passages if target == "evidence" else _things
    former, now = rows(before), rows(after)
    left = Counter(row.content for row in former)
    fresh = []
    for row in now:
        if left[row.content]:
            left[row.content] -= 1
        else:
            fresh.append(row)
    lost = []
    for row in reversed(former):
        if left[row.content]:
            left[row.content] -= 1
            lost.append(row)
    known = {name for row in lost for name in row.names}
    for row in fresh:
        yield Change("altered" if row.names & known else "new", min(row.names), row.place)
    known = {name for row in fresh for name in row.names}
    for row in reversed(lost):
        if not row.names & known:
            yield Change("gone", min(row.names), row.place)


def _passages(content: bytes) -> list[_Row]:
    """The rows of evidence: passages that begin at one place are of one row."""
    about: dict[Any, dict[str, str]] = defaultdict(dict)
    said: dict[Any, set[Any]] = defaultdict(set)
    for subject, predicate, object_, name in pyoxigraph.parse(input=content, format=RdfFormat.TRIG):
        if is_passage(name):
            said[name].add((subject, predicate, object_))
        elif is_passage(subject):
            about[subject][predicate.value] = object_.value
            if predicate not in _PLACE:
                said[subject].add((predicate, object_))
    rows = defaultdict(list)
    for passage, told in about.items():
        rows[int(told[pat("startOffset").value])].append(passage)
    return [
        _Row(
            (
                " ".join(sorted({about[p][pat("digest").value] for p in passages})),
                frozenset(fact for p in passages for fact in said[p]),
            ),
            frozenset(curie(passage.value) for passage in passages),
            about[passages[0]][pat("locator").value],
        )
        for _, passages in sorted(rows.items())
    ]


_PLACE = {pat(name) for name in ("startOffset", "endOffset", "locator", "digest", "repeats")}


def _things(content: bytes) -> list[_Row]:
    """The things of reference data."""
    said: dict[Any, set[Any]] = defaultdict(set)
    for subject, predicate, object_, _ in pyoxigraph.parse(input=content, format=RdfFormat.TURTLE):
        if not isinstance(subject, BlankNode):
            said[subject].add((predicate, object_))
    return [
        _Row((node.value, frozenset(facts)), frozenset([curie(node.value)]), "")
        for node, facts in sorted(said.items(), key=lambda item: item[0].value)
    ]
