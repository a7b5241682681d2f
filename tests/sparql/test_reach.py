"""What a change reaches in a query."""

import random

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from patgraph.dataset.incremental.query_rules import rows_of
from patgraph.dataset.incremental.revalidation import Found, revalidated
from patgraph.dataset.validation.rules import QueryRule, Rules
from patgraph.names import VIEW, graph, term
from patgraph.sparql.reach import ANY, NotUnderstood
from patgraph.sparql.reading_reach import read_reach
from tests.support.examples import examples

#: Constraints of every form that is followed, over four things, three properties and three graphs.
QUERIES = {
    "joined": "SELECT $this ?value { ?value :p ?x . ?x :q ?y }",
    "denied": "SELECT $this ?value { ?value :p ?x FILTER NOT EXISTS { ?x :q ?y . ?y :r ?value } }",
    "denied far off": "SELECT $this ?value { ?value :p ?x FILTER NOT EXISTS { ?x :q ?y . ?y :r ?z } }",
    "denied twice": """SELECT $this ?value {
        ?value :p ?x FILTER NOT EXISTS { ?x :q ?y FILTER NOT EXISTS { ?y :r ?z } } }""",
    "there or not": "SELECT $this ?value { ?value :p ?x FILTER(?x = :a || EXISTS { ?x :q ?y . ?y :r ?z }) }",
    "not both": "SELECT $this ?value { ?value :p ?x FILTER(!EXISTS { ?x :q ?y } && ?x != :b) }",
    "optional": "SELECT $this ?value ?z { ?value :p ?x OPTIONAL { ?x :q ?y . ?y :r ?z } }",
    "optional filtered": "SELECT $this ?value { ?value :p ?x OPTIONAL { ?x :q ?y } FILTER(!BOUND(?y)) }",
    "one or other": """SELECT DISTINCT $this ?value ?path {
        { ?value :p ?x BIND(:p AS ?path) } UNION { ?value :q ?x BIND(:q AS ?path) } ?x :r ?y }""",
    "counted": """SELECT $this ?value (COUNT(DISTINCT ?x) AS ?n) { ?value :p ?x . ?x :q ?y }
        GROUP BY $this ?value""",
    "counted where more": """SELECT $this ?value (COUNT(?x) AS ?n) {
        ?value :r ?any OPTIONAL { ?value :p ?x } } GROUP BY $this ?value HAVING (COUNT(?x) != 1)""",
    "selected": "SELECT $this ?value { { SELECT DISTINCT $this ?x { ?x :q ?y } } ?value :p ?x }",
    "grouped inside": """SELECT $this ?value ?n {
        { SELECT $this ?x (COUNT(?y) AS ?n) { ?x :q ?y } GROUP BY $this ?x } ?value :p ?x }""",
    "hidden names": "SELECT $this ?value ?y { { SELECT $this ?x { ?x :q ?y } } ?value :p ?x . ?value :r ?y }",
    "limited": "SELECT $this ?value { { SELECT $this ?x { ?x :q ?y } ORDER BY ?x LIMIT 1 } ?value :p ?x }",
    "steps": "SELECT $this ?value { ?value :p/:q ?x . ?x ^:r ?value }",
    "any number of steps": "SELECT $this ?value { ?value :p+ ?value }",
    "none or more steps": "SELECT $this ?value { ?value :p/:q* ?x . ?x :r ?y }",
    "one of two": "SELECT $this ?value { ?value :p|:q ?x . ?x :r ?value }",
    "any property": "SELECT $this ?value ?path { ?value ?path ?x FILTER(?path NOT IN (:p)) }",
    "with itself": "SELECT $this ?value { ?value :p ?value }",
    "in order": """SELECT $this ?value (GROUP_CONCAT(DISTINCT ?t; separator=" ") AS ?said) {
        { SELECT DISTINCT $this ?value ?t { ?value :p ?x BIND(STR(?x) AS ?t) } ORDER BY ?t } }
        GROUP BY $this ?value""",
    "graphs": "SELECT $this ?value ?s { GRAPH ?value { ?s :p ?x } GRAPH :one { ?x :q ?y } }",
    "a graph that is there": "SELECT $this ?value { GRAPH ?value { } FILTER NOT EXISTS { ?value :p ?x } }",
    "not in another": """SELECT $this ?value {
        GRAPH ?g { ?value :p ?x } FILTER NOT EXISTS { GRAPH ?h { ?value :p ?x } FILTER(?h != ?g) } }""",
    "put together": "SELECT $this ?value ?s { GRAPH ?g { ?s :p ?x } BIND(IF(?g = :one, ?g, ?s) AS ?value) }",
    "named again": "SELECT $this ?value { ?s :p ?x BIND(?x AS ?value) FILTER EXISTS { ?value :q ?y } }",
    "less": "SELECT $this ?value { ?value :p ?x MINUS { ?value :q ?x } }",
}
NAMES = [f"http://x/{name}" for name in "abcd"]
GRAPHS = [NamedNode(VIEW), NamedNode("http://x/one"), NamedNode("http://x/two")]


