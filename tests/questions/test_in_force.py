"""A day on which something was in force is no beginning, a plan no end, and one thing told twice is one."""

import pytest

from patgraph.errors import BadValue
from patgraph.names import BASE, pat


def ask(graph, name, **values):
    """The rows of a question, as dictionaries."""
    return list(graph.query(name, **values))


#: Where a step, what it is dated by and the day on which it was in force stand.
DATED = [
    ("why-sent", {}, "intervention", "start", "firstInForce"),
    ("under-intervention", {"on": "2003-12-19"}, "intervention", "start", "lastInForce"),
    ("repeat-interventions", {}, "intervention", "start", "firstInForce"),
    ("grades-around-interventions", {}, "intervention", "start", "firstInForce"),
    ("intervention-counts", {}, "first", "firstStart", "firstInForce"),
    ("intervention-counts", {}, "last", "lastStart", "lastInForce"),
    ("section-114-notices", {}, "next", "nextStart", "nextFirstInForce"),
    ("interventions", {}, "intervention", "start", "firstInForce"),
    ("special-measures", {}, "measure", "start", "firstInForce"),
]


@pytest.fixture(scope="module")
def days(graph):
    """The days on which each step began, and those on which it was in force, as dates are written."""
    found = {}
    for name in ("started", "inForceAt"):
        rows = graph.sparql(f"SELECT ?step ?text {{ ?step {pat(name)} ?day . ?day {pat('edtf')} ?text }}")
        found[name] = {(step.value, text.value) for step, text in rows}
    return found


@pytest.mark.parametrize(("name", "values", "step", "start", "held"), DATED)
def test_in_force_on_a_day_is_no_beginning(graph, days, name, values, step, start, held):
    """What stands as a start is one that sources give; a day in force has a column of its own."""
    rows = ask(graph, name, **values)
    assert any(row[held] for row in rows) or name == "section-114-notices"
    for row in rows:
        if row[step] and row[start] and "zero-star" not in row[step]:
            assert (row[step], row[start]) in days["started"], row
        if row[step] and row[held]:
            assert (row[step], row[held]) in days["inForceAt"], row


def test_the_list_of_december_2003_began_nothing(graph):
    """Sixteen councils had a lead official on 19 December 2003; when each began nobody says."""
    rows = [r for r in ask(graph, "why-sent") if r["intervention"].endswith("lead-official-2003")]
    assert len(rows) > 10 and {(r["start"], r["firstInForce"]) for r in rows} == {(None, "2003-12-19")}


def test_a_plan_is_no_end(graph):
    """Thurrock's was to be over by 1 September 2025, and is said to be in force on 23 February 2026;
    Nottingham's was to be over the day before, and nothing later is told.
    """
    then = {r["intervention"].rsplit("/", 1)[1]: r for r in ask(graph, "under-intervention", on="2026-11-30")}
    thurrock = then["thurrock-best-value-2022"]
    assert (thurrock["plannedEnd"], thurrock["lastInForce"]) == ("2025-09-01", "2026-02-23")
    assert thurrock["basis"] == "in force after the end that was planned; no source gives an end"
    assert "nottingham-best-value-2024" not in then
    between = {r["intervention"].rsplit("/", 1)[1]: r["basis"]
               for r in ask(graph, "under-intervention", on="2025-12-01")}  # fmt: skip
    assert between["thurrock-best-value-2022"] == "begun, and said to be in force later"
    # Long after the last sign it is not listed.
    later = {r["intervention"] for r in ask(graph, "under-intervention", on="2031-04-01")}
    assert thurrock["intervention"] not in later


def test_each_step_in_force_has_one_row(graph):
    """Several days on which a step was in force are no several steps."""
    for name, step in (("interventions", "intervention"), ("under-intervention", "intervention")):
        values = {"on": "2002-06-15"} if name == "under-intervention" else {}
        rows = [(r["council"], r[step], r.get("power")) for r in map(dict, ask(graph, name, **values))]
        assert len({*rows}) == len(rows), name


def test_special_measures_told_by_two_sources_are_one(graph):
    """Of Coventry and North East Lincolnshire the review tells of the spell that a list has on 23 November
    1999; of Hackney no source says whether it is one, and a gap says so.
    """
    rows = ask(graph, "special-measures", type="special-measures")
    spells = {}
    for row in rows:
        spells.setdefault(row["council"].rsplit("/", 1)[1], set()).add(row["measure"].rsplit("/", 1)[1])
    for council in ("coventry", "north-east-lincolnshire"):
        assert spells[council] == {f"{council}-special-measures"}
        listed = f"{BASE}id/intervention/{council}-special-measures"
        told = {
            r["document"].rsplit("/", 1)[1] for r in ask(graph, "why", subject=listed, property="inForceAt")
        }
        assert told == {"cc-2002-05", "intervention-events"}
    assert len(spells["hackney"]) == 2
    gaps = {row["subject"].rsplit("/", 1)[1] for row in ask(graph, "gaps", council="hackney")}
    assert "hackney-special-measures-1999" in gaps
    (early,) = (
        row
        for row in ask(graph, "interventions-map", region="yorkshire-and-the-humber")
        if row["council"].endswith("/north-east-lincolnshire") and row["years"] == "1999 to 2003"
    )
    # Special measures, the team and a lead official.
    assert early["interventions"] == 3


