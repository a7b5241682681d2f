"""A reader of HTML pages."""

import re
from html.parser import HTMLParser

#: In a sentence: empty brackets, or the end or the beginning of a part that is not there.
BROKEN = re.compile(r"\(\)|^\W*[,:;)]|[,:;(]\s*$|[,:;(]\s*[,:;)]|  |\bNone\b")


class Page(HTMLParser):
    """What a test looks for in a page."""

    def __init__(self, html: str):
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self._silent = 0
        self.feed(html)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append((tag, values))
        self._silent += tag in ("script", "style")
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])

    def handle_endtag(self, tag):
        self._silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._silent:
            self.text += data

    def all(self, tag: str) -> list[dict]:
        """The attributes of every element of a name."""
        return [attributes for name, attributes in self.tags if name == tag]
