"""A filter looks only at what its own group binds: engines differ in whether they let it see more."""

import re

import pyoxigraph
import pytest
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from patgraph.names import term
from tests.support.parsed import parsed
from tests.support.paths import ROOT

pytestmark = pytest.mark.engine


def texts():
    """Every query that the project asks of a store: questions, stories, shapes; each by where it stands."""
    for place in ("queries", "src/patgraph/web"):
        for path in sorted((ROOT / place).rglob("*.rq")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "ontology" / "shapes").glob("*.ttl")):
        rules = {each.subject.value: each.object.value for each in pyoxigraph.parse(path=path)
                 if each.predicate == term("sh:select")}  # fmt: skip
        for rule, text in sorted(rules.items()):
            yield f"{path.name} {rule.split('#')[-1]}", text


TEXTS = dict(texts())


def names(node):
    """The variables of a piece of algebra: those it binds, where rdflib says so, else all it has."""
    if isinstance(node, Variable):
        return {node}
    if isinstance(node, CompValue):
        node = node.get("_vars") or list(node.values())
    elif isinstance(node, dict):
        node = [*node, *node.values()]
    elif not isinstance(node, list | tuple | set | frozenset):
        return set()
    return {name for part in node for name in names(part)}


def unbound(node, outside=frozenset()):
    """The variables of filters that their own group does not bind, and something outside of it does.

    `outside` is what is bound beside a node in the same scope; a sub-select shares what it selects.
    """
    if isinstance(node, list | tuple):
        for part in node:
            yield from unbound(part, outside)
    if not isinstance(node, CompValue) or node.name == "ServiceGraphPattern":
        return
    if node.name == "Filter":
        yield from (names(node.expr) - names(node.p)) & outside
    if node.name == "Project":
        outside = outside & set(node.PV)
    sides = {side: names(node[side]) for side in ("p1", "p2") if side in node}
    for key, part in node.items():
        if key not in ("_vars", "expr"):
            beside = set().union(*(bound for side, bound in sides.items() if side != key), set())
            yield from unbound(part, outside | beside if node.name in ("Join", "LeftJoin") else outside)


def found(text):
    if "PREFIX" not in text:  # A rule has its prefixes elsewhere.
        used = sorted(set(re.findall(r"\b([a-z]\w*(?:-\w+)*):", text)))
        text = "".join(f"PREFIX {p}: <http://example.org/{p}/>\n" for p in used) + text
    return {str(name) for name in unbound(parsed(text).algebra)}


@pytest.mark.parametrize("place", TEXTS)
def test_no_filter_looks_out_of_its_group(place):
    """By SPARQL a variable that a group does not bind is unbound in its filters; some engines see through."""
    text = re.sub(r"(?m)^#.*", "", TEXTS[place])
    depths = [
        text[: at.start()].count("{") - text[: at.start()].count("}") for at in re.finditer("FILTER", text)
    ]
    if max(depths, default=1) > 1:  # rdflib's parser is slow, and the outermost group binds all
        assert found(text) == set(), place


@pytest.mark.parametrize(
    ("body", "names_"),
    [
        ("?a ex:p ?b . { ?a ex:q ?c FILTER NOT EXISTS { ?b ex:r ?c } }", {"b"}),
        ("?a ex:p ?b . { ?a ex:q ?c } UNION { ?a ex:s ?c FILTER(?b > 1) }", {"b"}),
        (
            "?a ex:p ?b . { ?a ex:q ?c FILTER EXISTS { GRAPH ?g { ?b ex:r ?c } } } GRAPH ?g { ?a a ?d }",
            {"b", "g"},
        ),
        ("?a ex:p ?b . { ?a ex:p ?b ; ex:q ?c FILTER NOT EXISTS { ?b ex:r ?c } }", set()),
        ("?a ex:p ?b ; ex:q ?c FILTER NOT EXISTS { ?b ex:r ?c }", set()),
        ("?a ex:p ?b OPTIONAL { ?a ex:q ?c FILTER(?c > ?b) }", set()),
        ("?a ex:p ?b { SELECT ?a { ?a ex:q ?b FILTER(?b > 1) } }", set()),
        ("?a ex:p ?b { SELECT ?a { ?a ex:q ?c FILTER(?b > 1) } }", set()),
    ],
)
def test_the_kind_is_found_wherever_it_stands(body, names_):
    """In a group, a branch, an EXISTS; not in an OPTIONAL's own condition, nor in a scope of its own."""
    assert found(f"SELECT * {{ {body} }}") == names_
