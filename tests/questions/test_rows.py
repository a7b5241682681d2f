"""Rows that say what happened, to whom, when, and who disputes it: each has the right value in it."""


def ask(graph, name, **values):
    """The rows of a question, as dictionaries."""
    return list(graph.query(name, **values))


def row(graph, name, thing, **values):
    """The one row whose thing, in some column, has this slug."""
    (found,) = [
        each for each in ask(graph, name, **values) if f"/{thing}" in "".join(map(str, each.values()))
    ]
    return found


def test_a_day_within_a_span_is_the_start(graph):
    """Birmingham's commissioner began on 27 March 2014, which lies within "since the end of 2013": the day
    stands in every answer, and an inspection that ended two weeks later is no grade from before.
    """
    commissioner = "birmingham-commissioner-2014"
    why = ask(graph, "why", subject=f"intervention/{commissioner}", property="started")
    assert [(each["valueLabel"], each["taken"]) for each in why] == [
        ("2014-03-27", True),
        ("[2013-12-21..2014-05-08]", False),
    ]
    grades = row(graph, "grades-around-interventions", commissioner, council="birmingham")
    assert (grades["start"], grades["beforeGrade"], grades["afterGrade"]) == (
        "2014-03-27",
        "Performs poorly",
        "Inadequate",
    )
    assert grades["after"].endswith("birmingham-ofsted-2014-05-23-overall") and not grades["during"]


def test_a_grade_in_the_span_of_a_start_is_neither_before_nor_after(graph):
    """Herefordshire's commissioner began in 2022 and its services were found inadequate in July 2022: which
    came first is not known.
    """
    grades = row(graph, "grades-around-interventions", "herefordshire-childrens-commissioner-2022")
    assert (grades["beforeGrade"], grades["duringGrade"]) == ("Requires improvement", "Inadequate")
    for each in ask(graph, "grades-around-interventions"):
        assert not each["during"] or each["during"] not in (each["before"], each["after"])


def test_no_gap_for_what_is_known(graph):
    """Haringey's Joint Review is dated by a table, so that its day is no gap."""
    (reported,) = {each["reported"] for each in ask(graph, "reviews", council="haringey")
                   if each["review"].endswith("/haringey-joint-review-1999")}  # fmt: skip
    assert reported == "1999-11"
    assert not [each for each in ask(graph, "gaps", council="haringey")
                if each["subject"].endswith("/haringey-joint-review-1999")]  # fmt: skip


def test_disputed_is_told_of_every_column(graph):
    """Whether a council had asked for its team is disputed of two, and rows and reasons say so."""
    rows = {each["engagement"].rsplit("/", 1)[1]: each for each in ask(graph, "engagements")}
    what = {name: each["disputedWhat"] for name, each in rows.items() if each["disputed"]}
    assert what == {
        "birmingham-1": "end, start",
        "birmingham-2": "requested",
        "haringey": "appointed, start",
        "waltham-forest": "requested",
        "windsor-and-maidenhead": "start",
    }
    reasons = ask(graph, "why-sent", type="performance-action-team")
    asked = {each["intervention"].rsplit("/", 1)[1] for each in reasons if each["requestDisputed"]}
    assert asked == {"birmingham-2", "waltham-forest"}


def test_people_are_found_by_the_council_they_were_sent_to(graph):
    """Who was sent to Nottingham stands there though in no body of it, with when that was to be over."""
    people = {
        each["personLabel"] for each in ask(graph, "people-in-roles", organisation="council/nottingham")
    }
    sent = ask(graph, "careers", council="nottingham")
    assert people == {each["whoLabel"] for each in sent} == {
        "Margaret Lee", "Sharon Kemp", "Tony McArdle", "Tony Redmond",
    }  # fmt: skip
    assert {each["plannedEnd"] for each in sent if each["intervention"].endswith("-2024")} == {"2026-02-22"}


