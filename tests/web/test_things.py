"""Things: names lead to documents, documents say all that the graph says, pages show who says so."""

import random

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat
from rdflib.compare import isomorphic
from starlette.requests import Request

from patgraph.dataset.resolution.disagreements import compatible
from patgraph.dataset.resolution.passage_lists import LISTED
from patgraph.dataset.resolution.standings import LOOKED_UP
from patgraph.names import BASE, ID_KINDS, pat, term
from patgraph.rdf import Dataset
from patgraph.store import snapshot
from patgraph.web.http import replies
from patgraph.web.routes.disagreement_page import disagreement_values
from tests.support.page import Page
from tests.support.service import serving

TRIPLES = ("ttl", "nt", "rdf", "jsonld")
RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


@pytest.fixture(scope="module")
def things(graph):
    """What the graph says of things."""
    return graph.things


@pytest.fixture(scope="module")
def some(graph):
    """Two things of each kind."""
    chance = random.Random(4)
    found = []
    for kind in ID_KINDS:
        names = graph.store.names(f"{BASE}id/{kind}/")
        found += chance.sample(names, min(2, len(names)))
    return [name.removeprefix(f"{BASE}id/") for name in found]


def test_names_lead_to_documents(site, some):
    """`/id/…` is 303 to `/doc/…`, also where a slug has a slash, and keeps a format that was asked for."""
    assert any(name.count("/") == 2 for name in some)
    for name in some:
        response = site.get(f"/id/{name}")
        assert response.status_code == 303
        assert response.headers["location"] == f"/doc/{name}"
    assert site.get("/id/council/haringey.ttl").headers["location"] == "/doc/council/haringey.ttl"


def test_documents_agree_in_every_format(site, some):
    """The four formats of triples say the same, for every kind of thing."""
    for name in some:
        graphs = []
        for form in TRIPLES:
            response = site.get(f"/doc/{name}.{form}")
            assert response.status_code == 200
            assert response.headers["content-type"].split(";")[0] == replies.MEDIA[form]
            graphs.append(rdflib.Graph().parse(data=response.content, format=RDFLIB[form]))
        assert all(isomorphic(graphs[0], other) for other in graphs[1:]), name


def test_documents_say_all_and_nothing_else(site, some, graph):
    """A document has every statement of the view about a thing and every one that points at it, and but
    for what it says of itself only statements of the view. Lists to look words up in are left out.
    """
    view = graph.store.view
    for name in some:
        node = NamedNode(f"{BASE}id/{name}")
        said = pyoxigraph.parse(site.get(f"/doc/{name}.nt").content, format=RdfFormat.N_TRIPLES)
        said = {quad.triple for quad in said}
        named = {t for t in said if isinstance(t.subject, NamedNode)}
        wanted = {
            q.triple
            for q in [*graph.store.quads(node, graph=view), *graph.store.quads(object=node, graph=view)]
            if q.predicate != LISTED
        }
        of_itself = {t for t in named if t.subject.value.startswith(f"{BASE}doc/")}
        assert wanted <= said, name
        assert all(any(graph.store.quads(*t, view)) for t in named - of_itself), name
        assert term("foaf:primaryTopic") in {t.predicate for t in of_itself}