def drawn(draw, most):
    """Quads as they come."""
    nodes = [NamedNode(name) for name in NAMES]
    properties = [NamedNode(f"http://x/{name}") for name in "pqr"]
    kinds = nodes, properties, nodes, GRAPHS
    return {Quad(*map(draw.choice, kinds)) for _ in range(draw.randint(0, most))}


def rule(name, run):
    try:
        reach = read_reach(QUERIES[name], "value")
    except NotUnderstood:
        from patgraph.sparql.reach import Reach

        reach = Reach(QUERIES[name], (ANY,), (), ())
    return QueryRule(
        f"http://x/{name}", "http://x/shape", run, "http://x/bad", "", {"": "http://x/"}, QUERIES[name], reach
    )


def store_of(quads):
    store = pyoxigraph.Store()
    store.extend(quads)
    return store


def keyed(rows):
    return sorted(tuple(sorted(row.items())) for row in rows)


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("run", ["resolved", "evidence"])
@examples(60)
@given(seed=st.integers(0, 2**32))
def test_what_is_asked_again_is_what_changed(name, run, seed):
    """Whatever comes and goes, the rows are those of the query asked whole, and so after a second change."""
    draw, asked = random.Random(seed), rule(name, run)
    quads = drawn(draw, 12)
    store = store_of(quads)
    found = Found(Rules((asked,), (), 1), {asked.rule: rows_of(asked, store)}, [])
    for _ in range(2):
        removed = set(draw.sample(sorted(quads, key=str), min(len(quads), draw.randint(0, 3))))
        added = drawn(draw, 3) - quads
        quads = (quads - removed) | added
        found = revalidated(found, store, list(removed), list(added))
        assert set(store) == quads
        assert keyed(found.rows.get(asked.rule, [])) == keyed(rows_of(asked, store_of(quads)))


def test_a_change_beside_the_point_asks_nothing():
    """A property of which a query does not speak is not looked for."""
    asked, store = rule("denied", "resolved"), pyoxigraph.Store()
    found = Found(Rules((asked,), (), 1), {asked.rule: [{"value": "<http://x/kept>"}]}, [])
    beside = [
        Quad(NamedNode(NAMES[0]), NamedNode("http://x/other"), NamedNode(NAMES[1]), NamedNode(VIEW)),
        Quad(NamedNode(NAMES[0]), NamedNode("http://x/p"), NamedNode(NAMES[1]), GRAPHS[1]),
    ]
    assert revalidated(found, store, [], beside).rows == found.rows


def test_classes_of_classes_that_change_are_not_followed():
    """Then all is to be validated."""
    asked = rule("joined", "resolved")
    change = Quad(NamedNode(NAMES[0]), term("rdfs:subClassOf"), NamedNode(NAMES[1]), graph("ontology"))
    with pytest.raises(NotUnderstood):
        revalidated(Found(Rules((asked,), (), 1), {}, []), pyoxigraph.Store(), [], [change])


def test_every_rule_of_ours_is_followed(project):
    """None is asked whole whatever changes: one is where a concept moves, one where a document comes."""
    import rdflib
    from rdflib import SH

    shapes = rdflib.Graph()
    for run in ("resolved", "evidence"):
        shapes.parse(project.root / f"ontology/shapes/{run}.ttl")
    for _, _, text in shapes.triples((None, SH.select, None)):
        unbounded = [pattern for pattern in read_reach(str(text), "value").patterns if pattern.unbounded]
        assert {(*pattern.predicates, pattern.object) for pattern in unbounded} <= {
            ("skos:broader", ""),
            ("a", "pat:SourceDocument"),
        }
