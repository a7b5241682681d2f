"""Answers that mislead nobody: what a row or a page says can be read by somebody who knows nothing else."""

import re
from collections import Counter
from itertools import combinations

import pytest
from pyoxigraph import NamedNode
from starlette.testclient import TestClient

from patgraph.names import BASE, pat
from patgraph.questions.formats import writers
from tests.support.questions import NAMES, calls


def ask(graph, name, **values):
    """The rows of a question, as dictionaries."""
    return list(graph.query(name, **values))


@pytest.fixture(scope="module")
def pages(app):
    """The site, without a server."""
    return TestClient(app)


@pytest.mark.slow
def test_a_page_says_taken_where_why_does(graph, pages):
    """On the page of every disagreement each side is called taken exactly where `why` says so of its value,
    and no side is called left out by a record that takes none.
    """
    records = graph.store.names(f"{BASE}id/disagreement/")
    assert len(records) > 250
    for record in records:
        html = pages.get(record.replace(BASE, "/").replace("/id/", "/doc/") + ".html").text
        rows = re.findall(r"<tr(?: class=\"left\")?>\s*<td>(.*?)</tr>", _sides(html), re.S)
        subject, property_ = (_one(graph, record, name) for name in ("subject", "property"))
        found = ask(graph, "why", subject=subject, property=property_) if subject else []
        assert rows, record
        for row in rows:
            passage = BASE + "id/" + re.search(r'href="/doc/(passage/[^"]+)"', row)[1]
            said = [line["taken"] for line in found if line["passage"] == passage]
            outcome = re.sub(r"<[^>]*>", "", row.rsplit('<td data-head="outcome">', 1)[1]).strip()
            if said:
                taken = sorted(each.startswith("taken") for each in outcome.split("; "))
                assert taken == sorted(said), record
    swindon = pages.get("/doc/disagreement/swindon-planned-and-actual-end.html").text
    assert "takes no side" in swindon


def test_councils_intervened_in_several_times_have_one_row(graph):
    """One row a council, with as many interventions as `repeat-interventions` lists; the first and the last
    are two, and there are nowhere more months at least than at most.
    """
    listed = Counter(row["council"] for row in ask(graph, "repeat-interventions"))
    rows = ask(graph, "intervention-counts")
    assert {row["council"]: row["interventions"] for row in rows} == listed and len(rows) == len(listed)
    for row in rows:
        assert row["first"] != row["last"] and row["interventions"] >= 2
        assert 0 <= row["monthsAtLeast"] <= row["monthsAtMost"]
        first, last = (each + ("Start" if row[f"{each}Start"] else "InForce") for each in ("first", "last"))
        assert _middle(row, first) <= _middle(row, last)
    assert rows == sorted(rows, key=lambda row: -row["interventions"])


#: Where what nobody dates stands last.
LAST = "interventions", "special-measures"


@pytest.mark.parametrize(
    ("name", "values", "dates"),
    [("record", {"council": "birmingham"}, ["date"]), ("record", {"council": "walsall"}, ["date"]),
     ("star-history", {}, ["date"]), ("grades", {"council": "haringey"}, ["date"]),
     ("under-intervention", {"on": "2003-02-15"}, ["start", "lastInForce"]),
     ("special-measures", {}, ["start", "firstInForce", "end", "told"]),
     ("interventions", {"council": "birmingham"}, ["start", "firstInForce", "end"])],
)  # fmt: skip
def test_dates_that_overlap_stand_in_one_order(graph, name, values, dates):
    """What is dated stands by the middle of the days that it may mean: "about May 2002" before November 2002,
    whichever list it is.
    """
    before: dict = {}
    for row in ask(graph, name, **values):
        date = next((each for each in dates if row[each] is not None), None)
        place = _middle(row, date) if date else 9999999 if name in LAST else 0
        assert before.get(row["council"], 0) <= place, row
        before[row["council"]] = place


def _middle(row, date):
    """Where a date stands in a list."""
    days = [[int(part) for part in str(row[f"{date}{end}"]).split("-")] for end in ("Earliest", "Latest")]
    return sum(year * 372 + month * 31 + day for year, month, day in days)


def _sides(html):
    return html.split("Side by side")[1].split("</table>")[0]


def _one(graph, subject, name):
    node = next(graph.store.quads(NamedNode(subject), pat(name), None, graph.store.view), None)
    return node and node.object.value


