"""The imported tables: every row is accounted for, and what the graph counts is what the tables have."""

import csv
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from patgraph.imports.mapping import KEY
from tests.support.paths import ROOT

TABLES = os.environ.get("PATGRAPH_OPENDATA")
MAPPINGS = sorted((ROOT / "data/mappings").glob("*.json"))
GRADE = re.compile(
    r"judgement:(\S+)-ofsted-((\d{4})-\d\d-\d\d)-([a-z-]+) pat:answer answer:ofsted-([a-z-]+) \."
)
COLUMNS = {
    "overall": "overall",
    "help_and_protection": "help-and-protection",
    "children_in_care": "children-in-care",
    "adoption": "adoption",
    "care_leavers": "care-leavers",
    "leadership": "leadership",
    "lscb": "safeguarding-board",
}

pytestmark = pytest.mark.skipif(not TABLES, reason="PATGRAPH_OPENDATA is not set: the tables are not at hand")


def rows(name):
    (path,) = [p for p in Path(TABLES).rglob("*.csv") if p.name == name]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def evidence(name):
    return (ROOT / f"data/evidence/{name}.trig").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_every_row_is_a_passage_or_left_out_with_a_reason(path):
    """Of each table of evidence every row, by number, has a passage that speaks or says why it does not."""
    mapping = json.loads(path.read_text(encoding="utf-8"))
    if mapping[KEY].get("target") == "reference":
        pytest.skip("reference data have no passages")
    met = {int(n) for n in re.findall(r'pat:locator "Row (\d+), line \d+"', evidence(path.stem))}
    assert met == set(range(1, len(rows(mapping["url"])) + 1))


def test_the_grades_of_the_reports_are_those_of_the_table():
    """By year, strand and grade, each counted from the table."""
    listed = rows("ofsted-childrens-inspections-from-reports.csv")
    wanted = Counter(
        (row["report_published"][:4], strand, row[column].replace(" ", "-"))
        for row in listed
        for column, strand in COLUMNS.items()
        if row[column]
    )
    passages = re.findall(r"\np:\S+-grades \{\n(.*?)\n\}", evidence("ofsted-reports"), re.DOTALL)
    found = Counter(
        (year, strand, grade) for text in passages for _, _, year, strand, grade in GRADE.findall(text)
    )
    assert {key: n for key, n in found.items() if key[2] != "not-judged"} == wanted


def test_the_grade_before_is_said_of_the_inspection_before():
    """Every previous grade of the table stands on an earlier judgement of the same council, and agrees."""
    text = evidence("ofsted-reports")
    said = re.findall(r"\np:(\S+)-before \{\n(.*?)\n\}", text, re.DOTALL)
    assert len(said) == sum(
        bool(r["previous_overall"]) for r in rows("ofsted-childrens-inspections-from-reports.csv")
    )
    given = {(c, d): g for c, d, _, strand, g in GRADE.findall(text) if strand == "overall"}
    for name, words in said:
        ((council, day, _, _, grade),) = GRADE.findall(words)
        assert name.startswith(f"ofsted-{council}-") and day < name[-10:]
        assert given[council, day] == grade


def test_money_is_that_of_the_table_in_pounds():
    """Each statement of exceptional support, by the year that it gives, without what notes add: in pounds."""
    wanted = Counter(
        (row["financial_year"], round(float(row["amount_million_gbp"]) * 1_000_000))
        for row in rows("exceptional-financial-support.csv")
        if row["amount_million_gbp"]
    )
    passages = re.findall(
        r"\np:\S+(?<!-noted) \{\n(.*?)\n\}", evidence("exceptional-financial-support"), re.DOTALL
    )
    said: Counter[tuple[str, int]] = Counter()
    for passage in passages:
        for pounds in re.findall(r" pat:value (\d+) \.", passage):
            year, last = re.findall(r" pat:asAt date:(\d{4})-04-01--\d\d(\d\d)-03-31 \.", passage)[0]
            said[f"{year}-{last}", int(pounds)] += 1
    assert said == wanted
