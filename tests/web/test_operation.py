"""Operation: request ids, logs, metrics, health, and headers that protect readers."""

import asyncio
import json
import re

import anyio.to_thread
import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from patgraph.cli import main
from patgraph.sparql.pool import Pool
from patgraph.web.app import app_for
from patgraph.web.server import operation
from patgraph.web.server.operation import _ID
from tests.support.processes import eventually
from tests.support.service import serving


def counted(site, route, status="200"):
    """How often a route was answered with a status."""
    for family in text_string_to_metric_families(site.get("/metrics").text):
        if family.name == "patgraph_http_requests":
            return sum(
                s.value for s in family.samples
                if s.name.endswith("_total") and s.labels["route"] == route and s.labels["status"] == status
            )  # fmt: skip
    return 0


def test_a_request_has_an_id(site):
    """An id that the caller gives comes back; without one, or with a strange one, one is made."""
    assert site.get("/health", headers={"X-Request-ID": "abc-123"}).headers["x-request-id"] == "abc-123"
    made = [site.get("/health").headers["x-request-id"] for _ in range(3)]
    assert len(set(made)) == 3 and all(re.fullmatch(r"[0-9a-f]{32}", name) for name in made)
    for hostile in ('a"b', "a b", "x" * 129, "{}", "<script>"):
        assert site.get("/health", headers={"X-Request-ID": hostile}).headers["x-request-id"] != hostile
    assert site.get("/nowhere", headers={"X-Request-ID": "lost"}).headers["x-request-id"] == "lost"


@given(st.binary(max_size=200))
def test_no_id_can_break_a_header_or_a_log(name):
    """Whatever is accepted as an id is short, visible ASCII without quotes."""
    if _ID.fullmatch(name):
        assert len(name) <= 128 and not set(name) & set(b'"\\\r\n \x00<>{}')


def test_logs_are_json_lines_with_the_id(site, log):
    """With `--log-format json` each line is an object; a request is logged with id, path, status and time."""
    site.get("/search", params={"q": 'quote" and\nline'}, headers={"X-Request-ID": "logged-1"})
    eventually(lambda: "logged-1" in log.read_text())
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert len(lines) >= len(log.read_text().splitlines()) - 2
    (entry,) = [line for line in lines if line["request_id"] == "logged-1"]
    assert (entry["method"], entry["path"], entry["status"]) == ("GET", "/search", 200)
    assert entry["seconds"] > 0 and entry["level"] == "INFO" and entry["timestamp"]


def without_threads(app, *paths):
    """What an application answers while every thread is at work for others."""

    async def run():
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = 1
        asked = {"base_url": "http://x", "headers": {"Accept": "application/json"}, "timeout": 60}
        async with limiter, httpx.AsyncClient(transport=httpx.ASGITransport(app), **asked) as client:
            return [await client.get(path) for path in paths]

    return asyncio.run(run())


def test_health_and_metrics_wait_for_no_thread(small_app):
    """While every thread is at work for others, both are answered."""
    answers = without_threads(small_app, "/health", "/metrics")
    assert [answer.status_code for answer in answers] == [200, 200]


def test_what_there_is_not_is_said_without_a_thread(small_app):
    """While every thread is at work for others, who asks for nothing that there is learns so."""
    (answer,) = without_threads(small_app, "/nowhere")
    assert answer.status_code == 404 and answer.json()["detail"] == "GET /nowhere: Not Found."


def test_nobody_has_the_metrics_written_without_end(small_graph, monkeypatch):
    """Who asks again waits until they have rested, whoever it is and whatever he accepts."""
    metrics, written = operation.Metrics(small_graph), []
    monkeypatch.setattr(operation, "_PAUSE", 600.0)

    def encode(registry) -> bytes:
        written.append(registry)
        return b"counted"

    async def run():
        assert await metrics.text("text/plain", encode) == b"counted"
        again = [asyncio.ensure_future(metrics.text(f"text/{n % 2}", encode)) for n in range(20)]
        await asyncio.wait(again, timeout=0.2)
        assert not any(each.done() for each in again)

    asyncio.run(run())
    assert len(written) == 1


def test_metrics_are_written_once_for_all_who_wait(small_app):
    """However many ask at once, the metrics are written twice at most: who asks while they are written waits
    for the next.
    """
    metrics, written = small_app.state.metrics, []

    def encode(registry) -> bytes:
        written.append(registry)
        return b"counted"

    async def run():
        return await asyncio.gather(*(metrics.text("text/plain", encode) for _ in range(40)))

    assert asyncio.run(run()) == [b"counted"] * 40
    assert 1 <= len(written) <= 2


def test_health_says_what_does_not_work(small_graph, monkeypatch):
    """While workers cannot be had it is `degraded`, with the reason; the questions go on, so it stays 200."""
    monkeypatch.setattr(Pool, "trouble", "Workers end as they start (for want of memory)")
    response = TestClient(app_for(small_graph)).get("/health")
    assert response.status_code == 200 and response.json()["status"] == "degraded"
    assert "memory" in response.json()["reason"]


def test_health_tells_version_and_uptime(site, graph):
    """Up, with which graph, and for how long."""
    first = site.get("/health").json()
    assert (first["status"], first["version"]) == ("ok", graph.version)
    assert site.get("/health").json()["uptime"] >= first["uptime"] > 0