def test_disagreements_say_what_differs(graph):
    """Each record has a sentence or shows two values, what is said of something else says of what, kindred
    properties are marked, and the weightiest come first; refinements come when they are asked for.
    """
    rows = ask(graph, "disagreements")
    records = {}
    for row in rows:
        records.setdefault(row["disagreement"], []).append(row)
    for record, sides in records.items():
        values = {(side["valueLabel"], side["speaksOf"], side["modality"]) for side in sides}
        assert sides[0]["difference"] or len(values) > 1, record
    written = graph.store.select(
        "PREFIX pat: <https://w3id.org/patgraph/def#> PREFIX dcterms: <http://purl.org/dc/terms/> "
        f"PREFIX kind: <{BASE}concept/disagreement-type/> "
        "SELECT ?d ?t { ?d a pat:Disagreement ; dcterms:description ?t ; pat:disagreementType ?kind "
        "FILTER(?kind != kind:refinement) }"
    )[1]
    assert len(written) > 180
    assert {d.value for d, _ in written} <= {row["disagreement"] for row in rows if row["difference"]}
    assert all(row["typeLabel"] != "Refinement" for row in rows)
    order = list(dict.fromkeys(row["typeLabel"] for row in rows))
    assert order[:4] == ["Conflict", "Self-contradiction", "Revision", "Transcription"]
    assert order[-1] == "Naming"
    refined = {row["disagreement"] for row in ask(graph, "disagreements", type="refinement")}
    every = set(graph.store.names(f"{BASE}id/disagreement/"))
    assert {*records, *refined} == every, "a kind has no weight"
    assert {row["typeLabel"] for row in ask(graph, "disagreements", type="refinement")} == {"Refinement"}
    seen = {tuple(str(value) for value in row.values()) for row in rows}
    assert len(seen) == len(rows)
    ends = [row for row in rows if row["disagreement"].endswith("/swindon-planned-and-actual-end")]
    told = {(row["givenAsLabel"], row["valueLabel"], row["taken"]) for row in ends}
    assert ("planned end", "2004-03", True) in told and ("ended", "2004-04", True) in told


def test_taken_is_what_the_view_holds(graph):
    """What `disagreements` calls taken `why` calls taken too, whether or not a record takes a side."""
    for row in ask(graph, "disagreements", council="swindon"):
        if row["givenAs"] and row["passage"]:
            subject = row["speaksOf"] or row["subject"]
            facts = ask(graph, "why", subject=subject, property=row["givenAs"])
            assert row["taken"] in {f["taken"] for f in facts if f["passage"] == row["passage"]}


def test_pairs_of_documents_are_counted_from_the_records(graph):
    """Each two documents that take part in a record, or the one that alone does with two passages, count once
    for its kind; a self-contradiction counts for the document that gives what is taken and what is not.
    Refinements count only when they are asked for, and a document has the pairs it is in.
    """
    won = {(q.subject, q.object) for q in graph.store.quads(None, pat("accepted"), None, graph.store.view)}
    both: dict = {}
    documents, kinds = {}, {}
    for quad in graph.store.quads(None, pat("candidate"), None, graph.store.view):
        (held,) = graph.store.quads(quad.object, pat("inDocument"), None, graph.store.view)
        documents.setdefault(quad.subject.value, []).append(held.object.value)
        side = both.setdefault((quad.subject.value, held.object.value), set())
        side.add((quad.subject, quad.object) in won)
    for quad in graph.store.quads(None, pat("disagreementType"), None, graph.store.view):
        kinds.setdefault(quad.subject.value, []).append(quad.object.value)
    wanted = Counter()
    for record, found in documents.items():
        pairs = [*combinations(sorted(set(found)), 2)]
        if len(set(found)) == 1 < len(found):
            pairs = [(found[0], found[0])]
        within = [(each, each) for each in sorted(set(found)) if len(both[record, each]) == 2]
        for kind in kinds[record]:
            single = kind.endswith("/self-contradiction") and len(set(found)) > 1
            wanted.update((kind, *pair) for pair in (within if single else pairs))

    def told(**values):
        rows = ask(graph, "disagreements-by-pair", **values)
        return {(row["type"], row["documentA"], row["documentB"]): row["disagreements"] for row in rows}

    refined = {key: number for key, number in wanted.items() if key[0].endswith("/refinement")}
    plain = {key: number for key, number in wanted.items() if key not in refined}
    assert plain and refined and told() == plain and told(type="refinement") == refined
    article = f"{BASE}id/document/cc-2004-01"
    assert told(document="cc-2004-01") == {key: n for key, n in plain.items() if article in key}