def test_what_a_later_step_may_have_replaced_says_so(graph):
    """Of Nottingham's directions of 2022 no source gives an end: that commissioners followed is told, from
    the day on which they did.
    """

    def basis(on):
        (row,) = (
            each
            for each in ask(graph, "under-intervention", on=on, council="nottingham")
            if each["intervention"].endswith("/nottingham-best-value-2022")
        )
        return row["basis"]

    assert basis("2024-02-21") == "begun; no source gives an end"
    assert basis("2024-02-22") == "begun; no source gives an end, and a later step followed"
    day = "2026-11-01"
    rows = ask(graph, "under-intervention", on=day, within="30")
    begun = ask(graph, "interventions")
    for row in (each for each in rows if each["basis"].startswith("begun; no source gives an end")):
        since = str(row["startLatest"] or row["lastInForceLatest"])
        later = [
            each
            for each in begun
            if each["council"] == row["council"]
            and each["type"] == row["type"]
            and since < str(each["startEarliest"] or each["firstInForceEarliest"] or "") <= day
        ]
        assert not later or row["basis"].endswith("a later step followed"), row["interventionLabel"]


def test_days_in_force_say_which_they_are(graph):
    """No column is called after days in force without saying whether it is the first or the last of them."""
    names = {column.name for query in graph.queries.values() for column in query.columns}
    held = {name for name in names if "inforce" in name.lower()}
    assert held and all(
        "firstInForce" in name or "lastInForce" in name or "FirstInForce" in name for name in held
    )
    steps = {
        row["intervention"]: row["firstInForceEarliest"]
        for row in ask(graph, "interventions")
        if row["firstInForce"]
    }
    for row in ask(graph, "under-intervention", on="2025-12-01", within="30"):
        if row["lastInForce"]:
            assert row["lastInForceLatest"] >= steps[row["intervention"]]


def test_one_sum_under_two_years_is_counted_once(graph):
    """A copy files Plymouth's 72 million pounds under another year than the page: one sum, not two. Whether
    Cheshire East's 11.6 million stand in those of the next year too no source says, and that is told.
    """
    totals = {row["council"].rsplit("/", 1)[1]: row for row in ask(graph, "support-totals")}
    assert (totals["plymouth"]["total"], totals["plymouth"]["years"]) == (72_000_000, 1)
    east = totals["cheshire-east"]
    assert (east["total"], east["perhapsTwice"]) == (89_500_000, 11_600_000)
    twice = {council: row["perhapsTwice"] for council, row in totals.items() if row["perhapsTwice"]}
    assert twice == {
        "cheshire-east": 11_600_000, "copeland": 1_500_000, "eastbourne": 3_000_000, "lambeth": 50_000_000,
    }  # fmt: skip
    plymouth = [(r["year"], r["taken"]) for r in ask(graph, "financial-support", council="plymouth")]
    assert plymouth == [
        ("[2024-04-01..2025-03-31]", False),
        ("[2025-04-01..2026-03-31]", True),
    ]
    (gap,) = {row["subject"] for row in ask(graph, "gaps", council="cheshire-east")}
    assert gap.endswith("/cheshire-east-exceptional-financial-support-2023-24")


def test_a_financial_year_is_taken_as_it_is_written(graph):
    """2024-25 is the year that begins in 2024; two years that do not follow each other are none."""
    one = ask(graph, "financial-support", year="2024")
    for text in ("2024-25", "2024/25", "2024-2025"):
        assert ask(graph, "financial-support", year=text) == one and one
    with pytest.raises(BadValue, match="or a financial year, as 2024-25"):
        graph.query("financial-support", year="2024-27")


def test_a_sum_has_its_unit(graph):
    """`why` says of a number in what it is counted, and of a date nothing."""
    figure = "figure/cheshire-east-exceptional-financial-support-2024-25"
    sums = ask(graph, "why", subject=figure, property="value")
    assert {row["valueLabel"] for row in sums} == {"6000000 (pound sterling)", "17600000 (pound sterling)"}
    years = {row["valueLabel"] for row in ask(graph, "why", subject=figure, property="asAt")}
    assert years == {"[2024-04-01..2025-03-31]"}


def test_passages_found_by_words_can_be_told_apart(graph):
    """No two rows are alike to who sees no addresses."""
    rows = list(map(dict, ask(graph, "find-words", words="Thurrock")))
    shown = {(r["passageLabel"], r["called"], r["documentLabel"]) for r in rows}
    assert len(shown) == len(rows) > 10


def test_forms_offer_who_has_an_answer(graph):
    """Who only wrote about it is not offered as if he had been sent."""
    for name, parameter in (("careers", "person"), ("people-in-roles", "holder"), ("views", "holder")):
        offered = graph.queries[name].parameters[parameter].offered(graph.store)
        every = graph.queries[name].parameters[parameter].options(graph.store)
        assert 0 < len(offered) < len(every), name
        if name != "careers":
            continue
        slugs = {node.value.rsplit("/", 1)[1] for node, _ in offered}
        assert "max-caller" in slugs
        for node, _ in offered:
            assert len(graph.query(name, **{parameter: node.value})), node
