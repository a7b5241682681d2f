"""The shape of a stranger's query: how deep it nests, how many parts its groups have.

An engine that recurses needs stack for each bracket around a place and for each part of the groups around it;
a query beyond its stack ends its process. So the shape is counted first, word by word, in linear time and
without recursion. Where a text could be read in two ways, the count is that of the larger.
"""

import re
from dataclasses import dataclass, field

from patgraph.errors import MalformedQuery, NestedTooDeep


@dataclass(frozen=True)
class NestingLimits:
    """What a query may have at most: `depth`, brackets around one place; `parts`, the parts of the groups
    around one place, together: patterns, clauses, steps of paths, operators.
    """

    depth: int = 50
    parts: int = 150


#: Measured: a bracket takes 10 KiB of the engine's stack at most, a part 3.5; the smallest stack in which a
#: query is read has 1 MiB.
LIMITS = NestingLimits()

_CLAUSES = frozenset(
    ["UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "GRAPH", "SERVICE", "LATERAL", "EXISTS", "AS", "VALUES"]
)
#: What counts in a name that may be no name: `?a<?b*1>` is a comparison for one reader, an IRI for another.
_HIDDEN = re.compile(r"[(\[!*/+|^-]")
_TOKEN = re.compile(
    r"""
      (?P<blank> \s++ | \#[^\n\r]*+ | \\. | \^\^ )
    | (?P<data> (?:(?<=[\s{}])|\A) VALUES\s*+ (?: [?$]\w++ | \([\s?$\w]*+\) ) \s*+ \{ )
    | (?P<name> <[^<>"{}|^`\\\x00-\x20]*+> )
    | (?P<term>
          \"{3} (?: [^"\\]++ | \\(?:.|\Z) | "(?!"") )*+ (?: \"{3} | (?P<unended>\Z) )
        | '{3} (?: [^'\\]++ | \\(?:.|\Z) | '(?!'') )*+ (?: '{3} | (?P<unended2>\Z) )
        | " (?: [^"\\\n\r]++ | \\. )*+ "?
        | ' (?: [^'\\\n\r]++ | \\. )*+ '?
        | [?$@]\w++
        | (?:[^\W\d_][\w.-]{0,200})?: (?: [\w:%.-]*[\w:%-] )?
        | \d[\d.]*+ (?:[eE][+-]?\d++)?
        | \w++
      )
    | (?P<open> [({\[] )
    | (?P<close> [)}\]] )
    | (?P<mark> [.;,] )
    | (?P<part> && | \|\|? | [!<>]=? | [-+*/^=?] )
    | (?P<other> . )
    """,
    re.X | re.S | re.I,
)


@dataclass
class _Group:
    """What stands between two brackets: its kind, how many parts it has so far, the parts of its deepest
    group, and whether it is data, where nothing is a part.
    """

    kind: str
    data: bool = False
    parts: int = 0
    below: int = 0


@dataclass
class _Counted:
    """The groups around a place, and how many parts they have together."""

    text: str
    most: NestingLimits
    groups: list[_Group] = field(default_factory=lambda: [_Group("")])
    parts: int = 0

    def count(self, number: int, at: int) -> None:
        group = self.groups[-1]
        if group.data:
            return
        group.parts += number
        self.parts += number
        if self.parts + group.below > self.most.parts:
            said = f"more than {self.most.parts} parts (patterns, clauses, steps, operators)"
            raise _too_deep(self.text, at, f"its groups have {said}; ask in several queries.",
                            "parts", self.most.parts)  # fmt: skip

    def open(self, kind: str, at: int, data: bool = False) -> None:
        self.count(1, at)
        self.groups.append(_Group(kind, data or self.groups[-1].data))
        if len(self.groups) - 1 > self.most.depth:
            said = f"it nests more than {self.most.depth} brackets; make it flatter."
            raise _too_deep(self.text, at, said, "depth", self.most.depth)

    def close(self, at: int) -> None:
        if len(self.groups) > 1:
            closed = self.groups.pop()
            self.parts -= closed.parts
            group = self.groups[-1]
            group.below = max(group.below, closed.parts + closed.below)
            self.count(0, at)


def check_nesting(text: str, most: NestingLimits = LIMITS) -> None:
    """Nothing, where a query keeps within limits. Raises `NestedTooDeep`, which says which limit and where;
    `MalformedQuery` for a text in three quotation marks that does not end.
    """
    counted, after_term = _Counted(text, most), False
    for match in _TOKEN.finditer(text):
        kind, at = match.lastgroup, match.start()
        if kind == "blank":
            continue
        if kind == "term" and match["unended"] is not match["unended2"]:
            place, _, _ = _place(text, at)
            raise MalformedQuery(f"{place}: a text in three quotation marks that does not end.")
        word, group = match[0], counted.groups[-1]
        was_after, after_term = after_term, kind in ("term", "name")
        if kind == "open":
            counted.open(word, at)
        elif kind == "data":
            counted.open("{", at, data=True)
        elif kind == "close":
            counted.close(at)
            after_term = True
        elif kind == "part" or (kind == "mark" and group.kind != "("):
            counted.count(1, at)
        elif kind == "name" and was_after and group.kind == "(":
            counted.count(1 + len(_HIDDEN.findall(word)), at)
        elif kind == "term" and ((was_after and group.kind == "(") or word.upper() in _CLAUSES):
            counted.count(1, at)


def _place(text: str, offset: int) -> tuple[str, int, int]:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return f"line {line}, column {column}", line, column


def _too_deep(text: str, offset: int, said: str, limit: str, value: int) -> NestedTooDeep:
    place, line, column = _place(text, offset)
    error = NestedTooDeep(f"{place}: the query is nested too deeply here: {said}")
    error.more = {"line": line, "column": column, "limit": limit, "value": value}
    return error