def test_readiness_counts_conditions_of_one_party(graph):
    """What the council has to meet is apart from what others have; Coventry has no reading of its own."""
    rows = ask(graph, "readiness")
    conditions = ask(graph, "conditions", framework="condition")
    for row in rows:
        of_party = sum(c["party"] == row["party"] for c in conditions)
        assert row["present"] + row["partly"] + row["absent"] + row["unread"] == of_party
    coventry = {row["partyLabel"]: row for row in rows if row["council"].endswith("/coventry")}
    assert len(coventry) == 4
    assert [coventry["Council"][name] for name in ("present", "partly", "absent", "unread")] == [0, 0, 0, 6]
    assert coventry["Team"]["absent"] == 0, "words about the department are no reading of the team"
    assert coventry["Partners together"]["absent"] == 2
    assert {row["partyLabel"] for row in ask(graph, "readiness", party="council")} == {"Council"}


def test_a_sum_is_over_when_its_last_part_is(graph):
    """No event that stands for several engagements ends before one of them does."""
    ends = {
        row["council"]: row["endLatest"] for row in ask(graph, "engagements") if row["endKind"] == "actual"
    }
    for event in ("first-eight-engagements", "first-four-engagements", "next-four-engagements"):
        node = NamedNode(f"{BASE}id/event/{event}")
        over = next(graph.store.quads(node, pat("ended"), None, graph.store.view), None)
        if over:
            latest = next(graph.store.quads(over.object, pat("latest"), None, graph.store.view)).object.value
            about = graph.store.quads(node, pat("about"), None, graph.store.view)
            assert latest >= max(ends[quad.object.value] for quad in about), event
    taken = [f["valueLabel"] for f in _why(graph, "event/first-eight-engagements", "ended") if f["taken"]]
    assert taken == ["2004-04"]


def _why(graph, subject, property_):
    return ask(graph, "why", subject=subject, property=property_)


def test_a_history_is_in_order_and_whole(graph):
    """Rounds have the day of their round, starts stand before ends, ratings have their value, and what is
    undated or shared is there and marked.
    """
    rows = ask(graph, "timeline", council="haringey")
    events = [row["eventLabel"] for row in rows]
    november = next(row for row in rows if row["eventLabel"] == "Haringey, stars, November 2002")
    assert (november["date"], november["value"]) == ("2002-11", "no stars")
    assert events.index("Follow-up inspection of Haringey, 2002") < events.index(november["eventLabel"])
    follow_up = [r["kindLabel"] for r in rows if r["eventLabel"] == "Follow-up inspection of Haringey, 2002"]
    assert follow_up == ["started", "ended"]
    undated = {row["eventLabel"]: row for row in rows if row["date"] is None}
    assert {"Death of Victoria Climbié", "Trial over the death of Victoria Climbié"} <= set(undated)
    inquiry = undated["Inquiry into the death of Victoria Climbié"]
    assert inquiry["followsLabel"] == "Death of Victoria Climbié" and inquiry["kind"] is None
    assert events.index("Death of Victoria Climbié") < events.index(inquiry["eventLabel"])
    assert any("Kent" in row["eventLabel"] for row in ask(graph, "timeline", council="swindon"))
    both = ask(graph, "timeline", council=["haringey", "swindon"])
    assert {row["councilLabel"] for row in both} == {"London Borough of Haringey", "Swindon Borough Council"}
    for council in ("birmingham", "coventry", "walsall", "north-east-lincolnshire"):
        seen = set()
        for row in ask(graph, "timeline", council=council):
            if row["kindLabel"] == "ended":
                seen.add(row["event"])
            assert row["kindLabel"] != "started" or row["event"] not in seen
            assert "star-rating" not in row["event"] or row["value"]


def test_a_step_with_a_start_and_a_day_in_force_stands_once(graph):
    """`grades-around-interventions` has one row an intervention and council, dated by its start where it has
    one: a day on which it was still in force is no second start.
    """
    rows = ask(graph, "grades-around-interventions")
    assert len({(row["council"], row["intervention"]) for row in rows}) == len(rows) > 150
    starts = {row["intervention"].rsplit("/", 1)[1]: row["start"] for row in rows}
    assert starts["slough-best-value-2024"] == "2024-11"


