"""Search: by name, other name, code and words, although mistyped."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from patgraph.errors import BadValue
from patgraph.names import BASE, pat, term
from patgraph.things.search_index import LONGEST
from patgraph.things.thing import TYPE
from tests.support.examples import examples
from tests.support.page import Page


@pytest.fixture(scope="module")
def things(graph):
    """What the graph says of things."""
    return graph.things


@pytest.fixture(scope="module")
def index(graph):
    """The index of the real graph."""
    return graph.index


@pytest.fixture(scope="module")
def councils(things):
    """The councils, each with the word that tells it apart."""
    found = sorted(
        (q.subject for q in things.store.quads(None, TYPE, pat("Council"), things.store.view)), key=str
    )
    return {node: node.value.rsplit("/", 1)[-1].split("-")[-1] for node in found}


@pytest.mark.slow
def test_everything_with_a_name_is_found_by_it(index, things):
    """Each council, person, organisation and engagement is among the first things its own name finds."""
    for kind in ("council", "person", "organisation", "engagement"):
        for iri in things.store.names(f"{BASE}id/{kind}/"):
            name = things.label(NamedNode(iri))
            assert iri in [hit.entry.node.value for hit in index.find(name).hits[:3]], name


@pytest.mark.slow
def test_other_names_and_codes_find_their_council(index, things, councils):
    """A council is found first among councils by each other name and by the code of its area or its own."""
    codes = 0
    for council in councils:
        for name in things.values(council, term("skos:altLabel")):
            found = [hit.entry.node for hit in index.find(name.value).hits if hit.entry.kind == "council"]
            assert council in found[:2], name
        for area in things.values(council, pat("area")):
            for code in things.values(area, pat("gssCode")):
                first = index.find(code.value.lower()).hits[0]
                assert first.entry.node == council and first.field == "code" and first.text == code.value
                codes += 1
        for node in things.values(council, term("adms:identifier")):
            (notation,) = things.values(node, term("skos:notation"))
            found = [hit for hit in index.find(notation.value.lower()).hits if hit.entry.kind == "council"]
            # A number may be several councils' in registers that number alike.
            assert council in {hit.entry.node for hit in found[:4]}, notation
            codes += 1
    assert codes >= 1500


@examples(150)
@given(st.data())
def test_one_typing_error_is_forgiven(index, councils, data):
    """With a letter left out, added, changed or swapped, a council's name still finds it."""
    council = data.draw(st.sampled_from(sorted(councils, key=str)))
    word = councils[council]
    assume(len(word) >= 5)
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    wrong = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )
    found = [hit.entry.node for hit in index.find(wrong, limit=40).hits]
    assert council in found, (word, wrong)


def test_words_find_what_they_define(index):
    """Words of definitions and descriptions find terms and concepts, with the words that fit."""
    hit = next(h for h in index.find("characters from zero").hits if h.entry.kind == "term")
    assert hit.entry.node == pat("startOffset") and hit.field == "words" and "zero" in hit.text


def test_the_nearer_fit_goes_first(index):
    """Exact names go before mistyped ones and words; kinds that people look for before others."""
    level = {"code": 0, "identifier": 0, "name": 0, "other name": 0, "words": 1}
    for text in ("haringey", "performance action team", "zero stars", "commissioner"):
        ranks = [level[hit.field] for hit in index.find(text, limit=1000).hits]
        assert ranks == sorted(ranks), text
    assert index.find("birmingham").hits[0].entry.kind == "council"


@pytest.mark.parametrize(
    ("text", "council"),
    [
        ("Herefordshire, County of", "herefordshire"), ("Herefordshire County Council", "herefordshire"),
        ("Borough of Bedford Council", "bedford"), ("Metropolitan Borough of Bury", "bury"),
        ("Unitary Authority of Luton", "luton"), ("County Haringey", "haringey"),
        ("Hartlepool City", "hartlepool"), ("E08000038", "barnsley"), ("E08000039", "sheffield"),
    ],
)  # fmt: skip
def test_a_place_said_whole_goes_before_one_like_it(index, text, council):
    """Whatever kind of authority is said: Herefordshire is no Hertfordshire County Council."""
    first = index.find(text).hits[0].entry.node
    assert first.value == f"{BASE}id/council/{council}"


