"""Names in our own texts are marked as such on pages, by no sign that a reader has to know."""

import re

import pytest

from patgraph.web.pages import _prose
from tests.support.kinds_of_page import PAGES
from tests.support.page import Page

#: What stands there as it was written, to be read by programs.
_WRITTEN = re.compile(r"<(script|style|pre|code|textarea)\b.*?</\1>", re.DOTALL)


def test_names_are_links_or_code():
    """A question leads to its page; a parameter or column is code; half a name stands without a mark."""
    assert _prose({"gaps"}, "see `gaps`, `since` & `cou") == (
        'see <a href="/queries/gaps">gaps</a>, <code>since</code> &amp; cou'
    )


@pytest.mark.parametrize("address", [*PAGES.values(), "/search?q=views", "/concept/role"])
def test_no_page_shows_the_signs_around_a_name(site, address):
    """Whatever kind of page it is, also where it shows what columns, rules or results of a search say."""
    page = Page(_WRITTEN.sub("", site.get(address, headers={"Accept": "text/html"}).text))
    assert page.text and "`" not in page.text


def test_what_nobody_may_overlook_is_read_like_the_rest(site, graph):
    """The line above an answer has its names as the description has them, in every question."""
    marked = {name: query.caveat for name, query in graph.queries.items() if "`" in query.caveat}
    assert marked
    for name in marked:
        page = site.get(f"/queries/{name}", headers={"Accept": "text/html"}).text
        assert "`" not in Page(_WRITTEN.sub("", page)).text, name