def test_an_expectation_is_no_conclusion(graph):
    """What was thought unlikely of an inspection to come stands apart from what inspections concluded."""
    rows = ask(graph, "reviews", council="birmingham")
    (coming,) = [row for row in rows if "Ofsted" in row["reviewLabel"] and row["expected"]]
    assert coming["conclusion"] is None and coming["expectedLabel"] == "Insufficient"
    (dated,) = [r for r in ask(graph, "timeline", council="birmingham") if "expected" in (r["value"] or "")]
    assert dated["value"] == "expected: Insufficient"


def test_reviews_are_whole(graph):
    """The round of November 2003 is a round, the review of 2004 has a type and one row a council, and
    each conclusion has its question.
    """
    rounds = {row["reviewLabel"] for row in ask(graph, "reviews", type="star-rating-round")}
    assert "Star ratings, November 2003" in rounds
    rows = ask(graph, "reviews")
    assert all(row["type"] for row in rows)
    assert len([row for row in rows if row["review"].endswith("/performance-action-teams-2004")]) == 8
    assert all(row["question"] for row in rows if row["conclusion"] or row["expected"])


def test_a_round_has_one_date(graph):
    """Every rating of a round has its date, whatever its source writes, and the round beside it."""
    dates = {}
    for row in ask(graph, "star-history"):
        if row["round"]:
            dates.setdefault(row["roundLabel"], set()).add(row["date"])
    assert len(dates) >= 5 and all(len(found) == 1 for found in dates.values())
    assert dates["Refresh of the star ratings, November 2002"] == {"2002-11"}


def test_a_rules_consequence_is_inferred(graph):
    """Councils without stars of which no source says that they were on special measures have a row that says
    it is inferred; each step has its kind, and where sources say so who took it and why.
    """
    rows = ask(graph, "special-measures")
    assert all(row["type"] for row in rows)
    inferred = {row["council"].rsplit("/", 1)[-1] for row in rows if "inferred" in row["basis"]}
    assert {"swindon", "waltham-forest", "windsor-and-maidenhead", "haringey"} <= inferred
    assert not inferred & {"coventry", "birmingham", "walsall", "north-east-lincolnshire", "bromley"}
    warning = next(row for row in rows if "Warning" in row["measureLabel"])
    assert warning["imposedByLabel"] == "Social Services Inspectorate"
    assert warning["promptedByLabel"] == "Death of a child in North East Lincolnshire"
    assert any(row["personLabel"] == "Denise Platt" for row in rows)
    of_texts = ask(graph, "special-measures", document=["dh-2004", "cc-2002-05", "chamberlain-2014"])
    assert of_texts and all(row["start"] or row["told"] for row in of_texts), "a text has a day"


def test_figures_say_of_whom(graph):
    """Twenty, seventy and six per cent in Birmingham are told apart by the figures' names."""
    rows = ask(graph, "figures", measure="population-share", council="birmingham")
    assert {row["figureLabel"].split(" in ")[0] for row in rows} == {
        "Share of Asian people",
        "Share of black people",
        "Share of white people",
    }


def test_one_row_a_person_and_post(graph):
    """John Bolton has one post in Coventry, marked as identified by us; board seats wait to be asked for."""
    rows = ask(graph, "people-in-roles")
    bolton = [r for r in rows if r["personLabel"] == "John Bolton" and "Coventry" in r["organisationLabel"]]
    assert [(row["start"], row["identified"]) for row in bolton] == [("2002-11", True)]
    assert "director of social services and housing" in bolton[0]["postLabel"]
    assert not any("project board" in (row["postLabel"] or "") for row in rows)
    assert ask(graph, "people-in-roles", role="board-chair")


def test_rows_say_which_engagement_and_whether_disputed(graph):
    """Two teams in Birmingham are told apart, reviews are named, and contested dates are marked."""
    for row in ask(graph, "review-to-team"):
        assert row["review"] and row["engagement"]
    assert len({r["engagement"] for r in ask(graph, "planned-and-actual", council="birmingham")}) == 2
    for name in ("durations", "engagements"):
        rows = {row["engagement"].rsplit("/", 1)[-1]: row for row in ask(graph, name)}
        assert rows["haringey"]["disputed"] and not rows["swindon"]["disputed"]


