"""Rows that who knows nothing of them reads right: kinds in words, nothing twice, what is not told said."""

import re

import pytest

from patgraph.errors import BadValue
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


def test_a_conclusion_stands_with_the_council_it_is_of(graph):
    """A round of assessments that names no council has one row, and nobody's conclusion in it."""
    rounds = [each for each in ask(graph, "reviews") if not each["council"]]
    assert len(rounds) > 10
    assert len({each["review"] for each in rounds}) == len(rounds)
    assert not [each for each in rounds if each["conclusion"] or each["expected"]]


def test_what_only_ended_stands_where_it_ended(graph):
    """A step of which the end alone is told does not go before all others; what nobody dates is last."""
    ends = [each["end"] for each in ask(graph, "special-measures", council="coventry")]
    assert ends[-1] == "2017-06-13"
    dates = [each["date"] for each in ask(graph, "successions")]
    assert dates[0] and not dates[-1]
    (caller, *_, last) = ask(graph, "careers", person="max-caller")
    assert caller["start"] and last["councilLabel"] == "Northamptonshire County Council"
    assert not last["start"]


def test_no_day_is_more_exact_than_its_source(graph):
    """The first and last use of a power have the date that the source gives, and each step has a kind."""
    rows = {(each["power"].rsplit("/", 1)[1], each["typeLabel"]): each for each in ask(graph, "legal-powers")}
    direction = rows["education-act-1996-section-497a", "Direction"]
    assert direction["first"] == "2005" and str(direction["firstLatest"]) == "2005-12-31"
    assert rows["local-government-finance-act-1988-section-114", "section 114 notice"]["steps"] == 15


def test_what_was_done_under_a_power_stands_where_it_is_said_to(graph):
    """Each step that `legal-powers` counts is in `interventions`, `events`, `reviews` or `timeline`."""
    rows = graph.sparql(
        """PREFIX pat: <https://w3id.org/patgraph/def#>
        SELECT DISTINCT ?step ?council { ?step pat:legalBasis ?power ; pat:council ?council }"""
    )
    listed = {each["intervention"] for each in ask(graph, "interventions")}
    listed |= {each["review"] for each in ask(graph, "reviews")}
    listed |= {each["event"] for each in ask(graph, "events", **{"from": "1990-01-01"})}
    others = {(step.value, council.value) for step, council in rows if step.value not in listed}
    assert {step.rsplit("/", 1)[1] for step, _ in others} >= {"ealing-court-challenge-2005"}
    for step, council in others:
        assert any(step in each.values() for each in ask(graph, "timeline", council=council)), step
    told = graph.queries["legal-powers"].description
    assert all(f"`{name}`" in told for name in ("interventions", "record", "events", "reviews", "timeline"))


def test_a_row_says_who_is_not_named(graph):
    """Firms that nobody names, and records that no rule decided, are said in words and stand last."""
    assert ask(graph, "consultancy-outcomes")[-1]["consultancyLabel"] == "not named"
    assert ask(graph, "rules-applied")[-1]["ruleLabel"] == "no side taken"


def test_a_grade_says_which_service_was_judged(graph):
    """An overall effectiveness is that of a service, the one of which the judgement is."""
    rows = graph.sparql(
        """PREFIX pat: <https://w3id.org/patgraph/def#>
        SELECT ?council ?question ?service { ?council pat:lastOverallGrade ?grade .
        ?grade pat:question ?question ; pat:serviceArea ?service . }"""
    )
    services = {(council.value, question.value): service.value for council, question, service in rows}
    for each in ask(graph, "latest-grades"):
        assert services[each["council"], each["question"]] == each["service"]


@pytest.mark.parametrize(
    ("council", "grade", "day"),
    [("liverpool", "Inadequate", "2023-03-24"), ("blackpool", "Requires improvement", "2022-12-16")],
)
def test_a_report_without_a_grade_replaces_none(graph, council, grade, day):
    """The last overall grade is the last that was given, though a later report gives none."""
    answers = {each["gradeLabel"] for each in ask(graph, "grades", council=council)}
    assert "Not judged separately" in answers
    (row,) = [e for e in ask(graph, "latest-grades", council=council) if e["service"].endswith("/children")]
    assert (row["gradeLabel"], row["date"]) == (grade, day)
    (row,) = ask(graph, "judges-compared", council=council)
    assert (row["childrenLabel"], row["childrenAt"]) == (grade, day)