def test_trig_keeps_evidence_apart(site, graph):
    """In TriG each passage's statements about a thing stand in its own graph; a passage has all of its."""
    node = NamedNode(f"{BASE}id/engagement/birmingham-1")
    content = site.get("/doc/engagement/birmingham-1.trig").content
    found = {q for q in pyoxigraph.parse(content, format=RdfFormat.TRIG) if "/passage/" in str(q.graph_name)}
    stated = {q for q in graph.store.quads(node) if "/passage/" in q.graph_name.value}
    assert stated and stated <= found
    passage = "passage/dh-2004/birmingham-1-eight-months"
    quads = set(pyoxigraph.parse(site.get(f"/doc/{passage}.trig").content, format=RdfFormat.TRIG))
    assert set(graph.store.quads(graph=NamedNode(f"{BASE}id/{passage}"))) <= quads


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/turtle", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/ld+json;q=0.5, application/rdf+xml;q=0.9", "application/rdf+xml"),
        ("application/trig", "application/trig"),
        ("text/turtle;charset=utf-8", "text/turtle"),
        ("application/json", "application/ld+json"),
        ("text/turtle;q=0, application/n-triples;q=0.1", "application/n-triples"),
    ],
)
def test_accept_chooses_the_document(site, accept, wanted):
    """Documents are negotiated with q-values, vary by Accept, and name their other formats."""
    response = site.get("/doc/council/haringey", headers={"Accept": accept})
    assert response.headers["content-type"].split(";")[0] == wanted
    assert "accept" in response.headers["vary"].lower()
    assert 'rel="alternate"' in response.headers["link"] and 'rel="describes"' in response.headers["link"]


@given(st.dictionaries(st.sampled_from(replies.DOCUMENTS), st.integers(1, 1000), min_size=1), st.randoms())
def test_the_highest_weight_wins(weights, chance):
    """Whatever the order of an Accept header, the highest q is given, the earlier of equals."""
    items = [f"{replies.MEDIA[form]};q={q / 1000:.3f}" for form, q in weights.items()]
    chance.shuffle(items)
    request = Request(
        {"type": "http", "headers": [(b"accept", ", ".join(items).encode())], "query_string": b""}
    )
    best = max(weights.values())
    assert replies.choose(request, None, replies.DOCUMENTS) == next(
        form for form in replies.DOCUMENTS if weights.get(form) == best
    )


def test_what_nothing_is_called_is_404_with_near_names(site):
    """An unknown name is a problem that names near ones; a reader gets a page with links to them."""
    for place in ("/id/council/harringey", "/doc/council/harringey", "/doc/council/harringey.ttl"):
        response = site.get(place)
        assert response.status_code == 404
        assert response.headers["content-type"] == "application/problem+json"
        assert "haringey" in response.json()["detail"]
        assert f"{BASE}id/council/haringey" in response.json()["near"]
    page = site.get("/doc/council/harringey", headers={"Accept": "text/html"})
    assert page.status_code == 404 and "/doc/council/haringey" in Page(page.text).links
    for place in (
        "/doc/nothing/x",
        "/doc/council/a b",
        "/doc/council/%22%3E",
        "/doc/council/%00",
        "/id/date/",
        "/doc/council/.ttl",
    ):
        assert site.get(place).status_code == 404
    assert site.get("/doc/council/haringey", headers={"Accept": "image/png"}).status_code == 406
    assert site.get("/doc/council/haringey?format=xls").status_code == 406


def test_a_page_shows_who_says_what(site, things):
    """A page has every value that a passage gives, taken or not, with its passages and disagreements."""
    node = NamedNode(f"{BASE}id/engagement/birmingham-1")
    page = Page(site.get("/doc/engagement/birmingham-1.html").text)
    claims = [claim for p in things.says(node) for claim in p.claims]
    assert any(not claim.taken for claim in claims)
    for claim in claims:
        for passage in claim.passages:
            assert f"/doc/{passage.value.removeprefix(f'{BASE}id/')}" in page.links
        if claim.passages:
            assert things.label(claim.value) in page.text or claim.value.value in ("true", "false")
    for nodes in things.disagreements(node).values():
        for found in nodes:
            assert f"/doc/{found.value.removeprefix(f'{BASE}id/')}" in page.links
    assert "not taken" in page.text and "sources differ" in page.text
    for (_, _), subjects in things.pointing(node).items():
        for subject in subjects:
            assert things.label(subject) in page.text


