"""The redirects to be filed at w3id.org lead each published name to what the service answers."""

import re

import pytest
from starlette.testclient import TestClient

from tests.support.paths import ROOT

NAMES = {
    "": ("text/html",), "id/council/haringey": ("text/html", "text/turtle"), "dataset": ("text/turtle",),
    "def": ("text/turtle", "application/ld+json"), "query/engagements": ("text/csv",),
    "graph/view": ("application/n-triples",), "sparql?query=ASK%7B%7D": ("application/sparql-results+json",),
}  # fmt: skip


def sent_to(name: str) -> tuple[str, int]:
    """Where the rules of the file send a name, and with which status; the query string goes along."""
    path, mark, query = name.partition("?")
    for line in (ROOT / "docs/deploy/w3id.htaccess").read_text().splitlines():
        rule = re.fullmatch(r"RewriteRule (\S+) https://[^/]+/(\S+) \[R=(\d+),NE,L\]", line)
        if rule and (found := re.search(rule[1], path)):
            first = found[1] if found.re.groups else ""
            return f"/{rule[2].replace('$1', first)}{mark}{query}", int(rule[3])
    raise AssertionError(f"no rule for {name!r}")


@pytest.mark.parametrize("name", NAMES)
def test_each_published_name_is_answered_where_it_leads(small_app, name):
    """The target answers with what is asked for, by itself or after its own redirect to a document."""
    address, status = sent_to(name)
    assert status == (307 if name.startswith("sparql") else 302)
    client = TestClient(small_app, base_url="https://patgraph.example")
    for media in NAMES[name]:
        answer = client.get(address, headers={"Accept": media})
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(media), address
