"""Stories: what the page of a thing shows first is what the store says, with the passages that say it."""

import pytest
from markupsafe import Markup
from pyoxigraph import NamedNode

from patgraph.dates import bounds
from patgraph.errors import BadInput
from patgraph.names import BASE, pat, slug
from patgraph.web.routes.thing_page import storyteller
from patgraph.web.stories.parts import HOME, SOURCES, read_stories
from tests.support.page import BROKEN, Page

COUNCIL = """council:
  - {show: list, title: A, query: council-is, say: "{{ value }}", %s}
"""


@pytest.fixture(scope="module")
def things(graph):
    """What the graph says of things."""
    return graph.things


@pytest.fixture(scope="module")
def councils(graph, things):
    """The story of every council."""
    teller = storyteller(things)
    names = graph.store.names(f"{BASE}id/council/")
    return {name.rsplit("/", 1)[-1]: teller.tell(NamedNode(name)) for name in names}


def part(story, query):
    """The part of a story that a query makes."""
    return next(told for told in story if told.part.query == query)


def page(site, address):
    """The page of an address."""
    response = site.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200
    return response.text


@pytest.mark.slow
def test_each_statement_of_every_council_is_somebodys(councils):
    """No council's story fails, and each of its statements names a passage, a register or an editor."""
    assert len(councils) >= 150
    for name, story in councils.items():
        for told in story:
            for statement in told.statements:
                assert statement.passages or statement.ours, (name, told.part.query, statement.words)


@pytest.mark.slow
def test_every_story_has_whole_sentences(graph, things, councils):
    """No statement of any council, engagement, intervention, person or body has empty brackets, or the end or
    the beginning of a part that is not there.
    """
    teller, stories = storyteller(things), [*councils.values()]
    for kind in ("engagement", "intervention", "person", "organisation"):
        stories += [teller.tell(NamedNode(name)) for name in graph.store.names(f"{BASE}id/{kind}/")]
    words = {
        Markup(said.words).striptags() for story in stories for told in story for said in told.statements
    }
    assert len(words) > 1000
    assert [each for each in words if BROKEN.search(each)] == []


def test_every_council_says_what_it_is_and_whether_sources_speak_of_it(councils):
    """A story begins with a sentence, and says in one how many sources there are, or that there are none."""
    for name, story in councils.items():
        assert story[0].part.query == "council-is" and (story[0].statements or story[0].nothing), name
        told = part(story, "council-sources")
        assert told.statements or told.nothing.startswith("No source here speaks of it"), name
    assert part(councils["wigan"], "council-sources").nothing
    assert part(councils["haringey"], "council-sources").statements


def test_interventions_and_stars_are_those_of_the_questions(graph, councils):
    """A story has the interventions and the dated stars that the questions have, of every council; a rating
    has one date in a story, in `star-history` and in `record`.
    """
    events, stars = {}, {}
    for row in graph.query("interventions"):
        events.setdefault(row["council"].rsplit("/", 1)[-1], set()).add(row["intervention"])
    for row in graph.query("star-history"):
        if row["stars"] is not None and row["date"] is not None:
            stars.setdefault(row["council"].rsplit("/", 1)[-1], []).append((row["stars"], row["date"]))
    for name in ("birmingham", "bedfordshire"):
        rows = [row for row in graph.query("record", council=name) if row["kind"] == "star rating"]
        numbers = [0 if row["value"] == "no stars" else int(row["value"].split()[0]) for row in rows]
        assert sorted(zip(numbers, (row["date"] for row in rows), strict=True)) == sorted(stars[name])
    for name, story in councils.items():
        told = part(story, "council-interventions")
        shown = {statement.about.value for statement in told.statements}
        assert told.total == len(told.statements) and events.get(name, set()) <= shown, name
        rated = [told for told in story if told.part.query == "council-ratings"]
        given = [
            (int(s.values["value"].text), slug(s.values["date"].nodes[0]))
            for s in rated[0].statements if s.property == pat("stars")
        ]  # fmt: skip
        assert sorted(given) == sorted(stars.get(name, [])), name