def test_metrics_count_requests_by_route(site, graph):
    """Prometheus' own parser reads them; routes are few, however many addresses were asked for."""
    before = counted(site, "/doc/{kind}/{slug:path}")
    for slug in ("haringey", "walsall", "swindon"):
        assert site.get(f"/doc/council/{slug}").status_code == 200
    assert counted(site, "/doc/{kind}/{slug:path}") == before + 3
    lost = counted(site, "none", "404")
    site.get("/nowhere/1")
    site.get("/nowhere/2")
    assert counted(site, "none", "404") == lost + 2
    families = {f.name: f for f in text_string_to_metric_families(site.get("/metrics").text)}
    assert families["patgraph_store_statements"].samples[0].value == len(graph.store.engine)
    assert families["patgraph_graph_info"].samples[0].labels["version"] == graph.version
    assert any(s.name.endswith("_bucket") for s in families["patgraph_http_request_seconds"].samples)
    routes = {s.labels["route"] for s in families["patgraph_http_requests"].samples}
    assert not any("haringey" in route for route in routes)
    open_ = site.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert open_.headers["content-type"].startswith("application/openmetrics-text")


def test_what_the_cache_answers_is_named_counted_and_guarded_too(site):
    """The second answer comes from the cache: an id of its own, the same guards, its route's count,
    whatever the method and whether or not anything changed.
    """
    for form in ("json", "html"):
        address, route = f"/queries/star-history.{form}?council=walsall", "/queries/star-history"
        first = site.get(address)
        before, unchanged = counted(site, route), counted(site, route, "304")
        again = site.get(address, headers={"X-Request-ID": "again-1"})
        assert again.content == first.content and again.headers["x-request-id"] == "again-1"
        assert site.head(address).headers["x-request-id"] != first.headers["x-request-id"]
        own = {"date", "x-request-id"}
        assert {k: v for k, v in again.headers.items() if k not in own} == {
            k: v for k, v in first.headers.items() if k not in own
        }
        assert again.headers["x-content-type-options"] == "nosniff"
        assert ("content-security-policy" in again.headers) == (form == "html")
        known = site.get(address, headers={"If-None-Match": first.headers["etag"], "X-Request-ID": "again-2"})
        assert (known.status_code, known.headers["x-request-id"]) == (304, "again-2")
        assert counted(site, route) == before + 2 and counted(site, route, "304") == unchanged + 1


@pytest.mark.parametrize(
    "address",
    ["/", "/docs", "/queries/engagements.html", "/doc/council/haringey.html", "/def.html", "/search"],
)
def test_pages_are_guarded(site, address):
    """A page may load from this server alone, be framed by none, and tells other hosts little."""
    response = site.get(address, headers={"Accept": "text/html"})
    policy = response.headers["content-security-policy"]
    sources = {word for part in policy.split(";") for word in part.split()[1:]}
    assert sources <= {"'none'", "'self'", "data:"} and "default-src 'none'" in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY" and response.headers["referrer-policy"]
    data = site.get("/doc/council/haringey.ttl")
    assert (
        data.headers["x-content-type-options"] == "nosniff" and "content-security-policy" not in data.headers
    )


def test_help_names_the_variable_of_every_setting(run):
    """Whoever reads `serve --help` learns which environment variable each option has."""
    text = " ".join(run("serve", "--help").stdout.split())
    options = [p for p in main.commands["serve"].params if p.opts != ["--help"]]
    assert len(options) > 15
    for option in options:
        assert option.envvar and f"env var: {option.envvar}" in text, option.name


@pytest.mark.server
def test_settings_come_from_the_environment(small_built, tmp_path, monkeypatch):
    """Every setting of `serve` is an option and an environment variable."""
    log = tmp_path / "log"
    monkeypatch.setenv("PATGRAPH_LOG_FORMAT", "text")
    monkeypatch.setenv("PATGRAPH_ACCESS_LOG", "true")
    monkeypatch.setenv("PATGRAPH_DUMPS", str(tmp_path / "dumps"))
    with serving(small_built, log=log) as service:
        service.client.get("/health", headers={"X-Request-ID": "from-outside"})
    (line,) = [line for line in log.read_text().splitlines() if "from-outside" in line]
    assert "GET /health 200" in line and not line.startswith("{")


@pytest.mark.server
def test_proxies_that_were_named_are_believed(small_built, tmp_path):
    """Who asks is whom a named proxy says; from others nothing is believed, not on this machine either; the
    line at the start says who is believed."""
    log = tmp_path / "log"
    options = ("--access-log", "--log-format", "json", "--proxy", "127.0.0.5", "--proxy", "127.8.0.0/16")
    with serving(small_built, *options, log=log) as service:
        for number, source in enumerate(("127.0.0.5", "127.8.3.3", "127.0.0.1", "127.0.0.6")):
            with httpx.Client(transport=httpx.HTTPTransport(local_address=source)) as caller:
                headers = {"X-Forwarded-For": "192.0.2.7", "X-Request-ID": f"from-{number}"}
                caller.get(f"{service.url}/health", headers=headers)
        eventually(lambda: "from-3" in log.read_text())
    text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines() if '"from-' in line]
    assert [line["client"] for line in lines] == ["192.0.2.7"] * 2 + ["127.0.0.1", "127.0.0.6"]
    assert "X-Forwarded-For is believed of 127.0.0.5, 127.8.0.0/16" in text
    with serving(small_built, "--access-log", "--log-format", "json", log=log) as service:
        service.client.get("/health", headers={"X-Forwarded-For": "192.0.2.7", "X-Request-ID": "alone"})
        eventually(lambda: "alone" in log.read_text())
    (line,) = [json.loads(line) for line in log.read_text().splitlines() if '"alone"' in line]
    assert line["client"] == "127.0.0.1" and "believed of nobody" in log.read_text()


def test_a_proxy_that_is_none_is_refused(run, small_built):
    """With what to give instead."""
    done = run("serve", "--store", str(small_built), "--proxy", "10.0.0.1/8x")
    assert done.returncode == 2 and "--proxy '10.0.0.1/8x': give an address" in done.stderr
