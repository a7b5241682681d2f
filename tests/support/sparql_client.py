"""Asking `/sparql`, and reading what is told of a fault."""

import httpx
import pytest

TURTLE = {"Accept": "text/turtle"}


def ask(client, query, accept=None, **more):
    """Ask by GET."""
    headers = {"Accept": accept} if accept else {}
    return client.get("/sparql", params={"query": query} | more, headers=headers)


def cut_short(client, query, accept):
    """Ask what has no end until an answer has begun that its deadline ends in the middle: 200, without a
    length, and an abnormal end. Where a busy machine gives no row by one deadline, a later one is tried.
    """
    for seconds in (0.5, 1, 2, 4, 8, 30, 100):
        asked = {"query": query, "timeout": seconds}
        with client.stream("GET", "/sparql", params=asked, headers={"Accept": accept}) as response:
            if response.status_code == 503:
                continue
            assert response.status_code == 200 and "content-length" not in response.headers
            with pytest.raises(httpx.RemoteProtocolError):
                for _ in response.iter_bytes():
                    pass
            return
    pytest.fail("no row came")


def problem(response, status):
    """The problem document of a response, which has this status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert "Accept" in response.headers["vary"]
    body = response.json()
    assert body["status"] == status and body["title"] and body["detail"]
    return body
