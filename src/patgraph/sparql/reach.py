"""The reach of a change: which rows of a query may come or go where quads are added or removed.

A query is read once (`reading_reach`) into its triple patterns. Of each it is known which of its variables
tell a row that it takes part in, and where in the text a restriction of these leaves no other rows:

    SELECT ?x { ?x a :Council . FILTER NOT EXISTS { ?x :code ?code } }
    a quad `haringey :code "1"` is removed      ?x is haringey
    SELECT ?x { VALUES (?x) { (haringey) } ?x a :Council . … }

What is found with the restriction are rows of the query; rows that are not found, and were not there before,
are none. Where that cannot be said of a pattern it is `unbounded`: the query has to be asked whole. A query
that is not understood raises `NotUnderstood`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


class NotUnderstood(Exception):
    """What is not followed here."""


@dataclass(frozen=True)
class Insert:
    """A place in a query's text, and the variables that may be restricted there."""

    at: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Pattern:
    """A triple pattern: its terms as they stand in the query (variables as `?x`), several predicates of which
    one is to hold; none, where it asks only whether a graph is there.

    `signs` are the changes that may bring rows: `+` what is added, `-` what is removed. `inserts` restrict
    the query by `names`, with the stretches `cuts` of its text left out; values have to pass the filters of
    `sieve`. Where `linked` is not empty the names are found by asking for those triples first, in what was
    there before or is now. `outside` are those of the names that mean the same in the rows of the query.
    """

    graph: str
    subject: str
    predicates: tuple[str, ...]
    object: str
    signs: str
    names: tuple[str, ...]
    inserts: tuple[Insert, ...] = ()
    cuts: tuple[tuple[int, int], ...] = ()
    linked: str = ""
    sieve: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    unbounded: bool = False

    @property
    def variables(self) -> dict[str, str]:
        """The variables of it, by the place in which they stand."""
        places = {
            "subject": self.subject,
            "predicate": self.predicates[0] if len(self.predicates) == 1 else "",
            "object": self.object,
            "graph": self.graph,
        }
        return {place: term[1:] for place, term in places.items() if term[:1] == "?"}


#: Meets every quad, and says nothing of the rows.
ANY = Pattern("", "", ("*",), "", "+-", (), unbounded=True)


@dataclass(frozen=True)
class Reach:
    """A query as it is to be asked, its patterns; the `names` of its columns that have a value in every row,
    and where rows can be restricted by them. `implied` are stretches of its text that say nothing of their
    own.
    """

    text: str
    patterns: tuple[Pattern, ...]
    names: tuple[str, ...]
    inserts: tuple[Insert, ...]
    implied: tuple[tuple[int, int], ...] = ()

    def restricted(
        self, inserts: Iterable[Insert], cuts: Iterable[tuple[int, int]], rows: Sequence[Mapping[str, str]]
    ) -> str:
        """The query with nothing but the rows that agree with one of `rows` (variables, and terms as SPARQL
        has them).
        """
        edits = [(each.at, each.at, values(each.names, rows)) for each in inserts]
        away = [*cuts, *self.implied]
        edits += [(start, end, "") for start, end in away]
        inner = {edit for edit in edits for start, end in away if start <= edit[0] and edit[1] <= end}
        inner -= {(start, end, "") for start, end in away if not _within((start, end), away)}
        text = self.text
        for start, end, new in sorted(set(edits) - inner, reverse=True):
            text = text[:start] + new + text[end:]
        return text


def _within(stretch: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(a <= stretch[0] and stretch[1] <= b and (a, b) != stretch for a, b in others)


def values(names: tuple[str, ...], rows: Sequence[Mapping[str, str]]) -> str:
    """`VALUES` with rows, each once. Raises `NotUnderstood` for a blank node, which is no name in a query."""
    if any(row[name].startswith("_:") for name in names for row in rows):
        raise NotUnderstood("a blank node")
    found = dict.fromkeys(" ".join(row[name] for name in names) for row in rows)
    return (
        f" VALUES ({' '.join(f'?{name}' for name in names)}) {{ {' '.join(f'({row})' for row in found)} }} "
    )
