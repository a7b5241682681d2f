"""Property shapes after a change: of which nodes they are to be asked again, and what they say of them.

A node that plainly holds is said to hold. Of any other pySHACL says what is wrong.
"""

import contextlib
import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from patgraph.dataset.validation.rules import COMPARED, PropertyRule, Rules
from patgraph.dataset.validation.shacl_results import Finding, read_findings
from patgraph.names import VIEW, term
from patgraph.sparql.reach import NotUnderstood

_VIEW = NamedNode(VIEW)
_TYPE = term("rdf:type")
_INTEGER, _DATE = term("xsd:integer"), term("xsd:date")
_WHOLE = re.compile(r"0|-?[1-9]\d*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: Of each class that a shape names those below it in the view, itself among them.
Classes = Mapping[str, list[str]]
#: The nodes of which each rule is to be asked again.
Nodes = dict[str, set[Any]]


def reached(
    rules: Rules, classes: Classes, store: pyoxigraph.Store, quads: Mapping[str, list[Quad]]
) -> Nodes:
    """The nodes that quads that came or went may concern, by rule. The store has all of them."""
    changed = [quad for said in quads.values() for quad in said if quad.graph_name == _VIEW]
    by_property: dict[str, list[Quad]] = defaultdict(list)
    for quad in changed:
        by_property[quad.predicate.value].append(quad)
    found: Nodes = {}
    for rule in rules.properties:
        nodes: set[Any] = set()
        read = [*rule.path, *(rule.parameters[name] for name in COMPARED if name in rule.parameters)]
        for name in read:
            nodes.update(quad.subject for quad in by_property.get(name, ()))
        for kind, target in rule.targets:
            if kind == "targetClass":
                wanted = classes[target]
                nodes.update(q.subject for q in by_property.get(_TYPE.value, ()) if _iri(q.object) in wanted)
            elif kind == "targetObjectsOf":
                nodes.update(quad.object for quad in by_property.get(target, ()))
        if "class" in rule.parameters:
            for typed in by_property.get(_TYPE.value, ()):
                for name in rule.path:
                    nodes.update(
                        q.subject
                        for q in store.quads_for_pattern(None, NamedNode(name), typed.subject, _VIEW)
                    )
        if nodes:
            found[rule.rule] = nodes
    return found


def refound(
    rules: Rules,
    classes: Classes,
    store: pyoxigraph.Store,
    nodes: Nodes,
    before: list[Finding],
) -> list[Finding]:
    """What property shapes find now; `before` is what they found, and is right but for the nodes."""
    again = {(f"<{rule}>", str(node)) for rule, about in nodes.items() for node in about}
    found = [finding for finding in before if (finding.shape, finding.focus) not in again]
    doubted: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for rule in rules.properties:
        for node in nodes.get(rule.rule, ()):
            if _is_target(rule, node, classes, store) and not _plainly_holds(rule, node, classes, store):
                doubted[rule.run].append((rule.rule, node))
    for run, pairs in doubted.items():
        found += _asked_of_pyshacl(store, run, pairs)
    return found


def _iri(node: Any) -> str:
    return node.value if isinstance(node, NamedNode) else ""


def _objects(store: pyoxigraph.Store, node: Any, name: str) -> list[Any]:
    return [quad.object for quad in store.quads_for_pattern(node, NamedNode(name), None, _VIEW)]


def _types(store: pyoxigraph.Store, node: Any) -> set[str]:
    return (
        set() if isinstance(node, Literal) else {_iri(found) for found in _objects(store, node, _TYPE.value)}
    )


def _is_target(rule: PropertyRule, node: Any, classes: Classes, store: pyoxigraph.Store) -> bool:
    if isinstance(node, Literal):
        return any(
            kind == "targetObjectsOf" and any(store.quads_for_pattern(None, NamedNode(target), node, _VIEW))
            for kind, target in rule.targets
        )
    types = _types(store, node)
    for kind, target in rule.targets:
        if kind == "targetClass" and types & set(classes[target]):
            return True
        if kind == "targetObjectsOf" and any(store.quads_for_pattern(None, NamedNode(target), node, _VIEW)):
            return True
        if kind == "targetNode" and _iri(node) == target:
            return True
    return False


def _plainly_holds(rule: PropertyRule, node: Any, classes: Classes, store: pyoxigraph.Store) -> bool:
    """Whether it is plain that a node has nothing wrong. Where it is not it may have, or not."""
    if isinstance(node, Literal):
        return False
    values = list(dict.fromkeys(value for name in rule.path for value in _objects(store, node, name)))
    for name, said in rule.parameters.items():
        match name:
            case "minCount":
                holds = len(values) >= int(said)
            case "maxCount":
                holds = len(values) <= int(said)
            case "datatype":
                holds = all(isinstance(v, Literal) and v.datatype.value == said and _worth(v) for v in values)
            case "minInclusive" | "maxInclusive" if not _WHOLE.fullmatch(said):
                holds = not values
            case "minInclusive":
                holds = all(_is_whole(v) and int(v.value) >= int(said) for v in values)
            case "maxInclusive":
                holds = all(_is_whole(v) and int(v.value) <= int(said) for v in values)
            case "pattern":
                holds = all(isinstance(v, Literal) and re.search(said, v.value) is not None for v in values)
            case "class":
                holds = all(_types(store, v) & set(classes[said]) for v in values)
            case "lessThan" | "lessThanOrEquals":
                others = _objects(store, node, said)
                holds = all(_before(v, other, name == "lessThan") for v in values for other in others)
            case _:
                holds = False
        if not holds:
            return False
    return True


def _is_whole(value: Any) -> bool:
    return isinstance(value, Literal) and value.datatype == _INTEGER and bool(_WHOLE.fullmatch(value.value))


def _worth(value: Any) -> Any:
    """What a number or a day is worth, with its kind; nothing for any other."""
    if _is_whole(value):
        return "number", int(value.value)
    if isinstance(value, Literal) and value.datatype == _DATE and _DAY.fullmatch(value.value):
        with contextlib.suppress(ValueError):
            return "day", datetime.date.fromisoformat(value.value)
    return None


def _before(value: Any, other: Any, strictly: bool) -> bool:
    one, two = _worth(value), _worth(other)
    if one is None or two is None or one[0] != two[0]:
        return False
    return bool(one[1] < two[1] or (one[1] == two[1] and not strictly))


def _asked_of_pyshacl(store: pyoxigraph.Store, run: str, pairs: Iterable[tuple[str, Any]]) -> list[Finding]:
    import rdflib
    from rdflib import SH, URIRef

    from patgraph.dataset.validation.shacl import PLAIN, judged, shapes_of

    shapes, asked = shapes_of(store), rdflib.Graph(store=PLAIN)
    for rule, node in pairs:
        if not isinstance(node, NamedNode):
            raise NotUnderstood("a node without a name")
        _take(shapes, asked, URIRef(rule))
        asked.add((URIRef(rule), SH.targetNode, URIRef(node.value)))
    return read_findings(run, judged(store, asked, run).serialize(format="nt").encode())


def _take(shapes: Any, asked: Any, node: Any) -> None:
    import rdflib

    for predicate, value in shapes.predicate_objects(node):
        asked.add((node, predicate, value))
        if isinstance(value, rdflib.BNode):
            _take(shapes, asked, value)