def test_pages_of_hits_are_parts_of_one_list(index):
    """Limit and offset cut the same list; kinds count all of it; a kind keeps just its own."""
    whole = index.find("birmingham", limit=1000)
    assert len(whole.hits) == whole.total > 80 and whole.total == sum(whole.kinds.values()) and whole.complete
    parts = [
        hit for start in range(0, whole.total, 40) for hit in index.find("birmingham", None, 40, start).hits
    ]
    assert parts == [*whole.hits]
    only = index.find("birmingham", "review", 1000)
    assert only.total == whole.kinds["review"] == len(only.hits)


def test_suggestions_begin_so(index):
    """What is typed so far completes: names that have the words, the last one begun."""
    for text, wanted in (
        ("hari", "London Borough of Haringey"),
        ("walsal", "Walsall Metropolitan Borough Council"),
    ):
        assert wanted in [hit.entry.label for hit in index.suggest(text)]
    assert {hit.entry.kind for hit in index.suggest("E0800", 5)} <= {"council", "area"}
    assert index.suggest("") == []


@examples(50)
@given(st.text(max_size=60))
def test_any_text_can_be_looked_for(index, text):
    """No text breaks the search; what is found has its kind, name and reason."""
    for hit in [*index.find(text).hits, *index.suggest(text)]:
        assert hit.entry.label and hit.field and hit.fit


def test_search_over_http(site):
    """`/search` gives typed, ranked results with reasons, as JSON and as a page; `/suggest` gives names."""
    body = site.get("/search", params={"q": "birmigham"}).json()
    first = body["results"][0]
    assert first["iri"] == f"{BASE}id/council/birmingham" and first["address"] == "/doc/council/birmingham"
    assert first["kind"] == "council" and first["why"]["fit"] == "similar"
    assert site.get(first["address"]).status_code == 200
    page = Page(site.get("/search", params={"q": "birmigham"}, headers={"Accept": "text/html"}).text)
    assert "/doc/council/birmingham" in page.links
    named = site.get("/suggest", params={"q": "hari"}).json()["suggestions"]
    assert named[0]["label"] == "London Borough of Haringey"
    assert site.get("/search").json()["results"] == []


def test_parts_over_http_say_that_they_are_parts(site):
    """`complete` and `reason` are honest, and the links lead through all that was found, once."""
    whole = site.get("/search", params={"q": "walsall", "kind": "engagement", "limit": "100"}).json()
    assert whole["complete"] and whole["reason"] is None and whole["total"] == len(whole["results"])
    address, found = "/search?q=haringey&limit=50", []
    while address:
        response = site.get(address)
        body = response.json()
        assert body["complete"] is False and body["reason"]
        found += [hit["iri"] for hit in body["results"]]
        address = response.links.get("next", {}).get("url")
    assert len(found) == len(set(found)) == body["total"] > 50
    assert site.get("/search", params={"q": "x", "kind": "counsil"}).json()["near"] == ["council"]


def test_bad_values_are_refused(site, index):
    """An overlong text, a bad limit or a bad format are each their own problem."""
    with pytest.raises(BadValue):
        index.find("x" * (LONGEST + 1))
    for params, status in (
        ({"q": "x" * (LONGEST + 1)}, 422), ({"q": "x", "limit": "-1"}, 422),
        ({"q": "x", "limit": "101"}, 422),
        ({"q": "x", "kind": "counsil"}, 422),
        ({"q": "x", "offset": "one"}, 422), ({"q": "x", "format": "xls"}, 406),
    ):  # fmt: skip
        response = site.get("/search", params=params)
        assert response.status_code == status, params
        assert response.headers["content-type"] == "application/problem+json"
    assert site.get("/suggest", params={"q": "x" * 600}).status_code == 422
    assert site.get("/search", params={"q": "x" + "\v" * LONGEST}).status_code == 422
