"""Chromium, where it is: what it shows of a page, and a page that JavaScript can be run in."""

import base64
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


class Tab:
    """A page of Chromium, by its debugging protocol."""

    def __init__(self, wire):
        self._wire, self._sent = wire, 0

    def send(self, method, **params) -> dict:
        """What Chromium replies to a command."""
        self._begin(method, **params)
        while (told := json.loads(self._wire.recv(timeout=120))).get("id") != self._sent:
            pass
        return told.get("result", {})

    def _begin(self, method, **params):
        """Send a command and wait for nothing."""
        self._sent += 1
        self._wire.send(json.dumps({"id": self._sent, "method": method, "params": params}))

    def evaluate(self, script):
        """The value of JavaScript in the page, also where its policy allows no script; of a promise, what it
        becomes.
        """
        found = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return found.get("result", {}).get("value")

    def open(self, address):
        """Go there, and wait until the page is whole."""
        # The reply comes when the page has begun to be there, in the place of the one before.
        self.send("Page.navigate", url=address)
        self.until("document.readyState === 'complete'")

    def until(self, script):
        """Wait until JavaScript says true, for as long as a busy machine may need."""
        until, pause = time.monotonic() + 120, 0.02
        while self.evaluate(script) is not True and time.monotonic() < until:
            time.sleep(pause)
            # Who waits for long does not ask often: that takes time from the page.
            pause = min(2 * pause, 0.4)

    def press(self, key, times=1):
        """Press a key and let it go, as a person does: Tab, Enter, a letter or a blank."""
        code, text = {"Tab": (9, ""), "Enter": (13, "\r"), " ": (32, " ")}.get(key, (ord(key[0]), key))
        named = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": code}
        kind = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        for left in range(times, 0, -1):
            self._begin("Input.dispatchKeyEvent", **kind, **named)
            # They come one after the other: the last reply is that to all of them.
            (self.send if left == 1 else self._begin)("Input.dispatchKeyEvent", type="keyUp", **named)

    def follow(self, key):
        """Press a key that leads to another page, and wait until that is whole."""
        self.evaluate("window.left = true")
        self.press(key)
        self.until("!window.left && document.readyState === 'complete'")

    def pdf(self) -> bytes:
        """The page as Chromium makes a PDF of it, with the structure of its tables."""
        made = self.send("Page.printToPDF", generateTaggedPDF=True, preferCSSPageSize=True)
        return base64.b64decode(made["data"])

    def look(self, width, height, scheme="light"):
        """How large the window is, and whether by day or by night (`light`, `dark`)."""
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=False,
        )  # fmt: skip
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])


@contextmanager
def tab(directory, address="about:blank"):
    """A page of a Chromium of its own."""
    command = [*_COMMAND, f"--user-data-dir={directory}", "--remote-debugging-port=0", address]
    chromium = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        port = next(m[1] for line in chromium.stderr if (m := re.search(r"ws://127.0.0.1:(\d+)/", line)))
        targets = httpx.get(f"http://127.0.0.1:{port}/json", timeout=60).json()
        (target,) = [each for each in targets if each["type"] == "page"]
        with connect(target["webSocketDebuggerUrl"], max_size=None) as wire:
            yield Tab(wire)
    finally:
        chromium.terminate()
        chromium.wait(60)


@contextmanager
def browsing(address, directory):
    """Chromium on the editor: a function that evaluates JavaScript there."""
    with tab(directory, address) as page:
        until = time.monotonic() + 120
        editor = "document.querySelector('.CodeMirror-code')?.textContent"
        while not page.evaluate(editor) and time.monotonic() < until:
            time.sleep(0.2)
        yield page.evaluate
