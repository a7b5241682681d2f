"""How pages look in a real browser: nothing keeps anyone out, nothing is cut, the answer is seen at once."""

import pytest

from tests.support import browser
from tests.support.paths import ROOT

#: What finds in a page what keeps people out; `make test` fetches it.
AXE = ROOT / "build" / "axe" / "axe.min.js"
#: One or more of every kind of page.
PAGES = (
    "/", "/queries", "/about", "/things", "/things/council", "/doc/council/birmingham", "/doc/council/adur",
    "/doc/engagement/haringey", "/doc/intervention/birmingham-special-measures",
    "/doc/organisation/kpmg", "/doc/document/cc-2004-11", "/doc/disagreement/birmingham-1-ended",
    "/doc/passage/dh-2004/birmingham-1-eight-months", "/doc/council/nowhere", "/concept", "/concept/activity",
    "/concept/role/assistant-director", "/def", "/shapes", "/graph", "/graph/editorial", "/dataset", "/joins",
    "/tables", "/conformance", "/sparql", "/search?q=birmigham", "/search?q=who+advised+Walsall",
    "/queries/record", "/queries/interventions", "/queries/engagements?sort=-council&has.council=Wal",
    "/queries/engagements?council=nowhere", "/queries/engagements/print", "/embed/engagements",
)  # fmt: skip
_FOUND = """axe.run(document, OPTIONS).then(found => found.violations.map(
  each => each.id + ': ' + each.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' | ')))"""
#: What a browser reports of a page: wider than its window, and where the first row of its answer begins.
_WIDE = "document.documentElement.scrollWidth > innerWidth"
_ROW = "document.querySelector('table.answer tbody tr')?.getBoundingClientRect().top"
#: So much of a row is seen at least, at the foot of a phone of 844.
_SEEN = 844 - 80

#: Questions with long words, or that must be given a value.
LONG = ("record", "interventions", "engagements", "judgement-grid", "star-history", "disagreements")

pytestmark = [pytest.mark.browser, browser.needed]


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    """A browser, for all of these tests."""
    with browser.tab(tmp_path_factory.mktemp("looks")) as tab:
        yield tab


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core: `make test` fetches it from npm")
def test_nothing_keeps_anyone_out(service, tab):
    """axe-core finds nothing on any kind of page, wide and narrow, by day and by night, and nothing is wider
    than its window; by night, and narrow, it looks again at what can be another then.
    """
    axe, wrong = AXE.read_text(encoding="utf-8"), []
    for address in PAGES:
        tab.look(1280, 900)
        tab.open(f"{service.url}{address}")
        tab.evaluate(f"{axe};1")
        for width, height, scheme in (
            (1280, 900, "light"), (1280, 900, "dark"), (390, 844, "light"), (390, 844, "dark"),
        ):  # fmt: skip
            tab.look(width, height, scheme)
            options = "{}" if scheme == "light" else "{runOnly: ['color-contrast']}"
            found = tab.evaluate(_FOUND.replace("OPTIONS", options))
            # Without a reply nothing was looked at.
            wrong += [f"{address} {width} {scheme}: {text}" for text in ["not run"] * (found is None)]
            wrong += [f"{address} {width} {scheme}: {text}" for text in found or []]
            if tab.evaluate(_WIDE) is not False:
                wrong.append(f"{address} {width} {scheme}: wider than its window")
    assert wrong == []


def test_the_first_row_of_an_answer_is_seen_on_a_phone(service, tab):
    """Of questions with long words and with required values, something of its first row is above the fold of 390 × 844."""
    tab.look(390, 844)
    low = {}
    for name in LONG:
        tab.open(f"{service.url}/queries/{name}")
        top = tab.evaluate(_ROW)
        if top is None or top > _SEEN:
            low[name] = top
    assert low == {}
