"""What strangers send is in the logs as what it is, and does not fill them."""

import logging
import re
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patgraph.web.server.operation import _LineFormatter
from tests.support.processes import eventually
from tests.support.service import Held, serving
from tests.support.sparql_client import cut_short

MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@given(st.text(max_size=60))
def test_a_record_is_one_line_of_visible_text(text):
    """Whatever text a record holds; a traceback's lines are set in, so that none looks like a record."""
    try:
        raise ValueError(text)
    except ValueError as error:
        exc_info = type(error), error, error.__traceback__
    record = logging.LogRecord("x", logging.INFO, "", 1, "%s", (text,), None)
    line = _LineFormatter("{name}: {message}", style="{").format(record)
    assert line.isprintable() and line.startswith("x: ")
    record = logging.LogRecord("x", logging.INFO, "", 1, "failed", (), exc_info)
    first, *rest = _LineFormatter("{name}: {message}", style="{").format(record).split("\n")
    assert first == "x: failed" and all(line.startswith("  ") and line.isprintable() for line in rest)


@pytest.mark.server
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_path_forges_a_line_or_speaks_to_a_terminal(small_built, tmp_path, form):
    """Line ends, escapes, C1 controls and changes of direction in a path, in both formats of the log."""
    log = tmp_path / "log"
    with serving(small_built, "--access-log", "--log-format", form, log=log) as service:
        for number, text in enumerate(("%0AINFO forged", "%0D%0AINFO", "%1B[31m", "%C2%9B31m", "%E2%80%AE",
                                       "%E2%80%A8INFO", "%7F", "%00", "%FF")):  # fmt: skip
            service.client.get(f"/queries/{text}", headers={"X-Request-ID": f"no-{number}"})
        eventually(lambda: "no-8" in log.read_text())
    lines = log.read_bytes().decode().split("\n")
    assert all(line.isprintable() for line in lines)
    assert sum("no-" in line for line in lines) == 9 and not any(line.startswith("INFO") for line in lines)


@pytest.mark.server
def test_what_is_cut_or_wrong_on_purpose_writes_no_error(small_built, tmp_path):
    """Answers that a limit cuts, requests that are none, upgrades that are not offered: the caller sees that
    the answer is not whole, and nothing at all is logged."""
    log = tmp_path / "log"
    with serving(small_built, log=log) as service:
        for _ in range(3):
            cut_short(service.client, MANY, "text/csv")
        where = urlsplit(service.url)
        for sent in (b"\x16\x03\x01 hello\r\n\r\n",
                     b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
                     b"Sec-WebSocket-Version: 13\r\n\r\n"):  # fmt: skip
            with socket.create_connection((where.hostname, where.port)) as caller:
                caller.sendall(sent)
                assert re.match(rb"HTTP/1.1 (400|200) ", caller.recv(2000))
        assert service.client.get("/health").status_code == 200
    assert not re.search("ERROR|WARNING|Traceback", log.read_text()), log.read_text()


@pytest.mark.server
def test_a_terminal_that_closes_ends_a_server_as_sigterm_does(small_built, tmp_path):
    """SIGHUP: what is under way is answered, then it ends."""
    # Where the tests run under `nohup` themselves, a server of theirs would go on, as it is meant to.
    heard, held = "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL)", Held("councils", tmp_path)
    with serving(small_built, before=heard + held.before) as service, ThreadPoolExecutor(1) as pool:
        held.hold()
        asked = pool.submit(httpx.get, f"{service.url}/queries/councils.json", timeout=100)
        assert eventually(held.begun)
        service.process.send_signal(signal.SIGHUP)
        held.let_go()
        assert asked.result().json()["rows"]
        assert service.process.wait(100) in (0, -signal.SIGTERM)