def test_taken_is_what_the_view_says(things, graph):
    """A value is marked taken where the view has it; what the build found for questions is not listed."""
    left_out = LOOKED_UP | {LISTED}
    for name in ("engagement/haringey", "council/birmingham", "star-rating/birmingham-2002-05",
                 "document/dh-2004"):  # fmt: skip
        node = NamedNode(f"{BASE}id/{name}")
        taken = {(p.iri, c.value) for p in things.says(node) for c in p.claims if c.taken}
        viewed = {(q.predicate, q.object) for q in graph.store.quads(node, graph=graph.store.view)}
        assert taken == {(property_, value) for property_, value in viewed if property_ not in left_out}


def test_passages_have_neighbours_in_the_order_of_the_text(things, site):
    """Going from neighbour to neighbour visits each passage of a document once, by offset."""
    document = NamedNode(f"{BASE}id/document/cc-2004-11")
    passages = things.passages(document)
    walked = [passages[0]]
    while following := things.neighbours(walked[-1])[1]:
        assert things.neighbours(following)[0] == walked[-1]
        walked.append(following)
    assert walked == passages and len(set(walked)) == len(walked)
    offsets = [int(things.value(p, pat("startOffset")).value) for p in walked]
    assert offsets == sorted(offsets)
    page = site.get(f"/doc/{passages[1].value.removeprefix(f'{BASE}id/')}.html").text
    assert 'rel="prev"' in page and 'rel="next"' in page


def test_a_disagreement_shows_its_sides(site, things, graph):
    """Each candidate stands on the page of its disagreement, with what it says."""
    for name in ("birmingham-1-ended", "birmingham-1-duration"):
        node = NamedNode(f"{BASE}id/disagreement/{name}")
        page = Page(site.get(f"/doc/disagreement/{name}.html").text)
        for passage in things.values(node, pat("candidate")):
            assert f"/doc/{passage.value.removeprefix(f'{BASE}id/')}" in page.links
        assert "taken" in page.text


def test_of_a_name_the_thing_and_what_can_be_asked_stand_first(site):
    """Who searches for a council sees it, then what can be asked about it, and all else found below; on the
    next pages, and of a sentence, nothing stands between.
    """
    text = Page(site.get("/search?q=Haringey", headers={"Accept": "text/html"}).text).text
    places = [text.index(part) for part in ("London Borough of Haringey", "What can be asked about it",
                                            "What is the whole record of a council", "Other things found",
                                            "Performance action team in Haringey")]  # fmt: skip
    assert places == sorted(places) and text.count("London Borough of Haringey") == 1
    for other in ("Haringey&offset=20", "who+advised+Walsall"):
        text = Page(site.get(f"/search?q={other}", headers={"Accept": "text/html"}).text).text
        assert "Other things found" not in text, other


def test_a_search_leads_to_what_the_sources_dispute(site):
    """An answer in words leads to the disagreements that its rows rest on; one without any to none."""
    found = Page(site.get("/search?q=Haringey+team+began", headers={"Accept": "text/html"}).text)
    assert "/doc/disagreement/haringey-started" in found.links and "Here the sources differ" in found.text
    found = Page(site.get("/search?q=area+of+Walsall", headers={"Accept": "text/html"}).text)
    assert "Here the sources differ" not in found.text


def test_why_a_value_is_taken_names_the_documents(site, things, graph):
    """The start of Haringey's team: the page says which document gives what is taken, which fits it and which
    is against it; of every record what fits is not what is taken, and agrees with it.
    """
    page = Page(site.get("/doc/disagreement/haringey-started.html").text)
    why = page.text[page.text.index("Why end of October 2002 is taken") : page.text.index("Side by side")]
    said, fits, against = (why.index(words) for words in ("It is said by", "What fits it", "Against it"))
    assert said < why.index("Review of performance action teams") < fits
    assert fits < why.index("Community Care, 16 January 2004") < against < why.index("Annexe 4")
    row = page.text[page.text.index("Community Care, 16 January 2004, paragraph 19") :]
    review = "Review of performance action teams (Department of Health, 2004)"
    assert row.index("fits what is taken") < row.index(f"{review}, Profile of London Borough of Haringey")
    for name in graph.store.names(f"{BASE}id/disagreement/"):
        reason = disagreement_values(things, NamedNode(name))["reason"]
        for _, value in reason.fit if reason else ():
            assert value != reason.value and compatible(value, reason.value), name


