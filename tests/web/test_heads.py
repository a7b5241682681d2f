"""The head of a request has a limit."""

import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.service import serving


def memory(pid):
    """The memory that a process holds, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@pytest.mark.server
def test_a_head_without_an_end_takes_no_memory(small_built):
    """Header lines, or an address, sent for seconds on end: the connection is closed, nothing is held, and
    requests after one another on one connection are answered still."""
    with serving(small_built) as (address, process, _):
        where = urlsplit(address)
        before = memory(process.pid)
        for start, more in (
            (b"GET /health HTTP/1.1\r\nHost: x\r\n", b"X: " + b"x" * 60_000 + b"\r\n"),
            (b"GET /sparql?query=", b"x" * 60_000),
        ):
            with socket.create_connection((where.hostname, where.port)) as caller:
                sent, until = 0, time.monotonic() + 3
                try:
                    caller.sendall(start)
                    while time.monotonic() < until and sent < 500 << 20:
                        caller.sendall(more)
                        sent += len(more)
                except OSError:
                    pass
            assert sent < 30 << 20
        assert memory(process.pid) - before < 50
        # What is told to those who listen: the limit has a status of its own.
        with socket.create_connection((where.hostname, where.port)) as caller:
            caller.sendall(b"GET /health HTTP/1.1\r\nX: " + b"x" * ((1 << 20) - 24))
            caller.sendall(b"x" * 100)
            assert caller.recv(100).startswith(b"HTTP/1.1 431 ")
        with httpx.Client(base_url=address) as client:
            for _ in range(30):
                body = {"query": "ASK {} #" + "x" * 100_000}
                assert client.post("/sparql", data=body).status_code == 200
