"""What a second reader of the imported tables found wrong: pages, roles, days and values as they must be."""

import csv
import os
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from tests.support.paths import ROOT

TABLES = os.environ.get("PATGRAPH_OPENDATA")
#: Where each table names the page of a row.
PAGES = {
    "annual-ratings": "source_page",
    "area-send": "report_url",
    "cpa-scores": "source_url",
    "cqc-assessments": "report_url",
    "intervention-events": "source",
    "interventions-1999-2026": "source_page",
    "joint-targeted-inspections": "report_url",
    "ofsted-reports": "report_url",
    "ofsted-scrape": "inspection_link",
    "rating-distributions": "source_page",
    "section-114-notices": "evidence_url",
}
FILES = {
    "annual-ratings": "annual-ratings-2002-2011-partial",
    "area-send": "ofsted-area-send-outcomes",
    "cpa-scores": "cpa-scores-partial",
    "cqc-assessments": "cqc-adult-social-care-2023-2025",
    "joint-targeted-inspections": "ofsted-jtai",
    "ofsted-reports": "ofsted-childrens-inspections-from-reports",
    "ofsted-scrape": "ofsted-childrens-inspections",
}


@cache
def evidence(name):
    return (ROOT / f"data/evidence/{name}.trig").read_text(encoding="utf-8")


@cache
def said(name):
    """What each passage of a table says, a statement a line."""
    return {
        slug: [line.strip(" .") for line in words.splitlines()]
        for slug, words in re.findall(r"\np:(\S+) \{\n(.*?)\n\}", evidence(name), re.DOTALL)
    }


@cache
def cited(name):
    """The documents that each passage of a table cites, and the number of its row."""
    found = {}
    for slug, about in re.findall(r"\np:(\S+) a pat:Passage ;\n(.*?) \.\n", evidence(name), re.DOTALL):
        row = re.search(r'"Row (\d+), line', about)
        pages = re.search(r"prov:hadPrimarySource ([^;]+) ;", about)
        names = re.findall(r"document:(\S+)", pages[1]) if pages else []
        found[slug] = (int(row[1]) if row else 0, names)
    return found


@cache
def addresses():
    """The addresses of all documents of the project, by name."""
    found = defaultdict(set)
    for path in [*ROOT.glob("data/evidence/*.trig"), *ROOT.glob("data/editorial/documents.ttl")]:
        for block in re.split(r" \.\n", path.read_text(encoding="utf-8")):
            name = re.search(r"(?:^|\s)document:(\S+) a pat:", block)
            if name:
                found[name[1]] |= set(re.findall(r"schema:url <([^>]+)>", block))
    return found


def plain(url):
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


@pytest.mark.skipif(not TABLES, reason="PATGRAPH_OPENDATA is not set: the tables are not at hand")
@pytest.mark.parametrize("name", PAGES)
def test_a_row_cites_the_whole_address_that_it_names(name):
    """Of each row that speaks and names an address, a passage cites the document of that very address."""
    (path,) = [p for p in Path(TABLES).rglob("*.csv") if p.stem == FILES.get(name, name)]
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    urls = defaultdict(set)
    for slug, (row, documents) in cited(name).items():
        if slug in said(name):
            urls[row] |= {plain(url) for each in documents for url in addresses()[each]}
    wrong = [
        (number, part)
        for number, row in enumerate(rows, 1)
        if number in urls
        for part in row[PAGES[name]].split(" ; ")
        if part.startswith("http") and plain(part.split(" ")[0]) not in urls[number]
    ]
    assert not wrong


def test_one_address_is_one_document_and_whole():
    """No two documents have one address, and no bracket in one is left open."""
    by_address = defaultdict(set)
    for name, urls in addresses().items():
        for url in urls:
            by_address[plain(url)].add(name)
    assert not {url: names for url, names in by_address.items() if len(names) > 1}
    assert not [url for url in by_address if url.count("(") != url.count(")")]


STEPS = "interventions-1999-2026"
EVENTS = "intervention-events"


