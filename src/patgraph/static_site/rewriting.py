"""A page of the service as a page of a static site: the same, but for its links and its forms."""

import html
import re
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from .asking import LEADING, START_TAG
from .file_addresses import SiteAddress, link_to
from .rules import OWN_PAGES

_FORM = re.compile(r"<form\b([^<>]*)>(.*?)</form>", re.S)
_SELECT = re.compile(r'<select id="([^"]*)"[^<>]*>(.*?)</select>', re.S)
_OPTION = re.compile(r'<option value="([^"]+)"[^<>]*>([^<]*)</option>')
#: A link that leads nowhere here, or to a packed file; and what cannot be loaded.
_MARKED = re.compile(r"<a\b([^<>]*) (absent|empty|packed)>(.*?)</a>", re.S)
_LOST = re.compile(
    r"<script\b[^<>]* (?:absent|empty)></script>\n?|<(?:link|img)\b[^<>]* (?:absent|empty)>\n?"
)
_AS_JSON = 'type="application/json"'
#: Where the table of a page is sorted, which takes a service.
_SORTS = re.compile(r'<p class="sorts">.*?</p>\n?', re.S)
#: What a page may load: what a host of files gives from the same place. A host says no more of it.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'"
)
#: The page that says what such a site is and what it leaves to the service.
COPY = "copy/"
#: Pages that speak of what only a service does.
_ABOUT_THE_SERVICE = ("conformance/index.html", "docs/index.html", "joins/index.html")
_NO_ROW = "No row of this version answers it"
_ABSENT = "Only the service answers this: see the foot of the page"


class PageRewriter:
    """Rewrites pages for a site at `base` (a path that ends in a slash) that has the files `made`, by
    address; those of them in `packed` are there as gzip. Answers at the addresses `empty` have no row.
    """

    def __init__(
        self, base: str, made: Mapping[SiteAddress, str], version: str, packed: frozenset[str] = frozenset(),
        empty: frozenset[SiteAddress] = frozenset(),
    ):  # fmt: skip
        self._base, self._made, self._version = base, made, version
        self._packed, self._empty = packed, empty

    def rewritten(self, page: str, file: str = "") -> str:
        """A page, of a file, with its links into the site; what only the service answers is no link."""
        page = START_TAG.sub(self._tag, _SORTS.sub("", page))
        page = _LOST.sub("", _MARKED.sub(_told, page))
        # What stands in their place is made of links that lead into the site already.
        page = _FORM.sub(self._form, page)
        policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        page = page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n  {policy}', 1)
        if file in _ABOUT_THE_SERVICE:
            link = f'<a href="{self._base}{COPY}">What a copy leaves out</a>'
            note = f'<p class="soft">This page is about the service. {link}.</p>'
            page = page.replace('<main id="main">', f'<main id="main">{note}', 1)
        told = (
            f"<p>This page is a file: a copy of version {self._version[:12]} without its service. "
            f'<a href="{self._base}{COPY}">What that leaves out</a>.</p>\n  </footer>'
        )
        return page.replace("</footer>", told, 1)

    def link(self, text: str) -> str | None:
        """Where a link of the service leads here; nothing where the site does not have it."""
        if not text.startswith("/") or text.startswith("//"):
            return text
        split = urlsplit(text)
        address = SiteAddress.of(text, self._version)
        mark = f"#{split.fragment}" if split.fragment else ""
        room = address.path[1:]
        if room in OWN_PAGES:
            names = {name for name, _ in address.pairs}
            query = f"?{urlencode(address.pairs)}" if address.pairs else ""
            return None if names & {"as", "kind", "offset"} else f"{self._base}{room}/{query}{mark}"
        if room == "about":
            address = SiteAddress(address.path)
        file = self._made.get(address)
        return None if file is None else link_to(file, self._base) + mark

    def _tag(self, tag: re.Match) -> str:
        """A start tag whose links lead into the site; what is not there, or is packed, is marked."""
        if tag[0].startswith("<form"):
            return tag[0]
        mark = ""

        def attribute(found: re.Match) -> str:
            nonlocal mark
            wanted = html.unescape(found[2])
            link = self.link(wanted)
            address = SiteAddress.of(wanted, self._version)
            if link is None or (_AS_JSON in tag[0] and not link.endswith(".json")):
                mark = "empty" if address in self._empty else "absent"
                return ""
            if wanted.startswith("/") and self._made.get(address) in self._packed:
                mark = "packed"
            return f'{found[1]}="{html.escape(link)}"'

        text = LEADING.sub(attribute, tag[0])
        return f"{text[:-1]} {mark}>" if mark else text

    def _form(self, form: re.Match) -> str:
        """A form as far as files can answer it: the search box, a text to copy, or a list of the answers that
        there are.
        """
        action = LEADING.search(form[1])
        if action is None:
            return form[0]
        place = urlsplit(html.unescape(action[2])).path
        if place in ("/search", "/about"):
            there = f'action="{html.escape(self._base)}{place[1:]}/"'
            return f"<form{LEADING.sub(lambda _: there, form[1])}>{form[2]}</form>"
        if 'class="choose"' in form[1]:
            return ""
        lists = "".join(self._answers(place, name, inner) for name, inner in _SELECT.findall(form[2]))
        more = (
            f"<p>Here are the answers to one value at a time; others, and several at once, come from "
            f'<a href="{self._base}{COPY}">the service</a>.</p>'
            if lists else
            f'<p>This copy has the answer below; for values of your own ask <a href="{self._base}{COPY}">the '
            "service</a>.</p>"
        )  # fmt: skip
        return f'<div class="made">{more}{lists}</div>'

    def _answers(self, place: str, name: str, options: str) -> str:
        """The values of a parameter that have their answer here, each with its link."""
        found = []
        for value, words in _OPTION.findall(options):
            address = SiteAddress(place, ((name, html.unescape(value)),))
            if address in self._made:
                link = html.escape(link_to(self._made[address], self._base))
                found.append(f'<li><a href="{link}">{words.strip()}</a></li>')
        if not found:
            return ""
        spoken = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
        return (
            f'<details><summary>{spoken} <span class="soft">{len(found)}</span></summary>'
            f'<ul class="list columns">{"".join(found)}</ul></details>'
        )  # fmt: skip


def _told(link: re.Match) -> str:
    """A marked link as it is shown."""
    if link[2] == "packed":
        return f"<a{link[1]}>{link[3]} (gzip)</a>"
    why = _NO_ROW if link[2] == "empty" else _ABSENT
    return f'<span class="absent" title="{why}">{link[3]}</span>'
