"""What is first, last or lowest is found once, and is what a question would find by going through all."""

import random

import pytest
from pyoxigraph import Literal, NamedNode

from patgraph.dataset.resolution import standings
from patgraph.names import BASE, VIEW, pat, term

PREFIX = """
PREFIX disagreement: <https://w3id.org/patgraph/id/disagreement/>
PREFIX measure: <https://w3id.org/patgraph/concept/measure/>
PREFIX modality: <https://w3id.org/patgraph/concept/modality/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX pat: <https://w3id.org/patgraph/def#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX question: <https://w3id.org/patgraph/concept/question/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
#: A dated intervention with its council, the day, and the text by which it is put in order.
_DATED = """
    ?one a pat:Intervention ; pat:council ?council .
    { ?one pat:started ?day } UNION { ?one pat:inForceAt ?day FILTER NOT EXISTS { ?one pat:started ?began } }
    ?day pat:earliest ?from ; pat:latest ?to .
    BIND((YEAR(?from) + YEAR(?to)) * 372 + (MONTH(?from) + MONTH(?to)) * 31 + DAY(?from) + DAY(?to)
         AS ?middle)
    BIND(CONCAT(STR(?middle), " ", STR(?to), " ", STR(?day), " ", STR(?one)) AS ?key)
"""
#: A grade of a council with its step and its last day.
_GRADED = """
    ?grade pat:question question:{} ; pat:council ?council ; pat:answer ?answer ; pat:asAt/pat:latest ?to .
    ?answer skos:closeMatch/schema:position ?place .
"""
_LATEST = """
    SELECT ?council (STRAFTER(MAX(CONCAT(STR(?to), " ", STR(?grade))), " ") AS ?it) {{ {} }} GROUP BY ?council
"""
#: The questions whose answer is a grade of the whole.
_WHOLE = """
    question:annual-adults, question:annual-children, question:apa-grade, question:apa-overall,
    question:apa-three-categories, question:cpa-category, question:cpa-stars, question:cqc-overall,
    question:ofsted-overall, question:send-outcome
"""
#: The first of each spell of lowest grades, the grades of it, and the text by which the next better one, and
#: the next good one, are put in order.
_STEPS = """
    ?{0} pat:question ?asked ; pat:council ?council ; pat:asAt/pat:latest ?{0}Day ;
         pat:answer/skos:closeMatch/schema:position ?{0}Step .
    FILTER(?asked IN (question:ofsted-overall, question:cqc-overall))
    BIND(CONCAT(STR(?{0}Day), " ", STR(?{0})) AS ?{0}Key)