def test_a_name_of_several_scales_is_all_of_them(graph):
    """`inadequate` is a grade of three scales, and all are meant; a slug is the one it names, and one
    and many are the same name.
    """
    asked = {each["grade"].rsplit("/", 1)[1] for each in ask(graph, "grades", grade="inadequate")}
    assert asked == {"apa-inadequate", "cqc-inadequate", "ofsted-inadequate"}
    (one,) = {each["grade"].rsplit("/", 1)[1] for each in ask(graph, "grades", grade="ofsted-inadequate")}
    assert one == "ofsted-inadequate"
    assert len(ask(graph, "grades", grade="requires-improvement", council="coventry")) > 1
    assert ask(graph, "findings", voice="ministers") == ask(graph, "findings", voice="minister") != []


def test_every_name_in_an_answer_is_words(graph):
    """No label of any question's example is an address, but a value that is one."""
    for name, question in graph.queries.items():
        if question.form != "select":
            continue
        for each in ask(graph, name, **question.example):
            for column, value in each.items():
                assert (
                    not column.endswith("Label")
                    or column == "valueLabel"
                    or not str(value).startswith("http")
                ), (
                    name,
                    column,
                    value,
                )
    assert {each["propertyLabel"] for each in ask(graph, "soft-facts")} >= {"associated with", "started"}


def test_the_distance_of_judges_has_special_needs(graph):
    """Bracknell Forest's services for children are outstanding, its area fails those with special needs."""
    far = row(graph, "judges-compared", "bracknell-forest")
    assert (far["childrenLabel"], far["specialNeedsLabel"], far["apart"]) == (
        "Outstanding",
        "Widespread or systemic failings",
        3,
    )


def test_what_happened_in_all_councils_in_a_time(graph):
    """Everything that may lie in the time stands in order, as `record` has it of one council."""
    rows = ask(graph, "events", **{"from": "2002-05-01", "to": "2002-06-30"})
    assert ("2002-06-12", "intervention begins") in {
        (each["date"], each["kind"]) for each in rows if each["council"].endswith("/walsall")
    }
    for each in rows:
        assert str(each["dateLatest"]) >= "2002-05-01" and str(each["dateEarliest"]) <= "2002-06-30"
    walsall = [each["event"] for each in ask(graph, "events", **{"from": "1997-01-01", "council": "walsall"})]
    assert sorted(walsall) == sorted(each["event"] for each in ask(graph, "record", council="walsall"))


def test_the_latest_grade_of_every_council(graph):
    """One row a council and judge, none newer in `grades`; Nottingham is inadequate since 2022."""
    rows = ask(graph, "latest-grades")
    last = {(each["council"], each["question"]): str(each["dateLatest"]) for each in rows}
    assert len(last) == len(rows) > 200
    grades = ask(graph, "grades")
    # Where grades have steps, what has none (Not judged separately) replaces none.
    stepped = {each["question"] for each in grades if each["step"] is not None}
    for each in grades:
        if each["step"] is not None or each["question"] not in stepped:
            key = each["council"], each["question"]
            assert key not in last or str(each["dateLatest"]) <= last[key]
    (liverpool,) = ask(graph, "latest-grades", council="liverpool", question="ofsted-overall")
    assert (liverpool["gradeLabel"], liverpool["date"]) == ("Inadequate", "2023-03-24")
    found = ask(graph, "latest-grades", grade="inadequate", council="nottingham")
    assert [(each["date"], each["reported"]) for each in found] == [("2022-07-22", "2022-09-05")]


