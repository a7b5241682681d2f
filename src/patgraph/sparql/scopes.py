"""The groups of a query as scopes: what is joined in each, what is bound for certain, what hangs on it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .grammar import branches, is_a, nodes, words
from .plain_paths import span, triples_of
from .reach import NotUnderstood

BOTH = "+-"
#: Graph, subject, properties of which one holds, object, as they stand in a query.
Triple = tuple[str, str, tuple[str, ...], str]


@dataclass
class Scope:
    """A group whose patterns are joined: where it begins, what is bound in it for certain, its parts."""

    start: int
    end: int
    link: str = "root"  # how it hangs on its parent: root, branch, select, grouped, opaque
    parent: "Scope | None" = None
    shown: frozenset[str] | None = None  # what a select lets be seen outside; None: everything
    keys: frozenset[str] | None = None  # of a grouped select
    cuts: tuple[tuple[int, int], ...] = ()
    signs: str = "+"
    triples: list[Triple] = field(default_factory=list)
    unbounded: list[int] = field(default_factory=list)
    empty: list[tuple[str, tuple[int, int]]] = field(default_factory=list)  # GRAPH ?x { }
    implied: list[tuple[int, int]] = field(default_factory=list)
    filters: list[tuple[tuple[int, int], set[str]]] = field(
        default_factory=list
    )  # with the variables that each needs
    said: set[str] = field(default_factory=set)  # bound by BIND to a constant
    unions: list[list["Scope"]] = field(default_factory=list)
    opaque: list["Scope"] = field(default_factory=list)

    @property
    def certain(self) -> set[str]:
        """The variables that are bound in every row of it."""
        found = {*self.said}.union(*map(variables, self.triples))
        for union in self.unions:
            found |= set.intersection(*(branch.outside for branch in union))
        return found

    @property
    def outside(self) -> set[str]:
        """Those of them that are seen outside."""
        found = self.certain if self.keys is None else self.certain & self.keys
        return found if self.shown is None else found & self.shown

    @property
    def scopes(self) -> list["Scope"]:
        """It, and all below it."""
        below = [scope for union in self.unions for scope in union] + self.opaque
        return [self, *(each for scope in below for each in scope.scopes)]


def variables(triple: Triple) -> set[str]:
    """The variables of a triple, without their marks."""
    graph, subject, predicates, object_ = triple
    return {term[1:] for term in (graph, subject, *predicates, object_) if term[:1] == "?"}


def read_select(query: Any, parent: Scope | None, graph: str, signs: str) -> Scope:
    """The body of a select as a scope, with what of it is seen outside."""
    children = list(query.children)
    body = next(child for child in children if is_a(child, "body"))
    group = branches(body)[-1]
    before, after = children[: children.index(body)], children[children.index(body) + 1 :]
    columns = [node for node in before if is_a(node, "column")]
    shown = None
    if columns:
        names = [words([column], "VAR") for column in columns]
        # `?x`, or an expression of which the last word is the name.
        shown = frozenset(str(found[-1])[1:] for found in names)
        renamed = {str(found[-1])[1:] for c, found in zip(columns, names, strict=True) if len(c.children) > 1}
    else:
        renamed = set()
    keys = [node for node in after if is_a(node, "key")]
    if _limited(after):  # One row more may put out another.
        raise NotUnderstood("it has a limit")
    grouped = bool(keys) or _aggregates([*columns, *after])
    if any(len(key.children) > 1 for key in keys) or any(
        is_a(node, "exists") for node in nodes([*columns, *after])
    ):
        raise NotUnderstood("it groups by what it computes")
    scope = _group(group, parent, graph, BOTH if grouped else signs)
    scope.link = "grouped" if grouped else "select"
    scope.shown = None if shown is None else shown - renamed
    scope.keys = frozenset(str(key.children[0])[1:] for key in keys) if grouped else None
    return scope


def _limited(after: list[Any]) -> bool:
    """Whether a select leaves rows out by their number."""
    said = [str(node).upper() for node in nodes(after) if isinstance(node, str)]
    said.reverse()  # the last word comes first
    if "LIMIT" in said:
        return True
    return "OFFSET" in said and said[said.index("OFFSET") + 1] != "0"


def _aggregates(parts: list[Any]) -> bool:
    names = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
    return any(word.upper() in names for word in words(parts, "FUNCTION"))


def _group(group: Any, parent: Scope | None, graph: str, signs: str) -> Scope:
    first = branches(group)[0] if branches(group) else None
    if first is not None and first.data == "subselect":
        return read_select(first, parent, graph, signs)
    begin, end = span(group)
    scope = Scope(begin + 1, end - 1, parent=parent, signs=signs)
    _fill(scope, group, graph)
    for name, stretch in scope.empty:
        # Where something is in it, it is there.
        if any(name == triple[0] for triple in scope.triples):
            scope.implied.append(stretch)
        else:
            scope.triples.append((name, "", (), ""))
    scope.filters = list(_filters(group, graph))
    return scope


def _filters(group: Any, graph: str) -> Iterable[tuple[tuple[int, int], set[str]]]:
    """The filters of a group and of what is inside GRAPH in it, each with the variables that have to be bound
    to tell what it says.
    """
    inside = [(part, graph) for part in branches(group) if part.data == "filter"]
    for part in branches(group):
        if part.data == "graph":
            within = branches(branches(part)[-1])
            inside += [(inner, "within one") for inner in within if inner.data == "filter"]
    for part, within_graph in inside:
        hidden = [node for node in nodes([part]) if is_a(node, "exists")]
        if hidden and within_graph:  # What it asks for is asked of that graph.
            continue
        local = _named(hidden) - (_named([part], without=hidden) | _named([group], without=[part]))
        yield span(part), _named([part]) - local


def _named(parts: list[Any], without: list[Any] | None = None) -> set[str]:
    """The variables in parts of a query, but for those in some parts of these."""
    left, found = list(parts), set()
    while left:
        node = left.pop()
        if any(node is other for other in without or ()):
            continue
        if is_a(node, "VAR"):
            found.add(str(node)[1:])
        left.extend(getattr(node, "children", ()))
    return found


def _fill(scope: Scope, group: Any, graph: str, stretch: tuple[int, int] = (0, 0)) -> None:
    """Take the parts of a group into a scope; of one inside GRAPH, which stands in a stretch of the text."""
    parts = branches(group)
    if graph and not parts:
        if graph[0] != "?":
            raise NotUnderstood("whether one graph is there is not followed")
        scope.empty.append((graph, stretch))
    for part in parts:
        match part.data:
            case "subselect":
                _hang(scope, [read_select(part, scope, graph, scope.signs)])
            case "triples":
                for subject, predicates, object_, bounded in triples_of(part):
                    scope.unbounded += [] if bounded else [len(scope.triples)]
                    scope.triples.append((graph, subject, predicates, object_))
            case "graph":
                name = str(part.children[1])
                _fill(scope, branches(part)[-1], "?" + name[1:] if name[0] in "?$" else name, span(part))
            case "union":
                _union(scope, part, graph)
            case "optional":
                _hide(scope, branches(part)[-1], graph, BOTH)
            case "filter":
                _expression(scope, part, graph)
            case "bind":
                _expression(scope, part, graph)
                _bind(scope, part)
            case _:
                raise NotUnderstood(f"{part.data} is not followed")


def _bind(scope: Scope, part: Any) -> None:
    inner = [node for node in part.children if not any(is_a(node, mark) for mark in _MARKS)]
    name = str(inner[-1])[1:]
    if len(inner) == 2 and not is_a(inner[0], "VAR"):  # a constant, and its name
        scope.said.add(name)


_MARKS = {"LPAR", "RPAR", "BIND", "AS"}


def _union(scope: Scope, part: Any, graph: str) -> None:
    groups = branches(part)
    begin, end = span(part)
    found = []
    for group in groups:
        branch = _group(group, scope, graph, scope.signs)
        first, last = span(group)
        cuts = ((begin, first), (last, end))
        branch.cuts = tuple((a, b) for a, b in cuts if a < b)
        if branch.link == "root":
            branch.link = "branch"
        found.append(branch)
    _hang(scope, found)


def _hang(scope: Scope, branches_: list[Scope]) -> None:
    if any(branch.link == "opaque" for branch in branches_):
        scope.opaque += branches_
        for branch in branches_:
            branch.link = "opaque"
    else:
        scope.unions.append(branches_)


def _hide(scope: Scope, group: Any, graph: str, signs: str) -> None:
    """Take a group in that does not restrict rows by being joined: what it has comes as an optional, or is
    asked whether it is there.
    """
    inner = _group(group, scope, graph, signs)
    if inner.link in ("select", "grouped"):
        raise NotUnderstood("a select in an optional, or in EXISTS, is not followed")
    inner.link = "opaque"
    scope.opaque.append(inner)


def _expression(scope: Scope, part: Any, graph: str) -> None:
    found = [node for node in _below(part) if node.data == "exists"]
    inside = [inner for node in found for inner in _below(node)]
    said = [node for node in part.children if not (is_a(node, "LPAR") or is_a(node, "RPAR"))]
    for node in found:
        if any(node is other for other in inside):
            continue
        signs = BOTH
        if len(said) == 2 and said[1] is node and part.data == "filter":
            denied = any(is_a(word, "NOT") for word in node.children)
            signs = {"+": "-", "-": "+"}.get(scope.signs, BOTH) if denied else scope.signs
        _hide(scope, branches(node)[-1], graph, signs)


def _below(tree: Any) -> list[Any]:
    """The trees in a tree, at whatever depth."""
    return [node for node in nodes(list(tree.children)) if not isinstance(node, str)]
