"""The documentation as pages."""

import re

import pytest

from patgraph import documentation
from patgraph.web.routes.guides import guide
from tests.support.page import Page
from tests.support.paths import ROOT

NAMES = list(documentation.documents())


def test_every_file_of_the_documentation_is_listed(site):
    """`/guides` names each with its title, and what it begins with."""
    page = Page(site.get("/guides").text)
    assert {f"/guides/{path.stem}" for path in (ROOT / "docs").glob("*.md")} <= set(page.links)


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_says_what_its_file_says(name, site):
    """Its title, sections that can be linked to, tables, code as it stands; no sign of Markdown is left."""
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    answer = site.get(f"/guides/{name}")
    page = Page(answer.text)
    found = guide(documentation.documents()[name])
    assert found.title in answer.text and found.lead
    outside_code = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    assert len(found.headings) == len(re.findall(r"^## ", outside_code, re.MULTILINE))
    assert all(anchor in page.ids for anchor, _ in found.headings)
    assert found.content.count("<table>") == len(re.findall(r"^\|(?: ?-+ ?\|)+$", outside_code, re.MULTILINE))
    assert "](" not in re.sub(r"<code>.*?</code>", "", found.content, flags=re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_links_of_a_guide_lead_somewhere(name, site):
    """To other guides and notebooks here, to places that are there, and to nothing beside `docs/`."""
    for link in Page(str(guide(documentation.documents()[name]).content)).links:
        if not link.startswith("http"):
            address, _, anchor = link.partition("#")
            assert not address or address.startswith("/guides/"), link
            answer = site.get(address or f"/guides/{name}")
            assert answer.status_code == 200, link
            assert not anchor or anchor in Page(answer.text).ids, link


def test_html_in_a_guide_is_text(tmp_path):
    """What looks like markup is shown, not done."""
    path = tmp_path / "one.md"
    path.write_text(
        "# One\n\nA <b>bold</b> word, [a link](javascript:alert).\n\n```html\n<i>\n```\n", "utf-8"
    )
    content = guide(path).content
    assert "&lt;b&gt;" in content and "<b>" not in content and "&lt;i&gt;" in content
    assert "href" not in content


def test_an_unknown_guide_is_a_404_with_what_may_be_meant(site):
    """As everywhere."""
    answer = site.get("/guides/tabels", headers={"Accept": "application/json"})
    assert answer.status_code == 404 and "did you mean tables" in answer.text
    answer = site.get("/guides/notebooks/joind.ipynb")
    assert answer.status_code == 404 and "joined" in answer.text