def test_the_time_out_of_the_lowest_grade(graph):
    """Sandwell was inadequate at two inspections in a row, Knowsley twice with a better grade between; a
    council that has ended gets no better grade, and each month is counted from the first."""
    rows = ask(graph, "recovery-times")
    assert all(row["monthsToBetter"] is not None for row in rows if row["better"])
    assert all((row["monthsToGood"] or 0) >= (row["monthsToBetter"] or 0) for row in rows if row["good"])
    (sandwell,) = ask(graph, "recovery-times", council="sandwell")
    assert (sandwell["since"], sandwell["inspections"], sandwell["noBetterYet"]) == ("2015-02-19", 2, False)
    assert [sandwell[f"better{part}"] for part in ("Label", "On")] == ["Requires improvement", "2022-05-20"]
    assert [sandwell[f"good{part}"] for part in ("Label", "On")] == ["Good", "2025-10-24"]
    assert (sandwell["monthsToBetter"], sandwell["monthsToGood"]) == (87, 128)
    spells = ask(graph, "recovery-times", council="knowsley")
    assert [(row["since"], row["betterOn"], row["noBetterYet"]) for row in spells] == [
        ("2014-05-21", "2017-03-24", False), ("2024-11-29", None, True),
    ]  # fmt: skip
    (county,) = ask(graph, "recovery-times", council="buckinghamshire")
    assert (county["inspections"], county["better"], county["noBetterYet"]) == (2, None, None)
    (adults,) = ask(graph, "recovery-times", question="cqc-overall")
    assert (adults["councilLabel"], adults["serviceLabel"]) == (
        "Blackpool Borough Council",
        "Adults' services",
    )
    lowest = ask(graph, "grades", question="ofsted-overall", grade="ofsted-inadequate")
    children = ask(graph, "recovery-times", question="ofsted-overall")
    assert sum(row["inspections"] for row in children) == len(lowest) == 73


def test_grades_and_reviews_of_one_service(graph):
    """A service limits grades, reviews and work streams, with its parts; a framework does too. Of two
    services that share rows each row comes once.
    """
    rows = [*graph.query("grades", council="coventry", service="children")]
    every = [*graph.query("grades", council="coventry")]
    parts = {"Adoption", "Care leavers", "Child protection", "Children's services", "Looked-after children"}
    assert {row["serviceLabel"] for row in rows} == parts
    assert rows == [row for row in every if row["serviceLabel"] in parts] and 28 == len(rows) < len(every)
    both = graph.query("grades", council="coventry", service=["children", "adoption"])
    assert [*both] == rows
    latest = [*graph.query("latest-grades")]
    for service, count in (("adults", 76), ("children", 220), ("special-educational-needs", 68)):
        found = [*graph.query("latest-grades", service=service)]
        assert len(found) == count and all(row in latest for row in found), service
    assert len([*graph.query("grades", council="coventry", framework="ilacs")]) == 10
    reviews = [*graph.query("reviews", council="haringey", service=["children", "adults"])]
    assert reviews and all(row in [*graph.query("reviews", council="haringey")] for row in reviews)
    streams = [*graph.query("work-streams", serviceArea=["children", "looked-after-children"])]
    assert len(streams) == len([*graph.query("work-streams", serviceArea="children")]) == 10


def test_support_is_added_once_a_year(graph):
    """Croydon's total is the sum of what `financial-support` takes, one sum a year."""
    stated = ask(graph, "financial-support")
    for total in ask(graph, "support-totals"):
        taken = {each["year"]: each["sum"] for each in stated
                 if each["council"] == total["council"] and each["taken"]}  # fmt: skip
        assert total["total"] == sum(taken.values()) and total["years"] == len(taken), total["councilLabel"]


def test_powers_and_rules_are_counted(graph):
    """Powers count the steps that name them, and rules decide as many records as there are."""
    rows = ask(graph, "legal-powers")
    section = {
        each["typeLabel"]: each["steps"] for each in rows if each["powerLabel"].endswith("section 497A")
    }
    assert section["Direction"] == 15 and section["Commissioner appointed"] == 2
    assert all(each["councils"] <= each["steps"] for each in rows)
    counted = sum(each["disagreements"] for each in ask(graph, "rules-applied"))
    assert counted == len(graph.store.names("https://w3id.org/patgraph/id/disagreement/"))


