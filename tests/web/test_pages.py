"""The pages together: none is lost, no link is dead, and anyone can read them."""

import random
import re
from collections import Counter
from itertools import pairwise
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from pyoxigraph import NamedNode

from patgraph.names import BASE, ID_KINDS, pat
from tests.support import browser
from tests.support.page import Page
from tests.support.paths import ROOT

#: So many pages of one kind are read; of the rest it is checked that what they are about exists.
EACH = 4
SAMPLE = (
    "/", "/queries", "/things", "/things/council", "/doc/council/haringey", "/doc/engagement/birmingham-1",
    "/doc/passage/dh-2004/birmingham-1-eight-months", "/doc/disagreement/birmingham-1-ended",
    "/doc/document/cc-2004-11", "/def", "/def/Engagement", "/def/started", "/concept", "/concept/activity",
    "/concept/role/assistant-director", "/shapes", "/graph", "/graph/editorial", "/dataset",
    "/joins", "/guides", "/guides/growing",
    "/compare", "/compare?council=haringey&council=walsall", "/compare?council=walsal",
    "/search?q=birmigham", "/search", "/queries/engagements",
    "/queries/engagements?council=nowhere", "/doc/council/nowhere",
)  # fmt: skip


def read(site, address):
    """A page, as a browser asks for it."""
    return site.get(address, headers={"Accept": "text/html,*/*;q=0.1"})


def test_a_crawler_finds_everything_and_no_dead_link(site, graph):
    """From the home page every thing, term, concept, graph and question can be reached, and every local
    link leads somewhere.
    """
    chance, seen, counts = random.Random(7), {"/"}, Counter()
    left, linked = ["/"], set()
    held = graph.store.quads(None, pat("inDocument"), None, graph.store.view)
    sources = {f"/doc/{quad.object.value.removeprefix(f'{BASE}id/')}" for quad in held}
    served = site.get("/openapi.json").json()["paths"]
    while left:
        address = left.pop(chance.randrange(len(left)))
        if address == "/sparql" and address not in served:
            continue
        kind = re.sub(r"^(/[^/?]*).*", r"\1", address)
        if kind == "/concept" and address.count("/") > 2:
            kind = "a concept"
        if kind == "/doc":
            kind = "/".join(address.split("/")[:3])
        whole = kind.startswith(("/things", "/doc/section", "/concept", "/graph"))
        whole |= address in sources
        if not whole and counts[kind] >= EACH:
            continue
        if re.search(
            r"\.(nq|trig|nt|rdf|jsonld|ttl|zip|json|csv|tsv|srj|srx|parquet|arrow|xlsx|md|bib)\b", address
        ):
            if counts["data"] >= 25 or address.startswith("/dumps"):
                continue
            kind = "data"
        counts[kind] += 1
        response = read(site, address)
        if kind == "/id" and response.status_code == 303:
            # A passage that a row cites is named by its permanent name; its page is elsewhere.
            response = read(site, response.headers["location"])
        assert response.status_code == 200 or (response.status_code, kind) == (303, "/dumps"), address
        if not response.headers["content-type"].startswith("text/html"):
            continue
        for link in Page(response.text).links:
            parts = urlsplit(urldefrag(link)[0])
            if parts.scheme or parts.netloc or not parts.path:
                continue
            local = parts.path + (f"?{parts.query}" if parts.query else "")
            linked.add(unquote(parts.path))
            if local not in seen:
                seen.add(local)
                left.append(local)
    things = {name.removeprefix(BASE) for kind in ID_KINDS for name in graph.store.names(f"{BASE}id/{kind}/")}
    documents = {f"/doc/{name.removeprefix('id/')}" for name in things}
    assert documents <= linked, sorted(documents - linked)[:5]
    forms = r"\.(ttl|jsonld|nt|rdf|trig|nq)$"
    for place in (p for p in linked if p.startswith("/doc/") and not re.search(forms, p)):
        node = NamedNode(f"{BASE}id/{place.removeprefix('/doc/')}")
        assert any(graph.store.quads(node)) or any(graph.store.quads(object=node)), place
    assert {f"/queries/{name}" for name in graph.queries} <= linked
    assert {f"/{n.removeprefix(BASE)}" for n in graph.store.names(f"{BASE}concept/")} <= linked


@pytest.mark.parametrize("address", SAMPLE)
def test_a_page_can_be_read_by_anyone(site, address):
    """Language, title, one heading of the first rank, landmarks, a way past the navigation, named links,
    labelled fields, table headings with a scope, no identifier twice, nothing of another host.
    """
    page = Page(read(site, address).text)
    assert page.all("html")[0]["lang"] == "en" and page.all("title")
    assert len(page.all("h1")) == 1 and len(page.all("main")) == 1
    assert page.all("header") and page.all("footer") and page.all("nav")
    assert all("aria-label" in nav for nav in page.all("nav"))
    assert page.links[0] == "#main" and "main" in page.ids
    assert [i for i, n in Counter(page.ids).items() if n > 1] == []
    labelled = {label["for"] for label in page.all("label")}
    for field in [*page.all("input"), *page.all("select"), *page.all("textarea")]:
        assert field.get("type") == "hidden" or field.get("id") in labelled or "aria-label" in field
    assert all(cell.get("scope") for cell in page.all("th"))
    ranks = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(b - a <= 1 for a, b in pairwise(ranks)), ranks
    for tag, attributes in page.tags:
        loads = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
        if loads and attributes.get("rel") not in ("cite-as", "license"):
            assert loads.startswith(("/", "data:")), loads
        assert "style" not in attributes and not any(name.startswith("on") for name in attributes)


def luminance(colour):
    """The relative luminance of a colour (WCAG)."""
    digits = colour.lstrip("#")
    digits = "".join(2 * d for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_colours_have_contrast():
    """Text stands out from its ground by 4.5 to 1 at least (WCAG AA), in light, in dark and on paper."""
    style = (ROOT / "src/patgraph/web/static/style.css").read_text()
    palettes = re.findall(r":root \{\s*(.*?)\s*\}", style, re.S)
    assert len(palettes) == 3  # by day, by night, on paper
    for palette in palettes:
        colours = dict(re.findall(r"--(\w+): (#\w+)", palette))
        for text in ("ink", "soft", "accent"):
            for ground in ("ground", "wash"):
                pair = sorted((luminance(colours[text]), luminance(colours[ground])))
                assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (text, ground, colours)


def test_colours_do_not_depend_on_the_width():
    """Pages that are looked at wide by day and narrow by night have been seen the other way round too."""
    for path in (ROOT / "src/patgraph/web/static").glob("*.css"):
        for sizes, rules in re.findall(
            r"@(?:media|container)([^{]*-width[^{]*)\{((?:[^{}]*\{[^{}]*\})*)", path.read_text()
        ):
            coloured = re.findall(r"\b(?:color|background(?:-color)?|opacity|filter) *:[^;}]*", rules)
            assert not coloured, (path.name, sizes, coloured)


@pytest.mark.browser
@browser.needed
@pytest.mark.parametrize("address", ["/", "/doc/engagement/birmingham-1.html", "/def.html", "/docs"])
def test_a_browser_finds_nothing_to_refuse(service, tmp_path, address):
    """Chromium shows a page whole under its own policy: no error, nothing blocked."""
    options = ("--enable-logging=stderr", "--window-size=375,800", "--virtual-time-budget=6000")
    done = browser.shown(f"{service.url}{address}", tmp_path, *options)
    assert "<h1" in done.stdout or "swagger" in done.stdout
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert not [line for line in console if re.search("refused|violat|error|blocked", line, re.I)], console
