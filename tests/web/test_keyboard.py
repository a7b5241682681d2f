"""Pages by keyboard: what is done with it; that it reaches all of every kind of page is in `test_looks`."""

import pytest

from tests.support import browser
from tests.support.walk import faults

pytestmark = [pytest.mark.browser, browser.needed]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("tabIndex = 1", "not from above to below"),
        ("style.outline = 'none'", "not seen to be at"),
        ("style.position = 'fixed', link.style.left = '-999px'", "out of the window"),
        ("onblur = () => link.focus()", "to reach, reached"),
    ],
)
def test_a_page_that_is_hard_to_walk_is_noticed(service, tab, fault, said):
    """A link that comes first, is not marked, is nowhere to be seen or keeps the focus is a fault."""
    tab.look(1280, 900)
    tab.open(f"{service.url}/about")
    tab.evaluate(f"const link = document.querySelector('main a'); link.{fault}")
    assert any(said in found for found in faults(tab))


def test_what_is_reached_is_done_by_keys(service, tab):
    """The first stop leads past the navigation, a fold opens and closes, a column is sorted, a value chosen,
    a name searched for and a query run, each with the keys that browsers have for it.
    """
    tab.look(1280, 900)
    tab.open(f"{service.url}/queries/engagements")
    tab.press("Tab")
    tab.press("Enter")
    assert tab.evaluate("location.hash") == "#main"
    tab.press("Tab")
    assert tab.evaluate("document.activeElement.closest('main') !== null") is True
    fold = "document.querySelector('.head')"
    tab.evaluate(f"{fold}.querySelector('summary').focus()")
    for key, state in ((" ", True), ("Enter", False), ("Enter", True)):
        tab.press(key)
        assert tab.evaluate(f"{fold}.open") is state
    tab.press("Tab")
    tab.follow("Enter")
    assert tab.evaluate("location.search") == "?sort=engagement"
    tab.evaluate(f"{fold}.open = true; {fold}.querySelector('select').focus()")
    tab.press("S")
    tab.press("Tab")
    tab.follow("Enter")
    assert "where.engagement=Second+performance+action+team" in tab.evaluate("location.search")
    tab.evaluate("document.getElementById('search-box').focus()")
    for letter in "walsall":
        tab.press(letter)
    tab.follow("Enter")
    assert tab.evaluate("location.pathname + location.search") == "/search?q=walsall"
    tab.open(f"{service.url}/sparql?query=ASK+%7B%7D")
    tab.evaluate("[...document.querySelectorAll('main form button')][0].focus()")
    tab.follow("Enter")
    assert tab.evaluate("location.pathname") == "/sparql"
