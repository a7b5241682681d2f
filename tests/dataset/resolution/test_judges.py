"""Two judges on one council: what is on record, and what is not."""

import csv
import os
import re
from datetime import date as Day
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from patgraph.dataset.resolution import judges
from patgraph.dataset.resolution.resolve import Resolution
from patgraph.names import BASE, PREFIXES, graph, is_passage, pat, slug, term
from tests.support.paths import ROOT

TABLES = os.environ.get("PATGRAPH_OPENDATA")
VIEW = graph("view")


@cache
def words():
    """The ontology and its vocabularies."""
    paths = [ROOT / "ontology/patgraph.ttl", *(ROOT / "ontology/vocabularies").glob("*.ttl")]
    quads = [quad for path in paths for quad in parse(path=str(path), format=RdfFormat.TURTLE)]
    return [Quad(q.subject, q.predicate, q.object, graph("ontology")) for q in quads]


def assessment(name, judge, gives, when, *, asked="", service="", place="kent", how="reported", of=""):
    """One assessment of a council, in TriG: its round with the judge, and the passage with its grade."""
    kind, judges_ = (
        "Judgement" if asked else "StarRating",
        ", ".join(f"organisation:{j}" for j in judge.split()),
    )
    about = f"pat:question question:{asked} ; pat:serviceArea service-area:{service} ; " if asked else ""
    return f"""
    judgement:{name} a pat:{kind} ; skos:prefLabel "{name}"@en ; pat:council council:{place} ; {about}
        prov:wasGeneratedBy review:{of or name} .
    review:{of or name} a pat:Review ; pat:conductedBy {judges_} .
    p:{name} a pat:Passage ; pat:inDocument document:note ; pat:modality modality:{how} .
    p:{name} {{ judgement:{name} {gives} ; pat:asAt date:{when} . }}
    """


def ofsted(grade, when="2023-01-27", **other):
    """Ofsted's grade of all services for children."""
    about = {"asked": "ofsted-overall", "service": "children"} | other
    return assessment("kent-ofsted", "ofsted", f"pat:answer answer:ofsted-{grade}", when, **about)


def area(outcome, when="2023-07-14", judge="ofsted care-quality-commission", **other):
    """The outcome of an inspection of an area."""
    about = {"asked": "send-outcome", "service": "special-educational-needs"} | other
    return assessment("kent-area", judge, f"pat:answer answer:send-{outcome}", when, **about)


def found(*trig):
    """The records of a dataset that holds this alone: what each says, by property."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    own = {"p": "passage/note", "": ""}
    for name in ("judgement", "council", "review", "organisation", "document", "date", "disagreement"):
        own[name] = name
    text = "".join(f"@prefix {name}: <{BASE}id/{path}/> .\n" for name, path in own.items() if name)
    for scheme in ("answer", "question", "service-area", "modality", "disagreement-type"):
        text += f"@prefix {scheme}: <{BASE}concept/{scheme}/> .\n"
    quads = list(parse(input=f"{prefixes}{text}{''.join(trig)}", format=RdfFormat.TRIG))
    said = [quad for quad in quads if is_passage(quad.graph_name)]
    ours = [*words(), *(quad for quad in quads if not is_passage(quad.graph_name))]
    names = {q.subject: q.object.value for q in ours if q.predicate == term("skos:prefLabel")}
    about: dict = {}
    for quad in judges.quads(Resolution(said, ours), lambda node: names.get(node, slug(node)), VIEW):
        values = about.setdefault(slug(quad.subject), {}).setdefault(slug(quad.predicate), set())
        values.add(getattr(quad.object, "value", quad.object).rsplit("/", 1)[-1])
    return about


def test_a_part_found_failing_beside_a_good_whole_is_a_difference_of_scope():
    """Both grades, their days, judges, scales and passages are on record, no side is taken, and what the
    comparison is worth is said."""
    ((name, record),) = found(ofsted("outstanding"), area("systemic-failings")).items()
    assert name == "kent-ofsted-and-area"
    assert record["disagreementType"] == {"scope"} and record["weight"] == {"8"}
    assert record["subject"] == {"kent"} and record["property"] == {"def#answer"}
    assert record["side"] == record["candidate"] == {"kent-ofsted", "kent-area"}
    assert not record.keys() & {"accepted", "rule"}
    assert record["description"] == {
        "kent (two judges on children's services and special educational needs, 2023): ofsted, as at "
        "2023-01-27: “Outstanding” in the grades of Ofsted, on how effective services for children are as a "
        "whole; care-quality-commission and ofsted, as at 2023-07-14: “Widespread or systemic failings” in "
        "the outcomes of area inspections, on how children with special educational needs or disabilities "
        "experience the area's services and fare. The services differ (special educational needs, under "
        "children's services), so both may be so. They stand at steps 4 and 1 of four: a help for the eye, "
        "since the same step of two frameworks is not the same achievement. No side is taken."
    }


def test_two_judges_of_one_service_differ_in_their_view():
    """Stars of adults' services against a rating of the same services: a viewpoint."""
    stars = assessment("kent-stars", "commission-for-social-care-inspection", "pat:stars 3", "2009-11")
    stars = stars.replace("prov:wasGeneratedBy", "pat:serviceArea service-area:adults ; prov:wasGeneratedBy")
    rating = assessment(
        "kent-cqc", "care-quality-commission", "pat:answer answer:cqc-requires-improvement", "2010-03",
        asked="cqc-overall", service="adults",
    )  # fmt: skip
    ((_, record),) = found(stars, rating).items()
    assert record["disagreementType"] == {"viewpoint"} and record["side"] == {"kent-stars", "kent-cqc"}
    (sentence,) = record["description"]
    assert "“3 stars” in the stars, on adults' services" in sentence
    assert "Both judged adults' services." in sentence


