"""Patterns: a question taken apart, so that what stands behind a row can be found.

    SELECT ?c (COUNT(?e) AS ?n) { ?c a :C . { SELECT DISTINCT ?c ?e { ?e :of ?c } } } GROUP BY ?c

is two levels: the outer with the triple `?c a :C`, keyed by `?c`; the inner with `?e :of ?c`, keyed by
`?c` and `?e`. A level has the text of its body, in which inner levels stand as they are, so their
`LIMIT`, `DISTINCT` and aggregates hold; asked with all its variables, it says how each triple of its own
was met. Parameters stand as `VALUES` lines, as in the question's file, to be bound in the same way.

rdflib's grammar reads the text. What `NOT EXISTS` and `MINUS` look for is not there, and has no triples.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from threading import Lock

from rdflib import BNode, URIRef, Variable
from rdflib.paths import InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.parserutils import CompValue

from patgraph.errors import BadInput

from .expressions import expression_text, has_aggregate, term_text, variables

_LOCK = Lock()  # rdflib's parser is not thread-safe.


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
def read(text: str) -> Plan:
    """Take a SELECT apart. Raises `BadInput` for what questions do not use (`SERVICE`)."""
    from rdflib.plugins.sparql.algebra import translatePath, translatePName, translatePrologue, traverse
    from rdflib.plugins.sparql.parser import parseQuery

    with _LOCK:
        prologue, query = parseQuery(text)
        names = translatePrologue(prologue, None)
        query = traverse(query, visitPost=partial(translatePName, prologue=names))
        query = traverse(query, visitPost=translatePath)
        return _Reader().plan(query)


class _Reader:
    def __init__(self):
        self._count = 0
        self._exists: list[tuple[Level, Level]] = []

    def plan(self, query: CompValue) -> Plan:
        level = self._level(query, None)
        body = level.body
        for outer, inner in self._exists:
            # What an EXISTS shares with what stands around it is known once all of that is read.
            inner.keys = tuple(name for name in inner.variables if name in outer.variables)
            inner.certain &= frozenset(inner.keys)
        projection = _projection(query)
        columns = " ".join(self._column(entry) for entry in projection)
        shown = {_name(entry) for entry in projection}
        group = self._group_texts(query, level)
        if dict.get(query, "modifier") == "DISTINCT":
            kind, more = "values", []
            level.keys = tuple(_name(entry) for entry in projection if not _aggregates(entry, projection))
        elif group is not None:
            kind, more = "groups", [name for name, _ in group]
            level.keys = tuple(more)
        else:
            kind, more = "rows", level.needed()
        level.certain &= frozenset(level.keys)
        if kind != "rows":
            self._alias(query, level)
        extra = " ".join(name for name in more if name not in shown)
        modifier = f"{dict.get(query, 'modifier')} " if dict.get(query, "modifier") else ""
        tail = self._tail(query)
        return Plan(kind, level, f"SELECT {modifier}{columns} {extra}\nWHERE {{\n{body}\n}}\n{tail}")

    # Levels

    def _level(self, query: CompValue, graph: str | None) -> Level:
        level = Level()
        where = dict.get(query, "where")
        body = self._group(where, level, graph, None, level.facts)
        level.certain = _certain(where)
        level.body = f"GRAPH {graph} {{\n{body}\n}}" if graph else body
        if graph and graph.startswith("?"):
            level.variables[graph] = None
        return level

    def _sub(self, query: CompValue, level: Level, graph: str | None, mark: str | None, record) -> str:
        inner = self._level(query, graph)
        projection = _projection(query)
        names = [_name(entry) for entry in projection] if projection else list(inner.variables)
        head = " ".join(map(self._column, projection)) if projection else "*"
        modifier = f"{dict.get(query, 'modifier')} " if dict.get(query, "modifier") else ""
        body = inner.body
        if graph:
            # The text stands inside the GRAPH that the outer level opens.
            body = body.split("\n", 1)[1].rsplit("\n", 1)[0]
        text = f"SELECT {modifier}{head}\nWHERE {{\n{body}\n}}\n{self._tail(query)}"
        keys = [name for name, entry in zip(names, projection, strict=True)
                if not _aggregates(entry, projection)] if projection else names  # fmt: skip
        if graph and graph.startswith("?"):
            keys.append(graph)
        inner.keys = tuple(dict.fromkeys(keys))
        inner.certain &= frozenset(inner.keys)
        self._alias(query, inner)
        level.variables |= dict.fromkeys(names)
        if record is not None:
            level.inner.append((mark, inner))
        return text

    def _alias(self, query: CompValue, level: Level):
        """What SELECT and GROUP BY compute, computed in the body, as far as it can be without counting."""
        projection = _projection(query)
        lines = [
            f"BIND({self._expression(dict.get(entry, 'expr'), None)} AS {_name(entry)})"
            for entry in projection
            if dict.get(entry, "expr") is not None and not _aggregates(entry, projection)
        ]
        group = dict.get(query, "groupby")
        for condition in dict.get(group, "condition") if group else ():
            if isinstance(condition, CompValue) and condition.name == "GroupAs":
                expression = self._expression(dict.get(condition, "expr"), None)
                lines.append(f"BIND({expression} AS ?{dict.get(condition, 'var')})")
        level.body = "\n".join([level.body, *lines])

    def _group_texts(self, query: CompValue, level: Level) -> list[tuple[str, str]] | None:
        """The variables that a query groups by with their texts; `None` where it groups nothing."""
        group = dict.get(query, "groupby")
        if group is None:
            counted = any(has_aggregate(dict.get(entry, "expr")) for entry in _projection(query))
            return [] if counted else None
        found = []
        for condition in dict.get(group, "condition"):
            if isinstance(condition, Variable):
                found.append((f"?{condition}", f"?{condition}"))
            elif isinstance(condition, CompValue) and condition.name == "GroupAs":
                name = f"?{dict.get(condition, 'var')}"
                found.append((name, f"({self._expression(dict.get(condition, 'expr'), None)} AS {name})"))
            else:
                raise BadInput("GROUP BY an expression: give it a name, (… AS ?name).")
        return found

    # Groups

    def _group(self, node: CompValue, level: Level, graph, mark, record) -> str:
        """The text of a group's content. `record` is `None` where its triples are not to be found."""
        if node.name == "SubSelect":
            return f"{{\n{self._sub(node, level, graph, mark, record)}\n}}"
        return "\n".join(
            self._part(part, level, graph, mark, record) for part in dict.get(node, "part") or ()
        )

    def _marked(self, node: CompValue, level: Level, graph, record) -> str:
        """A group that may or may not be met, with a mark of its own that says so."""
        if record is None:
            return self._group(node, level, graph, None, None)
        self._count += 1
        mark = f"?_m{self._count}"
        level.variables[mark] = None
        return f"{self._group(node, level, graph, mark, record)}\nBIND(true AS {mark})"

    def _part(self, part: CompValue, level: Level, graph, mark, record) -> str:
        name = part.name
        if name == "TriplesBlock":
            return self._triples(part, level, graph, mark, record)
        if name == "Filter":
            return f"FILTER({self._expression(dict.get(part, 'expr'), level, graph, mark, record)})"
        if name == "Bind":
            expression = self._expression(dict.get(part, "expr"), level, graph, mark, record)
            level.variables[f"?{dict.get(part, 'var')}"] = None
            return f"BIND({expression} AS ?{dict.get(part, 'var')})"
        if name == "InlineData":
            return self._data(part, level)
        if name == "OptionalGraphPattern":
            return f"OPTIONAL {{\n{self._marked(dict.get(part, 'graph'), level, graph, record)}\n}}"
        if name == "MinusGraphPattern":
            return f"MINUS {{\n{self._group(dict.get(part, 'graph'), Level(), graph, None, None)}\n}}"
        if name == "GraphGraphPattern":
            inside = term_text(dict.get(part, "term"))
            if inside.startswith("?"):
                level.variables[inside] = None
            return (
                f"GRAPH {inside} {{\n{self._group(dict.get(part, 'graph'), level, inside, mark, record)}\n}}"
            )
        if name == "GroupOrUnionGraphPattern":
            branches = dict.get(part, "graph")
            if len(branches) == 1:
                return f"{{\n{self._group(branches[0], level, graph, mark, record)}\n}}"
            texts = [self._marked(branch, level, graph, record) for branch in branches]
            return "\nUNION\n".join(f"{{\n{text}\n}}" for text in texts)
        raise BadInput(f"{name}: questions do not use it.")

    def _data(self, part: CompValue, level: Level) -> str:
        names = [f"?{name}" for name in _many(dict.get(part, "var"))]
        level.variables |= dict.fromkeys(names)
        values = dict.get(part, "value") or []
        if len(names) == 1 and not isinstance(values[0] if values else None, list):
            return f"VALUES {names[0]} {{ {' '.join(map(term_text, values))} }}"
        rows = "\n".join(f"({' '.join(map(term_text, _many(row)))})" for row in values)
        return f"VALUES ({' '.join(names)}) {{\n{rows}\n}}"

    def _triples(self, part: CompValue, level: Level, graph, mark, record) -> str:
        lines = []
        for triples in dict.get(part, "triples"):
            flat = list(triples)
            for at in range(0, len(flat), 3):
                subject, path, object_ = flat[at : at + 3]
                for s, p, o in self._steps(term_text(subject), path, term_text(object_)):
                    lines.append(f"{s} {p} {o} .")
                    level.variables |= dict.fromkeys(t for t in (s, p, o) if t.startswith("?"))
                    if record is not None:
                        step = _step(p) if p[0] == "<" and p[-1] != ">" else None
                        record.append(Fact(s, step or p, o, graph, mark, step is not None))
        return "\n".join(lines)

    def _steps(self, subject: str, path, object_: str) -> Iterable[tuple[str, str, str]]:
        """A path as its steps, with a variable between two; a closure stays one step."""
        if isinstance(path, SequencePath):
            here = subject
            for number, step in enumerate(path.args, 1):
                self._count += 1
                there = object_ if number == len(path.args) else f"?_v{self._count}"
                yield from self._steps(here, step, there)
                here = there
        elif isinstance(path, InvPath):
            yield from self._steps(object_, path.arg, subject)
        elif isinstance(path, MulPath) and isinstance(path.path, URIRef):
            yield subject, f"{term_text(path.path)}{path.mod}", object_
        elif isinstance(path, Path):
            raise BadInput(f"The path {path}: questions use sequences, inverses and closures of a property.")
        else:
            yield subject, term_text(path), object_

    def _expression(self, node, level: Level | None, graph=None, mark=None, record=None) -> str:
        """The text of an expression. An `EXISTS` in it is a level, unless it is negated."""

        def exists(pattern: CompValue, found: bool) -> str:
            inner = Level(exists=True)
            found = found and record is not None and level is not None
            body = self._group(pattern, inner, graph, None, inner.facts if found else None)
            if found:
                inner.body = f"GRAPH {graph} {{\n{body}\n}}" if graph else body
                inner.certain = _certain(pattern)
                level.inner.append((mark, inner))
                self._exists.append((level, inner))
            return body

        return expression_text(node, exists)

    # SELECT and what follows WHERE

    def _column(self, entry: CompValue) -> str:
        expression = dict.get(entry, "expr")
        return (
            f"({self._expression(expression, None)} AS {_name(entry)})"
            if expression is not None
            else _name(entry)
        )

    def _tail(self, query: CompValue) -> str:
        lines = []
        group = self._group_texts(query, Level())
        if group:
            lines.append("GROUP BY " + " ".join(text for _, text in group))
        having = dict.get(query, "having")
        if having is not None:
            conditions = (f"({self._expression(c, None)})" for c in dict.get(having, "condition"))
            lines.append("HAVING " + " ".join(conditions))
        order = dict.get(query, "orderby")
        if order is not None:
            parts = []
            for condition in dict.get(order, "condition"):
                expression = self._expression(dict.get(condition, "expr"), None)
                parts.append(f"{dict.get(condition, 'order') or 'ASC'}({expression})")
            lines.append("ORDER BY " + " ".join(parts))
        limit = dict.get(query, "limitoffset")
        for word in ("limit", "offset"):
            if limit is not None and dict.get(limit, word) is not None:
                lines.append(f"{word.upper()} {dict.get(limit, word)}")
        return "\n".join(lines)


