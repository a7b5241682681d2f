"""The head of a request has a limit."""

import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from patgraph.web.server.serving import HEAD, LINE
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
            caller.sendall(b"GET /health HTTP/1.1\r\nX: " + b"x" * HEAD)
            assert b"HTTP/1.1 431 " in caller.recv(1000)
        with httpx.Client(base_url=address) as client:
            for _ in range(30):
                body = {"query": "ASK {} #" + "x" * 100_000}
                assert client.post("/sparql", data=body).status_code == 200


@pytest.mark.server
def test_a_head_may_be_so_large_and_no_larger(small_built):
    """As large as its limit it is answered, one line longer it is 431, which says what may be; a page of
    another site may read that; what comes after it on the connection is no part of it."""

    def asked(lines, length=0, body=b""):
        start = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        rest = b"".join(b"X-%03d: %s\r\n" % (n, b"x" * (length - 9)) for n in range(lines))
        return start + rest + b"Content-Length: %d\r\n\r\n" % len(body) + body

    def status(sent):
        with socket.create_connection((where.hostname, where.port)) as caller:
            caller.settimeout(20)
            caller.sendall(sent)
            answer = caller.recv(20_000)
            while b"}" not in answer:
                answer += caller.recv(20_000)
            return int(answer.split()[1]), answer

    query = b"ASK {} #" + b"x" * 200_000
    with serving(small_built) as (address, _, _):
        where = urlsplit(address)
        assert status(asked(30, 1000, b"ASK {}"))[0] == 200
        assert status(asked(3, LINE, b"ASK {}"))[0] == 200
        assert status(asked(30, 1000, query))[0] == 200
        for sent in (asked(34, 1000, b"ASK {}"), asked(1, LINE + 1, b"ASK {}"), asked(5, LINE, query),
                     b"GET /" + b"x" * HEAD + b" HTTP/1.1\r\nHost: x\r\n\r\n"):  # fmt: skip
            number, answer = status(sent)
            assert number == 431 and str(HEAD).encode() in answer
            assert b"access-control-allow-origin: *" in answer.lower()
