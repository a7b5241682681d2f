"""The short way to a route leads where the long way would."""

import pytest
from starlette.routing import Match

from patgraph.web.app import app_for
from patgraph.web.server.direct import Direct


@pytest.fixture(scope="module")
def routes(graph):
    """All routes of the service, the short way first."""
    return app_for(graph).router.routes


def test_every_address_leads_to_the_route_that_a_search_would_find(routes):
    """Of each address without a variable part, for each method: the same route either way."""
    direct, *others = routes
    assert isinstance(direct, Direct)
    compared = 0
    for route in others:
        path = getattr(route, "path", "{")
        for method in getattr(route, "methods", None) or () if "{" not in path else ():
            scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
            searched = next(r for r in others if r.matches(dict(scope))[0] == Match.FULL)
            match, child = direct.matches(scope)
            assert (match, child["route"]) == (Match.FULL, searched), (method, path)
            compared += 1
    assert compared > 500


@pytest.mark.parametrize("path", ["/queries/engagements/", "/doc/council/haringey", "/nowhere", "/static/x"])
def test_other_addresses_are_searched_for(routes, path):
    """What has a variable part, or leads nowhere, takes the long way."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    assert routes[0].matches(scope)[0] == Match.NONE