@pytest.mark.parametrize("name", ["latest-grades", "judges-compared", "after-the-teams", "never-intervened"])
def test_what_is_no_grade_is_no_councils_grade(graph, name):
    """No question says of a council that its grade is that it was not judged."""
    for row in ask(graph, name):
        assert "Not judged separately" not in row.values()


def test_the_passage_of_a_figure_gives_it(graph):
    """Beside each figure that a source gives stands a passage in which that number stands, as firmly."""
    rows = graph.sparql(
        """PREFIX pat: <https://w3id.org/patgraph/def#>
        SELECT ?figure ?passage ?number ?modality { ?figure pat:firmestPassage ?passage .
        GRAPH ?passage { ?figure ?part ?number } FILTER(?part IN (pat:value, pat:atLeast, pat:atMost))
        ?passage pat:modality ?modality }"""
    )
    told = {(f.value, p.value, float(n.value), m.value) for f, p, n, m in rows}
    for each in ask(graph, "figures"):
        numbers = [each[part] for part in ("value", "atLeast", "atMost") if each[part] is not None]
        assert any((each["figure"], each["passage"], float(n), each["modality"]) in told for n in numbers)
    (revised,) = [e for e in ask(graph, "figures", council="haringey") if "2025-26" in e["figureLabel"]]
    assert (revised["value"], revised["passageLabel"].split(", ")[-2]) == (54_000_000, "Row 106")


def test_passages_that_are_found_say_of_what_they_speak(graph):
    """What is found by words tells more than where it stands: few of a hundred passages look alike."""
    rows = ask(graph, "find-words", words="Waltham Forest")
    assert all("waltham forest" in each["speaksOf"].lower() for each in rows)
    assert len({(each["passageLabel"], each["speaksOf"]) for each in rows}) > 0.8 * len(rows)


def test_an_act_has_what_was_done_under_its_sections(graph):
    """Interventions under an act are those under its sections too."""
    powers = {each["powerLabel"] for each in ask(graph, "interventions", power="education-act-1996")}
    assert "Education Act 1996, section 497A" in powers


def test_a_step_under_several_acts_names_them_all(graph):
    """A direction rests on two acts, Doncaster's of 2014 on three: one row names them all, and those that are
    asked for where some are. None rests on more, which the row could not name.
    """
    rows = ask(graph, "interventions", power="education-act-1996")
    assert len({each["intervention"] for each in rows}) == len(rows) == 35
    assert {each["powerLabel"] for each in rows} == {"Education Act 1996, section 497A"}
    assert len(ask(graph, "interventions", power="children-act-2004")) == 23
    every = {each["intervention"].rsplit("/", 1)[1]: each for each in ask(graph, "interventions")}
    both = "Children Act 2004, section 50; Education Act 1996, section 497A"
    assert every["haringey-direction-2008"]["powerLabel"] == both
    assert every["doncaster-direction-2014"]["powerLabel"] == f"{both}; Local Government Act 1999, section 15"
    assert sum(each["powerLabel"] == both for each in every.values()) == 22
    asked = ask(graph, "interventions", power=["education-act-1996", "local-government-act-1999"])
    (step,) = (each for each in asked if each["intervention"].endswith("/doncaster-direction-2014"))
    two = "Education Act 1996, section 497A; Local Government Act 1999, section 15"
    assert step["powerLabel"] == two
    counts = graph.sparql(
        """PREFIX pat: <https://w3id.org/patgraph/def#>
        SELECT (COUNT(DISTINCT ?law) AS ?laws) { ?step a pat:Intervention ; pat:legalBasis ?law }
        GROUP BY ?step"""
    )
    assert max(int(laws.value) for (laws,) in counts) == 3
    # The IRI is of the act that is named first.
    rows = [each for each in ask(graph, "interventions") if each["power"]]
    laws = graph.sparql(
        """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX schema: <https://schema.org/>
        SELECT ?law ?name { ?law a schema:Legislation ; rdfs:label ?name }"""
    )
    named = {law.value: name.value for law, name in laws}
    assert rows and all(each["powerLabel"].split("; ")[0] == named[each["power"]] for each in rows)


