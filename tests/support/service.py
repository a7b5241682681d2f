"""A server of ours, started by the command as an operator starts it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx
import uvicorn

from tests.support.paths import PATGRAPH, ROOT
from tests.support.processes import free_port, wait_for

#: Who asks waits as long as a busy machine may need: httpx's own five seconds are no promise of a server's.
get, post = (partial(ask, timeout=600) for ask in (httpx.get, httpx.post))


class Service(NamedTuple):
    """Where a server is, its process, and a client of it."""

    url: str
    process: subprocess.Popen
    client: httpx.Client


@contextmanager
def serving(
    store: Path | str, *options: object, log: Path | None = None, env: dict | None = None, before: str = ""
) -> Iterator[Service]:
    """A server on a store, with options; what it logs goes to `log`, `env` is added to its environment, and
    the Python text `before` runs in its process first. It is ended when the block is.
    """
    # Source texts at hand would put their words into the store that is served.
    environment = {k: v for k, v in os.environ.items() if k != "PATGRAPH_SOURCES"} | (env or {})
    program = (
        [sys.executable, "-c", f"{before}\nfrom patgraph.cli import main; main()"] if before else [PATGRAPH]
    )
    url = f"http://127.0.0.1:{free_port()}"
    command = [*program, "serve", "--store", store, "--port", url.rpartition(":")[2], *options]
    with open(log or os.devnull, "wb") as errors:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    try:
        wait_for(f"{url}/health", process)
        with httpx.Client(base_url=url, timeout=600) as client:
            # The first query waits for the workers to be there.
            client.get("/sparql", params={"query": "ASK {}"})
            yield Service(url, process, client)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


#: What `serving` runs before a server that works longer for a page than others do: beside busy programs the
#: dearest take more than its minute.
PATIENT = "from patgraph.web.server import client_queue; client_queue.WORK = 600.0"


class Held:
    """Answers of a server that wait: a request that has begun is in the middle for as long as a test wants.

    `before` is what `serving` runs in the process of the server, which then answers as ever until `hold`; of
    the question named, from then on, each answer waits until `let_go`.
    """

    def __init__(self, question: str, place: Path):
        self._place = place
        self.before = _HELD.format(question=question, place=str(place))

    def hold(self) -> None:
        """From now on answers wait."""
        (self._place / "hold").touch()

    def begun(self) -> int:
        """How many wait."""
        return len(list(self._place.glob("begun-*")))

    def let_go(self) -> None:
        """Answer them all."""
        (self._place / "hold").unlink()


_HELD = """
import itertools, os, time
from pathlib import Path
from patgraph.questions.question import Query
place, numbers, whole = Path({place!r}), itertools.count(), Query.whole
def held(self, *given):
    if self.name == {question!r} and (place / "hold").exists():
        (place / f"begun-{{os.getpid()}}-{{next(numbers)}}").touch()
        while (place / "hold").exists():
            time.sleep(0.01)
    return whole(self, *given)
Query.whole = held
"""


@contextmanager
def serving_here(app: object) -> Iterator[str]:
    """The address of a server of an application in this process, which ends when the block does."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
