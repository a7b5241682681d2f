"""What SHACL finds: each result as its terms, in a report's graph and as a curator reads it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from patgraph.names import SHAPES, VIEW, curie, term

from .node_places import Where
from .report import Result

_TYPE = term("rdf:type")
#: What a shape says of a name that nothing has.
_UNKNOWN = re.compile(r"^unknown (?:term|class|thing) (https?://[^\s]+):")
_IRI = re.compile(r"(?<!<)https?://[^\s<>\"]*[^\s<>\".,:;]")
_TRUE = Literal("true", datatype=term("xsd:boolean"))
_FALSE = Literal("false", datatype=term("xsd:boolean"))


class Finding(NamedTuple):
    """A result: the run and the rule (a constraint, else a property shape) that gave it, and its terms as
    N-Triples have them. `path` is empty where it is of several steps, `value` and `constraint` where there is
    none.
    """

    run: str
    constraint: str
    shape: str
    component: str
    severity: str
    focus: str
    value: str
    path: str | None
    messages: tuple[str, ...]

    @property
    def rule(self) -> str:
        """What found it."""
        return self.constraint or self.shape


def read_findings(run: str, ntriples: bytes) -> list[Finding]:
    """The results in the graph of a report."""
    said: dict[Any, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in pyoxigraph.parse(ntriples, format=RdfFormat.N_TRIPLES):
        said[triple.subject][curie(triple.predicate.value)].append(str(triple.object))
    found = []
    for about in said.values():
        if str(term("sh:ValidationResult")) not in about.get("rdf:type", ()):
            continue

        def one(name: str, about: Mapping[str, list[str]] = about) -> str:
            return next(iter(about.get(name, ())), "")

        path = one("sh:resultPath")
        found.append(
            Finding(
                run, one("sh:sourceConstraint"), one("sh:sourceShape"), one("sh:sourceConstraintComponent"),
                one("sh:resultSeverity"), one("sh:focusNode"), one("sh:value"),
                "" if path.startswith("_:") else path or None,
                tuple(sorted(about.get("sh:resultMessage", ()))),
            )
        )  # fmt: skip
    return found


def ntriples(findings: Iterable[Finding], paths: Mapping[str, list[str]], runs: Iterable[str]) -> str:
    """The reports of some runs as one graph. `paths` are the properties that lead to a value, by rule."""
    lines: list[str] = []
    bad: set[str] = set()
    said: dict[str, str] = {}

    def say(node: str, name: str, value: str) -> None:
        lines.append(f"{node} {term(name)} {value} .\n")

    for number, finding in enumerate(findings):
        node = f"_:r{number}"
        if finding.severity == str(term("sh:Violation")):
            bad.add(finding.run)
        say(f"_:{finding.run}", "sh:result", node)
        say(node, "rdf:type", str(term("sh:ValidationResult")))
        if finding.path == "":
            # As pySHACL does: all results of a shape have one description of its path.
            if finding.rule not in said:
                said[finding.rule] = f"{node}p"
                _say_path(say, said[finding.rule], paths[finding.rule])
            say(node, "sh:resultPath", said[finding.rule])
        for name, value in (
            ("sh:sourceConstraint", finding.constraint), ("sh:sourceShape", finding.shape),
            ("sh:sourceConstraintComponent", finding.component), ("sh:resultSeverity", finding.severity),
            ("sh:focusNode", finding.focus), ("sh:value", finding.value), ("sh:resultPath", finding.path),
            *(("sh:resultMessage", message) for message in finding.messages),
        ):  # fmt: skip
            if value:
                say(node, name, value)
    for run in runs:
        say(f"_:{run}", "rdf:type", str(term("sh:ValidationReport")))
        say(f"_:{run}", "sh:conforms", str(_FALSE if run in bad else _TRUE))
    return "".join(lines)


def _say_path(say: Any, path: str, properties: list[str]) -> None:
    say(path, "sh:alternativePath", f"{path}0")
    for number, each in enumerate(properties):
        say(f"{path}{number}", "rdf:first", f"<{each}>")
        last = number + 1 == len(properties)
        say(f"{path}{number}", "rdf:rest", str(term("rdf:nil")) if last else f"{path}{number + 1}")


def results(findings: Iterable[Finding], where: Where) -> Iterable[Result]:
    """The findings as a curator reads them, with their places."""
    for finding in findings:
        focus, value = _text(finding.focus), _text(finding.value) if finding.value else None
        if focus == VIEW and value is not None:  # asked once of the whole: the value is at fault
            focus, value = value, None
        # A constraint's message comes in full; property shapes have no name, their parent does.
        message = " ".join(dict.fromkeys(map(_text, finding.messages)))
        rule = _text(finding.rule)
        shape = curie(rule if rule.startswith(SHAPES) else _text(finding.component))
        about = f"{curie(focus)}: {_IRI.sub(lambda iri: curie(iri[0]), message)}"
        if value is not None and value not in message and value != focus:
            about += f" (found: {curie(value)})"
        path = _text(finding.path) if finding.path else ""
        passages = where.passages(focus, path) if path else ()
        if unknown := _UNKNOWN.search(message):
            about += where.meant(unknown[1])
        severity = _text(finding.severity).rsplit("#", 1)[-1]
        # To the line is told what is wrong: of a value that is there twice, the second.
        said = (unknown[1] if unknown else path) if severity == "Violation" else ""
        place = where.place(focus, said, shape == "pats:OneValue-twice")
        yield Result(severity, shape, focus, about, place, passages)


def _text(written: str) -> str:
    return read_term(written).value


@lru_cache(10_000)
def read_term(written: str) -> Any:
    """A term as N-Triples have it."""
    if written.startswith("<"):
        return NamedNode(written[1:-1])
    if written.startswith("_:"):
        return BlankNode(written[2:])
    (triple,) = pyoxigraph.parse(f"<x:x> <x:x> {written} .", format=RdfFormat.N_TRIPLES)
    return triple.object