def test_disputed_values_are_marked_and_linked(site, councils):
    """The start of Haringey's team is disputed: the page links the disagreement where it tells of the team,
    and lists it before all else that is known.
    """
    record = f"{BASE}id/disagreement/haringey-started"
    told = part(councils["haringey"], "council-interventions")
    team = next(s for s in told.statements if s.about.value.endswith("engagement/haringey"))
    assert record in {node.value for node in team.disputes}
    text = page(site, "/doc/council/haringey")
    assert text.index("/doc/disagreement/haringey-started") < text.index("Everything else")


def test_dates_of_a_story_stand_in_one_order(councils):
    """Stars, grades and interventions stand by the middle of the days that their dates may mean, as in the
    lists of the questions; what has no date comes last.
    """
    for name, story in councils.items():
        for told in story:
            if told.part.show in ("timeline", "strip"):
                dates = []
                for statement in told.statements:
                    date = next((each for each in _DATES if each in statement.values), None)
                    dates.append(_middle(statement.values[date].nodes[0]) if date else 9999999)
                assert dates == sorted(dates), (name, told.part.query)


_DATES = ("date", "planned", "lasted", "end")


def _middle(date):
    """Where a date stands in a list."""
    days = bounds(date.value.rsplit("/", 1)[-1])
    return sum(day.year * 372 + day.month * 31 + day.day for day in days)


def test_what_became_of_a_council(councils):
    """A council that was replaced names those that came in its place and the day; they name it."""
    words = part(councils["bedfordshire"], "council-replaced").statements[0].words
    assert "1 April 2009" in words and "/doc/council/bedford" in words and "central-bedfordshire" in words
    assert "/doc/council/bedfordshire" in part(councils["bedford"], "council-came-of").statements[0].words


def test_how_each_engagement_went_and_according_to_whom(graph, things):
    """An engagement's story has the verdicts that the question has, and says so where no source passes one;
    what was thought of it names a document, and none of it stands among what merely points there.
    """
    said = {}
    for row in graph.query("team-verdicts"):
        if row["verdict"] is not None and row["modalityLabel"] != "Denied":
            said.setdefault(row["engagement"], set()).add((row["judged"], row["verdict"]))
    teller = storyteller(things)
    for name in graph.store.names(f"{BASE}id/engagement/"):
        story = teller.tell(NamedNode(name))
        told = part(story, "engagement-verdicts")
        shown = {(s.about.value, s.values["value"].nodes[0].value) for s in told.statements}
        assert shown == said.get(name, set()) and bool(told.nothing) is not bool(shown), name
        assert all(s.passages and s.values["document"].nodes for s in told.statements), name
    walsall = teller.tell(NamedNode(f"{BASE}id/engagement/walsall"))
    assert "no source" in part(walsall, "engagement-verdicts").nothing.lower()
    thought = {s.about.value for s in part(walsall, "engagement-thought").statements}
    assert f"{BASE}id/view/walsall-recovery-started-by-politicians-and-managers" in thought


def test_an_engagement_shows_its_work_and_all_passages_of_a_fact(site):
    """Work streams stand in the order of their specifications, with the question that has all of them; no
    list of passages leads to the page that it is on.
    """
    text = page(site, "/doc/engagement/walsall")
    places = [
        text.index(f"/doc/work-stream/walsall-{name}") for name in ('commissioning"', "commissioning-older")
    ]
    assert places == sorted(places) and "/queries/work-streams?council=walsall" in text
    assert 'more on <a href="/doc/engagement/walsall">' not in text
    assert "commissioned-and-paid-chapter-4" in text[: text.index("What it was to do")]


@pytest.mark.parametrize(
    "address",
    ["council/birmingham", "council/haringey", "council/walsall", "council/wigan", "engagement/birmingham-1",
     "intervention/birmingham-best-value-2023", "person/max-caller", "organisation/kpmg", "document/dh-2004"],
)  # fmt: skip
def test_a_page_is_light_and_its_story_comes_first(site, address):
    """A page is under 60 kB, loads no more than five other files, begins with its story, has its codes last
    and folded, and no identifier twice.
    """
    text = page(site, f"/doc/{address}")
    assert len(text.encode()) < 60_000
    found = Page(text)
    # A chart comes when it is looked at.
    loaded = [a for tag, a in found.tags if tag in ("script", "img") or a.get("rel") == "stylesheet"]
    assert len([a for a in loaded if a.get("loading") != "lazy"]) <= 4
    assert text.index('class="part"') < text.index("Everything else") < text.index("Its permanent name")
    assert "adms:" not in text[: text.index("Everything else")]


