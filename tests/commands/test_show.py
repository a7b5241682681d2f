"""`patgraph show` and `patgraph search`: a thing by what it is called, told as its page tells it."""

import json

import pyoxigraph
import pytest
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Quad

from patgraph.commands.shared.thing_text import thing_texts
from patgraph.names import BASE, VIEW, term
from patgraph.store.embedded import EmbeddedStore
from patgraph.things.meant import meant
from patgraph.things.thing import Things
from patgraph.things.told import known
from patgraph.web.stories.told import Storyteller


@pytest.fixture(scope="module")
def things(small_graph):
    """What the small graph says of things."""
    return Things(small_graph.store)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("haringey", "council/haringey"),
        ("HARINGEY", "council/haringey"),
        ("engagement/haringey", "engagement/haringey"),
        ("id/council/haringey", "council/haringey"),
        ("https://w3id.org/patgraph/id/council/haringey", "council/haringey"),
        ("london borough  of haringey", "council/haringey"),
        ("E09000014", "council/haringey"),
        ("e09000014", "council/haringey"),
        ("direction", "concept/intervention-type/direction"),
        ("def#Council", "def#Council"),
    ],
)
def test_a_name_slug_or_code_finds_its_thing(things, text, first):
    """Whatever a thing is called, in capitals or not; of several things that are called so the likeliest."""
    base = things.store.base
    (node, *_) = meant(text, things)
    assert node.value in (f"{base}id/{first}", f"{base}{first}")


@pytest.mark.parametrize("text", ["", "haringay", "council/", 'a "b', "a b<c>", "$texts", "x" * 1000])
def test_what_nothing_is_called_finds_nothing(things, text):
    """Odd texts are no fault, and find nothing."""
    assert meant(text, things) == []


def test_a_story_is_that_of_the_page(run, small_built, small_app):
    """Each title and statement that is shown stands on the page of the thing, word for word."""
    from fastapi.testclient import TestClient

    done = run("show", "haringey", "--format", "json", "--store", small_built)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    page = TestClient(small_app).get("/id/council/haringey", headers={"Accept": "text/html"}).text
    words = " ".join(Markup(page).striptags().split())
    assert [part["title"] for part in told["story"] if part["title"] and part["statements"]]
    for part in told["story"]:
        texts = [statement["text"] for statement in part["statements"]] or [part["nothing"]]
        for text in (part["title"], *texts):
            assert text in words


def test_text_has_the_evidence_and_where_to_go_on(run, small_built):
    """A place for each statement, the questions that have all, and what else is called so."""
    done = run("show", "haringey", "--store", small_built)
    assert done.returncode == 0
    assert done.stdout.startswith("London Borough of Haringey\ncouncil/haringey (council)\n")
    assert "[A note for tests, 2004, paragraph 2]" in " ".join(done.stdout.split())
    assert "All: patgraph query timeline council=haringey" in done.stdout
    assert "(engagement/haringey)" in " ".join(done.stdout.split())


def test_what_is_mistyped_is_looked_for_and_said(run, small_built):
    """The nearest name is shown, and standard error says that it is not what was given."""
    done = run("show", "haringay", "--store", small_built)
    assert done.returncode == 0
    assert "here is London Borough of Haringey" in done.stderr
    nothing = run("show", "qqqqxyz", "wwww", "--store", small_built)
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "patgraph search 'qqqqxyz wwww'" in nothing.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("council/nothing", "nothing called 'council/nothing'"),
        ("council/haringay", "did you mean council/haringey"),
        ("https://w3id.org/patgraph/id/council/haringay", "did you mean council/haringey"),
        ("engagement/", "ids are kind/slug"),
        ("councl/haringey", "ids are kind/slug"),
        ("def#Councils", "nothing called 'def#Councils'"),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_an_id_that_nothing_has_shows_no_other_thing(run, small_built, name, said, form):
    """Who gives an id is told what is like it, with exit status 2; a program is handed nothing else."""
    done = run("show", name, "--format", form, "--store", small_built)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_search_finds_what_the_box_finds(run, small_built, small_app):
    """The same things in the same order, with why."""
    from fastapi.testclient import TestClient

    done = run("search", "haringay", "--format", "json", "--store", small_built)
    told = json.loads(done.stdout)
    box = TestClient(small_app).get("/search?q=haringay&format=json").json()
    assert told["results"]
    assert [(r["iri"], r["why"]) for r in told["results"]] == [(r["iri"], r["why"]) for r in box["results"]]
    assert (told["total"], told["kinds"], told["version"]) == (box["total"], box["kinds"], box["version"])
    assert told["spelt"] == "Haringey"
    text = run("search", "haringay", "--kind", "council", "--store", small_built).stdout
    assert "found for “Haringey”" in text
    assert "council/haringey" in text and "engagement/haringey" not in text


def test_a_kind_that_there_is_not_names_near_ones(run, small_built):
    """Exit status 2, and what it may have been."""
    done = run("search", "x", "--kind", "perso", "--store", small_built)
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean person" in done.stderr


@pytest.mark.parametrize("kind", ["council", "person", "document", "area"])
def test_no_name_commands_the_terminal(kind):
    """Names, definitions and values with control characters are shown as escapes."""
    evil = Literal("\x1b]0;title\x07 \x9b31m \u202e")
    node, other = NamedNode(f"{BASE}id/{kind}/x"), NamedNode(f"{BASE}id/{kind}/y")
    engine = pyoxigraph.Store()
    for property_ in ("rdfs:label", "skos:definition", "dcterms:description", "pat:locator"):
        engine.add(Quad(node, term(property_), evil, NamedNode(VIEW)))
    engine.add(Quad(other, term("rdfs:label"), evil, NamedNode(VIEW)))
    things = Things(EmbeddedStore(engine, "0" * 64, BASE))
    told = Storyteller(things, lambda _: "").tell(node)
    shown = "".join(thing_texts(known(node.value, things), told, [other], things, True, 80, False))
    assert "\\x1b]0;title" in shown
    assert all(character.isprintable() or character == "\n" for character in shown)
