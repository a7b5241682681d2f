"""Contact: a report of an error goes where whoever runs the service says, with the page filled in."""

from urllib.parse import parse_qs, urlsplit

import pytest

from patgraph.errors import BadValue
from patgraph.web.routes.contact import read_contact, report_address

PAGE = "https://graph.example.org/queries/record?council=walsall&limit=5"


def test_a_report_by_mail_has_the_page_and_the_version():
    """A mail begins with the page's whole address and the version of the graph."""
    found = urlsplit(report_address("errors@example.org", PAGE, "abc"))
    assert found.scheme == "mailto" and found.path == "errors@example.org"
    lines = parse_qs(found.query)["body"][0].splitlines()
    assert lines[:2] == [f"Page: {PAGE}", "Version: abc"]


def test_a_report_on_the_web_has_the_page_where_it_belongs():
    """A web address has the page in the place that is kept for it, written so that nothing else changes."""
    found = report_address("https://example.org/new?body={page}&label=error", PAGE, "abc")
    assert parse_qs(urlsplit(found).query) == {"body": [PAGE], "label": ["error"]}
    assert report_address("", PAGE, "abc") == ""


@pytest.mark.parametrize(
    "wrong", ["javascript:alert(1)", "somebody", "a@b", "ftp://example.org/", "a b@example.org"]
)
def test_what_is_no_address_is_refused(wrong):
    """What is neither a mail nor a web address is refused with the option's name."""
    with pytest.raises(BadValue, match="--contact"):
        read_contact(wrong)
    assert read_contact("") == "" and read_contact("errors@example.org")