"""
_LOWS = f"""
    SELECT ?asked ?council ?low ?lowKey (MIN(?better) AS ?next) (MIN(?good) AS ?nextGood) {{
        {_STEPS.format("low")} FILTER(?lowStep = 1)
        {_STEPS.format("other")}
        BIND(IF(?otherStep > 1 && ?otherKey > ?lowKey, ?otherKey, "never") AS ?better)
        BIND(IF(?otherStep > 2 && ?otherKey > ?lowKey, ?otherKey, "never") AS ?good)
    }} GROUP BY ?asked ?council ?low ?lowKey"""
_SPELL = f"""
    {{ SELECT ?asked ?council ?next (STRAFTER(MIN(?lowKey), " ") AS ?first) (MIN(?nextGood) AS ?firstGood) {{
        {{ {_LOWS} }}
    }} GROUP BY ?asked ?council ?next }}"""
#: Each property as a question that goes through all would find it.
FOUND_AFRESH = {
    "interventionIn": "SELECT ?one ?council { ?one a pat:Intervention ; pat:council ?council }",
    "countsFrom": "SELECT ?one (REPLACE(MIN(?key), '^[^ ]+ [^ ]+ | .*$', '') AS ?it) {"
    f"{_DATED} }} GROUP BY ?one",
    "interventionCount": f"SELECT ?council (COUNT(DISTINCT ?one) AS ?n) {{ {_DATED} }} GROUP BY ?council",
    "firstIntervention": "SELECT ?council (REPLACE(MIN(?key), '^.* ', '') AS ?it) {"
    f"{_DATED} }} GROUP BY ?council",
    "lastIntervention": "SELECT ?council (REPLACE(MAX(?key), '^.* ', '') AS ?it) {"
    f"{_DATED} }} GROUP BY ?council",
    "previousIntervention": f"""
        SELECT ?later (REPLACE(MAX(?key), '^.* ', '') AS ?it) {{
            {{ SELECT ?council ?key {{ {_DATED} }} }}
            {{ SELECT ?council (?one AS ?later) (?key AS ?its) {{ {_DATED} }} }}
            FILTER(?key < ?its)
        }} GROUP BY ?later ?council""",
    "lowestGrade": f"""
        SELECT ?council (STRAFTER(MIN(CONCAT(STR(?place), STR(9999 - YEAR(?to)), STR(99 - MONTH(?to)), " ",
                                             STR(?grade))), " ") AS ?it) {{
            {_GRADED.format("ofsted-overall")}
        }} GROUP BY ?council""",
    "latestGrade": _LATEST.format(_GRADED.format("ofsted-overall")),
    "latestAdultsGrade": _LATEST.format(_GRADED.format("cqc-overall")),
    "lastOverallGrade": """
        SELECT ?council (STRAFTER(?key, " ") AS ?it) {
            { SELECT ?council (MAX(CONCAT(STR(?to), " ", STR(?grade))) AS ?key) {
                ?grade pat:question ?asked ; pat:council ?council ; pat:answer ?answer ;
                    pat:asAt/pat:latest ?to .
                FILTER(?asked IN (question:ofsted-overall, question:cqc-overall, question:send-outcome))
                FILTER(?asked = question:send-outcome
                       || EXISTS { ?answer skos:closeMatch/schema:position ?place })
            } GROUP BY ?council ?asked }
        }""",
    "lowSpellGrade": f"SELECT ?first ?low {{ {_SPELL} {{ {_LOWS} }} }}",
    "nextBetterGrade": f"""
        SELECT ?first (STRAFTER(?next, " ") AS ?it) {{ {_SPELL} FILTER(?next != "never") }}""",
    "nextGoodGrade": f"""
        SELECT ?first (STRAFTER(?firstGood, " ") AS ?it) {{ {_SPELL} FILTER(?firstGood != "never") }}""",
    "ratedOn": """
        SELECT DISTINCT ?rating ?day {
            ?rating a pat:StarRating ; pat:council ?council ; pat:stars ?stars .
            FILTER NOT EXISTS { ?rating pat:serviceArea ?service }
            OPTIONAL { ?rating prov:wasGeneratedBy/pat:reported ?published }
            OPTIONAL { ?rating pat:asAt ?at }
            BIND(COALESCE(?published, ?at) AS ?day) FILTER(BOUND(?day))
        }""",
    "gradedOn": f"""
        SELECT DISTINCT ?grade ?day {{
            ?grade pat:question ?asked ; pat:council ?council ; pat:answer ?answer ; pat:asAt ?day .
            FILTER(?asked IN ({_WHOLE}))
        }}""",
    "reviewedOn": f"""
        SELECT DISTINCT ?review ?day {{
            ?review a pat:Review ; pat:council ?council .
            OPTIONAL {{ ?review pat:reported ?published }}
            OPTIONAL {{ ?review pat:started ?began }}
            BIND(COALESCE(?published, ?began) AS ?day) FILTER(BOUND(?day))
            FILTER NOT EXISTS {{
                ?grade prov:wasGeneratedBy ?review ; pat:question ?asked . FILTER(?asked IN ({_WHOLE}))
            }}
        }}""",
    "takenOverOn": """
        SELECT DISTINCT ?event ?day {
            ?event pat:provider ?provider ; pat:council ?council ; pat:started ?day .
            MINUS { ?event a pat:Intervention } MINUS { ?event a pat:Review }
        }""",
    "noticeOn": "SELECT ?it ?day { ?it a pat:Section114Notice ; pat:council ?council ; pat:started ?day }",
    "supportedOn": """
        SELECT ?it ?day {
            ?it pat:measure measure:exceptional-financial-support ; pat:council ?council ; pat:asAt ?day
        }""",
    "reviewBefore": """
        SELECT ?team ?review {
            { SELECT ?team ?council (MAX(?known) AS ?last) {
                ?team a pat:Engagement ; pat:council ?council .
                OPTIONAL { ?team pat:started ?began }
                OPTIONAL { ?team pat:plannedStart ?meant }
                BIND(COALESCE(?began, ?meant) AS ?start)
                ?start pat:earliest ?from .
                ?earlier a pat:Review ; pat:council ?council ; pat:reported/pat:latest ?known .
                FILTER(?known < ?from)
            } GROUP BY ?team ?council HAVING(COUNT(?known) > 0) }
            ?review a pat:Review ; pat:council ?council ; pat:reported/pat:latest ?last .
        }""",
    "concernNamed": """
        SELECT DISTINCT ?council ?what { ?one a pat:Concern ; pat:council ?council ; pat:category ?what }""",
    "candidateDocument": """
        SELECT DISTINCT ?record ?source {
            ?record a pat:Disagreement ; pat:candidate/pat:inDocument ?source
        }""",
    "concernsCouncil": """
        SELECT DISTINCT ?record ?council {
            ?record a pat:Disagreement ; pat:subject ?subject .
            ?subject (pat:about|org:organization|pat:engagement/pat:council)? ?council .
            ?council a pat:LocalAuthority .
        }""",
    "firmestModality": """
        SELECT ?figure ?modality {
            { SELECT ?figure (MIN(?place) AS ?firmest) {
                ?figure a pat:Figure .
                GRAPH ?passage { ?figure ?number ?told } ?figure ?number ?told .
                FILTER(?number IN (pat:value, pat:atLeast, pat:atMost))
                ?passage pat:modality ?how . FILTER(?how != modality:denied)
                ?how schema:position ?place .
            } GROUP BY ?figure HAVING(COUNT(?place) > 0) }
            ?modality schema:position ?firmest ; skos:inScheme <https://w3id.org/patgraph/concept/modality> .
        }""",
    "firmestPassage": """
        SELECT ?figure (IRI(MIN(STR(?passage))) AS ?first) {
            ?figure pat:firmestModality ?modality .
            GRAPH ?passage { ?figure ?number ?told } ?figure ?number ?told .
            FILTER(?number IN (pat:value, pat:atLeast, pat:atMost))
            ?passage pat:modality ?modality .
        } GROUP BY ?figure""",
}  # fmt: skip


@pytest.mark.parametrize("property_", FOUND_AFRESH)
def test_what_the_build_finds_is_what_a_question_would_find(graph, property_):
    """Each property of the view has the values that all which is said of councils, interventions, grades and
    disagreements gives, no more and no fewer.
    """
    wanted = graph.store.select(PREFIX + FOUND_AFRESH[property_])[1]
    found = graph.store.select(PREFIX + f"SELECT ?s ?o {{ ?s pat:{property_} ?o }}")[1]
    assert found
    assert sorted((s.value, o.value) for s, o in found) == sorted((s.value, o.value) for s, o in wanted)


def test_every_such_property_is_tried_here(graph):
    """All that the rule `pats:Standing-said` keeps for the build is found afresh here; the lists of
    passages are in test_passage_lists.py.
    """
    shape = graph.store.select(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?text { GRAPH ?g { ?it sh:select ?text } "
        'FILTER(CONTAINS(STR(?it), "Standing-said")) }'
    )[1][0][0].value
    assert {name for name in FOUND_AFRESH if f"pat:{name}" in shape} == set(FOUND_AFRESH)
    assert {pat(name) for name in FOUND_AFRESH} == standings.LOOKED_UP
    assert shape.count("pat:") == len(FOUND_AFRESH) + shape.count("pat:passagesListed")


@pytest.mark.slow
def test_the_order_of_what_is_said_changes_nothing(graph):
    """However the statements of the view are shuffled, and if each stands there twice, the same is found."""
    view: dict = {}
    for quad in graph.store.quads(graph=NamedNode(VIEW)):
        view.setdefault(quad.predicate, []).append((quad.subject, quad.object))
    stated = [
        q
        for q in graph.store.quads(predicate=pat("value"))
        if q.graph_name.value.startswith(f"{BASE}id/passage")
    ]
    once = set(standings.quads(stated, view, NamedNode(VIEW)))
    for seed in range(3):
        mixed = {
            property_: random.Random(seed).sample(pairs * 2, 2 * len(pairs))
            for property_, pairs in view.items()
        }
        assert set(standings.quads(stated, mixed, NamedNode(VIEW))) == once


def test_an_intervention_in_force_twice_counts_once_from_the_first_time():
    """Several times at which something is said to have been in force are no several interventions."""
    one, council, early, late = (
        NamedNode(f"{BASE}id/{it}") for it in ("i/one", "c/kent", "date/2001", "date/2003")
    )
    date = term("xsd:date")
    view = {
        term("rdf:type"): [(one, pat("Intervention"))],
        pat("council"): [(one, council)],
        pat("inForceAt"): [(one, late), (one, early)],
        pat("earliest"): [(d, Literal(f"{d.value[-4:]}-01-01", datatype=date)) for d in (early, late)],
        pat("latest"): [(d, Literal(f"{d.value[-4:]}-12-31", datatype=date)) for d in (early, late)],
    }  # fmt: skip
    found = {(q.predicate.value.split("#")[1], q.object) for q in standings.quads([], view, NamedNode(VIEW))}
    assert ("countsFrom", early) in found and ("countsFrom", late) not in found
    assert ("interventionCount", Literal(1)) in found


def test_a_councils_facts_are_what_is_said_of_it(graph):
    """`council-facts` leaves out what the build found among them, whatever the property."""
    text = graph.queries["council-facts"].text
    of_disagreements = {"candidateDocument", "concernsCouncil"}
    assert {name for name in FOUND_AFRESH if f"pat:{name}" in text} == set(FOUND_AFRESH) - of_disagreements
