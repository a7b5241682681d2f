"""What the data must answer: read from the sources, checked against the questions."""

import csv
import re
from collections import Counter

import pytest

from patgraph.names import BASE, is_passage, pat, term

#: Table 1 of the review, cell by cell, with + for higher and - for lower; None where the star cell is empty.
TABLE_1 = {
    "birmingham": ("Some", "Promising+", "No", "Uncertain", 0),
    "coventry": ("Some", "Promising", "Some+", "Uncertain", None),
    "north-east-lincolnshire": ("Some", "Promising+", "Some+", "Promising+", None),
    "haringey": ("Some", "Promising+", "Some+", "Uncertain", None),
    "swindon": ("No-", "Uncertain+", "Some", "Uncertain", 0),
    "walsall": ("Some+", "Promising+", "Some+", "Promising+", None),
    "waltham-forest": ("Some", "Uncertain", "No", "Uncertain", 0),
    "windsor-and-maidenhead": ("Some", "Uncertain", "Some+", "Uncertain", None),
}
COLUMNS = ("adultsServing", "adultsCapacity", "childrenServing", "childrenCapacity")
STREAMS = {
    "birmingham-1": [3], "coventry": [3], "haringey": [5, 2], "north-east-lincolnshire": [3],
    "swindon": [3], "walsall": [3, 2, 2], "waltham-forest": [5], "windsor-and-maidenhead": [4],
}  # fmt: skip


def slug(iri):
    return iri and iri.rsplit("/", 1)[-1]


def rows(graph, name, **values):
    return list(graph.query(name, **values))


@pytest.fixture(scope="module")
def records(graph):
    """The rows of all disagreements, refinements too."""
    return rows(graph, "disagreements") + rows(graph, "disagreements", type="refinement")


def record(records, name):
    """The rows of one disagreement."""
    return [row for row in records if slug(row["disagreement"]) == name]


def test_the_project_has_no_violation(report):
    """What ships holds."""
    assert report.conforms, report.text()
    assert report.counts["Warning"] == 0, report.text()


def test_thirteen_engagements_in_twelve_councils(graph):
    """As the press table and the profiles list them."""
    found = rows(graph, "engagements")
    assert len(found) == 13
    assert len({row["council"] for row in found}) == 12


def test_thirty_five_work_streams_in_their_phases(graph):
    """Every stream of every specification, numbered without holes."""
    found = rows(graph, "work-streams")
    assert len(found) == len({row["workStream"] for row in found}) == 35
    counted = Counter((slug(row["engagement"]), row["phase"]) for row in found)
    assert counted == {(e, p): n for e, counts in STREAMS.items() for p, n in enumerate(counts, 1)}
    for (engagement, phase), count in counted.items():
        places = [r["position"] for r in found if (slug(r["engagement"]), r["phase"]) == (engagement, phase)]
        assert places == list(range(1, count + 1))


def test_no_stream_has_more_services_or_kinds_of_work_than_a_row_shows(graph):
    """`work-streams` names at most two of each."""
    for name in ("serviceArea", "activityType", "verdict"):
        _, found = graph.store.select(
            f"PREFIX pat: <{BASE}def#> SELECT ?w (COUNT(?x) AS ?n) "
            f"{{ ?w a pat:WorkStream ; pat:{name} ?x }} GROUP BY ?w"
        )
        assert all(int(count.value) <= 2 for _, count in found), name


def test_the_judgement_grid_is_table_1(graph):
    """Cell by cell, with the markers of change; an imported table adds a council that it has not."""
    found = {slug(row["council"]): row for row in rows(graph, "judgement-grid")}
    marks = {"Higher": "+", "Lower": "-", None: ""}
    assert set(found) == {*TABLE_1, "cumbria"}
    for council, (*cells, stars) in TABLE_1.items():
        row = found[council]
        shown = [f"{row[f'{c}Label']}{marks[row[f'{c}ChangeLabel']]}" for c in COLUMNS]
        assert shown == cells, council
        assert row["stars"] == (0 if stars == 0 else 1), council


@pytest.mark.parametrize("table", ["table-1", "chapter-5"])
def test_each_table_has_its_cells(graph, table):
    """Both tables give all 32 judgements; the values of each council stand in one passage or more."""
    given = {
        quad.subject.value
        for quad in graph.store.quads(None, pat("answer"))
        if table in quad.graph_name.value
    }
    assert len(given) == 32


