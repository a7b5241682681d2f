"""Rows that who knows nothing of them reads right: kinds in words, nothing twice, what is not told said."""

import re

from patgraph.names import BASE


def ask(graph, name, **values):
    """The rows of a question, as dictionaries."""
    return list(graph.query(name, **values))


def test_a_rating_of_no_known_round_says_so(graph):
    """A rating that no round gave has a name that says so; no name has a month in figures."""
    rows = graph.sparql(
        """PREFIX pat: <https://w3id.org/patgraph/def#> PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?name (COUNT(?round) AS ?rounds) {
        ?rating a pat:StarRating ; rdfs:label ?name ; pat:stars ?stars .
        FILTER NOT EXISTS { ?rating pat:serviceArea ?one } OPTIONAL { ?rating prov:wasGeneratedBy ?round } }
        GROUP BY ?rating ?name"""
    )
    names = {name.value: int(rounds.value) for name, rounds in rows}
    for name, rounds in names.items():
        told = name.endswith(("(round not told)", "(before the first round)"))
        assert told != bool(rounds), name
        assert not re.search(r"\d{4}-\d", name), name
    assert not names["Bedfordshire, stars, 2002 (round not told)"]


def test_kinds_of_what_came_later_are_all_named(graph):
    """Of each council with a team the kinds are those of all its interventions since 2005."""
    rows = graph.sparql(
        """PREFIX pat: <https://w3id.org/patgraph/def#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT DISTINCT ?council ?step ?kind {
        ?step pat:interventionIn ?council ; pat:interventionType/rdfs:label ?kind .
        { ?step pat:started|pat:inForceAt ?day } UNION
        { ?step pat:ended ?day FILTER NOT EXISTS { ?step pat:started ?other } }
        ?day pat:earliest ?from FILTER(YEAR(?from) > 2004) }"""
    )
    kinds, steps = {}, {}
    for council, step, kind in rows:
        kinds.setdefault(council.value, set()).add(kind.value.lower())
        steps.setdefault(council.value, set()).add(step.value)
    found = {each["council"]: each for each in ask(graph, "after-the-teams")}
    for council, each in found.items():
        assert set((each["kinds"] or "").split("; ")) - {""} == kinds.get(council, set()), council
        assert each["interventions"] == len(steps.get(council, ())), council
    assert found[f"{BASE}id/council/coventry"]["kinds"] == "improvement notice"
    assert found[f"{BASE}id/council/haringey"]["kinds"] == "direction"


def test_a_step_of_two_bodies_stands_once_with_its_reasons(graph):
    """Who imposed a step doubles no row of `why-sent`: the label names both."""
    rows = ask(graph, "why-sent")
    told = {
        (each["council"], each["intervention"], each["promptedBy"], each["saidIn"], each["person"])
        for each in rows
    }
    assert len(told) == len(rows)
    (hull,) = ask(graph, "why-sent", council="kingston-upon-hull", type="special-measures")
    assert hull["imposedByLabel"] == "Department of Health; Social Services Inspectorate"


def test_each_fact_of_a_council_says_whose_it_is(graph):
    """Taken alone, in whatever order, a row says which thing it is about, so that no two are alike."""
    rows = ask(graph, "council-facts", council="haringey")
    assert len({(each["about"], each["property"], each["value"]) for each in rows}) == len(rows)
    began = f"{BASE}id/engagement/haringey", f"{BASE}def#started"
    assert [each["valueLabel"] for each in rows if (each["about"], each["property"]) == began] == [
        "[2002-10-21..2002-10-31]"
    ]
    assert all(each["aboutLabel"] for each in rows)
