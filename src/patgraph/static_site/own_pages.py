"""What a static site has of its own, in the place of what takes a service: finding, free queries, what is
left out, and what hosts of files and search engines look for.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from patgraph.exports.dump_kinds import PACKED
from patgraph.graph import Graph
from patgraph.names import KINDS
from patgraph.things.search_entries import entries
from patgraph.things.thing import Things
from patgraph.web.pages import STATIC, Pages
from patgraph.web.routes.joins import joins
from patgraph.web.routes.sparql.endpoint import FIRST, TERMS, editor_setting

from .file_addresses import PAGE, SiteAddress, link_to
from .making import put
from .rewriting import COPY, PageRewriter

_HERE = Path(__file__).parent
_ENGINE = ("vendor/oxigraph.js", "vendor/oxigraph.wasm")
_STYLES = ("style.css", "story.css", "icon.svg")
_EDITOR = ("vendor/yasgui.min.js", "vendor/yasgui.min.css", "sparql.js")
_DUMP = SiteAddress(f"/dumps/{PACKED[0].name}")
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: Where pages of some kinds are; those of the others are under `doc/KIND/`.
_PLACES = {"concept": "concept/", "question": "queries/", "term": "def/"}
#: Addresses of one file, by the rules of sitemaps.org.
_MOST = 50_000
#: Where names of things lead: to their pages. Netlify, Cloudflare Pages and GitLab Pages read it.
_REDIRECTS = "{base}id/* {base}doc/:splat 302\n{base}query/* {base}queries/:splat 302\n"


class OwnPages:
    """The pages of a site that the service does not have. `made` are the files by address, to which scripts
    are added; `root` is the address of the site, or nothing.
    """

    def __init__(
        self, graph: Graph, things: Things, base: str, root: str, place: Path, made: dict[SiteAddress, str]
    ):
        self._graph, self._things, self._base, self._root = graph, things, base, root
        self._place, self._made = place, made
        self._pages = Pages(graph, things, _HERE / "templates")
        #: What could not be had here, in sentences.
        self.notes: list[str] = []
        self._engine = all((STATIC / name).exists() for name in _ENGINE)
        self._editor = all((STATIC / name).exists() for name in _EDITOR)

    def write_scripts(self):
        """Styles, the scripts of its own, and the engine and the editor, where `make` has fetched them."""
        files = {path.name: path for path in (_HERE / "scripts").iterdir()}
        files |= {name: STATIC / name for name in (*_STYLES, *_ENGINE, *_EDITOR)}
        for name, path in sorted(files.items()):
            if path.exists():
                put(self._place, f"static/{name}", path.read_bytes())
                self._made[SiteAddress(f"/static/{name}")] = f"static/{name}"
        if not self._engine:
            self.notes.append(
                "No SPARQL in the browser: the engine was not fetched at set-up (see Makefile)."
            )
        if not self._root:
            self.notes.append("No sitemap, which needs the site's address: --base https://host/path/.")

    def write_pages(self, rewriter: PageRewriter, report: Any):
        """The pages, and what they load."""
        finding = {"names": f"{self._base}search/names.json", "base": self._base}
        shown = {
            "search.html": ("search", {"setting": finding}),
            "sparql.html": ("sparql", self._asking()),
            "copy.html": (COPY.strip("/"), {"report": report}),
        }  # fmt: skip
        for name, (place, values) in shown.items():
            self._page(rewriter, f"own/{name}", f"{place}/{PAGE}", values)
        self._page(rewriter, "own/missing.html", "404.html", {"base": self._base})
        put(self._place, "search/names.json", _compact(self._names()))
        put(self._place, "sparql/terms.json", _compact(self._terms()))
        put(self._place, ".nojekyll", b"")
        put(self._place, "_redirects", _REDIRECTS.format(base=self._base).encode())
        if self._root:
            self._let_find()

    def _page(self, rewriter: PageRewriter, template: str, file: str, values: dict):
        text = self._pages.text(template, **values)
        put(self._place, file, rewriter.rewritten(text).encode())

    def _asking(self) -> dict:
        """What the page of free queries shows and its script needs."""
        queries = self._graph.queries.values()
        dump = self._made.get(_DUMP)
        setting = editor_setting([*queries, *joins().values()], f"{self._base}sparql/terms.json") | {
            "base": self._base, "names": self._graph.store.base, "view": self._graph.store.view.value,
            "engine": f"{self._base}static/{_ENGINE[1]}",
            "worker": f"{self._base}static/site_sparql_worker.js",
            "data": link_to(dump, self._base) if dump else "",
        }  # fmt: skip
        size = (self._place / dump).stat().st_size if dump else 0
        size += (STATIC / _ENGINE[1]).stat().st_size if self._engine else 0
        return {
            "queries": queries, "setting": setting, "query": FIRST, "editor": self._editor,
            "engine": self._engine and bool(dump), "megabytes": max(1, round(size / 1e6)),
        }  # fmt: skip

    def _names(self) -> dict:
        """What can be found and has a page, by kind: the end of its address, its names and codes."""
        found: dict[str, dict] = {}
        for kind in _by_likelihood():
            found[kind.name] = {"place": _PLACES.get(kind.name, f"doc/{kind.name}/"), "names": []}
        for entry in entries(self._things):
            start = KINDS[entry.kind].space or f"id/{entry.kind}/"
            name, listed = entry.node.value.partition(start)[2], found[entry.kind]
            if SiteAddress(f"/{listed['place']}{name}") in self._made:
                others = [*dict.fromkeys([*entry.also, *entry.codes])]
                listed["names"].append([name, entry.label, *others])
        return {"kinds": {kind: listed for kind, listed in found.items() if listed["names"]}}

    def _terms(self) -> dict:
        found: dict[str, list[str]] = {"class": [], "property": []}
        for kind, term in self._graph.store.select(TERMS)[1]:
            found[kind.value].append(term.value)
        return found

    def _let_find(self):
        """The sitemap, in as many files as its rules ask for, and where it is."""
        pages = sorted(file for file in self._made.values() if file.endswith(PAGE) and "/offset=" not in file)
        links = [link_to(file, self._root) for file in pages]
        parts = [links[start : start + _MOST] for start in range(0, len(links), _MOST)]
        if len(parts) == 1:
            put(self._place, "sitemap.xml", _listed("urlset", "url", links))
        else:
            for number, part in enumerate(parts, 1):
                put(self._place, f"sitemap-{number}.xml", _listed("urlset", "url", part))
            names = [f"{self._root}sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
            put(self._place, "sitemap.xml", _listed("sitemapindex", "sitemap", names))
        put(self._place, "robots.txt", f"User-agent: *\nSitemap: {self._root}sitemap.xml\n".encode())


def _by_likelihood() -> list:
    """Kinds of things that can be found, those first that people look for most."""
    return sorted(KINDS.values(), key=lambda kind: (kind.searched is None, kind.searched or 0))


def _listed(whole: str, each: str, links: Iterable[str]) -> bytes:
    lines = "\n".join(f"<{each}><loc>{escape(link)}</loc></{each}>" for link in links)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{whole} xmlns="{_SITEMAP}">\n{lines}\n</{whole}>\n'
    return text.encode()


def _compact(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