def test_company_numbers_are_reached(graph):
    """The numbers of the three firms at Companies House, which do not identify the firms of 2002."""
    found = {
        each["code"]: each["relationLabel"]
        for each in ask(graph, "organisation-codes", scheme="companies-house")
    }
    assert found == {"OC301540": "see also", "OC303675": "see also", "OC303525": "see also"}


def test_a_joint_inspection_says_what_it_asked_for(graph):
    """Liverpool's of 2016 was about abuse and neglect, and asked for priority action."""
    review = row(graph, "reviews", "liverpool-joint-targeted-2016-08-03", council="liverpool")
    assert (review["themeLabel"], review["priorityAction"]) == ("Abuse and neglect", True)


def test_a_team_has_its_dates_beside_its_months(graph):
    """Walsall's team began in August 2002 and ended in April 2004, after 20 months."""
    (team,) = ask(graph, "durations", council="walsall")
    assert (team["start"], team["end"], team["monthsAtMost"]) == ("2002-08", "2004-04", 20)


def test_a_self_contradiction_is_of_one_document(graph):
    """The review contradicts itself on Haringey's start; that an article gives a third date is no pair."""
    rows = ask(graph, "disagreements-by-pair", type="self-contradiction")
    assert rows and all(each["documentA"] == each["documentB"] for each in rows)
    counted = {each["documentA"].rsplit("/", 1)[1]: each["disagreements"] for each in rows}
    records = {each["disagreement"] for each in ask(graph, "disagreements", type="self-contradiction")}
    assert sum(counted.values()) == len(records)
    assert "cc-2004-01" not in counted


def test_a_table_of_today_is_not_when_a_step_was_first_told(graph):
    """What texts told has their day, of 2002 to 2014; what tables alone have has none."""
    told = [str(each["toldLatest"]) for each in ask(graph, "special-measures") if each["told"]]
    assert len(told) > 30 and max(told) < "2015"


def test_a_team_has_one_row_according_to_one_source(graph):
    """A source that gives several dates of a team has the one that the graph takes, and none of which it says
    nothing: the article of 2004 knows all thirteen, the one of 2002 the four that were to come.
    """
    teams = {}
    for each in ask(graph, "sources"):
        document = each["document"].rsplit("/", 1)[1]
        rows = ask(graph, "engagements", document=document)
        teams[document] = [row["engagement"].rsplit("/", 1)[1] for row in rows]
        assert len(set(teams[document])) == len(rows), document
    assert {name: len(found) for name, found in teams.items() if found} == {
        "dh-2004": 9, "cc-2002-05": 4, "cc-2004-01": 13,
    }  # fmt: skip
    haringey = row(graph, "engagements", "engagement/haringey", document="dh-2004")
    second = row(graph, "engagements", "engagement/birmingham-2", document="cc-2004-01")
    assert haringey["start"] == "[2002-10-21..2002-10-31]"
    assert (second["start"], second["end"], second["endKind"]) == ("2004-02", "2004-04", "planned")


def test_a_step_of_two_bodies_is_one(graph):
    """The special measures of 1999 were of the department and its inspectorate: one row, both named."""
    barnsley = row(graph, "special-measures", "barnsley-special-measures-1999", council="barnsley")
    assert barnsley["imposedByLabel"] == "Department of Health; Social Services Inspectorate"
    assert barnsley["imposedBy"].endswith("/department-of-health")
    rows = ask(graph, "special-measures")
    told = {(each["council"], each["measure"], each["personLabel"], each["promptedByLabel"]) for each in rows}
    assert len(told) == len(rows)
    three = graph.sparql(
        """PREFIX pat: <https://w3id.org/patgraph/def#>
        SELECT ?step { ?step a pat:Intervention ; pat:commissionedBy ?a , ?b , ?c
        FILTER(STR(?a) < STR(?b) && STR(?b) < STR(?c)) }"""
    )
    assert not list(three), "the label has room for two"


