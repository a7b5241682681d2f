"""The two doors for language models: `/mcp` over HTTP, closed to pages of other sites, and `patgraph mcp`."""

import os
import subprocess
import sys

import anyio
import httpx
import pytest
from mcp import Client, StdioServerParameters

from patgraph.web.routes.mcp import McpEndpoint, transport_security
from patgraph.web.server.rate_limit import RateLimit
from tests.support.paths import PATGRAPH, ROOT

HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"},
    },
}  # fmt: skip
HEADERS = {"Accept": "application/json, text/event-stream"}


@pytest.mark.server
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_service_answers_models_over_http(served, mode):
    """Clients of the newest protocol and of the one before list the tools and ask."""

    async def main():
        async with Client(f"{served}/mcp", mode=mode) as client:
            listed = await client.list_tools()
            found = await client.call_tool("ask", {"question": "councils", "rows": 3})
            free = await client.call_tool("sparql", {"query": "ASK { ?c a pat:Council }"})
            return listed, found, free

    listed, found, free = anyio.run(main)
    assert len(listed.tools) == 4 and found.structured_content["shown"] == 3
    assert free.content[0].text == "yes"


def test_each_request_stands_alone_and_no_stream_is_held(served):
    """Without a session a message is answered as JSON; GET, which would hold a stream for as long as a client
    wished, and DELETE are refused at once, with what is allowed."""
    answer = httpx.post(f"{served}/mcp", json=HELLO, headers=HEADERS)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/json")
    assert answer.json()["result"]["serverInfo"]["name"] == "patgraph" and "x-request-id" in answer.headers
    assert "mcp-session-id" not in answer.headers
    for method in ("GET", "DELETE"):
        refused = httpx.request(method, f"{served}/mcp", headers=HEADERS)
        assert refused.status_code == 405 and "POST" in refused.headers["allow"]


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Host", "evil.example", 421),
        ("Host", "127.0.0.1.evil.example", 421),
        ("Host", "localhost.evil.example:80", 421),
        ("Origin", "https://evil.example", 403),
        ("Origin", "null", 403),
        ("Origin", "http://127.0.0.1.evil.example", 403),
        ("Content-Type", "text/plain", 400),
    ],
)
def test_a_page_of_another_site_is_refused(served, header, value, status):
    """By the name it reaches us with, by where it comes from, and by what a form could send."""
    answer = httpx.post(f"{served}/mcp", json=HELLO, headers=HEADERS | {header: value})
    assert answer.status_code == status


def test_a_large_message_is_refused(served):
    """Messages are small; a large body is not read."""
    answer = httpx.post(f"{served}/mcp", content=b" " * 400_000,
                        headers=HEADERS | {"Content-Type": "application/json"})  # fmt: skip
    assert answer.status_code == 413


def test_the_name_of_a_public_service_is_let_in():
    """`--host-name` adds a name to this machine's own, with and without a port."""
    settings = transport_security(["graph.example"])
    assert {"graph.example", "graph.example:*", "127.0.0.1:*"} <= set(settings.allowed_hosts)
    assert "https://graph.example" in settings.allowed_origins


def test_a_service_without_the_sdk_says_what_to_install(monkeypatch):
    """All else is served as ever; `/mcp` is 501, with the name of the extra."""
    monkeypatch.setitem(sys.modules, "patgraph.mcp.server", None)
    endpoint = McpEndpoint(None, None, RateLimit())

    async def main():
        transport = httpx.ASGITransport(app=endpoint)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            async with endpoint.running():
                running = [await client.post("/mcp", json=HELLO) for _ in range(2)]
            return [*running, await client.post("/mcp", json=HELLO)], await client.get("/mcp")

    answers, refused = anyio.run(main)
    assert all(each.status_code == 501 and "patgraph[mcp]" in each.json()["detail"] for each in answers)
    assert refused.status_code == 405


@pytest.mark.slow
def test_a_service_loads_the_sdk_for_the_first_who_asks():
    """Who never speaks to models does not wait for what speaks to them: starting loads nothing of it."""
    script = "import sys, patgraph.web.app; from patgraph.web.routes.mcp import McpEndpoint as End; "
    script += (
        "End(None, None, None); print(sorted({'mcp', 'mcp_types', 'patgraph.mcp.server'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.slow
def test_the_command_serves_over_standard_input_and_output(small_built):
    """`patgraph mcp` greets before the index of names is made, answers, and ends with its client."""

    async def main():
        command = StdioServerParameters(
            command=str(PATGRAPH),
            args=["mcp", "--store", str(small_built)],
            cwd=str(ROOT),
            env=dict(os.environ),
        )
        async with Client(command) as client:
            found = await client.call_tool("search", {"query": "haringey"})
            free = await client.call_tool("sparql", {"query": "ASK { ?c a pat:Council }"})
            return client.server_info.name, found, free

    name, found, free = anyio.run(main)
    assert name == "patgraph" and found.structured_content["results"]
    assert free.content[0].text == "yes"
