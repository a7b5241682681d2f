"""Comparing: councils or firms side by side say what the questions say of each, with the passages."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from pyoxigraph import NamedNode

from patgraph.errors import BadInput
from patgraph.names import BASE
from patgraph.web.comparisons.compared import SideQuestion, check_comparisons, read_comparisons
from patgraph.web.routes.compare_tables import CompareTables
from tests.support.page import BROKEN, Page

HTML = {"Accept": "text/html"}
TWO = "/compare?council=haringey&council=walsall"
#: Of a kind things that sources speak of much, little and hardly, and the parameter's texts for them.
COMPARED = {"council": ("haringey", "walsall", "wigan", "bedford"), "firm": ("kpmg", "deloitte-and-touche")}
FILE = """council:
  one: council
  many: councils
  class: pat:LocalAuthority
  of: council
  sides:
    - {question: star-history, title: Stars, parameter: council, say: "{{ stars }}", %s}
"""


def nodes_of(kind):
    """The things that are compared of a kind."""
    space = {"council": "council", "firm": "organisation"}[kind]
    return [NamedNode(f"{BASE}id/{space}/{name}") for name in COMPARED[kind]]


@pytest.fixture(scope="module")
def tables(graph):
    """What makes tables of the graph."""
    return CompareTables(graph, graph.things)


@pytest.fixture(scope="module")
def page(site):
    """The page of two councils."""
    reply = site.get(TWO, headers=HTML)
    assert reply.status_code == 200
    return reply.text


@pytest.mark.parametrize("kind", COMPARED)
def test_each_statement_is_a_row_of_its_question_and_says_where_it_is_from(graph, tables, kind):
    """Of each question as many rows are told as it has of these things; none is shown of another thing, and
    each statement has a passage, or says why there is none.
    """
    comparison, nodes = read_comparisons()[kind], nodes_of(kind)
    found = {side.title: side for side in tables.sides(comparison, nodes)}
    assert len(found) > 3
    for part in comparison.sides:
        query, of = graph.queries[part.question], part.of or comparison.of
        taken = {
            text
            for node, text in zip(nodes, COMPARED[kind], strict=True)
            if not part.parameter or node in dict(query.parameters[part.parameter].options(graph.store))
        }
        values = {part.parameter: sorted(taken)} if part.parameter else {}
        rows = [row for row in graph.query(part.question, **values)]
        if not part.each:
            rows = [row for row in rows if NamedNode(row[of] or BASE) in nodes]
        if part.title not in found:
            assert not rows
            continue
        side = found[part.title]
        assert side.total == len(rows) and side.shown == min(len(rows), part.most), part.title
        for line in side.lines:
            assert len(line.cells) == len(nodes) and any(line.cells)
            assert all(said.words and (said.passages or said.reason) for cell in line.cells for said in cell)


@pytest.mark.slow
@pytest.mark.parametrize("kind", COMPARED)
def test_every_row_of_every_thing_has_words(graph, tables, kind):
    """What a cell says is whole for each row that a question has of any thing that can be compared, whatever
    the row lacks.
    """
    comparison = read_comparisons()[kind]
    for part in comparison.sides:
        query = graph.queries[part.question]
        required = query.parameters[part.parameter] if part.parameter else None
        named = [node for node, _ in required.options(graph.store)] if required and required.required else []
        # Some ask for one thing only.
        asked = [{part.parameter: [node]} for node in named] if part.each else [{part.parameter: named}]
        for terms in asked if named else [{}]:
            answer = query.whole(graph.store, terms)
            for row, told in zip(answer.rows, answer.in_words().rows, strict=True):
                said = part.words.render(tables._values(query, row, told))
                assert said and not BROKEN.search(said), (part.title, said)


def test_a_cell_has_what_its_question_says_of_that_council(graph, tables):
    """The stars of each council by the year are those of the question, in its own column, and in order."""
    nodes = nodes_of("council")
    stars = tables.sides(read_comparisons()["council"], nodes)[0]
    wanted = Counter()
    for row in graph.query("star-history", council=list(COMPARED["council"])):
        if row["date"] and row["dateEarliest"][:4] == row["dateLatest"][:4]:
            wanted[row["council"], row["dateLatest"][:4], row["stars"]] += 1
    words = {"no stars": 0, "1 star": 1, "2 stars": 2, "3 stars": 3}
    shown = Counter(
        (node.value, str(line.head), words[re.match(r"no stars|\d stars?", said.words)[0]])
        for line in stars.lines
        if re.fullmatch(r"\d{4}", line.head)
        for node, cell in zip(nodes, line.cells, strict=True)
        for said in cell
    )
    assert shown == wanted
    heads = [str(line.head) for line in stars.lines]
    assert heads == sorted(heads)


def test_facts_are_one_value_of_each(graph, tables):
    """A question whose columns stand as facts has one row of a thing at most, whichever that is; a fact is
    that of the question, and a thing of which it has no row has none.
    """
    for comparison in read_comparisons().values():
        for part in comparison.facts:
            column = graph.query(part.question)[part.of or comparison.of]
            assert max(Counter(filter(None, column)).values()) == 1, part.question
    nodes = nodes_of("council")
    found = tables.facts(read_comparisons()["council"], nodes)
    told = {str(line.head): line.cells for side, _ in found for line in side.lines}
    assert [str(cell[0].words) for cell in told["GSS code"]] == [
        row["gssCode"] for node in nodes for row in graph.query("councils") if row["council"] == node.value
    ]
    assert [len(cell) for cell in told["stars before"]] == [1, 1, 0, 0]
    assert all(any(said and (said.passages or said.reason) for said in behind) for _, behind in found)


def test_the_page_leads_to_the_same_as_answers_and_pictures(site, page):
    """Each question has its own page, its CSV and its picture with the same councils; passages and disputes
    are linked, and nothing is named twice.
    """
    found = Page(page)
    assert "/doc/council/haringey" in found.links and "/doc/council/walsall" in found.links
    asked = "?council=haringey&council=walsall"
    assert f"/queries/record{asked}" in found.links and f"/queries/record.csv{asked}" in found.links
    assert "/doc/disagreement/haringey-started" in found.links
    pictures = [image["src"] for image in found.all("img")]
    assert any(src.startswith(f"/queries/star-history.svg{asked}") for src in pictures)
    assert all(site.get(src).status_code == 200 for src in pictures)
    kept = next(link for link in found.links if link.startswith("/queries/councils.csv?"))
    assert site.get(kept).text.count("\n") == 3
    assert len(page.encode()) < 110_000


def test_the_address_is_short_and_can_be_kept(site):
    """Names, codes and empty fields lead to the short address; it has a tag, and one for good that names the
    version; another version is not served under it.
    """
    given = {"council": ["London Borough of Haringey", " E08000030", "", "haringey"], "x": []}
    reply = site.get("/compare", params=given, headers=HTML)
    assert (reply.status_code, reply.headers["location"]) == (303, TWO)
    reply = site.get(TWO, headers=HTML)
    assert reply.headers["cache-control"] == "public, no-cache"
    again = site.get(TWO, headers=HTML | {"If-None-Match": reply.headers["etag"]})
    assert again.status_code == 304
    permanent = re.search(r'<link rel="cite-as" href="([^"]*)"', reply.text)[1].replace("&amp;", "&")
    assert f"<{permanent}>" in reply.headers["link"]
    kept = site.get(permanent, headers=HTML)
    assert kept.status_code == 200 and "immutable" in kept.headers["cache-control"]
    assert site.get(f"{TWO}&version={'0' * 64}", headers=HTML).status_code == 410


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("council=haringey", "Only one council is given; name two to six"),
        ("council=&council=", "No council is given; name two to six"),
        ("council=haringey&council=haringey", "All that is given is one council; name another"),
        ("council=haringey&council=London+Borough+of+Haringey", "All that is given is one council"),
        ("&".join(f"council={n}" for n in range(7)), "7 councils are given, which is too many"),
        ("council=haringey&firm=kpmg", "councils or firms: they are not compared with each other"),
        ("council=haringey&council=harrow&colour=red", "no parameter &#39;colour&#39;"),
        ("with=person/max-caller", "nothing that can be compared"),
        (
            "firm=kpmg&firm=deloit",
            "firm: no consultancy is called &#39;deloit&#39;; did you mean deloitte-and-touche?",
        ),
        ("council=haringey&council=" + "x" * 300, "too long"),
    ],
)
def test_what_cannot_be_compared_is_said_in_words(site, query, said):
    """Too few, too many, of two kinds, unknown: a page says so with status 422, and no cache keeps it."""
    reply = site.get(f"/compare?{query}", headers=HTML)
    assert reply.status_code == 422 and said in reply.text and "<title>Error" in reply.text
    assert "public" not in reply.headers.get("cache-control", "")


@pytest.mark.parametrize("accept", ["application/json", "text/csv", "*/*"])
@pytest.mark.parametrize(
    ("query", "said", "parameter"),
    [
        ("council=haringey", "Only one council is given", "council"),
        ("council=haringey&council=haringey", "All that is given is one council; name another", "council"),
        ("council=", "No council is given; name two to six to compare", "council"),
        ("council=haringey&council=atlantis", "council: no council is called 'atlantis'; give", "council"),
        ("firm=kpmg&firm=deloit", "firm: no consultancy is called 'deloit'; did you mean", "firm"),
        ("council=haringey&firm=kpmg", "they are not compared with each other", "council"),
    ],
)
def test_who_wants_no_page_gets_the_problem(site, query, said, parameter, accept):
    """Only readers get the form with what is wrong; others a problem document, as from every address, in the
    words of the questions.
    """
    reply = site.get(f"/compare?{query}", headers={"Accept": accept})
    assert reply.headers["content-type"] == "application/problem+json" and reply.status_code == 422
    assert said in reply.json()["detail"] and reply.json()["parameter"] == parameter
    if "deloit" in query:
        assert reply.json()["near"][0] == "deloitte-and-touche"
        asked = site.get("/queries/engagements.json?consultancy=deloit").json()["detail"]
        assert asked.partition(": ")[2] == reply.json()["detail"].partition(": ")[2]


def test_a_wrong_name_is_told_at_its_field_with_near_ones(site):
    """The field of a mistyped name says so, and offers the address that has the near name instead."""
    text = site.get("/compare?council=walsal&council=haringey", headers=HTML).text
    field = re.search(r'<input id="council-1"[^>]*>', text)[0]
    assert 'value="walsal"' in field and 'aria-describedby="council-1-fault"' in field
    assert 'id="council-1-fault"' in text and 'id="council-2-fault"' not in text
    assert "/compare?council=walsall&amp;council=haringey" in text


def test_comparing_begins_at_a_thing_and_at_a_question(site):
    """The page of a council, of a firm, and a question that takes several lead to the form, or, with several
    chosen, to the comparison; a person is not compared. The form has what one came from.
    """
    pages = {
        "/doc/council/wigan": "/compare?with=council/wigan",
        "/doc/organisation/kpmg": "/compare?with=organisation/kpmg",
        "/queries/star-history?council=haringey&council=walsall": TWO.replace("&", "&amp;"),
        "/queries/star-history?council=haringey": "/compare?with=council/haringey",
        "/queries/engagements": 'href="/compare"',
    }
    for address, link in pages.items():
        assert link in site.get(address, headers=HTML).text, address
    assert "/compare?" not in site.get("/doc/person/max-caller", headers=HTML).text
    assert 'value="Wigan' in site.get("/compare?with=council/wigan", headers=HTML).text


def test_the_form_is_a_form(site):
    """It has six labelled fields with all councils to choose from, and firms to mark; what it sends is
    understood.
    """
    found = Page(site.get("/compare", headers=HTML).text)
    fields = [a for a in found.all("input") if a.get("name") == "council"]
    assert len(fields) == 6 and all(a["list"] == "council-names" for a in fields)
    assert len(found.all("option")) > 160
    marks = [a["value"] for a in found.all("input") if a.get("type") == "checkbox"]
    assert {"kpmg", "deloitte-and-touche"} <= {*marks}
    reply = site.get("/compare", params={"firm": marks[:2]}, headers=HTML)
    assert reply.status_code == 200 and urlsplit(str(reply.url)).path == "/compare"


def test_the_file_is_checked(graph, tmp_path):
    """It speaks of questions, columns, parameters and charts that there are; a line, a word or a parameter
    that there is not is told with the place.
    """
    parts = [p for comparison in read_comparisons().values() for p in (*comparison.facts, *comparison.sides)]
    assert {part.question for part in parts} <= graph.queries.keys()
    check_comparisons(read_comparisons(), graph.queries)
    path = tmp_path / "strange.yaml"
    path.write_text(FILE % "strange: 1")
    with pytest.raises(BadInput, match=r"council\.sides\.0\.strange"):
        read_comparisons(path)
    for place, (change, wrong) in enumerate(
        (
            ({"line": "colour"}, "column colour"),
            ({"say": "{{ colour }}"}, "says colour"),
            ({"say": "{{"}, "star-history"),
            ({"parameter": "colour"}, "parameter 'colour'"),
            ({"line": "stars", "by": "year"}, "no column of dates"),
            (
                {"question": "sources", "of": "document", "parameter": "", "say": "", "chart": True},
                "no chart",
            ),
        )
    ):
        path = tmp_path / f"{place}.yaml"
        path.write_text(FILE % "most: 5")
        found = read_comparisons(path)
        side = SideQuestion(**(found["council"].sides[0].model_dump() | change))
        changed = {"council": found["council"].model_copy(update={"sides": (side,)})}
        with pytest.raises(BadInput, match=wrong):
            check_comparisons(changed, graph.queries)


def test_small_multiples_stand_for_themselves(site):
    """The records of several councils share the years, and each has its own names."""
    view = site.get("/queries/record.vl.json?council=haringey&council=walsall").json()["vconcat"][0]
    assert view["facet"]["field"] == "councilLabel" and "resolve" not in view["spec"]
    assert view["resolve"] == {"scale": {"y": "independent"}}
