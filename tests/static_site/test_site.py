"""A written site: every link leads to a file of it, what it says is what the service says, and what it leaves
out is counted and listed.
"""

import functools
import hashlib
import http.server
import json
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from patgraph.errors import BadValue
from patgraph.exports.dump_kinds import PACKED
from patgraph.rdf import nquads
from patgraph.static_site.file_addresses import SiteAddress
from patgraph.static_site.making import Makers, SiteTask, put
from patgraph.static_site.rules import USUAL
from patgraph.static_site.site import MARK, read_base, write_site
from patgraph.web.app import app_for
from tests.support import browser
from tests.support.page import Page
from tests.support.paths import ROOT

BASE = "/patgraph/"
_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
_FOOT = "This page is a file: a copy of version {version} without its service. What that leaves out."


class _Elements(HTMLParser):
    """Finds elements that are closed in another order than they were opened, or not at all."""

    def __init__(self, text: str):
        super().__init__()
        self.open, self.faults = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag not in _VOID:
            self.open.append((tag, self.getpos()))

    def handle_endtag(self, tag):
        if tag in _VOID:
            return
        if not self.open or self.open.pop()[0] != tag:
            self.faults.append((tag, self.getpos()))


@pytest.fixture(scope="module")
def service(few):
    """The service of the same graph."""
    return TestClient(app_for(few), base_url="https://example.org")


@pytest.fixture(scope="module")
def pages(written):
    """The pages of the site: file -> text."""
    place, _ = written
    return {str(path.relative_to(place)): path.read_text() for path in place.rglob("*.html")}


def file_of(place: Path, page: Path, link: str) -> Path:
    """The file that a plain host of files gives for a link on a page."""
    path = unquote(urlsplit(link).path)
    found = place / path.removeprefix(BASE) if path.startswith("/") else page.parent / path
    return found / "index.html" if path.endswith("/") or not path else found


def test_every_link_of_every_page_leads_to_a_file(written, pages):
    """Pages, documents, tables, styles, scripts: each is there, under the base and nowhere else."""
    place, report = written
    assert len(pages) > report.pages > 200
    lost = []
    for name, text in pages.items():
        for _, values in Page(text).tags:
            for link in filter(None, (values.get("href"), values.get("src"))):
                if urlsplit(link).scheme or link.startswith("#"):
                    continue
                there = link.startswith(BASE) or not link.startswith("/")
                if not (there and file_of(place, place / name, link).is_file()):
                    lost.append((name, link))
    assert not lost


def test_pages_are_well_formed(pages):
    """What was replaced in them leaves no element open."""
    faults = {name: found for name, text in pages.items() if (found := _Elements(text)).faults or found.open}
    assert not faults


def test_pages_about_the_service_say_so(pages):
    """Of its API, of joins and of conformance: a copy has none of that, and says it first."""
    for name in ("docs", "joins", "conformance"):
        assert "This page is about the service." in Page(pages[f"{name}/index.html"]).text
    assert "This page is about the service." not in Page(pages["index.html"]).text


def test_no_form_needs_a_server(pages):
    """Only the box that searches, the text to copy and the field of free queries are forms."""
    actions = {form.get("action") for text in pages.values() for form in Page(text).all("form")}
    assert actions == {f"{BASE}search/", f"{BASE}about/", None}


@pytest.mark.parametrize("address", ["/", "/doc/council/haringey", "/things/council", "/dataset", "/concept"])
def test_a_page_says_what_the_service_says(address, pages, service, few):
    """Word for word, but for the line that says it is a copy."""
    there = Page(service.get(address, headers={"Accept": "text/html"}).text).text
    here = Page(pages[f"{address[1:]}/index.html".lstrip("/")]).text
    foot = _FOOT.format(version=few.version[:12])
    assert foot in here
    # Dumps are being made where a service has just begun.
    told = here.replace(f" {foot}", "").replace(" (gzip)", "")
    assert told == there or (address == "/dataset" and told.split("SHA-256")[0] == there.split("SHA-256")[0])


@pytest.mark.parametrize(
    "address",
    ["/doc/council/haringey.ttl", "/queries/engagements.csv", "/queries/engagements.json?citations=true",
     "/dataset.jsonld", "/def.ttl", "/queries.json", "/queries/engagements/cite.bib"],
)  # fmt: skip
def test_data_are_the_services(address, written, service):
    """Byte for byte, at the same place with the extension that tells a host what they are."""
    place, _ = written
    if address != "/dataset.jsonld":  # That says where its files are, which is another place.
        assert (place / SiteAddress.of(address).file).read_bytes() == service.get(address).content
    else:
        assert b"https://example.org/patgraph/dumps/" in (place / address[1:]).read_bytes()


def test_the_description_is_of_the_files_that_are_there(written):
    """Each file it names is at its address, with its size and digest; it offers no service, and nowhere in
    VoID either.
    """
    place, _ = written
    triples = [quad.triple for quad in parse(path=str(place / "dataset.ttl"), format=RdfFormat.TURTLE)]
    said = {(t.subject, t.predicate.value.rpartition("#")[2]): t.object for t in triples}
    found = [(node, said[node, "downloadURL"].value) for node, name in said if name == "downloadURL"]
    assert len(found) == len(PACKED)
    for node, address in found:
        content = (place / address.removeprefix("https://example.org/patgraph/")).read_bytes()
        assert int(said[node, "byteSize"].value) == len(content)
        digest = said[said[node, "checksum"], "checksumValue"].value
        assert digest == hashlib.sha256(content).hexdigest()
        assert ((node, "compressFormat") in said) == address.endswith(".gz")
    void = (place / ".well-known/void.ttl").read_text()
    assert (
        "DataService" not in str(triples) and "sparqlEndpoint" not in void and "dumps/patgraph.nq.gz" in void
    )