def test_lists_have_definitions(graph):
    """Concepts are shown with what is meant by them, frameworks are listed, and so is what no other question
    reaches.
    """
    for name in ("key-messages", "conditions", "concerns", "activities", "improvements"):
        assert all(row["definition"] for row in ask(graph, name)), name
    assert all(row["definition"] for row in ask(graph, "framework", framework="kanter"))
    frameworks = ask(graph, "framework")
    assert len({row["framework"] for row in frameworks}) == len(frameworks) == 15
    measures = [row["itemLabel"] for row in ask(graph, "lists", list="special-measure")]
    assert len(measures) == 4
    assert len({row["list"] for row in ask(graph, "lists")}) == 5
    assert sum(bool(row["difference"]) for row in ask(graph, "conditions")) >= 3
    themes = {row["theme"]: row["themeLabel"] for row in ask(graph, "arrangements")}
    assert len(set(themes.values())) == len(themes)


def test_people_read_dates_in_words(graph, pages):
    """Tables and pages have words for dates; data keeps EDTF and both bounds."""
    answer = graph.query("engagements", council="birmingham")
    table, markdown = writers.as_table(answer), writers.as_markdown(answer)
    page = pages.get("/queries/engagements?council=birmingham", headers={"Accept": "text/html"}).text
    for text in (table, markdown, page):
        assert "by the beginning of August 2002" in text and "[2002-07-01..2002-08-10]" not in text
    row = next(iter(answer))
    bounds = "[2002-07-01..2002-08-10]", "2002-07-01", "2002-08-10"
    assert (row["appointed"], row["appointedEarliest"], row["appointedLatest"]) == bounds
    why = writers.as_table(graph.query("why", subject="engagement/haringey", property="started"))
    assert "end of October 2002" in why
    assert "autumn 2003" in writers.as_table(graph.query("reviews", council="birmingham"))


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_a_table_on_a_terminal(graph, name):
    """Whatever its cells look like, all its rows are written."""
    query = graph.queries[name]
    if query.form == "select":
        answer = graph.query(name, limit=200, **calls(query)[0])
        assert writers.as_table(answer).rstrip().endswith(writers.count(answer))


def test_events_according_to_one_source(graph):
    """With a document the dates are its own, taken or not; without one those that the graph takes."""
    (taken,) = ask(graph, "engagements", council="haringey")
    (told,) = ask(graph, "engagements", council="haringey", document="cc-2004-01")
    assert (taken["start"], told["start"]) == ("[2002-10-21..2002-10-31]", "2002-10")
    starts = [r["date"] for r in ask(graph, "timeline", council="haringey", document="cc-2004-01")
              if r["kindLabel"] == "started"]  # fmt: skip
    assert starts == ["2002-10"]
    for name in ("active-on", "durations", "engagements", "planned-and-actual", "reviews", "special-measures",
                 "star-history", "team-verdicts", "timeline", "why-sent"):  # fmt: skip
        assert "document" in graph.queries[name].parameters, name
    ealing = ask(graph, "star-history", council="ealing")
    assert {row["basis"] for row in ealing} == {"an imported table only"}
    assert any(row["basis"] == "inferred by us" for row in ask(graph, "star-history"))


def test_gaps_can_be_checked(graph):
    """Most gaps lead to a passage that speaks of the thing."""
    rows = ask(graph, "gaps")
    assert sum(bool(row["passage"]) for row in rows) > 0.85 * len(rows)


def test_no_description_gives_a_number_that_its_rows_belie(graph):
    """`by-region` counts the councils that sources name, and its description names no other number."""
    assert not any(word.isdigit() for word in graph.queries["by-region"].description.replace(",", " ").split()
                   if word not in ("2002", "2003"))  # fmt: skip


@pytest.mark.slow
def test_the_broad_questions_count_first(graph):
    """Without a value they count; with one they give facts, and no voices or categories."""
    for name, values in (
        ("soft-facts", {"modality": "hedged"}),
        ("single-source", {"type": "Engagement"}),
        ("findings", {"council": "haringey"}),
    ):
        column = "findings" if name == "findings" else "facts"
        counts = ask(graph, name)
        assert len(counts) < 400 and all(row[column] > 0 for row in counts), name
        rows = ask(graph, name, **values)
        assert rows and all(row["subject" if column == "facts" else "finding"] for row in rows)
    facts = ask(graph, "soft-facts") + ask(graph, "single-source")
    assert not {row["propertyLabel"] for row in facts} & {"voice", "category", "topic"}


def test_voices_agree_or_disagree(graph):
    """Who says what is shown, and whether those who speak agree; the troubles shared are named."""
    rows = {row["lessonLabel"]: row for row in ask(graph, "voices-compared", topic="setting-up")}
    plan = rows["Improvement plan"]
    assert plan["agreement"] == "disagree"
    assert (plan["council"], plan["inspectorate"], plan["team"]) == ("worked well", "could be improved", None)
    pairs = {}
    for row in ask(graph, "shared-concerns"):
        pairs.setdefault((row["councilA"], row["councilB"]), []).append(row)
    assert all(len(found) == found[0]["shared"] for found in pairs.values())
    assert any(row["title"] == "The Change Masters" for row in ask(graph, "literature", words="kanter"))
    places = [row["passage"] for row in ask(graph, "arrangements", theme="project-board")]
    assert all(places)


