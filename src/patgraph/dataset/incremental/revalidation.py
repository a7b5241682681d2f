"""Validation of what has changed: of a dataset of which another, little different, was validated before.

Each rule knows which quads it looks at (`rules`). One that looks at none of those that came or went has found
what it found before. Of the others a query is asked again, with nothing but the rows that the change can
reach, a property shape of the nodes that it can reach. Where a node is not plainly well, pySHACL says what is
wrong with it. What cannot be followed raises `NotUnderstood`: then everything is to be validated.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from patgraph.dataset.validation.rules import QueryRule, Rules
from patgraph.dataset.validation.shacl_results import Finding, read_term
from patgraph.names import VIEW, term
from patgraph.sparql.reach import ANY, NotUnderstood, Pattern, values

from .property_rules import reached, refound
from .query_rules import Row, ask, constant, finding_of, is_number, key_of, rows_of

_VIEW = NamedNode(VIEW)
_NARROWER = term("rdfs:subClassOf")
#: Of more rows than this a query is asked whole.
_MOST = 3_000


@dataclass
class Found:
    """What the rules found: the rows of each query that has any, the findings of property shapes. `classes`
    are those below each class that a shape names, itself among them.
    """

    rules: Rules
    rows: dict[str, list[Row]]
    others: list[Finding]
    classes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """All of it, as pySHACL says it. Raises `NotUnderstood`."""
        said = [finding_of(rule, row) for rule in self.rules.queries for row in self.rows.get(rule.rule, ())]
        return [*dict.fromkeys(said), *self.others]


@dataclass
class _Change:
    """Quads that came (`+`) and went (`-`), each with its terms as N-Quads have them, and graphs likewise."""

    quads: dict[str, list[Quad]]
    terms: dict[str, list[tuple[str, str, str, str]]]
    graphs: dict[str, list[str]]


def revalidated(found: Found, store: pyoxigraph.Store, removed: list[Quad], added: list[Quad]) -> Found:
    """What the rules find after a change, given what they `found` before it. The store has what was there
    before; afterwards it has what is there now.
    """
    change = _change(store, removed, added)
    before = {rule.rule: _reach_before(rule, change, found) for rule in found.rules.queries}
    store.extend(added)
    # Now it has what is there before or after, in which what hangs together with a change is found.
    reach = {rule: _linked(rule, hits, store, found) for rule, hits in before.items() if hits}
    nodes = reached(found.rules, found.classes, store, change.quads)
    for quad in removed:
        store.remove(quad)
    for name in change.graphs["-"]:  # Else it would be there, with nothing in it.
        store.remove_graph(read_term(name))
    rows = dict(found.rows)
    for rule in found.rules.queries:
        if rule.rule in reach:
            rows[rule.rule] = _again(rule, reach[rule.rule], store, rows.get(rule.rule, []))
    others = refound(found.rules, found.classes, store, nodes, found.others)
    return Found(found.rules, {name: said for name, said in rows.items() if said}, others, found.classes)


def _change(store: pyoxigraph.Store, removed: list[Quad], added: list[Quad]) -> _Change:
    for quad in (*removed, *added):
        if quad.predicate == _NARROWER:
            raise NotUnderstood("classes of classes have changed")
    # The engine has one number where the text may have two that are written differently.
    if any(quad not in store for quad in removed) or any(quad in store for quad in added):
        raise NotUnderstood("a number in two forms")
    gone = {quad.graph_name for quad in removed} - {quad.graph_name for quad in added}
    new = {quad.graph_name for quad in added}
    graphs = {
        "+": [str(name) for name in new if not any(store.quads_for_pattern(None, None, None, name))],
        "-": [str(name) for name in gone if _empty_without(store, name, removed)],
    }
    quads = {"+": added, "-": removed}
    terms = {
        sign: [(str(q.subject), str(q.predicate), str(q.object), str(q.graph_name)) for q in said]
        for sign, said in quads.items()
    }
    return _Change(quads, terms, graphs)


def _empty_without(store: pyoxigraph.Store, name: Any, removed: list[Quad]) -> bool:
    leaving = set(removed)
    return all(quad in leaving for quad in store.quads_for_pattern(None, None, None, name))


@dataclass
class _Hit:
    """A pattern, and the values of its variables in quads that came or went, by whether they may bring rows
    or take rows.
    """

    pattern: Pattern
    brings: list[Row]
    takes: list[Row]


def _reach_before(rule: QueryRule, change: _Change, found: Found) -> list[_Hit]:
    hits = []
    for pattern in rule.reach.patterns:
        met = {sign: _met(rule, pattern, sign, change) for sign in "+-"}
        brings = [row for sign in pattern.signs for row in met[sign]]
        takes = (
            [row for sign in _turned(pattern.signs) for row in met[sign]] if rule.rule in found.rows else []
        )
        if brings or takes:
            hits.append(_Hit(pattern, brings, takes))
    return hits


def _turned(signs: str) -> str:
    return {"+": "-", "-": "+"}.get(signs, signs)


def _met(rule: QueryRule, pattern: Pattern, sign: str, change: _Change) -> list[Row]:
    """The values of a pattern's variables in each quad that it meets."""
    if pattern.predicates == ANY.predicates:
        return [{} for _ in change.terms[sign]]
    if not pattern.predicates:  # it asks whether a graph is there
        return [{pattern.graph[1:]: name} for name in change.graphs[sign]]
    names = pattern.variables
    places = {"subject": 0, "predicate": 1, "object": 2, "graph": 3}
    subject, object_, graph_ = (constant(rule, t) for t in (pattern.subject, pattern.object, pattern.graph))
    if not pattern.graph and rule.run == "resolved":
        graph_ = str(_VIEW)
    predicates = {constant(rule, t) for t in pattern.predicates} - {""}
    found = []
    for terms in change.terms[sign]:
        s, p, o, g = terms
        if (subject and s != subject) or (predicates and p not in predicates) or (graph_ and g != graph_):
            continue
        if object_ and o != object_ and not is_number(object_):
            continue
        row: Row = {}
        met = ((name, terms[places[place]]) for place, name in names.items())
        if all(row.setdefault(name, value) == value for name, value in met):
            found.append(row)
    return found


