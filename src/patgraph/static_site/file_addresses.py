"""Places: which file of a static site holds what an address of the service answers, and how it is linked.

/doc/council/haringey                  doc/council/haringey/index.html    linked as doc/council/haringey/
/doc/council/haringey.ttl              doc/council/haringey.ttl
/queries/timeline?council=walsall      queries/timeline/council=walsall/index.html
/queries/timeline.csv?council=walsall  queries/timeline/council=walsall.csv
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from patgraph.media import FORMATS
from patgraph.questions.how_to_cite import CITATIONS

#: Where a name leads at once; the service answers it with a redirect.
_MOVED = {"/id/": "/doc/", "/query/": "/queries/"}
#: An address without an extension that is no page: what its file is called.
NAMED = {"/.well-known/void": "/.well-known/void.ttl"}
#: What a name or a value may be made of, to be the name of a file on every system.
_PLAIN = re.compile(r"(?!\.\.?$)[\w.~-]+", re.ASCII)
_EXTENSIONS = sorted(
    {form.extension for form in FORMATS.values() if form.name != "html"}
    | {*CITATIONS, "csv-metadata.json", "atom", "xml", "js", "css", "ico", "wasm", "gz", "ipynb"},
    key=len, reverse=True,
)  # fmt: skip
_FILE = re.compile(rf"(?P<stem>.*?[^/])\.(?P<extension>{'|'.join(map(re.escape, _EXTENSIONS))})")
PAGE = "index.html"


class SiteAddress(NamedTuple):
    """An address of the service: its path, decoded, and the pairs of its query string, sorted."""

    path: str
    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, text: str, version: str = "") -> "SiteAddress":
        """Of a link within the service. What names the version that a site has is the same without it."""
        split = urlsplit(text)
        path = unquote(split.path)
        path = NAMED.get(path, path)
        for begins, leads in _MOVED.items():
            path = leads + path.removeprefix(begins) if path.startswith(begins) else path
        pairs = parse_qsl(split.query, keep_blank_values=True)
        return cls(path, tuple(sorted(pair for pair in pairs if pair != ("version", version))))

    @property
    def extension(self) -> str:
        """That of a file; nothing for a page."""
        found = _FILE.fullmatch(self.path)
        return found["extension"] if found else ""

    @property
    def request(self) -> str:
        """How the service is asked for it."""
        return quote(self.path) + (f"?{urlencode(self.pairs)}" if self.pairs else "")

    @property
    def file(self) -> str | None:
        """The file that holds it, from the site's directory; nothing where it would need a name that not
        every system takes.
        """
        values = [f"{name}={text.replace('/', '~')}" for name, text in self.pairs]
        parts = [part for part in self.path.split("/") if part]
        if not all(map(_PLAIN.fullmatch, [*parts, *(value.replace("=", "") for value in values)])):
            return None
        found = _FILE.fullmatch(self.path)
        if found is None:
            return "/".join([*parts, *([",".join(values)] if values else []), PAGE])
        stem = found["stem"].strip("/")
        return "/".join([stem, *([",".join(values)] if values else [])]) + f".{found['extension']}"


def link_to(file: str, base: str) -> str:
    """The link to a file of a site that stands at a base: a page is linked as its directory."""
    return base + quote(file.removesuffix(PAGE), safe="/=,~")