def test_what_has_no_end_says_whether_a_later_step_followed(graph):
    """Nottingham's directions of September 2022 were followed by others; what ended says nothing of it, nor
    does what has no day; `under-intervention` says the same of what it lists.
    """
    every = {each["intervention"]: each for each in ask(graph, "interventions")}
    no_day = [each for each in every.values() if not (each["startLatest"] or each["firstInForceLatest"])]
    assert no_day and all(each["followed"] is None for each in no_day)
    assert all(each["followed"] is None for each in every.values() if each["end"])
    # On the last day that a source tells of, so that no later step is left out.
    begun = [
        row
        for row in ask(graph, "under-intervention", on="2026-08-20")
        if row["basis"].startswith("begun; no source gives an end")
    ]
    told = {row["intervention"]: row["basis"].endswith("a later step followed") for row in begun}
    assert told == {intervention: every[intervention]["followed"] for intervention in told}
    assert sorted(told.values()) == [False] * 22 + [True] * 4
    told = {iri.rsplit("/", 1)[1]: each["followed"] for iri, each in every.items()}
    assert told["nottingham-best-value-2022"] is True


def test_findings_of_one_source_are_its_own(graph):
    """According to one document there are the findings that its passages say, of a council too."""
    rows = ask(graph, "findings", document="chamberlain-2014", council="birmingham")
    assert rows and {each["document"] for each in rows} == {f"{BASE}id/document/chamberlain-2014"}
    lists = {each["list"] for each in ask(graph, "findings") if each["categoryLabel"] == "Project management"}
    assert len(lists) > 1


#: The columns that a parameter is about where none has its name.
_ABOUT = {("successions", "organisation"): ("before", "after")}
#: Who says in words that it takes persons alone, and who documents: a body quoted, a graph, it does not; and
#: who takes a source, and shows the page on which a table says that it read.
_NARROWER = {("views", "holder"), ("changes", "part"), ("section-114-notices", "document")}


@pytest.mark.slow
def test_what_stands_in_the_rows_can_be_asked_for(graph):
    """A parameter takes every thing that the column it is about has in the question's own rows."""
    refused = {}
    for name, question in graph.queries.items():
        if question.form != "select" or any(each.required for each in question.parameters.values()):
            continue
        columns = {each.name for each in question.columns}
        asked = {
            each: _ABOUT.get((name, each.name)) or (each.name,)
            for each in question.parameters.values()
            if each.kind != "datatype" and (each.name in columns or (name, each.name) in _ABOUT)
        }
        rows = ask(graph, name) if asked else []
        for parameter, about in asked.items():
            for value in sorted({row[column] for row in rows for column in about if row[column]}):
                try:
                    parameter.read(value, graph.store)
                except BadValue:
                    refused.setdefault((name, parameter.name), []).append(value)
    assert refused.keys() == _NARROWER, refused


@pytest.mark.parametrize(
    "body",
    ["organisation/commission-for-social-care-inspection", "organisation/ofsted", "council/cumbria"],
)
def test_each_body_before_or_after_a_change_can_be_asked_for(graph, body):
    """Inspectorates and councils have the changes in which they came or went, and no others."""
    wanted = {
        each["change"]
        for each in ask(graph, "successions")
        if f"{BASE}id/{body}" in (each["before"], each["after"])
    }
    assert wanted and {each["change"] for each in ask(graph, "successions", organisation=body)} == wanted


def test_a_commissioner_for_police_is_asked_for_where_councils_are(graph):
    """Support that went to a body which is no council is found by its name, one sum and in all."""
    kent = "kent-police-and-crime-commissioner"
    for name in ("financial-support", "support-totals"):
        rows = ask(graph, name, council=kent)
        assert rows and all(each["council"].endswith(f"/{kent}") for each in rows)


@pytest.mark.parametrize("source", ["dh-2004", "cc-2002-05", "chamberlain-2014"])
def test_a_step_by_one_source_is_what_it_says(graph, source):
    """Asked by one source `special-measures` has nothing of others: no cause, body, person or day."""
    told = {
        (step.value, value.value)
        for step, value in graph.sparql(
            f"""PREFIX pat: <https://w3id.org/patgraph/def#> PREFIX prov: <http://www.w3.org/ns/prov#>
            SELECT ?step ?value {{ ?passage pat:inDocument <{BASE}id/document/{source}> .
            GRAPH ?passage {{ ?step ?property ?value }} FILTER(?property IN
            (pat:promptedBy, pat:commissionedBy, prov:wasAssociatedWith, pat:inForceAt)) }}"""
        )
    }
    rows = ask(graph, "special-measures", document=source)
    assert any(row["promptedBy"] for row in rows)
    for row in rows:
        day = row["firstInForce"] and f"{BASE}id/date/{row['firstInForce']}"
        for value in (row["promptedBy"], row["imposedBy"], row["person"], day):
            assert not value or (row["measure"], value) in told, (row["measure"], value)
