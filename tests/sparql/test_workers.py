"""Workers: they come and go with their server, and what kills one costs no other."""

import os
import time
from pathlib import Path

import httpx

from tests.support.endpoints import descendants, serving


def ask(client, query):
    """Ask a query."""
    return client.get("/sparql", params={"query": query})


def test_workers_end_with_the_server(built):
    """However the server ends, killed too, no process of it stays."""
    with serving(built) as (_, process):
        began = time.monotonic()
        while len(below := descendants(process.pid)) < 5 and time.monotonic() - began < 10:
            time.sleep(0.05)
        assert len(below) == 5
        process.kill()
        process.wait()
        began = time.monotonic()
        while any(os.path.exists(f"/proc/{pid}") for pid in below) and time.monotonic() - began < 5:
            time.sleep(0.05)
        assert not any(os.path.exists(f"/proc/{pid}") for pid in below)


def test_a_killed_zygote_and_killed_workers_are_replaced(built):
    """After either is killed from outside, the next query is answered."""
    with serving(built) as (address, process), httpx.Client(base_url=address, timeout=30) as http_client:
        zygote, *workers = descendants(process.pid)
        for pid in workers:
            os.kill(pid, 9)
        time.sleep(0.1)
        assert ask(http_client, "ASK {}").json()["boolean"] is True
        os.kill(zygote, 9)
        time.sleep(0.2)
        assert ask(http_client, "ASK {}").json()["boolean"] is True
        time.sleep(0.5)
        states = [
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            for pid in descendants(process.pid)
        ]
        assert "Z" not in states and len(states) == 5