@pytest.mark.parametrize(
    ("table", "statement", "page"),
    [
        (STEPS, "hackney-school-improvement-contract-1999 pat:provider", "tes-"),
        (STEPS, "walsall-corporate-governance-inspection-2002 pat:reported", "bbc-"),
        (STEPS, "walsall-corporate-governance-inspection-2002 pat:legalBasis", "docslib-"),
        (STEPS, "ealing-court-challenge-2005 pat:ended", "ewca-civ-2005-556"),
        (STEPS, "stephen-hughes-liverpool-commissioner-2022 org:", "liverpool-express"),
        (STEPS, "sharon-kemp-nottingham-commissioner-2025 org:", "policy-wire"),
        (STEPS, "northamptonshire-best-value-2018 pat:plannedEnd", "northamptonshire-com"),
        (EVENTS, "thurrock-best-value-2022 pat:plannedEnd", "thurrock-commissioners-letter"),
        ("section-114-notices", "hackney-section-114-notice-2000-10-17 pat:started", "slendeavours-"),
        ("ofsted-reports", "derbyshire-ofsted-2019-09-19 pat:started", "ofsted-csc-ilacs-history"),
        ("ofsted-reports", "devon-ofsted-2025-05-13 pat:ended", "ofsted-csc-ilacs-history"),
        ("ofsted-reports", "devon-ofsted-2025-05-13-overall pat:asAt", "ofsted-csc-ilacs-history"),
    ],
)  # fmt: skip
def test_what_a_note_takes_from_another_page_cites_that_page(table, statement, page):
    """Where a note says which page a name, a day or a section is from, that page is cited and no other."""
    slugs = [slug for slug, lines in said(table).items() if any(f":{statement}" in line for line in lines)]
    assert slugs
    for slug in slugs:
        _, documents = cited(table)[slug]
        assert len(documents) == 1 and documents[0].startswith(page)


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        # What is marked as over is over.
        (EVENTS, "i:plymouth-improvement-notice-2023 pat:ended date:2023-05--2024-04-09"),
        (EVENTS, "i:tameside-improvement-notice-2022 pat:ended date:2022-07--2024-04-09"),
        # Steps that only a note or a detail tells of.
        (EVENTS, "i:cumbria-improvement-notice-2014 pat:started date:2014-01-07"),
        (EVENTS, "i:cumbria-direction-2015 pat:follows i:cumbria-improvement-notice-2014"),
        (EVENTS, "i:sandwell-direction-2015 pat:promptedBy review:sandwell-ofsted-2015-06-05"),
        (STEPS, "i:west-sussex-direction-2020-07 pat:ended date:2020-12-10"),
        (STEPS, "i:west-sussex-revised-direction-2022-03 pat:started date:2022-03"),
        (STEPS, "i:middlesbrough-best-value-notice-2024-01 pat:started date:2024-01"),
        (STEPS, "i:croydon-best-value-2025 pat:inForceAt date:2026-02-23"),
        # Roles, and where they are held.
        (EVENTS, "m:tony-allen-kingston-upon-hull-appointee-2003 org:role role:government-appointee"),
        (EVENTS, "e:birmingham-birmingham-childrens-trust pat:commissionedBy council:birmingham"),
        (STEPS, "e:surrey-judicial-review-2009 prov:wasAssociatedWith o:ofsted"),
        (STEPS, "e:southwark-rating-disputed-2009 prov:wasAssociatedWith o:care-quality-commission"),
        (STEPS, "m:deborah-mcmillan-herefordshire-commissioner-2025 pat:started date:2025-02"),
        (STEPS, "m:gladys-rhodes-white-herefordshire-adviser org:role role:improvement-adviser"),
        (STEPS, "m:nick-whitfield-sunderland-commissioner-2017 org:organization council:sunderland"),
        # Verdicts.
        (STEPS, "j:walsall-corporate-governance-2002 pat:answer answer:corporate-governance-failing"),
        (STEPS, "j:doncaster-corporate-governance-2010 pat:answer answer:corporate-governance-failing"),
        (STEPS, "review:haringey-joint-review-1999 pat:reported date:1999-11"),
    ],
)  # fmt: skip
def test_what_the_second_reading_missed_is_said(table, statement):
    """Each fact that a row has and no passage had, or had of somebody else."""
    for short in ("intervention", "membership", "event", "judgement", "organisation"):
        statement = re.sub(rf"\b{short[0]}:", f"{short}:", statement)
    assert any(statement in lines for lines in said(table).values())


def test_nobody_orders_the_dispute_about_its_own_rating():
    """A body whose rating a council disputes has not commissioned the dispute."""
    ordered = [line for lines in said(STEPS).values() for line in lines if "commissionedBy" in line]
    assert not [line for line in ordered if re.search(r"judicial-review|rating-disputed", line)]


def test_an_end_with_the_council_is_planned_by_its_page_and_concluded_by_us():
    """No passage says that the intervention in Northamptonshire ended: its page is older than that day."""
    subject = "intervention:northamptonshire-best-value-2018"
    assert not [line for lines in said(STEPS).values() for line in lines if f"{subject} pat:ended" in line]
    ours = re.search(rf"\n    {subject} a .*?\.\n", evidence(STEPS), re.DOTALL)[0]
    assert "pat:ended date:2021-03-31" in ours and "skos:editorialNote" in ours


def test_who_came_later_is_in_no_list_of_those_who_came_first():
    """A commissioner who followed another does not stand in the passage that names the first ones."""
    for slug, lines in said(STEPS).items():
        if slug.endswith("-people"):
            assert not re.search(r"stephen-hughes|deborah-mcmillan|sharon-kemp", "\n".join(lines))


def test_a_sum_is_called_revised_only_where_the_table_says_so():
    """A page of another year has revised nothing by giving a sum, nor is revised what a sum was before."""
    lines = {slug: "\n".join(words) for slug, words in said("exceptional-financial-support").items()}
    of_pages = [words for slug, words in lines.items() if slug.endswith("-of-page")]
    assert len(of_pages) == 3 and not [words for words in of_pages if "pat:stage" in words]
    (former,) = [words for words in lines.values() if "pat:value 491100000" in words]
    assert "pat:stage" not in former


def test_all_four_inspectorates_conduct_a_joint_inspection():
    """Ofsted, CQC, HMICFRS and HMI Probation, in each of the 49 rows."""
    for lines in said("joint-targeted-inspections").values():
        bodies = {line.split("organisation:")[1] for line in lines if "pat:conductedBy" in line}
        assert bodies == {"ofsted", "care-quality-commission", "hmicfrs", "hmi-probation"}


def test_ranks_of_two_lists_are_two_measures():
    """A rank among 151 upper tier authorities is never of one measure with one among 296 lower tier ones."""
    text = (ROOT / "data/reference/deprivation.ttl").read_text(encoding="utf-8")
    ranks = re.findall(r"figure:\S+-deprivation-(\d{4})-rank pat:value.*?measure:(\S+) \.", text, re.DOTALL)
    assert set(ranks) == {("2019", "deprivation-rank-upper-tier"), ("2025", "deprivation-rank-lower-tier")}