def test_a_concept_shows_where_it_was_found(site):
    """The page of a concept has its definition, and then what was found of that kind, with the council."""
    text = page(site, "/concept/concern/weak-leadership")
    assert (
        text.index('class="lead"') < text.index("Where it was found") < text.index("Swindon Borough Council")
    )


def test_home_shows_before_it_lists(site, graph, things):
    """The home page has findings, the teams in order and a disagreement before its questions; the teams are
    those of the question.
    """
    text = page(site, "/")
    assert text.index("Three findings") < text.index("One disagreement") < text.index("What you can ask")
    told = next(t for t in storyteller(things).tell_of(HOME) if t.part.query == "home-teams")
    assert {s.about.value for s in told.statements} == {r["engagement"] for r in graph.query("engagements")}


def test_sources_lead_with_those_of_most_weight(site, graph, things):
    """The page of the sources is light and has every source, texts before tables, those of most weight first;
    the navigation leads to it.
    """
    text = page(site, "/sources")
    assert len(text.encode()) < 20_000 and '<a href="/sources">Sources</a>' in page(site, "/about")
    texts, tables = storyteller(things).tell_of(SOURCES)
    shown = {statement.about.value for told in (texts, tables) for statement in told.statements}
    assert shown >= {row["document"] for row in graph.query("sources")}
    for told in (texts, tables):
        weights = [int(statement.values["value"].text) for statement in told.statements]
        assert weights == sorted(weights)
    assert text.index("Review of performance action teams") < text.index("Tables by weight")


def test_councils_are_listed_by_their_places(site):
    """Haringey stands under H, as it is called there, between Hampshire and Hartlepool."""
    text = page(site, "/things/council")
    names = ("Hampshire County", "Haringey, London Borough of", "Hartlepool Borough", "Kent County")
    places = [text.index(name) for name in names]
    assert places == sorted(places)


def test_an_error_is_reported_with_the_page(site):
    """Each page of a thing, and an error's, leads to the report with its own address; one that a reader came
    from is filled in, but not one of another site.
    """
    assert "/about?page=%2Fdoc%2Fcouncil%2Fwalsall#report" in page(site, "/doc/council/walsall")
    missing = site.get("/doc/council/nowhere", headers={"Accept": "text/html"}).text
    assert "<title>Error" in missing and "page=%2Fdoc%2Fcouncil%2Fnowhere" in missing
    own = str(site.base_url).rstrip("/")
    for referer, filled in (
        (f"{own}/queries/record?council=walsall", True),
        ("https://example.org/x", False),
    ):
        reply = site.get("/about", headers={"Accept": "text/html", "Referer": referer})
        assert (referer.replace("&", "&amp;") in reply.text) is filled
        assert reply.headers["cache-control"] == "no-store"


def test_the_file_is_checked(tmp_path):
    """A word that is no column, a query that is not there, a part without words and a kind that is none are
    told with the place.
    """
    assert read_stories()
    for extra, wrong in (
        ("most: 0", "council.0.most"),
        ("strange: 1", "council.0.strange"),
        ('none: "{{ colour }}"', "colour"),
    ):
        path = tmp_path / f"{len(extra)}.yaml"
        path.write_text(COUNCIL % extra)
        with pytest.raises(BadInput, match=wrong):
            read_stories(path)
    path = tmp_path / "kind.yaml"
    path.write_text((COUNCIL % "most: 1").replace("council:", "planet:"))
    with pytest.raises(BadInput, match="planet is no kind"):
        read_stories(path)
    path = tmp_path / "query.yaml"
    path.write_text((COUNCIL % "most: 1").replace("council-is", "council-was"))
    with pytest.raises(BadInput, match="council-was"):
        read_stories(path)
