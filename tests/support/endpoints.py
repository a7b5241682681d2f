"""A server of its own, started by the command, for the tests that need one."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.paths import ROOT


@contextmanager
def serving(store: Path, *options: str, command: tuple[str, ...] = ()):
    """The address and process of `patgraph serve` on a store; `command` runs it, strace for example."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    patgraph = str(Path(sys.executable).parent / "patgraph")
    process = subprocess.Popen(
        [*command, patgraph, "serve", "--store", str(store), "--port", str(port), *options],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{address}/health")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        # The first query waits for the workers to be there.
        httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, timeout=30)
        yield address, process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def descendants(pid: int) -> list[int]:
    """The processes below one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *descendants(int(child))]
    return found
