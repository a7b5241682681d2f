"""The rules of the shapes, as far as is needed to say which of them a change concerns.

A rule is a constraint in SPARQL, asked once of the whole, with the reach of its query (`sparql.reach`), or a
property shape, asked of each node of its target, with what it reads of one. Shapes with anything else are not
understood: then all rules are run, by pySHACL, whatever has changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from patgraph.names import PREFIXES, SHAPES, VIEW
from patgraph.sparql.reach import ANY, Insert, NotUnderstood, Pattern, Reach

_RDF, _SH = PREFIXES["rdf"], PREFIXES["sh"]
#: What a node shape may say, a constraint, and a property shape beside its parameters.
_OF_SHAPE = {
    "type", "isDefinedBy", "name", "severity", "targetNode", "targetClass", "targetObjectsOf", "property",
    "sparql",
}  # fmt: skip
_OF_CONSTRAINT = {"type", "prefixes", "message", "select"}
_OF_PROPERTY = {"type", "path", "message"}
#: Parameters that name a property to compare with.
COMPARED = ("lessThan", "lessThanOrEquals")
#: Prefixes that a query has without declaring them.
_GIVEN = ("rdf", "rdfs", "owl")


@dataclass(frozen=True)
class QueryRule:
    """A constraint in SPARQL, as it is written in `select`, and the shape that has it."""

    rule: str
    shape: str
    run: str
    severity: str
    message: str
    prefixes: dict[str, str]
    select: str
    reach: Reach


@dataclass(frozen=True)
class PropertyRule:
    """A property shape: its targets, the properties of which one leads to a value, its parameters by their
    names in SHACL.
    """

    rule: str
    run: str
    targets: tuple[tuple[str, str], ...]
    path: tuple[str, ...]
    parameters: dict[str, str]


@dataclass(frozen=True)
class Rules:
    """All rules, and how many shapes there are."""

    queries: tuple[QueryRule, ...]
    properties: tuple[PropertyRule, ...]
    shapes: int

    @property
    def classes(self) -> set[str]:
        """Those that property shapes name."""
        named = {target for rule in self.properties for kind, target in rule.targets if kind == "targetClass"}
        return named | {rule.parameters["class"] for rule in self.properties if "class" in rule.parameters}

    @cached_property
    def json(self) -> dict[str, Any]:
        """For a program to keep, which leaves it as it is."""
        return asdict(self)

    @classmethod
    def of_json(cls, body: dict[str, Any]) -> "Rules":
        """What `json` gave."""
        queries = [QueryRule(**{**each, "reach": _reach(each["reach"])}) for each in body["queries"]]
        properties = [
            PropertyRule(
                **{**each, "targets": tuple(map(tuple, each["targets"])), "path": tuple(each["path"])}
            )
            for each in body["properties"]
        ]
        return cls(tuple(queries), tuple(properties), body["shapes"])


def _reach(body: dict[str, Any]) -> Reach:
    patterns = tuple(
        Pattern(
            **{
                **each, "predicates": tuple(each["predicates"]), "names": tuple(each["names"]),
                "sieve": tuple(each["sieve"]),
                "outside": tuple(each["outside"]),
                "inserts": _read_inserts(each["inserts"]), "cuts": tuple(map(tuple, each["cuts"])),
            }
        )
        for each in body["patterns"]
    )  # fmt: skip
    return Reach(
        body["text"], patterns, tuple(body["names"]), _read_inserts(body["inserts"]),
        tuple(map(tuple, body["implied"])),
    )  # fmt: skip


def _read_inserts(said: list[dict[str, Any]]) -> tuple[Insert, ...]:
    return tuple(Insert(each["at"], tuple(each["names"])) for each in said)


def read_rules(shapes: Any, before: Rules | None = None) -> Rules:
    """The rules of a graph of shapes; queries that are also among those `before` are not read again. Raises
    `NotUnderstood`.
    """
    from rdflib import RDF, SH

    queries, properties = [], []
    known = {rule.select: rule.reach for rule in before.queries} if before is not None else {}
    nodes = sorted(set(shapes.subjects(RDF.type, SH.NodeShape)))
    for node in nodes:
        said = _said(shapes, node, _OF_SHAPE)
        (run,) = said["isDefinedBy"]
        run = run.removeprefix(SHAPES)
        targets = [(kind, target) for kind in said if kind.startswith("target") for target in said[kind]]
        if said.get("sparql") and targets != [("targetNode", VIEW)]:
            raise NotUnderstood(f"{node} has queries, and another target than the view")
        for constraint in said.get("sparql", ()):
            severity = said.get("severity", [f"{_SH}Violation"])[0]
            queries.append(_query(shapes, constraint, str(node), run, severity, known))
        for part in said.get("property", ()):
            properties.append(_property(shapes, part, run, targets))
    if len({rule.rule for rule in properties}) < len(properties):
        raise NotUnderstood("a property shape of two shapes")
    return Rules(tuple(queries), tuple(properties), len(nodes))


def _said(shapes: Any, node: Any, known: Iterable[str]) -> dict[str, list[str]]:
    """What is said of a node, by the last part of the property. Raises `NotUnderstood` for what is not
    known.
    """
    found: dict[str, list[str]] = {}
    for predicate, value in sorted(shapes.predicate_objects(_named(node))):
        name = str(predicate).rsplit("#", 1)[-1]
        if name not in known:
            raise NotUnderstood(f"{predicate} of {node}")
        found.setdefault(name, []).append(str(value))
    return found


def _named(node: str) -> Any:
    from rdflib import URIRef

    if "://" not in str(node):
        raise NotUnderstood("a rule without a name")
    return URIRef(str(node))


def _query(
    shapes: Any, constraint: str, shape: str, run: str, severity: str, known: Mapping[str, Reach]
) -> QueryRule:
    from rdflib import SH

    from patgraph.sparql.reading_reach import read_reach

    said = _said(shapes, constraint, _OF_CONSTRAINT)
    (text,), (message,), declared = said["select"], said["message"], said.get("prefixes", ())
    prefixes = {name: PREFIXES[name] for name in _GIVEN}
    for ontology in declared:
        for declaration in shapes.objects(_named(ontology), SH.declare):
            prefixes[str(shapes.value(declaration, SH.prefix))] = str(shapes.value(declaration, SH.namespace))
    reach = known.get(text)
    if reach is None:
        try:
            reach = read_reach(text, "value")
        except NotUnderstood:
            reach = Reach(text, (ANY,), (), ())
    return QueryRule(constraint, shape, run, severity, message, prefixes, text, reach)


def _property(shapes: Any, part: str, run: str, targets: list[tuple[str, str]]) -> PropertyRule:
    from rdflib import SH, URIRef
    from rdflib.collection import Collection

    node = _named(part)
    path = shapes.value(node, SH.path)
    listed = None if isinstance(path, URIRef) else shapes.value(path, SH.alternativePath)
    steps = [path] if listed is None else list(Collection(shapes, listed))
    if not all(isinstance(step, URIRef) for step in steps):
        raise NotUnderstood(f"the path of {part}")
    parameters: dict[str, str] = {}
    for predicate, value in shapes.predicate_objects(node):
        name = str(predicate).removeprefix(_SH)
        if name in parameters or not (str(predicate).startswith(_SH) or predicate == URIRef(f"{_RDF}type")):
            raise NotUnderstood(f"{predicate} of {part}")
        if name.rsplit("#", 1)[-1] not in _OF_PROPERTY:
            if name not in KNOWN:
                raise NotUnderstood(f"{predicate} of {part}")
            parameters[name] = str(value)
    return PropertyRule(part, run, tuple(targets), tuple(map(str, steps)), parameters)


#: Parameters of which it is known what they read: the values of the path, and what is named in `COMPARED`.
KNOWN = {
    "minCount", "maxCount", "datatype", "class", "minInclusive", "maxInclusive", "pattern", *COMPARED
}  # fmt: skip


def paths(rules: Rules) -> Mapping[str, list[str]]:
    """The properties of a path, by the shape that has it."""
    return {f"<{rule.rule}>": list(rule.path) for rule in rules.properties}
