"""Stories: what the page of a thing shows first is what the store says, with the passages that say it."""

import pytest
from pyoxigraph import NamedNode

from patgraph.errors import BadInput
from patgraph.names import BASE, pat
from patgraph.things.thing import Things
from patgraph.web.routes.thing_page import storyteller
from patgraph.web.stories.parts import HOME, read_stories
from tests.support.page import Page

COUNCIL = """council:
  - {show: list, title: A, query: council-is, say: "{{ value }}", %s}
"""


@pytest.fixture(scope="module")
def things(graph):
    """What the graph says of things."""
    return Things(graph.store)


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


def test_every_council_says_what_it_is_and_whether_sources_speak_of_it(councils):
    """A story begins with a sentence, and says in one how many sources there are, or that there are none."""
    for name, story in councils.items():
        assert story[0].part.query == "council-is" and (story[0].statements or story[0].nothing), name
        told = part(story, "council-sources")
        assert told.statements or told.nothing.startswith("No source here speaks of it"), name
    assert part(councils["wigan"], "council-sources").nothing
    assert part(councils["haringey"], "council-sources").statements


def test_interventions_and_stars_are_those_of_the_questions(graph, councils):
    """A story has the interventions and the dated stars that the questions have, of every council."""
    events, stars = {}, {}
    for row in graph.query("interventions"):
        events.setdefault(row["council"].rsplit("/", 1)[-1], set()).add(row["intervention"])
    for row in graph.query("star-history"):
        if row["stars"] is not None and row["date"] is not None:
            stars.setdefault(row["council"].rsplit("/", 1)[-1], []).append(row["stars"])
    for name, story in councils.items():
        told = part(story, "council-interventions")
        shown = {statement.about.value for statement in told.statements}
        assert told.total == len(told.statements) and events.get(name, set()) <= shown, name
        rated = [told for told in story if told.part.query == "council-ratings"]
        given = [int(s.values["value"].text) for s in rated[0].statements if s.property == pat("stars")]
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


def test_what_became_of_a_council(councils):
    """A council that was replaced names those that came in its place and the day; they name it."""
    words = part(councils["bedfordshire"], "council-replaced").statements[0].words
    assert "1 April 2009" in words and "/doc/council/bedford" in words and "central-bedfordshire" in words
    assert "/doc/council/bedfordshire" in part(councils["bedford"], "council-came-of").statements[0].words


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
