"""Where an address of the service lies in a site."""

import pytest

from patgraph.static_site.file_addresses import SiteAddress, link_to

FILES = {
    "/": "index.html",
    "/doc/council/haringey": "doc/council/haringey/index.html",
    "/id/council/haringey": "doc/council/haringey/index.html",
    "/doc/council/haringey.ttl": "doc/council/haringey.ttl",
    "/doc/code/gov-uk-slug-st.-helens": "doc/code/gov-uk-slug-st.-helens/index.html",
    "/doc/code/gov-uk-slug-st.-helens.jsonld": "doc/code/gov-uk-slug-st.-helens.jsonld",
    "/queries/timeline?council=walsall": "queries/timeline/council=walsall/index.html",
    "/queries/timeline.csv?council=walsall": "queries/timeline/council=walsall.csv",
    "/queries/record.vl.json?council=walsall": "queries/record/council=walsall.vl.json",
    "/queries/areas?offset=100": "queries/areas/offset=100/index.html",
    "/queries/why?subject=engagement/haringey&property=started":
        "queries/why/property=started,subject=engagement~haringey/index.html",
    "/queries/timeline/print?council=walsall": "queries/timeline/print/council=walsall/index.html",
    "/queries/areas.csv-metadata.json": "queries/areas.csv-metadata.json",
    "/guides/notebooks/a-council.ipynb": "guides/notebooks/a-council.ipynb",
    "/queries/areas?version=1f0c": "queries/areas/index.html",
    "/.well-known/void": ".well-known/void.ttl",
    # What would need a name that not every system takes has no file.
    "/queries/names?words=Waltham+Forest": None,
    "/doc/date/2003%2F..": None,
    "/doc/../../etc/passwd": None,
    "/doc/council/a%00b": None,
}  # fmt: skip


@pytest.mark.parametrize("address", FILES)
def test_an_address_has_a_file(address):
    """One for each, whatever the order of its values; names of other systems' making have none."""
    assert SiteAddress.of(address, "1f0c").file == FILES[address]


def test_a_page_is_linked_as_a_directory():
    """So plain hosts show it, and its address is the service's with a slash."""
    assert link_to("doc/council/haringey/index.html", "/patgraph/") == "/patgraph/doc/council/haringey/"
    assert link_to("index.html", "/") == "/"
    assert link_to("queries/areas.csv", "/x/") == "/x/queries/areas.csv"


def test_the_service_is_asked_for_the_same_address():
    """What was read of a link asks for the same thing."""
    address = SiteAddress.of("/queries/why?subject=engagement%2Fharingey&property=started")
    assert SiteAddress.of(address.request) == address