def test_a_question_leads_to_the_answers_that_are_there(pages):
    """In the place of its form stands each value that has an answer here, and a sentence about the others."""
    page = Page(pages["queries/engagements/index.html"])
    assert f"{BASE}queries/engagements/council=haringey/" in page.links
    assert "Here are the answers to one value at a time" in page.text
    assert not [link for link in page.links if "sort=" in link or "?" in link.replace("/sparql/?", "")]


def test_what_is_left_out_is_counted_and_listed(written, pages):
    """The command's last lines, the page and the list have the same numbers, and no address that is listed
    has a file.
    """
    place, report = written
    listed = [line.split("\t") for line in (place / "left-out.txt").read_text().splitlines()]
    lines = "\n".join(report.lines())
    for kind, count in report.counts:
        assert sum(each == kind for each, _ in listed) == count
        assert f"{count:,} {kind}" in lines
        assert kind in Page(pages["copy/index.html"]).text
    assert len(listed) == sum(count for _, count in report.counts) + report.empty + len(report.refused)
    # The part of the graph that this site is of lacks some things; files of every type have a place.
    assert not {a: why for a, why in report.refused.items() if not why.startswith("404")}
    for _, address in listed:
        file = SiteAddress.of(address).file
        assert file is None or not (place / file).exists(), address


def test_what_machines_look_for_is_there(written):
    """The sitemap names pages by the site's address, the list of names leads to pages, and 404.html is at the
    root, where hosts look for it."""
    place, report = written
    found = [each.text for each in ElementTree.parse(place / "sitemap.xml").getroot().findall(".//{*}loc")]
    assert len(found) == len(set(found)) == report.pages
    assert all(file_of(place, place, link.removeprefix("https://example.org")).is_file() for link in found)
    kinds = json.loads((place / "search/names.json").read_text())["kinds"]
    names = [(of["place"], *entry) for of in kinds.values() for entry in of["names"]]
    assert next(label for _, end, label, *_ in names if end == "haringey") == "London Borough of Haringey"
    assert all((place / at / end / "index.html").is_file() for at, end, *_ in names)
    assert (place / "404.html").is_file() and (place / MARK).is_file()


@pytest.mark.browser
@browser.needed
def test_a_browser_answers_free_queries_and_finds_names(written, tmp_path):
    """From a plain host of files under a path of its own: the engine is loaded, asked, and its answer shown
    with links into the site; a mistyped name is found.
    """
    place, _ = written
    if not (ROOT / "src/patgraph/web/static/vendor/oxigraph.wasm").exists():
        pytest.skip("the engine was not fetched from npm")
    handler = functools.partial(_Quiet, directory=str(place.parent))
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as host,
        browser.tab(tmp_path) as page,
    ):
        threading.Thread(target=host.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{host.server_port}{BASE}"
        page.open(f"{at}sparql/")
        page.evaluate("document.getElementById('plain').requestSubmit()")
        cell = "document.querySelector('#result tbody a, #told .problem')"
        shown = page.evaluate(_WAITED.format(f"{cell}?.href ?? {cell}?.innerText"))
        assert shown and shown.startswith(f"{at}doc/council/")
        page.open(f"{at}search/?q=Haringay")
        assert page.evaluate(_WAITED.format("document.querySelector('#found li a')?.href")) == (
            f"{at}doc/council/haringey/"
        )
        host.shutdown()


#: JavaScript that waits for a value.
_WAITED = """(async () => {{
  for (let tries = 0; tries < 600; tries++) {{
    const found = {};
    if (found) return found;
    await new Promise((then) => setTimeout(then, 100));
  }}
}})()"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_about):
        pass


@pytest.mark.slow
def test_several_processes_make_what_one_makes(few, written, tmp_path):
    """The pieces come from processes of their own, and are the same."""
    source = tmp_path / "graph.nq"
    source.write_bytes(nquads(few.store.engine))
    task = SiteTask(source, few.version, few.store.base, few.queries, USUAL, "https://example.org/patgraph/",
                    tmp_path / "site", tmp_path / "dumps")  # fmt: skip
    makers = Makers(task, few, 2)
    wanted = [[SiteAddress("/queries/engagements.csv")], [SiteAddress("/doc/council/haringey.ttl")]]
    try:
        made = [each for portion in makers.each("make", wanted) for each in portion]
    finally:
        makers.close()
    assert [each.address for each in made] == [address for (address,) in wanted]
    for each in made:
        assert (tmp_path / "site" / each.file).read_bytes() == (written[0] / each.file).read_bytes()


@pytest.mark.parametrize("text", ["patgraph", "ftp://a.example/", "//a.example/x", "/x?y=z", "https://", ""])
def test_a_base_that_is_none_is_refused(text, small_graph, tmp_path):
    """Before anything is written."""
    with pytest.raises(BadValue, match="--base"):
        write_site(small_graph, tmp_path / "site", text)
    assert not (tmp_path / "site").exists()


def test_a_base_may_be_a_path_or_an_address():
    """With a slash at its end or without."""
    assert read_base("/") == ("", "/")
    assert read_base("/patgraph") == ("", "/patgraph/")
    assert read_base("https://a.example") == ("https://a.example/", "/")
    assert read_base("https://a.example/x/y/") == ("https://a.example/x/y/", "/x/y/")


def test_two_names_that_are_one_for_the_file_system_are_told(tmp_path):
    """Nothing is written over: `Council` and `council` are two terms."""
    put(tmp_path, "def/council/index.html", b"a property")
    with pytest.raises(BadValue, match="capitals"):
        put(tmp_path, "def/council/index.html", b"a class")
    assert (tmp_path / "def/council/index.html").read_bytes() == b"a property"
