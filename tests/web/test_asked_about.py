"""The questions that the page of a thing offers: each takes the thing, and of what never answers none."""

from collections import defaultdict

import pytest
from pyoxigraph import NamedNode

from patgraph.names import BASE
from patgraph.sentences.questions_about import questions_about

#: Of so many things of a kind the offered questions are asked, until one has rows.
SOME = 200
NAMED = (
    "SELECT DISTINCT ?node { ?node <http://www.w3.org/2000/01/rdf-schema#label> ?name FILTER(ISIRI(?node)) }"
)


def kind_of(node):
    """The kind of a thing, or the scheme of a concept."""
    return "/".join(node.value.removeprefix(BASE).split("/")[:2])


@pytest.fixture(scope="module")
def offered(graph):
    """Each question and parameter that is offered, with the values, by kind of thing."""
    found, kinds = defaultdict(list), defaultdict(list)
    for (node,) in graph.sparql(NAMED):
        if node.value.startswith((f"{BASE}id/", f"{BASE}concept/")):
            kinds[kind_of(node)].append(node)
    for kind, nodes in kinds.items():
        for node in nodes if kind == "id/council" else nodes[:: 1 + len(nodes) // SOME]:
            for query, parameter, value in questions_about(graph.queries, graph.things, node):
                found[kind, query.name, parameter].append((node, value))
    return found


@pytest.mark.slow
def test_every_link_to_a_question_is_taken_by_it(graph, offered):
    """A slug that several things have is no value: the link then has the whole name."""
    for (_, name, parameter), things in offered.items():
        for node, value in things:
            assert graph.queries[name].parameters[parameter].read(value, graph.store) == node
    whole = [value for things in offered.values() for _, value in things if value.startswith(BASE)]
    assert len(whole) > 5


@pytest.mark.slow
def test_what_pages_offer_has_an_answer(graph):
    """Of a parameter that says what else holds of its values, each that pages offer has rows."""
    narrowed = [(q, p) for q in graph.queries.values() for p in q.parameters.values() if p.where]
    assert len(narrowed) > 20
    for query, parameter in narrowed:
        options = [
            each for each in parameter.options(graph.store) if parameter.takes_node(each[0], graph.store)
        ]
        for node, _ in options[:: 1 + len(options) // 8]:
            assert query.ask(graph.store, {parameter.name: node.value}, 1).rows, (query.name, node)
    # And each that has an answer is offered.
    echoes = graph.queries["framework-echoes"]
    frameworks = [node for node, _ in echoes.parameters["framework"].options(graph.store)]
    answered = [each for each in frameworks if echoes.ask(graph.store, {"framework": each.value}, 1).rows]
    taken = [each for each in frameworks if echoes.parameters["framework"].takes_node(each, graph.store)]
    assert taken == answered and 1 < len(taken) < len(frameworks)
    codes = graph.queries["organisation-codes"].parameters["organisation"]
    assert not codes.takes_node(NamedNode(f"{BASE}id/council/haringey"), graph.store)
    assert codes.takes_node(NamedNode(f"{BASE}id/organisation/kpmg"), graph.store)


def test_the_page_of_a_council_offers_what_is_told_of_it(graph):
    """Of Kent, which had no team, no question about teams is offered; all that is offered has rows, and what
    is offered of a council with a team is far more.
    """
    many = {}
    for slug in ("kent", "haringey"):
        offered = questions_about(graph.queries, graph.things, NamedNode(f"{BASE}id/council/{slug}"))
        rows = {q.name: len(q.ask(graph.store, {p: v}, 1).rows) for q, p, v in offered if q.form == "select"}
        assert all(rows.values()), [name for name, some in rows.items() if not some]
        many[slug] = rows.keys()
    assert many["kent"] < many["haringey"] and len(many["haringey"]) > 2 * len(many["kent"])
    assert {"timeline", "record", "grades"} <= many["kent"]
    assert "engagements" in many["haringey"] - many["kent"]
