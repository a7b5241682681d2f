"""What a browser makes of an answer on paper: all rows, each once, and where they come from."""

import re
from io import BytesIO
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from patgraph.web.http import paging
from tests.support import browser
from tests.support.questions import NAMES

#: One of each sort of answer: a row and many, few columns and many, long words, with a chart and without, of
#: rows and of triples, as many as a page has and more.
PRINTED = (
    "areas", "council-facts", "council-of-code", "disagreements", "engagement-graph", "engagements",
    "figures", "interventions-map", "judgement-grid", "names", "record", "reviews", "special-measures",
)  # fmt: skip


def elements(node, name):
    """What is below a node of a PDF's structure and has a name there: `/TR` are the rows of its tables."""
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from elements(each, name)
    elif isinstance(node, dict):
        if node.get("/S") == name:
            yield node
        if "/K" in node:
            yield from elements(node["/K"], name)


def printed(graph, name):
    """Where all rows of a question's example are printed, and how many those are."""
    query = graph.queries[name]
    total = query.ask(graph.store, query.example).total
    # A page that cannot have all rows says where all are: there they are printed.
    whole = "" if total <= paging.PAGE else "/print"
    return f"/queries/{name}{whole}?{urlencode(query.example)}".rstrip("?"), total


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_page_that_is_printed_has_every_row_of_the_answer(app, graph, name):
    """Of each question's example: each row with its passages below it where they are printed at all, and the
    citation.
    """
    address, total = printed(graph, name)
    page = TestClient(app).get(address, headers={"Accept": "text/html"}).text
    table = re.search(r'<table class="answer.*?</table>', page, re.S)[0]
    assert table.count("<tr>") + table.count("<tr ") - 1 == total * (2 if total <= paging.MOST_CITED else 1)
    assert "patgraph editors (" in page and graph.version[:12] in page


@pytest.mark.browser
@browser.needed
@pytest.mark.parametrize("name", PRINTED)
def test_the_pdf_has_every_row_of_the_page(service, graph, tab, name):
    """The PDF of an answer of each sort has as many rows as the page, each with its passages, and the
    citation.
    """
    address, total = printed(graph, name)
    tab.open(f"{service.url}{address}")
    pdf = PdfReader(BytesIO(tab.pdf()))
    (table,) = elements(pdf.root_object["/StructTreeRoot"]["/K"], "/Table")
    rows = len(list(elements(table, "/TR"))) - 1
    assert rows == total * (2 if total <= paging.MOST_CITED else 1)
    texts = (" ".join(page.extract_text().split()) for page in reversed(pdf.pages))
    assert any("patgraph editors (" in text and graph.version[:12] in text for text in texts)