def test_why_shows_every_date_of_haringeys_start(graph, records):
    """Three passages, three dates, one taken, by corroboration."""
    found = rows(graph, "why", subject="engagement/haringey", property="started")
    dates = {(slug(r["document"]), r["valueLabel"]): r["taken"] for r in found}
    assert dates == {
        ("dh-2004", "[2002-10-21..2002-10-31]"): True,
        ("dh-2004", "2002-08"): False,
        ("cc-2004-01", "2002-10"): False,
    }
    settled = record(records, "haringey-started")
    assert {(slug(r["rule"]), slug(r["type"])) for r in settled} == {("corroboration", "self-contradiction")}
    assert len(settled) == 3


@pytest.mark.parametrize(
    ("name", "kind", "rule", "taken"),
    [
        ("birmingham-1-started", "conflict", "authority", "2002-07"),
        ("birmingham-1-ended", "conflict", "authority", "2004-02"),
        ("windsor-and-maidenhead-started", "conflict", "authority", "2003-03"),
        ("birmingham-2003-children-serving-answer", "self-contradiction", "repetition", "No"),
        ("birmingham-2003-children-capacity-answer", "self-contradiction", "repetition", "Uncertain"),
        ("waltham-forest-2003-children-serving-answer", "self-contradiction", "repetition", "No"),
        ("birmingham-2004-11-stars", "self-contradiction", "editor", "0"),
        ("councils-one-star-2004-11", "scope", "editor", "40"),
        ("councils-two-stars-2004-11", "scope", "editor", "82"),
        ("star-ratings-2002-05-reported", "conflict", "editor", "2002-05-29"),
        ("oldham-2003-11-as-at", "refinement", "precision", "2003-11"),
    ],
)
def test_known_disagreements_are_found_and_settled(records, name, kind, rule, taken):
    """The worked examples, and more that the reading found."""
    found = record(records, name)
    assert {(slug(row["type"]), slug(row["rule"])) for row in found} == {(kind, rule)}
    assert {str(row["valueLabel"]) for row in found if row["taken"]} == {taken}
    assert any(not row["taken"] for row in found)


def test_birminghams_marker_of_change_is_not_mixed_in(graph):
    """The profile's (H) belongs to a value that is not taken, and stays with it."""
    (row,) = [r for r in rows(graph, "judgement-grid") if slug(r["council"]) == "birmingham"]
    assert (row["childrenServingLabel"], row["childrenServingChange"]) == ("No", None)


def test_plans_stand_beside_outcomes(graph):
    """Walsall was forecast to end in March 2004 and ended in April; the press's forecasts are plans."""
    found = [r for r in rows(graph, "planned-and-actual") if slug(r["council"]) == "walsall"]
    assert {(r["plannedEnd"], r["end"], r["monthsLate"]) for r in found} == {("2004-03", "2004-04", 1)}
    councils = {slug(r["council"]) for r in rows(graph, "planned-and-actual")}
    assert {"coventry", "haringey", "swindon", "waltham-forest", "oldham", "plymouth"} <= councils


def test_swindons_two_ends_are_two_properties(graph):
    """The team had in effect finished in October 2003; help went on until April 2004."""
    (row,) = rows(graph, "engagements", council="swindon")
    assert (row["effectiveEnd"], row["end"], row["endKind"]) == ("2003-10", "2004-04", "actual")
    for name, value in (("effectivelyEnded", "2003-10"), ("ended", "2004-04")):
        found = rows(graph, "why", subject="engagement/swindon", property=name)
        assert value in {r["valueLabel"] for r in found if r["taken"]}


def test_coventrys_director_is_identified_by_an_editor_only(graph):
    """The review's unnamed director is John Bolton by our identification: no passage says so."""
    found = rows(graph, "why", subject="membership/coventry-director-2002", property="org:member")
    assert [(slug(r["value"]), r["taken"], r["passage"]) for r in found] == [("john-bolton", True, None)]


def test_gaps_know_the_firms_that_are_not_given(graph):
    """No source names the consultancies of four engagements."""
    unknown = {
        slug(row["subject"])
        for row in rows(graph, "gaps", reason="not-given")
        if slug(row["property"]) == "def#consultancy"
    }
    assert unknown == {"oldham", "bedfordshire", "lambeth", "plymouth"}


