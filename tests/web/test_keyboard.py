"""Pages by keyboard: all that can be done is reached, in the order of reading, seen there, and left again."""

import pytest

from tests.support import browser
from tests.support.kinds_of_page import FEW, PAGES, UNFOLD

pytestmark = [pytest.mark.browser, browser.needed]

#: What a page has to reach, in the order of the document: links, buttons, fields, what folds, what scrolls.
#: From now on it keeps where the focus comes to: which of them, whether it is seen to be there (the editor
#: shows it around its field), whether it is in the window, and how far down the part of the page stands that
#: it is in; what comes before the content is above all of it, what comes after it is below.
_BEGIN = """(() => {
  // A walk begins at the beginning, wherever one before it has ended.
  removeEventListener('focusin', window.noted);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const stops = [...document.querySelectorAll(all)].filter(each =>
    each.tabIndex >= 0 && !each.disabled && each.checkVisibility({visibilityProperty: true}));
  window.walk = [];
  window.noted = ({target}) => {
    const style = getComputedStyle(target.closest('.CodeMirror-focused') ?? target);
    // A browser's own ring is called `auto`, whatever its width is said to be.
    const ring = style.outlineStyle === 'auto' || parseFloat(style.outlineWidth) >= 2;
    const box = target.getBoundingClientRect(), part = target.closest('main > *, .pictured > *');
    const after = document.querySelector('footer')?.contains(target);
    walk.push({
      stop: stops.indexOf(target), marked: ring && style.outlineStyle !== 'none',
      inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      down: part ? Math.round(part.getBoundingClientRect().top + scrollY) : after ? 1e9 : -1,
    });
  };
  addEventListener('focusin', noted);
  return stops.map(each => each.outerHTML.slice(0, 120));
})()"""


def faults(tab):
    """What is wrong with a walk through the page that is there."""
    stops = tab.evaluate(_BEGIN)
    # One more than there are: it leaves the page, or is at its beginning again.
    tab.press("Tab", len(stops) + 1)
    walk = tab.evaluate("walk")
    if walk[len(stops) :] and walk[-1]["stop"] != 0:
        yield f"the focus is kept at {walk[-1]}"
    walk = walk[: len(stops)]
    reached = [focus["stop"] for focus in walk]
    if sorted(reached) != list(range(len(stops))):
        yield f"{len(stops)} to reach, reached {reached}"
    yield from (f"not seen to be at {stops[focus['stop']]}" for focus in walk if not focus["marked"])
    yield from (f"out of the window: {stops[focus['stop']]}" for focus in walk if not focus["inside"])
    # Within a part of the page as they are written; parts as they stand one below the other.
    order = [(focus["down"], focus["stop"]) for focus in walk]
    if order != sorted(order):
        yield f"not from above to below: {order}"


def test_every_action_is_reached_in_the_order_of_reading(service, tab):
    """With Tab alone each link, button and field of every kind of page is reached once, from above to below,
    is marked and in the window when it is, and the page is left after the last; in a window and on a phone.
    """
    wrong = []
    for kind, address in PAGES.items():
        tab.look(1280, 900)
        tab.open(f"{service.url}{address}")
        tab.evaluate(UNFOLD)
        tab.evaluate(FEW.replace("MOST", "2"))
        for width in (1280, 390):
            tab.look(width, 900)
            wrong += [f"{kind}, {width}: {fault}" for fault in faults(tab)]
    assert wrong == []


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