def test_how_it_went_who_sent_it_and_why(graph):
    """Verdicts have their source, causes and those who imposed a step are there, so are the tasks of teams
    without work streams and what each source is good for.
    """
    verdicts = ask(graph, "team-verdicts", council="birmingham")
    heale = [row for row in verdicts if row["saidByLabel"] == "Lesley Heale"]
    assert {row["verdictLabel"] for row in heale} == {"Mixed"}
    assert {row["kindLabel"] for row in verdicts} == {"engagement", "work stream", "product", "contribution"}
    sent = [
        r for r in ask(graph, "why-sent", council="swindon") if r["typeLabel"] == "Performance action team"
    ]
    assert [(r["promptedByLabel"], r["imposedByLabel"], r["requested"]) for r in sent] == [
        ("Refresh of the star ratings, November 2002", "Department of Health", False)
    ]
    tasks = ask(graph, "team-tasks")
    assert tasks[0]["workStreams"] == 0
    second = {row["taskLabel"] for row in tasks if row["engagement"].endswith("/birmingham-2")}
    assert "Management" in second and any("managers" in task for task in second)
    sources = {row["document"].rsplit("/", 1)[-1]: row for row in ask(graph, "sources")}
    assert len(sources) == 19 and sources["dh-2004"]["weight"] == 1 and sources["dh-2004"]["facts"] > 6000


NOTICES = "section-114-notices"
BIRMINGHAM = "birmingham-best-value-2023", "2023-10-05"


def test_each_section_114_notice_has_one_row(graph):
    """As many rows as notices, each with what its sources say: which was the first, which a later source
    denies, what government did next, and where the day was read.
    """
    rows = {row["notice"].rpartition("-section-114-notice-")[2]: row for row in ask(graph, NOTICES)}
    assert len(rows) == len(ask(graph, NOTICES)) == 17
    assert [day for day, row in rows.items() if row["denied"]] == ["2000-07", "2022-01"]
    croydon = [(row["date"], row["first"]) for row in ask(graph, NOTICES, council="croydon")]
    assert croydon == [("2020-11-11", True), ("2020-12-02", False), ("2022-01", False), ("2022-11-22", False)]
    # What may never have been issued says so wherever it stands, is nobody's first, and nothing came of it.
    for row in rows.values():
        assert row["denied"] == row["noticeLabel"].endswith("(a later register leaves it out)")
        assert not (row["denied"] and (row["first"] or row["next"])), row
    assert {day for day, row in rows.items() if not row["denied"] and row["first"]} == {
        "2000-10-17", "2018-02-02", "2020-11-11", "2021-07-02", "2021-12-15", "2022-05-23", "2022-12-19",
        "2023-06-07", "2023-09-05", "2025-01-20",
    }  # fmt: skip
    woking, birmingham, thurrock = (rows[day] for day in ("2023-06-07", "2023-09-05", "2022-12-19"))
    assert (woking["councilLabel"], woking["reasonLabel"]) == ("Woking Borough Council", "Investments")
    assert woking["powerLabel"] == "Local Government Finance Act 1988, section 114"
    assert str(birmingham["yearEarliest"]) == "2023-04-01" and birmingham["reasonLabel"] == "Equal pay"
    assert (birmingham["next"].rpartition("/")[2], birmingham["nextStart"]) == BIRMINGHAM
    # Where government had stepped in before and nothing is known to have begun since.
    assert not thurrock["next"] and not thurrock["nextStart"]
    assert "woking.gov.uk" in woking["documentLabel"]


def test_notices_are_chosen_by_time_and_source(graph):
    """A notice of a month counts on each of its days; a source is asked for what it gives."""
    days = [row["date"] for row in ask(graph, NOTICES, **{"from": "2022-01-15", "to": "2022-05-23"})]
    assert days == ["2022-01", "2022-05-23"]
    (row,) = ask(graph, NOTICES, document="intervention-events")
    assert row["date"] == "2023-09-05" and "/passage/intervention-events/" in row["passage"]
    assert len(ask(graph, NOTICES, document="section-114-notices")) == 17