def test_the_zero_star_councils_of_may_2002(graph):
    """Seven of ten are named in the texts, the other three in an imported table; the number fits."""
    zero = {
        slug(r["council"])
        for r in rows(graph, "star-history")
        if r["date"] == "2002-05-29" and r["stars"] == 0
    }
    assert zero == {
        "birmingham", "bromley", "coventry", "haringey", "north-east-lincolnshire", "swindon", "walsall",
        "east-sussex", "merton", "wakefield",
    }  # fmt: skip
    (count,) = [
        row for row in rows(graph, "figures", measure="councils-with-no-stars") if row["date"] == "2002-05"
    ]
    assert count["value"] == len(zero)


def test_outcomes_count_each_engagement_once(graph):
    """Gained, same, lost, later: together at most the engagements of each group, and 13 in all."""
    for name in ("consultancy-outcomes", "requested-outcomes"):
        found = rows(graph, name)
        assert sum(row["engagements"] for row in found) == 13
        for row in found:
            assert row["gained"] + row["same"] + row["lost"] + row["later"] <= row["engagements"]


def test_councils_have_codes_regions_and_addresses(graph):
    """All 24 councils named, each with type, area, GSS code and region."""
    found = rows(graph, "councils")
    assert len(found) == 168
    for row in found:
        assert re.fullmatch(r"E\d{8}", row["gssCode"])
        assert row["type"] and row["region"]
    _, linked = graph.store.select(
        "PREFIX schema: <https://schema.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        f"PREFIX pat: <{BASE}def#> SELECT DISTINCT ?c {{ ?c a pat:Council ; pat:area ?a . "
        "{ ?a schema:sameAs ?l } UNION { ?a rdfs:seeAlso ?l } "
        'FILTER(STRSTARTS(STR(?l), "http://statistics.data.gov.uk/")) }'
    )
    assert len(linked) == 168


def test_every_disagreement_of_values_is_on_record(graph, records):
    """An independent count, straight from the evidence: each single-valued property with more than one
    value has its record, and no record of the build lacks differing values."""
    store, values = graph.store, {}
    single = {quad.subject for quad in store.quads(None, None, term("owl:FunctionalProperty"), store.view)}
    single |= {quad.subject for quad in store.quads(None, pat("singleValued"), None, store.view)}
    assert len(single) > 20
    for quad in (quad for name in single for quad in store.quads(None, name)):
        if is_passage(quad.graph_name):
            values.setdefault((quad.subject.value, quad.predicate.value), set()).add(quad.object)
    differing = {key for key, found in values.items() if len(found) > 1}
    listed = {(row["subject"], row["property"]) for row in records if row["rule"]}
    assert differing <= listed


@pytest.mark.slow
def test_exported_tables_open_in_a_spreadsheet(graph, tmp_path):
    """CSV: UTF-8, one header line, as many fields in every line."""
    from patgraph.questions.formats.writers import serialise

    for query in graph.queries.values():
        path = tmp_path / f"{query.name}.csv"
        path.write_text(serialise(query.ask(graph.store, query.example), "csv")[1], newline="")
        with path.open(newline="", encoding="utf-8") as file:
            lines = list(csv.reader(file))
        assert len({len(line) for line in lines}) == 1, query.name


@pytest.mark.slow
def test_who_speaks_for_a_team_is_whom_the_words_name(dataset, texts):
    """A passage that says what consultants felt, found or said has their voice and not the team's."""
    place = {name: {} for name in ("inDocument", "startOffset", "endOffset")}
    voices = {}
    for quad in dataset.quads:
        name = quad.predicate.value.rsplit("#", 1)[-1]
        if name in place:
            place[name][quad.subject] = quad.object.value
        elif name == "voice" and "/id/passage/" in quad.graph_name.value:
            voices.setdefault(quad.graph_name, set()).add(slug(quad.object.value))
    speaking = re.compile(r"\bconsultants( all)? (felt|feared|found|hoped|observed|said|talked)\b", re.I)
    met = 0
    for passage, found in voices.items():
        start, end = int(place["startOffset"][passage]), int(place["endOffset"][passage])
        if speaking.search(texts[slug(place["inDocument"][passage])].text[start:end]):
            met += 1
            assert "consultants" in found and "team" not in found, passage
    assert met