def test_what_somebody_said_is_his_alone(graph):
    """Asked what one person said, the views of others are left out."""
    rows = ask(graph, "views", holder="jacqui-smith")
    assert len(rows) == 7 and {each["holderLabel"] for each in rows} == {"Jacqui Smith"}
    everybody = [each for each in ask(graph, "views") if each["holderLabel"] == "Jacqui Smith"]
    assert rows == everybody


def test_a_question_about_one_is_answered_about_that(graph):
    """Of one firm, document, region the rows are those that have it without."""
    for name, column, values in (
        ("products", "consultancy", {"consultancy": "kpmg"}),
        ("planned-and-actual", "engagement", {"consultancy": "kpmg"}),
        ("work-streams", "engagement", {"consultancy": "kpmg"}),
        ("gaps", "document", {"document": "cc-2002-05"}),
        ("single-source", "document", {"document": "cc-2002-05"}),
        ("by-region", "region", {"region": "west-midlands"}),
    ):
        some, everything = ask(graph, name, **values), ask(graph, name)
        kept = {each[column] for each in some}
        assert 0 < len(some) < len(everything), name
        assert some == [each for each in everything if each[column] in kept], name
    pairs = ask(graph, "source-agreement", document="dh-2004")
    assert all("/dh-2004" in each["documentA"] + each["documentB"] for each in pairs)
    assert len(pairs) == 5 < len(ask(graph, "source-agreement"))
    (region,) = ask(graph, "by-region", region="west-midlands")
    assert (region["councils"], region["engagements"]) == (14, 4)


def test_figures_are_chosen_by_unit_and_source(graph):
    """In years, of the review, and both: Waltham Forest's financial strategy covers three years."""
    years = ask(graph, "figures", unit="year")
    assert len(years) == 7 and {each["unitLabel"] for each in years} == {"Year"}
    of_review = {each["figure"] for each in ask(graph, "figures", document="dh-2004")}
    assert len(of_review) == 38
    both = ask(graph, "figures", unit="year", document="dh-2004")
    assert {each["figure"] for each in both} == of_review & {each["figure"] for each in years}
    strategy = row(graph, "figures", "waltham-forest-budget-period", unit="year", document="dh-2004")
    assert strategy["value"] == 3


def test_outcomes_say_of_how_many_the_request_is_disputed(graph):
    """Passages differ on two of the thirteen, one among those that are taken to have asked."""
    rows = ask(graph, "requested-outcomes")
    assert [(each["requested"], each["engagements"], each["disputed"]) for each in rows] == [
        (True, 6, 1),
        (False, 7, 1),
    ]
    disputed = [each for each in ask(graph, "engagements") if "requested" in (each["disputedWhat"] or "")]
    assert len(disputed) == sum(each["disputed"] for each in rows)


def test_echoes_of_all_frameworks_are_asked_at_once(graph):
    """Without a framework each link stands once; with one those of its factors, in either direction."""
    rows = ask(graph, "framework-echoes")
    links = [(each["factor"], each["relation"], each["otherFactor"]) for each in rows]
    assert len(set(links)) == len(rows) == 114
    of_kanter = ask(graph, "framework-echoes", framework="kanter")
    assert len(of_kanter) == 7
    for each in of_kanter:
        assert each["frameworkLabel"] and each["framework"].endswith("/kanter")
        one, other = (each["factor"], each["relation"], each["otherFactor"]), (
            each["otherFactor"], each["relation"], each["factor"],
        )  # fmt: skip
        assert one in links or other in links


def test_findings_of_one_review(graph):
    """The Joint Review of Swindon made twenty findings, all of Swindon."""
    rows = ask(graph, "findings", review="swindon-joint-review-2001")
    assert len({each["finding"] for each in rows}) == 20
    assert {each["council"] for each in rows} == {"https://w3id.org/patgraph/id/council/swindon"}
