"""Patterns: a question taken apart, so that what stands behind a row can be found.

    SELECT ?c (COUNT(?e) AS ?n) { ?c a :C . { SELECT DISTINCT ?c ?e { ?e :of ?c } } } GROUP BY ?c

is two levels: the outer with the triple `?c a :C`, keyed by `?c`; the inner with `?e :of ?c`, keyed by
`?c` and `?e`. A level has the text of its body, in which inner levels stand as they are, so their
`LIMIT`, `DISTINCT` and aggregates hold; asked with all its variables, it says how each triple of its own
was met. Parameters stand as `VALUES` lines, as in the question's file, to be bound in the same way.

What `NOT EXISTS` and `MINUS` look for is not there, and has no triples.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lark import Token, Tree

from patgraph.errors import BadInput
from patgraph.sparql.grammar import Node, branches, is_a, parts

from .query_text import QueryText, name, variables
from .selection import aggregates, body, columns_of, group_names, modifier, shown_by
from .triples import TripleReader


@dataclass(frozen=True)
class Fact:
    """A triple pattern of a level, of SPARQL texts. `mark` is the variable that is bound where the
    `OPTIONAL` or `UNION` branch that holds it was met; `graph` the graph it was asked of, `None` for the
    view. With `path` it stands for the edges of that property between subject and object.
    """

    subject: str
    property: str
    object: str
    graph: str | None
    mark: str | None
    path: bool = False


@dataclass
class Level:
    """A query or sub-query: the text of its body and what it asks for."""

    body: str = ""
    variables: dict[str, None] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    #: Levels within, each with its mark.
    inner: list[tuple[str | None, "Level"]] = field(default_factory=list)
    #: What tells its rows apart, where that can be said without counting.
    keys: tuple[str, ...] = ()
    #: Those keys that a required pattern binds, so that they can be given beforehand.
    certain: frozenset[str] = frozenset()
    #: Whether it is that of an `EXISTS`, keyed by what it shares with what stands around it.
    exists: bool = False

    def needed(self) -> list[str]:
        """The variables that say how its triples were met."""
        found = dict.fromkeys(self.keys)
        for fact in self.facts:
            found |= dict.fromkeys(
                part
                for part in (fact.subject, fact.property, fact.object, fact.graph, fact.mark)
                if part and part.startswith("?")
            )
        for mark, level in self.inner:
            found |= dict.fromkeys([mark] if mark else []) | dict.fromkeys(level.keys)
        return list(found)


@dataclass(frozen=True)
class Plan:
    """A question's outermost level; how its rows are told apart (`rows`: each by its place, `groups`: by
    `Level.keys`, which `wide` has beside the columns, `values`: by the columns themselves), and the text
    that gives what is needed for that beside the columns.
    """

    kind: str
    level: Level
    wide: str


@lru_cache(512)
def plan(text: str) -> Plan:
    """Take a SELECT apart. Raises `BadInput` for what questions do not use (`SERVICE`)."""
    return _Planner(text).plan()


@dataclass(frozen=True)
class _Place:
    """Where a group stands: its level, the graph it is asked of, the mark of the branch it is in, and
    whether its triples are to be found.
    """

    level: Level
    graph: str | None = None
    mark: str | None = None
    noted: bool = True


class _Planner:
    def __init__(self, text: str) -> None:
        self._text = QueryText(text)
        self._triples = TripleReader(self._text, self._fresh)
        self._count = 0
        # What is finished when all is read: levels with their groups and graphs, those of sub-queries, and
        # of each `EXISTS`, with the level around it.
        self._levels: list[tuple[Level, Tree[Token], str | None]] = []
        self._subselects: list[tuple[Tree[Token], Level]] = []
        self._exists: list[tuple[Level, Level]] = []

    def plan(self) -> Plan:
        """What the text asks, as a plan."""
        query = next((node for node in branches(self._text.tree) if node.data == "select"), None)
        if query is None:
            raise BadInput("Only a SELECT has rows that can be taken apart.")
        level = self._level(query, None)
        # First, for what an `EXISTS` is keyed by is needed of the rows too.
        self._finish()
        columns = columns_of(query)
        names = group_names(query)
        if modifier(query) == "DISTINCT":
            kind, more = "values", []
            level.keys = tuple(
                [shown.name for shown in columns if not aggregates(shown, columns)]
                if columns
                else [name for name in level.variables if not name.startswith("?_")]
            )
        elif names is not None:
            kind, more = "groups", names
            level.keys = tuple(more)
        else:
            kind, more = "rows", level.needed()
        level.certain &= frozenset(level.keys)
        shown = {column.name for column in columns}
        extra = " ".join(name for name in more if name not in shown) if columns else ""
        head = f"{self._head(query)} {extra}"
        wide = f"{head}\nWHERE {{\n{level.body}\n}}\n{self._text.after(body(query), self._text.tree)}"
        if kind != "rows":
            self._alias(query, level)
        return Plan(kind, level, wide)

    def _fresh(self, letter: str) -> str:
        self._count += 1
        return f"?_{letter}{self._count}"

    # Levels

    def _level(self, query: Tree[Token], graph: str | None) -> Level:
        level = Level()
        group = parts(body(query))[-1]
        self._group(group, _Place(level, graph))
        level.certain = _certain(group)
        self._levels.append((level, group, graph))
        if graph and graph.startswith("?"):
            level.variables[graph] = None
        return level

    def _finish(self) -> None:
        """Write the levels' bodies, and say by what an `EXISTS` is keyed: what it shares with what stands
        around it, which is known once all of that is read.
        """
        for level, group, graph in self._levels:
            inside = self._text.inside(group)
            level.body = f"GRAPH {graph} {{\n{inside}\n}}" if graph else inside
        for outer, inner in self._exists:
            inner.keys = tuple(name for name in inner.variables if name in outer.variables)
            inner.certain &= frozenset(inner.keys)
        for query, level in self._subselects:
            self._alias(query, level)

    def _subselect(self, query: Tree[Token], place: _Place) -> None:
        inner = self._level(query, place.graph)
        columns = columns_of(query)
        names = [shown.name for shown in columns] if columns else list(inner.variables)
        keys = [shown.name for shown in columns if not aggregates(shown, columns)] if columns else names
        if place.graph and place.graph.startswith("?"):
            keys.append(place.graph)
        inner.keys = tuple(dict.fromkeys(keys))
        inner.certain &= frozenset(inner.keys)
        place.level.variables |= dict.fromkeys(names)
        if place.noted:
            place.level.inner.append((place.mark, inner))
        group_names(query)
        self._subselects.append((query, inner))
        self._text.enclose(query)

    def _alias(self, query: Tree[Token], level: Level) -> None:
        """What SELECT and GROUP BY compute, computed in the body, as far as it can be without counting."""
        columns = columns_of(query)
        computed = [shown for shown in columns if shown.expression and not aggregates(shown, columns)]
        computed += [shown_by(key) for key in parts(query) if is_a(key, "key") and len(parts(key)) > 1]
        lines = [f"BIND({self._text.of(shown.expression)} AS {shown.name})" for shown in computed]
        level.body = "\n".join([level.body, *lines])

    def _head(self, query: Tree[Token]) -> str:
        """`SELECT` and all that stands before the body."""
        return self._text.of(parts(query)[: parts(query).index(body(query))])

    # Groups

    def _group(self, group: Tree[Token], place: _Place) -> None:
        """Note what a group asks for."""
        for part in parts(group)[1:-1]:
            if isinstance(part, Tree):
                self._part(part, place)

    def _marked(self, group: Tree[Token], place: _Place) -> None:
        """A group that may or may not be met, with a mark of its own that says so."""
        if not place.noted:
            return self._group(group, replace(place, mark=None))
        mark = self._fresh("m")
        place.level.variables[mark] = None
        self._group(group, replace(place, mark=mark))
        self._text.append(group, f"\nBIND(true AS {mark})\n")

    def _part(self, part: Tree[Token], place: _Place) -> None:
        level = place.level
        match part.data:
            case "triples":
                self._facts(part, place)
            case "subselect":
                self._subselect(part, place)
            case "filter":
                guard = _guard(parts(part), level)
                self._expression(parts(part), replace(place, mark=place.mark or guard))
            case "bind":
                self._expression(parts(part), place)
                level.variables[name(parts(part)[-2])] = None
            case "values":
                level.variables |= dict.fromkeys(name(word) for word in parts(part) if is_a(word, "VAR"))
            case "optional":
                self._marked(parts(part)[-1], place)
            case "minus":
                self._group(parts(part)[-1], _Place(Level(), place.graph, noted=False))
            case "graph":
                _, inside, group = parts(part)
                graph = name(inside) if is_a(inside, "VAR") else self._text.iri(inside)
                if graph.startswith("?"):
                    level.variables[graph] = None
                self._group(group, replace(place, graph=graph))
            case "union":
                groups = parts(part)[::2]
                for group in groups:
                    self._group(group, place) if len(groups) == 1 else self._marked(group, place)
            case _:
                raise BadInput(f"{part.data.upper()}: questions do not use it.")

    def _facts(self, triples: Tree[Token], place: _Place) -> None:
        steps = self._triples.read(triples)
        self._text.replace(triples, " .\n".join(map(str, steps)))
        for step in steps:
            told = (step.subject, step.property, step.object)
            place.level.variables |= dict.fromkeys(text for text in told if text.startswith("?"))
            if place.noted:
                place.level.facts.append(Fact(*told, place.graph, place.mark, bool(step.closure)))

    def _expression(self, expression: Iterable[Node], place: _Place) -> None:
        """An `EXISTS` in an expression is a level, unless it is negated."""
        for part in expression:
            if not isinstance(part, Tree):
                continue
            if not is_a(part, "exists"):
                self._expression(
                    parts(part), replace(place, noted=place.noted and not is_a(part, "negation"))
                )
                continue
            inner, group = Level(exists=True), parts(part)[-1]
            found = place.noted and is_a(parts(part)[0], "EXISTS")
            self._group(group, _Place(inner, place.graph, None, found))
            if found:
                inner.certain = _certain(group)
                place.level.inner.append((place.mark, inner))
                self._levels.append((inner, group, place.graph))
                self._exists.append((place.level, inner))


def _guard(expression: list[Node], level: Level) -> str | None:
    """The parameter without a value of which a filter asks nothing more: `!BOUND(?p) || EXISTS { … }`. Then
    no row rests on what it would have looked for.
    """
    if "||" not in expression or "&&" in expression or not is_a(expression[2], "negation"):
        return None
    inside = parts(expression[2])
    guard = name(str(inside[-2])) if str(inside[1]).upper() == "BOUND" else None
    return guard if guard in level.variables else None


def _certain(group: Tree[Token]) -> frozenset[str]:
    """Variables that the patterns before any that may fail or compute bind in every solution."""
    found: set[str] = set()
    for part in parts(group)[1:-1]:
        if is_a(part, "triples"):
            found |= variables([part])
        elif is_a(part, "graph"):
            found |= variables([parts(part)[1]]) | _certain(parts(part)[2])
        elif isinstance(part, Tree) and part.data not in ("filter", "values", "union"):
            break
    return frozenset(found)
