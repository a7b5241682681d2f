"""Constraints in SPARQL, asked: their rows, and what pySHACL makes of a row."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode

from patgraph.dataset.validation.rules import QueryRule
from patgraph.dataset.validation.shacl_results import Finding, read_term
from patgraph.names import PREFIXES, VIEW, term
from patgraph.sparql.reach import NotUnderstood

_VIEW = NamedNode(VIEW)
#: A constraint is asked once, of the whole.
_GIVEN = {"this": _VIEW}
_SAID_PLAINLY = {PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"}
_CANONICAL = re.compile(r"0|-?[1-9]\d*", re.ASCII)
#: A row of a query: its variables, and terms as N-Triples have them.
Row = dict[str, str]


def is_number(written: str) -> bool:
    """Whether a term may be written in several ways, as numbers may, that are one for the engine."""
    return '"^^<' in written


def constant(rule: QueryRule, written: str) -> str:
    """A term of a query as N-Quads have it; nothing for a variable, or no term."""
    if not written or written[0] == "?":
        return ""
    if written[0] == "<":
        return written
    if written == "a":
        return str(term("rdf:type"))
    prefix, mark, local = written.partition(":")
    if mark and prefix in rule.prefixes and "\\" not in local and '"' not in written:
        return f"<{rule.prefixes[prefix]}{local}>"
    return _literal(written, tuple(rule.prefixes.items()))


def _literal(written: str, prefixes: Iterable[tuple[str, str]]) -> str:
    head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in prefixes)
    try:
        (triple,) = pyoxigraph.parse(f"{head}<x:x> <x:x> {written} .", format=pyoxigraph.RdfFormat.TURTLE)
    except (SyntaxError, ValueError) as error:
        raise NotUnderstood(f"the term {written}") from error
    return str(triple.object)


def key_of(row: Row) -> tuple[tuple[str, str], ...]:
    """What tells a row from others."""
    return tuple(sorted(row.items()))


def rows_of(rule: QueryRule, store: pyoxigraph.Store) -> list[Row]:
    """All rows of a query."""
    return list({key_of(row): row for row in ask(rule, rule.reach.text, store)}.values())


def ask(
    rule: QueryRule, text: str, store: pyoxigraph.Store, given: Mapping[str, NamedNode] = _GIVEN
) -> list[Row]:
    """The rows of a query that is asked as those of a rule are."""
    resolved = rule.run == "resolved"
    found: Any = store.query(
        text,
        prefixes=rule.prefixes,
        default_graph=_VIEW if resolved else None,
        use_default_graph_as_union=not resolved,
        substitutions={pyoxigraph.Variable(name): value for name, value in given.items()},
    )
    names = [variable.value for variable in found.variables]
    return [
        {name: str(value) for name in names if name != "this" and (value := row[name]) is not None}
        for row in found
    ]


def finding_of(rule: QueryRule, row: Row) -> Finding:
    """What pySHACL makes of a row. Raises `NotUnderstood` for blank nodes, of which it makes new ones."""
    told = {name: _as_told(read_term(value)) for name, value in row.items()}
    value, path = told.pop("value", None), told.pop("path", None)
    if "failure" in told:
        raise NotUnderstood("a query that fails")
    message = rule.message
    # Each in its turn, as pySHACL does: what one puts there the next may replace.
    said: Mapping[str, Any] = {**told, "this": _VIEW, "path": path, "value": value or _VIEW}
    for name, shown in said.items():
        if shown is not None:
            message = re.sub(rf"{{[?$]{name}}}", shown.value, message)
    return Finding(
        rule.run, f"<{rule.rule}>", f"<{rule.shape}>", str(term("sh:SPARQLConstraintComponent")),
        f"<{rule.severity}>", str(_VIEW), str(value or _VIEW), None if path is None else str(path),
        (str(Literal(message)),),
    )  # fmt: skip


def _as_told(value: Any) -> Any:
    """A term as rdflib has it, which writes numbers and dates in its own way."""
    if isinstance(value, BlankNode):
        raise NotUnderstood("a blank node")
    if not isinstance(value, Literal) or (
        value.datatype.value in _SAID_PLAINLY and value.language in (None, "en")
    ):
        return value
    if value.datatype == term("xsd:integer") and _CANONICAL.fullmatch(value.value):
        return value
    import rdflib

    kind = None if value.language else rdflib.URIRef(value.datatype.value)
    told = rdflib.Literal(value.value, lang=value.language, datatype=kind)
    if told.language:
        return Literal(str(told), language=told.language)
    return Literal(str(told), datatype=NamedNode(str(told.datatype)))
