"""How pages look in a real browser: nothing keeps anyone out or is cut off, keys reach all, rows are seen."""

import pytest

from tests.support import browser
from tests.support.kinds_of_page import FEW, PAGES, UNFOLD
from tests.support.paths import ROOT
from tests.support.walk import faults

#: What finds in a page what keeps people out; `make test` fetches it.
AXE = ROOT / "build" / "axe" / "axe.min.js"
#: Questions with long words or tall rows.
TALL = ("record", "interventions", "judgement-grid", "changes", "grades", "sources")

#: A page that is wider than its window: at 200 % of 1280, on a phone, and at 400 %.
_WIDTHS = (640, 390, 320)
_WIDE = "document.documentElement.scrollWidth > innerWidth"
#: What axe-core finds; of all its rules, the size of targets is not looked at unless it is asked for.
_FOUND = """axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}},
  ...LIMITS}).then(({violations}) => violations.filter(each => LEVELS.includes(each.impact)).map(each =>
    `${each.id}: ` + each.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' | ')))"""
_LEVELS = "['minor', 'moderate', 'serious', 'critical']"
_NARROW = "{runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable']}"
#: Fields, and buttons that have a shape, that stand out from what is around them by less than 3 to 1.
_FAINT = r"""(() => {
  const light = colour => colour.match(/[\d.]+/g).slice(0, 3).map(Number).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const none = colour => /, 0\)$/.test(colour);
  const ground = of => { while (none(getComputedStyle(of).backgroundColor)) of = of.parentElement;
    return getComputedStyle(of).backgroundColor; };
  const apart = (one, other) => { const [a, b] = [light(one), light(other)].sort((a, b) => b - a);
    return none(one) ? 1 : (a + 0.05) / (b + 0.05); };
  const all = 'button, select, textarea, input:not([type=hidden], [type=checkbox])';
  return [...document.querySelectorAll(all)].filter(field => {
    const style = getComputedStyle(field), around = ground(field.parentElement);
    const bare = style.borderTopStyle === 'none' || style.borderTopWidth === '0px';
    const border = bare ? 1 : apart(style.borderTopColor, around);
    return field.checkVisibility() && !field.closest('.CodeMirror')
      && Math.max(border, apart(style.backgroundColor, around)) < 3;
  }).map(field => field.outerHTML.slice(0, 120));
})()"""
#: The viewer of the API comes after its page; an operation is opened, with its fields.
_VIEWER = """(async () => {
  const pause = () => new Promise(go => setTimeout(go, 100));
  const until = async found => { for (let at = 0; at < 600 && !found(); at++) await pause(); };
  await until(() => document.getElementById('operations-questions-engagements'));
  const one = document.getElementById('operations-questions-engagements');
  for (const each of document.querySelectorAll('.opblock')) if (each !== one) each.remove();
  one.querySelector('button').click();
  await until(() => one.querySelector('.try-out__btn'));
  one.querySelector('.try-out__btn').click();
  await until(() => one.querySelector('select'));
  return document.querySelectorAll('.opblock').length;
})()"""
#: Where the first row of an answer ends.
_ROW = "document.querySelector('table.answer tbody tr')?.getBoundingClientRect().bottom"

pytestmark = [pytest.mark.browser, browser.needed]


@pytest.fixture(scope="module")
def axe():
    """The text of axe-core, where it is."""
    return AXE.read_text(encoding="utf-8") if AXE.exists() else ""


def needs(axe):
    """Skips a test where it is not."""
    if not axe:
        pytest.skip("axe-core was not fetched from npm")


def found_by(axe, tab, levels):
    """What axe-core finds in the page that is there: by all its rules wide and light, and then by those that
    may say another thing narrow or dark. Colours do not depend on the width.
    """
    tab.evaluate(f"{axe};1")
    tab.evaluate(FEW.replace("MOST", "3"))
    for width, scheme, limits in ((1280, "light", "{}"), (390, "dark", _NARROW)):
        tab.look(width, 900, scheme)
        found = tab.evaluate(_FOUND.replace("LIMITS", limits).replace("LEVELS", levels))
        # Without a reply nothing was looked at.
        yield from (f"{width} {scheme}: {text}" for text in (["not run"] if found is None else found))
        tab.evaluate(FEW.replace("MOST", "2"))


@pytest.fixture(scope="module")
def seen(service, tab, axe):
    """What is wrong with a page of every kind, each opened once, by how it was looked at; in the end it is
    walked through.
    """
    wrong = {"wide": [], "faint": [], "axe": [], "keys": []}
    for kind, address in PAGES.items():
        tab.look(_WIDTHS[0], 900)
        tab.open(f"{service.url}{address}")
        for fold in ("folded", "unfolded"):
            for width in _WIDTHS:
                tab.look(width, 844)
                if tab.evaluate(_WIDE) is not False:
                    wrong["wide"].append(f"{kind}, {fold}: wider than {width}")
            tab.evaluate(UNFOLD)
        for scheme in ("light", "dark"):
            tab.look(390, 844, scheme)
            wrong["faint"] += [f"{kind}, {scheme}: {field}" for field in tab.evaluate(_FAINT) or []]
        wrong["axe"] += [f"{kind}: {text}" for text in found_by(axe, tab, _LEVELS)] if axe else []
        tab.evaluate(FEW.replace("MOST", "2"))
        for width in (1280, 390):
            tab.look(width, 900)
            wrong["keys"] += [f"{kind}, {width}: {fault}" for fault in faults(tab)]
    return wrong


def test_nothing_keeps_anyone_out(seen, axe):
    """axe-core finds nothing of any level on any kind of page, open, wide by day and narrow by night."""
    needs(axe)
    assert seen["axe"] == []


def test_nothing_is_wider_than_its_window(seen):
    """Every kind of page fits a phone and a window at 200 and 400 %, folded and unfolded."""
    assert seen["wide"] == []


def test_the_edges_of_fields_are_seen(seen):
    """3 to 1, on every kind of page, by day and by night."""
    assert seen["faint"] == []


def test_every_action_is_reached_in_the_order_of_reading(seen):
    """With Tab alone each link, button and field of every kind of page is reached once, from above to below,
    is marked and in the window when it is, and the page is left after the last; in a window and on a phone.
    """
    assert seen["keys"] == []


def test_the_viewer_keeps_nobody_out(service, tab, axe):
    """In the viewer of the API, which is others', axe-core finds nothing that is serious or critical."""
    needs(axe)
    if not (ROOT / "src/patgraph/web/static/vendor/swagger-ui-bundle.js").exists():
        pytest.skip("the viewer of the API was not fetched from npm")
    tab.look(1280, 900)
    tab.open(f"{service.url}/docs")
    assert tab.evaluate(_VIEWER) == 1
    assert list(found_by(axe, tab, "['serious', 'critical']")) == []


def test_the_first_row_of_an_answer_is_seen_on_a_phone(service, tab):
    """Of questions with long words and tall rows, the first row is whole above the fold of 390 × 844."""
    tab.look(390, 844)
    low = {}
    for name in TALL:
        tab.open(f"{service.url}/queries/{name}")
        end = tab.evaluate(_ROW)
        if end is None or end > 844:
            low[name] = end
    assert low == {}
