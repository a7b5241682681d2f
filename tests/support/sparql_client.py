"""Asking `/sparql`, and reading what is told of a fault."""

TURTLE = {"Accept": "text/turtle"}


def ask(client, query, accept=None, **more):
    """Ask by GET."""
    headers = {"Accept": accept} if accept else {}
    return client.get("/sparql", params={"query": query} | more, headers=headers)


def problem(response, status):
    """The problem document of a response, which has this status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert "Accept" in response.headers["vary"]
    body = response.json()
    assert body["status"] == status and body["title"] and body["detail"]
    return body
