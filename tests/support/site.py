"""A real server for tests, and a reader of its pages."""

import contextlib
import os
import re
import socket
import subprocess
import time
from html.parser import HTMLParser
from pathlib import Path

import httpx

from tests.support.paths import PATGRAPH, ROOT


@contextlib.contextmanager
def serving(store: Path, *options: str, log: Path | None = None):
    """A client of a server that the command starts on a store."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # Source texts at hand would put their words into the store that is served.
    environment = {k: v for k, v in os.environ.items() if k != "PATGRAPH_SOURCES"}
    command = [PATGRAPH, "serve", "--store", store, "--port", str(port), *options]
    with open(log or "/dev/null", "wb") as errors:
        server = subprocess.Popen(command, cwd=ROOT, stderr=errors, env=environment)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
                for _ in range(600):
                    if server.poll() is not None:
                        raise RuntimeError(f"the server ended with {server.returncode}")
                    try:
                        http.get("/health")
                        break
                    except httpx.TransportError:
                        time.sleep(0.1)
                yield http
        finally:
            server.terminate()
            server.wait(20)


class Page(HTMLParser):
    """What a test looks for in a page."""

    def __init__(self, html: str):
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self._silent = 0
        self.feed(html)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append((tag, values))
        self._silent += tag in ("script", "style")
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])

    def handle_endtag(self, tag):
        self._silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._silent:
            self.text += data

    def all(self, tag: str) -> list[dict]:
        """The attributes of every element of a name."""
        return [attributes for name, attributes in self.tags if name == tag]