def _linked(name: str, hits: list[_Hit], store: pyoxigraph.Store, found: Found) -> list[_Hit]:
    """The hits, with the values of the names by which rows are restricted."""
    rule = next(rule for rule in found.rules.queries if rule.rule == name)
    return [
        _Hit(hit.pattern, *(_followed(rule, hit.pattern, rows, store) for rows in (hit.brings, hit.takes)))
        if hit.pattern.linked and not hit.pattern.unbounded
        else hit
        for hit in hits
    ]


def _followed(rule: QueryRule, pattern: Pattern, rows: list[Row], store: pyoxigraph.Store) -> list[Row]:
    if not rows:
        return []
    given = values(tuple(rows[0]), rows) if rows[0] else ""
    wanted = " ".join(f"?{name}" for name in pattern.names)
    return ask(rule, f"SELECT DISTINCT {wanted} {{ {given}{pattern.linked} }}", store, {})


def _passing(rule: QueryRule, pattern: Pattern, rows: list[Row], store: pyoxigraph.Store) -> list[Row]:
    """The rows that pass what can be told of them alone: most changes are beside the point of most rules."""
    if not rows or not pattern.sieve:
        return rows
    asked = f"SELECT DISTINCT * {{ {values(pattern.names, rows)} {' '.join(pattern.sieve)} }}"
    return ask(rule, asked, store, {})


def _again(rule: QueryRule, hits: list[_Hit], store: pyoxigraph.Store, before: list[Row]) -> list[Row]:
    """The rows of a query now. `before` are those of before the change."""
    reach = rule.reach
    if any(hit.pattern.unbounded or max(len(hit.brings), len(hit.takes)) > _MOST for hit in hits):
        return rows_of(rule, store)
    takes = [hit for hit in hits if hit.takes]
    doubted = [row for row in before if any(_may_be(row, hit) for hit in takes)]
    if doubted and (not reach.names or len(doubted) > _MOST):
        return rows_of(rule, store)
    found = {key_of(row): row for row in before}
    for row in doubted:
        del found[key_of(row)]
    asked: list[tuple[Any, Any, list[Row]]] = []
    if doubted:
        asked.append((reach.inserts, (), [{name: row[name] for name in reach.names} for row in doubted]))
    for hit in hits:
        names = hit.pattern.names
        rows = _passing(rule, hit.pattern, [{name: row[name] for name in names} for row in hit.brings], store)
        asked += [(hit.pattern.inserts, hit.pattern.cuts, rows)] if rows else []
    for inserts, cuts, rows in asked:
        for row in ask(rule, reach.restricted(inserts, cuts, rows), store):
            found[key_of(row)] = row
    return list(found.values())


def _may_be(row: Row, hit: _Hit) -> bool:
    """Whether a row may rest on what a hit has met."""
    shared = [name for name in hit.pattern.outside if name in row]
    return any(all(row[name] == met[name] for name in shared) for met in hit.takes)


def below(classes: Iterable[str], store: pyoxigraph.Store) -> Iterator[tuple[str, list[str]]]:
    """Of each class those below it in the view, itself among them."""
    from patgraph.rdf import closure

    pairs = [(q.object, q.subject) for q in store.quads_for_pattern(None, _NARROWER, None, _VIEW)]
    narrower = closure(pairs)
    for name in classes:
        yield name, [name, *sorted(getattr(n, "value", "") for n in narrower.get(NamedNode(name), ()))]
