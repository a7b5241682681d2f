"""Chromium, where it is: what it shows of a page, and a page that JavaScript can be run in."""

import json
import re
import shutil
import subprocess
import time
from contextlib import contextmanager

import httpx
import pytest
from websockets.sync.client import connect

#: For a test that opens pages.
needed = pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium to open pages with")
_COMMAND = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


def shown(address, directory, *options) -> subprocess.CompletedProcess:
    """What Chromium makes of a page (its DOM, as HTML) and says of it (its log)."""
    command = [*_COMMAND, f"--user-data-dir={directory}", "--dump-dom", *options, address]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


@contextmanager
def browsing(address, directory):
    """Chromium on a page, by its debugging protocol: a function that evaluates JavaScript there."""
    command = [*_COMMAND, f"--user-data-dir={directory}", "--remote-debugging-port=0", address]
    chromium = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        port = next(m[1] for line in chromium.stderr if (m := re.search(r"ws://127.0.0.1:(\d+)/", line)))
        targets = httpx.get(f"http://127.0.0.1:{port}/json", timeout=60).json()
        (target,) = [each for each in targets if each["type"] == "page"]
        with connect(target["webSocketDebuggerUrl"], max_size=None) as wire:

            def evaluate(script):
                asked = {"expression": script, "awaitPromise": True, "returnByValue": True}
                wire.send(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": asked}))
                while (told := json.loads(wire.recv(timeout=120))).get("id") != 1:
                    pass
                return told.get("result", {}).get("result", {}).get("value")

            until = time.monotonic() + 120
            editor = "document.querySelector('.CodeMirror-code')?.textContent"
            while not evaluate(editor) and time.monotonic() < until:
                time.sleep(0.2)
            yield evaluate
    finally:
        chromium.terminate()
        chromium.wait(60)
