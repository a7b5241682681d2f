"""Disagreements: when two values clash, and in which way."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any

from pyoxigraph import Literal, NamedNode

from patgraph import dates
from patgraph.rdf import Term

Values = dict[Term, list["Passage"]]

#: How a date is said that may make another more exact: a hedge or an estimate does not become firm by it.
_SAID = {"stated", "reported"}


@dataclass(frozen=True, order=True)
class Passage:
    """What resolution needs to know of a passage; ordered by document, then place.

    `witnesses` are what counts when documents are compared: the pages that a row of a table cites, else
    the document itself. `publishers` are those of the pages, where they are known.
    """

    authority: int
    document: str
    start: int
    iri: str
    modality: str
    witnesses: frozenset[str] = field(compare=False, hash=False)
    publishers: frozenset[str] = field(default=frozenset(), compare=False, hash=False)


@dataclass(frozen=True)
class Disagreement:
    """Passages that give different values for a property that can have only one, or of which one denies what
    another gives: `values` has them by what they give or deny.
    """

    subject: NamedNode
    property: NamedNode
    candidates: frozenset[str]
    accepted: frozenset[str]
    kind: str
    rule: str
    values: Values = field(default_factory=dict, compare=False, hash=False)


def compatible(one: Term, other: Term) -> bool:
    """Whether two values can both be true: equal, or dates whose ranges overlap."""
    if one == other or number(one) == number(other) is not None:
        return True
    mine, theirs = day_range(one), day_range(other)
    return bool(mine and theirs and mine[0] <= theirs[1] and theirs[0] <= mine[1])


def undenied(values: Values) -> Values:
    """The values that a passage gives and does not deny, each with those passages."""
    for passages in values.values():
        if not passages or any(p.modality == "denied" for p in passages):
            break
    else:
        return values
    kept = {v: [p for p in ps if p.modality != "denied"] for v, ps in values.items()}
    return {v: ps for v, ps in kept.items() if ps}


def inside(date: Term, claims: Values) -> Values:
    """The dates that lie within another and are narrower, with the passages that say or report them."""
    days = day_range(date)
    if not days:
        return {}
    found = {v: [p for p in ps if p.modality in _SAID] for v, ps in claims.items() if v != date}
    return {v: ps for v, ps in found.items() if ps and (own := day_range(v)) and own != days
            and days[0] <= own[0] and own[1] <= days[1]}  # fmt: skip


def width(value: Term) -> int:
    """The days between the earliest and the latest that a date may be; 0 for all else."""
    days = day_range(value)
    return (days[1] - days[0]).days if days else 0


def clashes(values: Values, claims: Values, ours: Values) -> list[tuple[Passage, Passage | None]]:
    """Pairs of passages that cannot both be right (`None` for us): incompatible values, or a value
    that one gives and the other denies.
    """
    sides: dict[Term, list[Any]] = {
        v: claims.get(v, []) + ([None] if v in ours else []) for v in {**claims, **ours}
    }
    pairs = [
        (a, b)
        for (one, mine), (other, theirs) in combinations(sides.items(), 2)
        if not compatible(one, other)
        for a in mine
        for b in theirs
    ]
    denied = [(v, p) for v, ps in values.items() for p in ps if p.modality == "denied"]
    pairs += [(a, p) for w, p in denied for v, ps in sides.items() if compatible(v, w) for a in ps]
    return pairs


def kind_of(clashing: list[tuple[Passage, Passage | None]]) -> str:
    """In which way passages clash: a publisher revised itself, one document contradicts itself, two tables
    differ on what one page has, or documents differ.
    """
    pairs = [(a, b) for a, b in clashing if a and b]
    if pairs and all(a.publishers & b.publishers for a, b in pairs):
        return "revision"
    shared = [(a, b) for a, b in pairs if a.witnesses & b.witnesses]
    if any(a.document == b.document for a, b in shared):
        return "self-contradiction"
    return "transcription" if shared else "conflict"


def day_range(value: Term) -> tuple[Day, Day] | None:
    """The first and last day of a date; nothing for another value."""
    if isinstance(value, NamedNode) and value.value.startswith(dates.SPACE):
        return dates.bounds(value.value.removeprefix(dates.SPACE))
    return None


def number(value: Term) -> Decimal | None:
    """A number; nothing for another value."""
    if isinstance(value, Literal) and value.datatype.value.endswith(("#integer", "#decimal")):
        with suppress(InvalidOperation):  # A shape says so.
            return Decimal(value.value)
    return None


def within(passages: list[Passage], names: Collection[str]) -> list[Passage]:
    """Those of some passages that have one of these names."""
    return [passage for passage in passages if passage.iri in names]


def whole_number(literal: Literal | None) -> int:
    """A number that shapes have yet to check; what is none goes last."""
    text = getattr(literal, "value", "")
    return int(text) if text.isascii() and text.isdigit() else 999_999