def _projection(query: CompValue) -> list[CompValue]:
    return list(dict.get(query, "projection") or ())


def _name(entry: CompValue) -> str:
    return f"?{dict.get(entry, 'evar') or dict.get(entry, 'var')}"


def _aggregates(entry: CompValue, projection: list[CompValue]) -> bool:
    """Whether a column counts, or is made of one that does."""
    expression = dict.get(entry, "expr")
    if expression is None:
        return False
    counted = {str(dict.get(e, "evar")) for e in projection if has_aggregate(dict.get(e, "expr"))}
    return has_aggregate(expression) or bool(counted & variables(expression))


def _certain(group: CompValue) -> frozenset[str]:
    """Variables that the patterns before any that may fail or compute bind in every solution."""
    found: set[str] = set()
    if group.name == "SubSelect":
        return frozenset()
    for part in dict.get(group, "part") or ():
        if part.name == "TriplesBlock":
            found |= {term_text(t) for triples in dict.get(part, "triples") for t in triples
                      if isinstance(t, Variable | BNode)}  # fmt: skip
        elif part.name == "GraphGraphPattern" and dict.get(part, "graph").name != "SubSelect":
            found |= {term_text(dict.get(part, "term"))} | _certain(dict.get(part, "graph"))
        elif part.name not in ("Filter", "InlineData", "GroupOrUnionGraphPattern", "GraphGraphPattern"):
            break
    return frozenset(name for name in found if name.startswith("?"))


def _many(value) -> list:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _step(path: str) -> str:
    """The property of a closure such as `<p>*`."""
    return path.rstrip("*+?")