CQC = "care-quality-commission"
ADULTS = {"asked": "cqc-overall", "service": "adults"}


@pytest.mark.parametrize(
    "trig",
    [
        (ofsted("requires-improvement"), area("systemic-failings")),
        (ofsted("outstanding"), area("inconsistent")),
        (ofsted("outstanding", "2022-07-12"), area("systemic-failings")),
        (ofsted("outstanding"), area("systemic-failings", judge="ofsted")),
        (ofsted("outstanding", place="surrey"), area("systemic-failings")),
        (ofsted("outstanding", how="denied"), area("systemic-failings")),
        (ofsted("outstanding", of="one"), area("systemic-failings", of="one")),
        (
            ofsted("outstanding"),
            assessment("kent-cqc", CQC, "pat:answer answer:cqc-inadequate", "2023", **ADULTS),
        ),
        (
            assessment("kent-1", "social-services-inspectorate", "pat:stars 0", "2003-11"),
            assessment("kent-2", "commission-for-social-care-inspection", "pat:stars 2", "2004-11"),
        ),
        (
            ofsted("outstanding"),
            area("systemic-failings", of="round"),
            assessment(
                "kent-whole", "ofsted care-quality-commission", "pat:answer answer:annual-well", "2023-07-14",
                asked="annual-children", service="children", of="round",
            ),
        ),
        (
            ofsted("outstanding"),
            area("systemic-failings"),
            "disagreement:ours a pat:Disagreement ; pat:side judgement:kent-ofsted , judgement:kent-area .",
        ),
    ],
    ids=[
        "one step apart", "no step", "over a year apart", "one judge", "two councils", "denied", "one round",
        "adults against children", "rounds of stars", "a part whose round grades the whole", "an editor's",
    ],
)  # fmt: skip
def test_what_is_no_difference_of_two_judges_is_not_on_record(trig):
    """Not near grades, distant days, other services, one judge's own rounds, nor what an editor wrote."""
    assert found(*trig) == {}


def table(name):
    """The rows of a table."""
    (path,) = [path for path in Path(TABLES).rglob("*.csv") if path.name == name]
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


GRADES = {"inadequate": 1, "requires improvement": 2, "good": 3, "outstanding": 4}
#: What the table of annual ratings has in words: the judge is in its column of inspectorates.
WORDS = {
    "inadequate overall": 1, "outstanding": 4, "inadequate": 1, "4 in all three categories": 4,
    "performs poorly": 1, "performs excellently": 4, "lowest": 1,
    "performing adequately; priority for improvement": 2,
}  # fmt: skip


def told():
    """From the tables alone: council, service, judge, step, first and last day of each assessment."""
    for row in table("ofsted-childrens-inspections-from-reports.csv"):
        if row["overall"] in GRADES:
            day = row["inspection_end"]
            yield row["council"], "children", "Ofsted", GRADES[row["overall"]], day, day
    for row in table("ofsted-area-send-outcomes.csv"):
        if row["outcome"].endswith("(3)"):
            day = row["inspection_end"] or row["report_published"]
            yield row["council"], "needs", "Ofsted and CQC", 1, day, day
    for row in table("cpa-scores-partial.csv"):
        year = row["round"][4:8]
        for column, service in (("children_young_people", "children"), ("social_care_adults", "adults")):
            if row[column] in ("1", "2", "3", "4"):
                days = f"{year}-01-01", f"{year}-12-31"
                yield row["council_as_printed"], service, "Audit Commission", int(row[column]), *days
    for row in table("annual-ratings-2002-2011-partial.csv"):
        if row["grade"] in WORDS:
            service = "adults" if "adult" in row["round"] else "children"
            service = "protection" if "staying safe" in row["round"] else service
            day = f"{row['date'][:7]}-15"
            yield row["council"], service, row["inspectorate"], WORDS[row["grade"]], day, day
    for row in table("star-ratings-partial.csv"):
        if "adults only" in row["round"] and row["council"] != "(no council)":
            yield row["council"], "adults", "CSCI", int(row["stars"]) + 1, row["published"], row["published"]


@pytest.mark.skipif(not TABLES, reason="PATGRAPH_OPENDATA is not set: the tables are not at hand")
def test_the_records_are_those_that_the_tables_give(graph):
    """Every pair of the tables that the rule is about is on record, and no other: nine, with their years.

    Months count from their fifteenth here: no pair of the tables is so near the edge that it matters.
    """
    wanted = set()
    assessments = [(*each[:4], *map(Day.fromisoformat, each[4:])) for each in told()]
    for one, other in combinations(assessments, 2):
        (place, service, judge, step, *days), (place_2, service_2, judge_2, step_2, *days_2) = one, other
        apart = max((days[0] - days_2[1]).days, (days_2[0] - days[1]).days)
        services = {service, service_2}
        related = len(services) == 1 or services in ({"children", "needs"}, {"children", "protection"})
        if place == place_2 and judge != judge_2 and related and abs(step - step_2) > 1 and apart <= 366:
            wanted.add((place.lower().replace(" ", "-"), frozenset((days[1].year, days_2[1].year))))
    on_record = {}
    for predicate in (term("dcterms:description"), pat("subject"), pat("side")):
        for quad in graph.store.quads(None, predicate, None, graph.store.view):
            on_record.setdefault(quad.subject, {}).setdefault(slug(predicate), []).append(quad.object)
    records = [record for record in on_record.values() if "side" in record]
    assert len(records) == len(wanted) == 9
    assert {
        (slug(r["subject"][0]), frozenset(map(int, re.findall(r"\b20\d\d\b", _years(r))))) for r in records
    } == wanted


def _years(record):
    """The part of the sentence that has the years."""
    return record["description"][0].value.partition("): ")[0]
