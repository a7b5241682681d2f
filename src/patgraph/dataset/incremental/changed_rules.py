"""Validation after a change of the rules: only what is another rule now is asked of everything.

A rule that says what it said is asked as after any other change, for the rules are statements of a graph too.
Of any other pySHACL is asked: it decides which rules can be run, and what their rows mean.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import BlankNode, Quad

from patgraph.dataset.reading import unnamed
from patgraph.dataset.validation.rules import PropertyRule, QueryRule, Rules, read_rules
from patgraph.dataset.validation.shacl import judged, shapes_in, shapes_of, with_rules
from patgraph.dataset.validation.shacl_results import read_findings
from patgraph.names import graph
from patgraph.sparql.reach import NotUnderstood

from .query_rules import finding_of, rows_of
from .revalidation import Found, below, revalidated

_SHAPES = graph("shapes")
#: Where more rules than this are other ones everything is validated.
_MOST = 20


@dataclass
class _Listed:
    queries: list[QueryRule]
    properties: list[PropertyRule]

    @property
    def all(self) -> list[QueryRule | PropertyRule]:
        return [*self.queries, *self.properties]


def revalidated_by(
    rules: list[Quad], found: Found, store: pyoxigraph.Store, removed: list[Quad], added: list[Quad]
) -> Found:
    """What these rules find after a change of other quads too, given what others had `found` before it. The
    store has what was there before; afterwards it has what is there now. Raises `NotUnderstood`, and
    `BadInput` where pySHACL cannot run them.
    """
    gone, come = _differing([*store.quads_for_pattern(None, None, None, _SHAPES)], rules)
    now = read_rules(shapes_in(rules), found.rules)
    former = {rule.rule: rule for rule in _all(found.rules)}
    others = _Listed(
        [rule for rule in now.queries if former.get(rule.rule) != rule],
        [rule for rule in now.properties if former.get(rule.rule) != rule],
    )
    if len(others.all) > _MOST:
        raise NotUnderstood("many rules are other ones")
    asked = {rule.rule for rule in others.all}
    same = Rules(
        tuple(rule for rule in now.queries if rule.rule not in asked),
        tuple(rule for rule in now.properties if rule.rule not in asked),
        now.shapes,
    )
    kept = {rule.rule for rule in _all(same)}
    before = Found(
        same,
        {name: rows for name, rows in found.rows.items() if name in kept},
        [finding for finding in found.others if finding.shape[1:-1] in kept],
        {**found.classes, **dict(below(sorted(now.classes - found.classes.keys()), store))},
    )
    said = revalidated(before, store, [*removed, *gone], [*added, *come])
    return _with_others(said, now, others, store)


def _all(rules: Rules) -> list[QueryRule | PropertyRule]:
    return _Listed([*rules.queries], [*rules.properties]).all


def _differing(former: list[Quad], rules: list[Quad]) -> tuple[list[Quad], list[Quad]]:
    """The statements of rules that are gone, and those that came. Raises `NotUnderstood`."""
    if unnamed(former) != unnamed(rules):
        raise NotUnderstood("nodes of rules without a name")
    was, is_ = ({quad for quad in each if not _has_blank(quad)} for each in (former, rules))
    if not was or not is_:
        raise NotUnderstood("no rules, before or now")
    return [*(was - is_)], [*(is_ - was)]


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _with_others(found: Found, rules: Rules, others: _Listed, store: pyoxigraph.Store) -> Found:
    """What all rules find, where those that went on have `found` theirs."""
    shapes, asked = shapes_of(store), defaultdict[str, set[str]](set)
    for rule in others.all:
        asked[rule.run].add(rule.rule)
    said = [
        finding
        for run, names in asked.items()
        for finding in read_findings(
            run, judged(store, with_rules(shapes, run, names), run).serialize(format="nt").encode()
        )
    ]
    names = {f"<{rule.rule}>" for rule in others.queries}
    rows = {rule.rule: rows_of(rule, store) for rule in others.queries}
    told = {finding_of(rule, row) for rule in others.queries for row in rows[rule.rule]}
    if Counter(told) != Counter(finding for finding in said if finding.rule in names):
        raise NotUnderstood("pySHACL says something else")
    more = [finding for finding in said if finding.rule not in names]
    if any(finding.focus.startswith("_:") for finding in more):
        raise NotUnderstood("a node without a name")
    those = {**found.rows, **{name: each for name, each in rows.items() if each}}
    return Found(rules, those, [*found.others, *more], found.classes)
