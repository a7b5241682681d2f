"""One registration of an address answers GET and HEAD, is counted, and is described."""

import asyncio
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from patgraph.web.app import app_for
from patgraph.web.server.routing import letting_go


@pytest.fixture(scope="module")
def app(small_graph):
    """A service that nobody else asks, since what was asked of it is counted."""
    return app_for(small_graph)


def ask(app, method, path, **options):
    """One response of the service."""

    async def asked():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **options)

    return asyncio.run(asked())


def counted(app):
    """How many requests have been counted, by method, name and status."""
    text = ask(app, "GET", "/metrics").text
    found = re.findall(r'requests_total\{method="(\w+)",route="([^"]+)",status="(\d+)"\} (\S+)', text)
    return {tuple(labels): float(number) for *labels, number in found}


@pytest.mark.parametrize(
    "path",
    ["/", "/queries", "/queries.json", "/queries/councils.csv", "/def", "/def.ttl", "/search", "/things",
     "/health", "/openapi.json", "/joins"],
)  # fmt: skip
def test_every_address_answers_get_and_head_and_names_both(app, path):
    """HEAD is answered as GET is, and what is refused with 405 names both."""
    got, head = ask(app, "GET", path), ask(app, "HEAD", path)
    assert (got.status_code, head.status_code) == (200, 200)
    assert head.headers["content-type"] == got.headers["content-type"]
    refused = ask(app, "DELETE", path)
    assert refused.status_code == 405
    assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("method", ["DELETE", "PROPFIND"])
def test_an_address_with_methods_of_its_own_names_them_all(app, method):
    """What /reconcile and /sparql refuse, whatever the method, they refuse by naming what they take."""
    for path in ("/reconcile", "/sparql"):
        refused = ask(app, method, path)
        assert refused.status_code == 405
        assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


def test_each_question_is_counted_by_itself_and_what_there_is_none_of_together(app):
    """One route serves all questions; the counts tell them apart, and stay few for whatever is asked."""
    before = counted(app)
    for path in ("councils", "councils.csv", "councils.nothing", "nothing", "nothing.csv",
                 "councils/cite.txt", "councils.csv-metadata.json"):  # fmt: skip
        ask(app, "GET", f"/queries/{path}")
    ask(app, "PUT", "/queries/councils.csv")
    risen = (labels for labels, number in counted(app).items() if number > before.get(labels, 0))
    found = {(name, status) for _, name, status in risen if name.startswith("/queries/")}
    assert found >= {
        ("/queries/councils", "200"), ("/queries/councils", "405"), ("/queries/{name}", "404"),
        ("/queries/{name}", "406"), ("/queries/{name}", "200"), ("/queries/{name}/cite", "200"),
    }  # fmt: skip
    assert {name for name, _ in found} == {"/queries/councils", "/queries/{name}", "/queries/{name}/cite"}


def test_every_question_has_a_path_of_its_own_in_the_description(app, small_graph):
    """One route serves them, but a reader of OpenAPI sees each with its parameters, between the listing and
    what else there is.
    """
    paths = [*ask(app, "GET", "/openapi.json").json()["paths"]]
    assert paths[: len(small_graph.queries) + 1] == [
        "/queries",
        *(f"/queries/{name}" for name in small_graph.queries),
    ]
    assert len(app.router.routes) < 66


def test_what_fails_lets_go_in_its_own_thread():
    """What a call held when it failed is let go in the thread that called, not where the error goes."""
    dropped = []

    class Held:
        def __del__(self):
            dropped.append(threading.get_ident())

    def fail():
        held = Held()
        try:
            raise KeyError(held is None)
        except KeyError as error:
            raise ValueError("later") from error

    with ThreadPoolExecutor(1) as pool:
        own = pool.submit(threading.get_ident).result()
        error = pool.submit(letting_go, fail).exception()
    assert isinstance(error, ValueError) and dropped == [own]