def test_documents_can_be_kept(site):
    """An ETag answers 304 until the version changes, and tells formats apart."""
    one = site.get("/doc/council/haringey.ttl")
    again = site.get("/doc/council/haringey.ttl", headers={"If-None-Match": one.headers["etag"]})
    assert again.status_code == 304 and not again.content and again.headers["etag"] == one.headers["etag"]
    other = site.get("/doc/council/haringey.nt", headers={"If-None-Match": one.headers["etag"]})
    assert other.status_code == 200
    head = site.head("/doc/council/haringey.ttl")
    assert head.status_code == 200 and not head.content and head.headers["etag"] == one.headers["etag"]


@pytest.fixture(scope="module")
def elsewhere(small_dataset, tmp_path_factory):
    """A server of the small graph under another base, with texts at hand whose words are easy to know."""
    directory = tmp_path_factory.mktemp("elsewhere")
    moved = Dataset(small_dataset.quads, "http://graph.example.org/kg/")
    snapshot.write_snapshot(moved, directory / "store")
    (directory / "texts").mkdir()
    (directory / "texts" / "note-2004.txt").write_text("Quokka " * 2000)
    with serving(directory / "store", "--sources", directory / "texts") as service:
        yield service.client


def test_names_stay_and_links_are_local_under_another_base(elsewhere):
    """Under `--base` the RDF has the new names, the terms keep theirs, and pages link to this server."""
    base = "http://graph.example.org/kg/"
    for place in ("/id/council/haringey", "/id/passage/note-2004/began"):
        assert elsewhere.get(place).status_code == 303
    text = elsewhere.get("/doc/council/haringey.nt").text
    assert f"<{base}id/council/haringey>" in text and f"{BASE}id/" not in text and pat("area").value in text
    for place in ("/doc/council/haringey.html", "/doc/passage/note-2004/began.html",
                  "/concept/role.html", "/def.html", "/graph", "/search?q=haringey&format=html"):  # fmt: skip
        links = Page(elsewhere.get(place).text).links
        assert not [link for link in links if link.startswith((base, BASE))], place
        assert any(link.startswith(("/doc/", "/concept/", "/def/", "/graph/")) for link in links)
    assert elsewhere.get("/concept/role/assistant-director.ttl").status_code == 200
    assert f"<{base}graph/view>" in elsewhere.get("/graph/view.nq").text[-2000:]


def test_words_are_shown_and_never_given_away_whole(elsewhere):
    """With source texts at hand a passage's page and document have its words; no graph or dump has any."""
    page = elsewhere.get("/doc/passage/note-2004/began.html").text
    assert "<blockquote>" in page and "Quokka" in page
    assert "Quokka" in elsewhere.get("/doc/passage/note-2004/began.ttl").text
    found = elsewhere.get("/search", params={"q": "quokka"}).json()["results"]
    assert found and {hit["kind"] for hit in found} == {"passage"}
    for place in ("/graph/view.nq", "/graph/document/note-2004.trig", "/doc/document/note-2004.trig"):
        assert "Quokka" not in elsewhere.get(place).text


def test_no_dump_has_words(small_graph):
    """Dumps of a graph that shows words hold none, and are those of the graph without them."""
    from patgraph import Graph
    from patgraph.exports.dumps import _without_words
    from patgraph.exports.export import rdf
    from patgraph.store.embedded import in_memory

    nquads = rdf(small_graph, "nquads")
    passage = next(iter(small_graph.store.quads(None, pat("inDocument"))))
    quote = pyoxigraph.Quad(
        passage.subject, pat("quote"), pyoxigraph.Literal("Quokka"), small_graph.store.view
    )
    shown = Graph(in_memory(nquads, small_graph.version, also=[quote]), small_graph.queries)
    assert b"Quokka" in rdf(shown, "nquads")
    assert rdf(_without_words(shown), "nquads") == nquads
