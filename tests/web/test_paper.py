"""What a browser makes of an answer on paper: all rows, each once, and where they come from."""

from io import BytesIO
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader

from patgraph.web.http import paging
from tests.support import browser
from tests.support.questions import NAMES

pytestmark = [pytest.mark.browser, browser.needed]


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


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_has_every_row_of_the_answer(service, site, graph, tab, name):
    """The PDF of each question's example has as many rows as the answer, each with its passages below it
    where they are printed at all, and the citation.
    """
    asked = f"?{urlencode(graph.queries[name].example)}".rstrip("?")
    total = int(site.head(f"/queries/{name}.csv{asked}").headers["X-Total-Count"])
    # A page that cannot have all rows says where all are: there they are printed.
    whole = "" if total <= paging.PAGE else "/print"
    tab.open(f"{service.url}/queries/{name}{whole}{asked}")
    pdf = PdfReader(BytesIO(tab.pdf()))
    (table,) = elements(pdf.root_object["/StructTreeRoot"]["/K"], "/Table")
    rows = len(list(elements(table, "/TR"))) - 1
    assert rows == total * (2 if total <= paging.MOST_CITED else 1)
    texts = (" ".join(page.extract_text().split()) for page in reversed(pdf.pages))
    assert any("patgraph editors (" in text and graph.version[:12] in text for text in texts)
